"""The toolchain samples' transformers: their names and arguments, and how they behave alone and in a chain."""

import inspect

import numpy as np
import pytest
from PIL import Image

from pipecheck_transformers import Chain, Read, Resize, StepError, ToColor, ToolkitError, Transpose, vendor
from pipecheck_transformers.vendor import (
    AddTransformer,
    BGR2RGBTransformer,
    CHW2HWCTransformer,
    HWC2CHWTransformer,
    MeanTransformer,
    PadResizeTransformer,
    ResizeTransformer,
    RGB2BGRTransformer,
    ScaleTransformer,
    Transformer,
    TransposeTransformer,
    imread_mode,
)

REQUIRED = inspect.Parameter.empty
FIRST = {"data_format": "CHW"}
STATED = {"data_format": REQUIRED}
NV12 = {"data_format": "CHW", "cvt_mode": "rgb_calc"}
SIGNATURES = {
    "AddTransformer": {"value": REQUIRED},
    "MeanTransformer": {"means": REQUIRED, "data_format": "CHW"},
    "ScaleTransformer": {"scale_value": REQUIRED},
    "NormalizeTransformer": {"std": REQUIRED},
    "TransposeTransformer": {"order": REQUIRED},
    "HWC2CHWTransformer": {},
    "CHW2HWCTransformer": {},
    "CenterCropTransformer": {"crop_size": REQUIRED, "data_type": "float"},
    "PILCenterCropTransformer": {"size": REQUIRED},
    "LongSideCropTransformer": {},
    "PadResizeTransformer": {"target_size": REQUIRED, "pad_value": 127.0, "pad_position": "boundary"},
    "ResizeTransformer": {"target_size": REQUIRED, "mode": "skimage", "method": 1, "data_type": "float", "interpolation": ""},
    "PILResizeTransformer": {"size": REQUIRED, "interpolation": Image.BILINEAR},
    "ShortSideResizeTransformer": {"short_size": REQUIRED, "data_type": "float", "interpolation": ""},
    "ShortLongResizeTransformer": {"short_size": REQUIRED, "long_size": REQUIRED, "include_im": True},
    "PadTransformer": {"size_divisor": 128, "target_size": 512},
    "PaddedCenterCropTransformer": {"image_size": 224, "crop_pad": 32},
    "BGR2RGBTransformer": FIRST,
    "RGB2BGRTransformer": FIRST,
    "RGB2GRAYTransformer": STATED,
    "BGR2GRAYTransformer": STATED,
    "RGB2GRAY_128Transformer": STATED,
    "BGR2GRAY_128Transformer": STATED,
    "RGB2YUV444Transformer": STATED,
    "BGR2YUV444Transformer": STATED,
    "RGB2YUV444_128Transformer": STATED,
    "BGR2YUV444_128Transformer": STATED,
    "RGB2YUVBT601VIDEOTransformer": STATED,
    "BGR2YUVBT601VIDEOTransformer": STATED,
    "YUVTransformer": {"color_sequence": REQUIRED},
    "ReduceChannelTransformer": FIRST,
    "RGB2NV12Transformer": NV12,
    "BGR2NV12Transformer": NV12,
    "NV12ToYUV444Transformer": {"target_size": REQUIRED, "yuv444_output_layout": "HWC"},
    "WarpAffineTransformer": {"input_shape": REQUIRED, "scale": REQUIRED},
    "F32ToS8Transformer": {},
    "F32ToU8Transformer": {},
}


def picture(height, width, dtype="uint8", seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(dtype)


@pytest.mark.parametrize("name", SIGNATURES)
def test_arguments_and_defaults_are_the_samples(name):
    parameters = inspect.signature(getattr(vendor, name)).parameters
    assert {name: parameter.default for name, parameter in parameters.items()} == SIGNATURES[name]
    assert list(parameters) == list(SIGNATURES[name])


def test_the_names_are_those_of_the_samples_and_no_others():
    assert sorted(vendor.__all__) == sorted([*SIGNATURES, "Transformer", "imread_mode"])


def test_what_a_legacy_name_computes_is_not_guessed():
    with pytest.raises(ToolkitError, match=r"YUVTransformer.*not documented.*RGB2YUV444Transformer"):
        vendor.YUVTransformer("RGB")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("opencv", Read(library="opencv", color="bgr", exif=True)),
        ("skimage", Read(library="skimage", color="rgb", unit=True)),
        ("caffe", Read(library="skimage", color="rgb", unit=True)),
        ("PIL", Read(library="pil", color="rgb")),
    ],
)
def test_imread_modes(mode, expected):
    assert imread_mode(mode) == expected


def test_an_unknown_imread_mode():
    with pytest.raises(ValueError, match="'cv2', not 'opencv', 'skimage', 'caffe' or 'PIL'"):
        imread_mode("cv2")


@pytest.mark.parametrize(
    ("transformer", "shape", "expected"),
    [
        (HWC2CHWTransformer(), (5, 7, 3), (3, 5, 7)),
        (CHW2HWCTransformer(), (3, 5, 7), (5, 7, 3)),
        (TransposeTransformer((2, 0, 1)), (5, 7, 3), (3, 5, 7)),
        (TransposeTransformer([1, 2, 0]), (3, 5, 7), (5, 7, 3)),
        (TransposeTransformer((0, 1, 2)), (5, 7, 3), (5, 7, 3)),
        (HWC2CHWTransformer(), (5, 7), (1, 5, 7)),
        (AddTransformer(1), (5, 7), (5, 7, 1)),
    ],
)
def test_axes(transformer, shape, expected):
    assert transformer(np.zeros(shape, np.uint8)).shape == expected


def test_an_order_that_is_no_layout():
    with pytest.raises(ValueError, match=r"order is \(1, 0, 2\)"):
        TransposeTransformer((1, 0, 2))


def test_a_list_gives_a_list_of_all_its_pictures():
    first, second = picture(4, 5), picture(4, 5, seed=1)
    given = BGR2RGBTransformer("HWC")([first, second])
    np.testing.assert_array_equal(given, [first[:, :, ::-1], second[:, :, ::-1]])


def test_a_chain_takes_a_transformer_for_its_operations():
    chain = Chain([ResizeTransformer((8, 9), mode="opencv"), HWC2CHWTransformer(), Chain([BGR2RGBTransformer("HWC")])])
    assert chain.ops[0] == Resize(8, 9)
    assert chain.ops[2:] == (Transpose("chw"), ToColor("rgb", source="bgr"))
    assert Chain.from_yaml(chain.to_yaml()) == chain


@pytest.mark.parametrize(
    ("transformer", "image", "message"),
    [
        (BGR2RGBTransformer(), (70, 100, 3), "BGR2RGBTransformer: written for chw, a picture of 70×100×3 is hwc"),
        (RGB2BGRTransformer("HWC"), (3, 70, 100), "RGB2BGRTransformer: written for hwc, a picture of 3×70×100 is chw"),
        (MeanTransformer([1, 2, 3]), (70, 100, 3), "MeanTransformer: written for chw, a picture of 70×100×3 is hwc"),
        (MeanTransformer([1, 2, 3], "HWC"), (3, 70, 100), "MeanTransformer: written for hwc, a picture of 3×70×100 is chw"),
        (ScaleTransformer([1, 2, 3]), (3, 70, 100), "ScaleTransformer: written for hwc, a picture of 3×70×100 is chw"),
        (HWC2CHWTransformer(), (3, 70, 100), "HWC2CHWTransformer: written for hwc, a picture of 3×70×100 is chw"),
        (PadResizeTransformer((32, 32)), (3, 70, 100), "PadResizeTransformer: written for hwc, a picture of 3×70×100 is chw"),
        (BGR2RGBTransformer(), (2, 70, 100), "BGR2RGBTransformer: bgr has 3 channels, the picture has 2"),
        (MeanTransformer([1, 2]), (3, 70, 100), "MeanTransformer: mean, scale, std or bias has 2 numbers, the picture has 3 channels"),
        (AddTransformer(1), (1, 3, 70, 100), "AddTransformer: a picture has three axes, this one is 1×3×70×100"),
    ],
)
def test_a_transformer_by_itself_refuses_what_it_was_not_written_for(transformer, image, message):
    with pytest.raises(StepError) as refused:
        transformer(np.zeros(image, np.float32))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([BGR2RGBTransformer()], "BGR2RGBTransformer: written for chw, the picture is hwc here"),
        ([Transpose("chw"), MeanTransformer([1, 2, 3], "HWC")], "MeanTransformer: written for hwc, the picture is chw here"),
        ([HWC2CHWTransformer(), HWC2CHWTransformer()], "HWC2CHWTransformer: written for hwc, the picture is chw here"),
        ([Chain([Transpose("chw")]), PadResizeTransformer((8, 8))], "PadResizeTransformer: written for hwc, the picture is chw here"),
    ],
)
def test_a_chain_refuses_a_transformer_where_the_layout_is_the_other_one(steps, message):
    with pytest.raises(StepError) as refused:
        Chain(steps)
    assert str(refused.value) == message


@pytest.mark.parametrize("means", [5.0, [5.0], np.array([5.0])])
def test_one_number_fits_both_layouts(means):
    chain = Chain([MeanTransformer(means), HWC2CHWTransformer(), MeanTransformer(means, "HWC")])
    assert (chain(np.full((2, 4, 3), 12, np.uint8)) == np.full((3, 2, 4), 2.0)).all()


def test_a_wrong_data_format():
    with pytest.raises(ValueError, match="data_format is 'NCHW', not 'CHW' or 'HWC'"):
        BGR2RGBTransformer("NCHW")


def test_a_transformer_is_a_value():
    assert PadResizeTransformer((640, 640)) == PadResizeTransformer([640, 640], 127, "boundary")
    assert isinstance(hash(PadResizeTransformer((640, 640))), int)
    assert isinstance(BGR2RGBTransformer(), Transformer)

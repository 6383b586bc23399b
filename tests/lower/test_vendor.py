"""What a `preprocess.py` of the toolchain's samples means, read from its text."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.lower import vendor
from pipecheck.lower.vendor import loaders
from pipecheck.lower.vendor.transformers import FORMAT
from pipecheck.sources import pycalls
from pipecheck.spec import canonical

FILE = Path("preprocess.py")
HEAD = "import sys\nsys.path.append('../../01_common/python/data/')\nfrom transformer import *\nfrom dataloader import *\n"


def value(source, name="t", head=HEAD):
    return pycalls.find(pycalls.parse(f"{head}{source}\n", FILE), name)


def lower(source, name="t", head=HEAD, given=None):
    return vendor.lower(value(source, name, head), given)


def told(source):
    """The steps after that which says that the reader is not known."""
    return [step_told(step) for step in lower(f"t = [{source}]").steps[1:]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("PadResizeTransformer((64, 96))", ["Letterbox(64, 96, fill=127.0, rounding='floor')"], id="127 and truncation"),
        pytest.param(
            "PadResizeTransformer(target_size=(64, 96), pad_value=114., pad_position='bottom_right')",
            ["Letterbox(64, 96, position='corner', rounding='floor')"],
            id="other border",
        ),
        pytest.param("ResizeTransformer((8, 9))", ["Resize(8, 9, library='skimage')", "Cast('float32')"], id="M34: skimage by default"),
        pytest.param("ResizeTransformer((8, 9), 'opencv')", ["Resize(8, 9)", "Cast('float32')"], id="OpenCV when asked for"),
        pytest.param(
            "PILResizeTransformer(size=8, interpolation=Image.BICUBIC)",
            ["Cast('uint8')", "ResizeShort(8, interpolation='cubic', library='pil')"],
            id="Pillow's constant",
        ),
        pytest.param(
            "ShortSideResizeTransformer(short_size=256), CenterCropTransformer(crop_size=224)",
            ["ResizeShort(256)", "Cast('float32')", "CenterCrop(224, 224, rounding='halves')", "Cast('float32')"],
            id="the ResNet sample",
        ),
        pytest.param("ShortLongResize(8, 10)", ["ResizeShort(8, longest=10)"], id="the name without its ending"),
        pytest.param(
            "HWC2CHWTransformer(), BGR2RGBTransformer()", ["Transpose('chw')", "ToColor('rgb', source='bgr')"], id="CHW by default"
        ),
        pytest.param("RGB2BGRTransformer(data_format='HWC')", ["ToColor('bgr', source='rgb')"], id="HWC when asked for"),
        pytest.param("MeanTransformer(means=np.array([1.5])), ScaleTransformer(255)", None, id="values"),
        pytest.param("MeanTransformer(np.array([1, 2., 3]), 'HWC')", ["Affine(mean=(1.0, 2.0, 3.0), dtype='float64')"], id="per channel"),
        pytest.param("MeanTransformer(np.array([1, 2, 3], dtype=np.float32), 'HWC')", ["Affine(mean=(1.0, 2.0, 3.0))"], id="in 32 bits"),
        pytest.param("TransposeTransformer((2, 0, 1))", ["Transpose('chw')"], id="transpose"),
        pytest.param(
            "RGB2NV12Transformer('HWC', cvt_mode='opencv')",
            ["Cast('uint8')", "ToColor('nv12', source='rgb', range='video')"],
            id="OpenCV's NV12 has the other range",
        ),
    ],
)
def test_steps(source, expected):
    head = HEAD + "import numpy as np\nfrom PIL import Image\n"
    steps = [step_told(step) for step in lower(f"t = [{source}]", head=head).steps[1:]]
    assert steps == (["Affine(mean=1.5, dtype='float64')", "Affine(scale=255.0, dtype=None)"] if expected is None else expected)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(HEAD, id="from the samples' folder"),
        pytest.param("from horizon_tc_ui.data.transformer import HWC2CHWTransformer\n", id="from the toolkit's package"),
        pytest.param("import transformer as mine\nHWC2CHWTransformer = mine.HWC2CHWTransformer\n", id="by another name"),
        pytest.param("from pipecheck_transformers.vendor import HWC2CHWTransformer\n", id="from this project"),
    ],
)
def test_wherever_the_classes_come_from(head):
    read = value("t = [HWC2CHWTransformer()]", head=head)
    assert vendor.speaks(read)
    assert [step_told(step) for step in vendor.lower(read).steps[1:]] == ["Transpose('chw')"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("PadResizeTransformer(size)", ["?PadResizeTransformer(size) dtype+geometry"], id="a size from elsewhere"),
        pytest.param(
            "ResizeTransformer((8, 8), mode='torch')", ["?ResizeTransformer((8, 8), mode='torch') dtype+geometry"], id="no such mode"
        ),
        pytest.param("CenterCropTransformer(8, size=9)", ["?CenterCropTransformer(8, size=9) dtype+geometry"], id="no such argument"),
        pytest.param("BGR2RGBTransformer()", ["?BGR2RGBTransformer() color+dtype+layout+values"], id="written for the other layout"),
        pytest.param("YUVTransformer('nv12')", ["?YUVTransformer('nv12') color+dtype+layout+values"], id="not documented"),
        pytest.param("ScaleTransformer(scale)", ["?ScaleTransformer(scale) dtype+values"], id="a factor from elsewhere"),
        pytest.param("TransposeTransformer((1, 0, 2))", ["?TransposeTransformer((1, 0, 2)) layout"], id="a transpose that turns"),
        pytest.param("mine", ["?mine color+decode+dtype+geometry+layout+values"], id="something else"),
    ],
)
def test_what_cannot_be_read(source, expected):
    assert told(f"PadTransformer(), {source}")[2:] == expected


def test_a_format_that_only_the_newer_classes_leave_out_is_assumed():
    steps = lower("t = [HWC2CHWTransformer(), RGB2GRAYTransformer()]").steps
    assert (step_told(steps[-1]), steps[-1].assumed) == ("ToColor('gray', source='rgb', library='horizon')", FORMAT)


def test_a_list_alone_does_not_say_how_a_picture_is_read():
    spec = canonical(lower("t = [ResizeTransformer((8, 8)), HWC2CHWTransformer(), BGR2RGBTransformer()]"))
    assert (spec.decode.value, spec.color.value, spec.values.value) == (None, None, None)
    assert spec.layout.value == "chw"
    assert spec.geometry.value is not None


def test_the_reader_may_be_said_elsewhere():
    program = vendor.read_as(lower("t = [HWC2CHWTransformer(), RGB2BGRTransformer()]"), "skimage", None)
    spec = canonical(program)
    assert (spec.color.value.name, spec.values.value.affine.scale, spec.decode.value.library) == ("bgr", (1 / 255,), "skimage")


@pytest.mark.parametrize(
    ("call", "library", "assumed"),
    [
        pytest.param("SingleImageDataLoader(chain, path, imread_mode='skimage')", "skimage", None, id="by keyword"),
        pytest.param("SingleImageDataLoader(chain, path, 'PIL')", "pil", None, id="by position"),
        pytest.param("ImageNetDataLoader(chain, path, label, 'skimage', 1)", "skimage", None, id="the fourth"),
        pytest.param("COCODataLoader(chain, path, label, 1, 'opencv')", "opencv", None, id="the fifth"),
        pytest.param("COCODataLoader(chain, path, label)", "opencv", loaders.HABIT, id="by the samples' default"),
        pytest.param("COCODataLoader(chain, path, label, imread_mode=mode)", None, None, id="computed"),
        pytest.param("CifarDataLoader(chain, path)", None, None, id="no picture files"),
        pytest.param("SingleImageDataLoaderWithOrigin(chain, path, imread_mode='opencv')[1]", "opencv", None, id="of two"),
    ],
)
def test_a_loader_says_how_a_picture_is_read(call, library, assumed):
    program = lower(f"chain = [HWC2CHWTransformer()]\nt = {call}")
    assert (program.decoded.library, program.decoded.assumed) == (library, assumed)
    assert step_told(program.steps[-1]) == "Transpose('chw')"


def test_the_default_of_the_toolkits_own_loaders_is_not_known():
    head = "from horizon_tc_ui.data.dataloader import *\n"
    assert lower("t = SingleImageDataLoader([], path)", head=head).decoded.library is None


SAMPLE = """\
def infer_transformers(input_shape, input_layout="NHWC"):
    chain = [
        PadResizeTransformer(target_size=input_shape),
        BGR2RGBTransformer(data_format="HWC"),
        RGB2NV12Transformer(data_format="HWC"),
        NV12ToYUV444Transformer(target_size=input_shape, yuv444_output_layout=input_layout[1:]),
    ]
    if input_layout == "NONE":
        chain.append(HWC2CHWTransformer())
    return chain

def infer_image_preprocess(image_file, input_layout, input_shape):
    origin, made = SingleImageDataLoaderWithOrigin(infer_transformers(input_shape, input_layout), image_file, imread_mode="opencv")
    return origin, made
"""


def test_what_the_caller_hands_over_fills_the_sizes():
    program = lower(SAMPLE, "infer_image_preprocess", given={"input_shape": (64, 96), "input_layout": "NCHW"})
    assert [step_told(step) for step in program.steps] == [
        "Letterbox(64, 96, fill=127.0, rounding='floor')",
        "ToColor('rgb', source='bgr')",
        "ToColor('nv12', source='rgb', library='horizon')",
        "ToColor('yuv444', source='nv12', library='horizon')",
        "Transpose('chw')",
    ]


def test_without_it_only_the_size_is_unknown():
    spec = canonical(lower(SAMPLE, "infer_transformers"))
    assert (spec.geometry.value, spec.layout.value) == (None, "hwc")


def test_m04_reading_by_skimage_and_swapping_gives_bgr_in_0_to_1():
    source = """\
CHAIN = [HWC2CHWTransformer(), BGR2RGBTransformer()]
def evaluated(path, labels):
    return ImageNetDataLoader(CHAIN, path, labels, imread_mode='skimage')
def inferred(path):
    return SingleImageDataLoader(CHAIN, path, imread_mode='opencv')
"""
    evaluated, inferred = canonical(lower(source, "evaluated")), canonical(lower(source, "inferred"))
    assert (evaluated.color.value.name, evaluated.values.value.affine.scale) == ("bgr", (1 / 255,))
    assert (inferred.color.value.name, inferred.values.value.affine.scale) == ("rgb", (1.0,))


def test_m31_a_warp_is_no_stretch():
    source = "t = SingleImageDataLoader([BGR2RGBTransformer('HWC'), {}], path, imread_mode='opencv')"
    calibration = canonical(lower(source.format("ResizeTransformer((512, 512))")))
    inference = canonical(lower(source.format("WarpAffineTransformer((512, 512), 1.0)")))
    assert calibration.geometry.value != inference.geometry.value
    assert None not in (calibration.geometry.value, inference.geometry.value)


def test_modes_are_found_wherever_a_loader_is_called():
    module = pycalls.parse(HEAD + SAMPLE + "def other(p, n):\n    return COCODataLoader([], p, imread_mode=n)\n", FILE)
    assert [(name, mode.value, mode.origin.line) for name, mode in loaders.modes(module)] == [("infer_image_preprocess", "opencv", 17)]

"""What Hugging Face's image processors do, from their JSON and from the code that makes or loads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spelled import step_told
from told_apart import told_apart

from pipecheck.findings import Origin
from pipecheck.lower import huggingface
from pipecheck.lower.picture import Picture
from pipecheck.sources import jsondoc, pycalls
from pipecheck.spec import Decoded, Program
from pipecheck_transformers import Affine, CenterCrop, Resize, ResizeShort, Transpose, opencv, pil

FILE = Path("preprocessor_config.json")
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
VIT = {
    "image_processor_type": "ViTImageProcessor", "do_resize": True, "size": {"height": 224, "width": 224}, "resample": 2,
    "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
}  # fmt: skip
CLIP = {**VIT, "image_processor_type": "CLIPImageProcessor", "do_center_crop": True, "crop_size": {"height": 224, "width": 224}}
CLIP |= {"size": {"shortest_edge": 256}, "resample": 3, "image_mean": MEAN, "image_std": STD}
HALF = [Affine(std=255.0), Affine(mean=0.5, std=0.5), Transpose("chw")]
SQUARE = [Resize(224, 224, library="pil"), *HALF]
CROPPED = [
    ResizeShort(256, library="pil", interpolation="cubic"), CenterCrop(224, 224, rounding="floor"),
    Affine(std=255.0), Affine(mean=MEAN, std=STD), Transpose("chw"),
]  # fmt: skip


def configured(settings, **changes):
    data = {key: value for key, value in {**settings, **changes}.items() if value is not ...}
    return huggingface.lower(jsondoc.parse(json.dumps(data, indent=1), FILE))


def steps(program):
    return [step_told(step) for step in program.steps]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="in full"),
        pytest.param({"size": 224}, id="a bare number"),
        pytest.param({"size": [224, 224]}, id="a list"),
        pytest.param({"size": {"height": 224, "width": 224, "shortest_edge": None}}, id="a null in the size"),
        pytest.param({"image_mean": 0.5, "image_std": 0.5}, id="one number for all"),
        pytest.param({"image_processor_type": ..., "feature_extractor_type": "ViTFeatureExtractor"}, id="a feature extractor"),
        pytest.param({"rescale_factor": 0.00392156862745098}, id="the factor in digits"),
        pytest.param({"do_rescale": ..., "rescale_factor": ..., "do_resize": ..., "resample": ...}, id="what a ViT has anyway"),
        pytest.param(dict.fromkeys(VIT, ...) | {"image_processor_type": "ViTImageProcessor"}, id="nothing but the family"),
        pytest.param({"do_convert_rgb": True, "do_center_crop": False, "crop_size": 384}, id="steps that are not taken"),
        pytest.param({"image_processor_type": "ViTImageProcessorPil"}, id="by Pillow"),
        pytest.param({"image_processor_type": "MyImageProcessor"}, id="a family that is not known"),
        pytest.param({"image_processor_type": ...}, id="no family"),
        pytest.param({"image_processor_type": "DPTImageProcessor", "keep_aspect_ratio": False, "ensure_multiple_of": 32}, id="DPT"),
        pytest.param({"image_processor_type": "SiglipImageProcessor"}, id="Siglip"),
        pytest.param({"image_processor_type": "DeiTImageProcessor", "do_center_crop": False}, id="DeiT"),
        pytest.param({"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 384}, "do_resize": True}, id="squashed"),
    ],
)
def test_spellings_of_one_square(changes):
    squashed = changes.get("size") == {"shortest_edge": 384}
    assert told_apart(configured(VIT, **changes), [Resize(384, 384, library="pil"), *HALF] if squashed else SQUARE, pil()) == ""


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="in full"),
        pytest.param({"size": 256, "crop_size": 224}, id="bare numbers"),
        pytest.param({"crop_size": [224, 224]}, id="a list"),
        pytest.param({"do_center_crop": ..., "crop_size": ...}, id="the crop of the family"),
        pytest.param({"image_processor_type": "LevitImageProcessor", "size": 224}, id="Levit enlarges"),
        pytest.param({"image_processor_type": "MobileNetV2ImageProcessor", "size": ...}, id="MobileNet"),
        pytest.param({"image_processor_type": "PoolFormerImageProcessor", "size": 224, "crop_pct": 0.875}, id="PoolFormer"),
        pytest.param(
            {"image_processor_type": "ConvNextImageProcessor", "size": 224, "crop_pct": 0.875, "do_center_crop": ...}, id="ConvNext"
        ),
        pytest.param({"image_processor_type": "ConvNextFeatureExtractor", "size": 224, "crop_pct": ...}, id="ConvNext's own fraction"),
        pytest.param({"image_processor_type": "BitImageProcessor", "do_pad": True}, id="padded to the largest of a batch"),
    ],
)
def test_spellings_of_one_crop(changes):
    assert told_apart(configured(CLIP, **changes), CROPPED, pil()) == ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"resample": 3}, "geometry", id="another kernel"),
        pytest.param({"size": {"height": 224, "width": 225}}, "geometry", id="another size"),
        pytest.param({"size": {"shortest_edge": 224}}, "geometry", id="another policy"),
        pytest.param({"size": {"shortest_edge": 224, "longest_edge": 300}}, "geometry", id="a limit"),
        pytest.param({"do_resize": False}, "geometry", id="no resize"),
        pytest.param({"do_center_crop": True, "crop_size": 223}, "geometry", id="a crop"),
        pytest.param({"do_pad": True, "pad_size": {"height": 256, "width": 256}}, "geometry", id="a border"),
        pytest.param({"image_mean": MEAN}, "values", id="another mean"),
        pytest.param({"image_std": [1 / 0.5] * 3}, "values", id="a scale as std"),
        pytest.param({"do_normalize": False}, "values", id="not normalised"),
        pytest.param({"do_rescale": False}, "values", id="not divided"),
        pytest.param({"rescale_factor": 1 / 127.5}, "values", id="another range"),
        pytest.param({"do_rescale": False, "do_normalize": False}, "values dtype", id="levels"),
        pytest.param({"do_flip_channel_order": True}, "color", id="bgr"),
        pytest.param({"data_format": "channels_last"}, "layout", id="channels last"),
    ],
)
def test_one_mistake_is_one_aspect(changes, expected):
    assert told_apart(configured(VIT, **changes), SQUARE, pil()) == expected


def test_the_reader_is_a_convention():
    decoded = configured(VIT).decoded
    assert (decoded.library, decoded.color, decoded.assumed) == ("pil", "rgb", huggingface.PICTURE)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({"image_processor_type": "MobileViTImageProcessor"}, "ToColor('bgr', source='rgb', library='pil')", id="MobileViT"),
        pytest.param({**VIT, "image_processor_type": "EfficientNetImageProcessor"}, "Affine(std=(0.5, 0.5, 0.5))", id="divided twice"),
        pytest.param(
            {**VIT, "rescale_offset": True, "rescale_factor": 1 / 127.5},
            f"Affine(scale={1 / 127.5!r}, bias=-1.0, dtype='float64')",
            id="an offset",
        ),
        pytest.param(
            {"image_processor_type": "DetrImageProcessorFast"}, "ResizeShort(800, longest=1333, library='torch', antialias=True)", id="Detr"
        ),
        pytest.param(
            {**VIT, "image_processor_type": "DetrImageProcessor", "size": 800, "max_size": 1333},
            "ResizeShort(800, longest=1333, library='pil')",
            id="an old limit",
        ),
        pytest.param({"image_processor_type": "SamImageProcessor"}, "ResizeLong(1024, rounding='half-up', library='pil')", id="Sam"),
        pytest.param({"image_processor_type": "SamImageProcessor"}, "PadTo(1024, 1024, position='corner')", id="Sam's border"),
        pytest.param(
            {"image_processor_type": "DPTImageProcessor", "size": {"height": 390, "width": 384}, "ensure_multiple_of": 32},
            "Resize(384, 384, interpolation='cubic', library='pil')",
            id="whole multiples",
        ),
    ],
)
def test_what_a_family_does(settings, expected):
    assert expected in steps(configured(settings))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"size": "large"}, "?do_resize: True, size: large, resample: 2 geometry", id="a size in words"),
        pytest.param(
            {"size": {"longest_edge": 224}}, "?do_resize: True, size: {'longest_edge': 224}, resample: 2 geometry", id="the long side"
        ),
        pytest.param({"size": {"height": 224.5, "width": 3}}, None, id="half a pixel"),
        pytest.param({"size": 0}, "?do_resize: True, size: 0, resample: 2 geometry", id="nothing"),
        pytest.param({"resample": 9}, None, id="a kernel that is none"),
        pytest.param({"resample": True}, None, id="a kernel as truth"),
        pytest.param({"do_resize": "yes"}, None, id="a truth in words"),
        pytest.param({"size_divisor": 32}, None, id="a divisor"),
        pytest.param({"keep_aspect_ratio": True}, None, id="a shape kept by a rule"),
        pytest.param({"image_processor_type": "YolosImageProcessor"}, None, id="a family with a rule"),
        pytest.param({"image_processor_type": "ViTImageProcessorFast", "resample": 4}, None, id="a kernel that tensors do not have"),
        pytest.param({"crop_size": "big", "do_center_crop": True}, "?do_center_crop: True, crop_size: big geometry", id="a crop in words"),
        pytest.param({"crop_size": 225, "do_center_crop": True}, None, id="a crop that does not fit"),
        pytest.param({"image_processor_type": "PvtImageProcessor", "resample": ...}, None, id="a kernel that changed"),
        pytest.param({"image_processor_type": "BeitImageProcessor"}, "?do_center_crop of Beit geometry", id="a step that changed"),
        pytest.param({"image_mean": [0.5, 0.5]}, None, id="a mean too short"),
        pytest.param({"image_std": [0.5, 0.0, 0.5]}, None, id="a std of nothing"),
        pytest.param({"rescale_factor": "1/255"}, None, id="a factor in words"),
        pytest.param({"do_grayscale": True}, "?do_grayscale: True color", id="gray"),
        pytest.param({"image_processor_type": "Foo", "do_rescale": ...}, "?rescale_factor: 0.00392156862745098 dtype+values", id="silent"),
        pytest.param({"image_processor_type": "Qwen2VLImageProcessor"}, None, id="patches"),
        pytest.param({"image_processor_type": ..., "video_processor_type": "VideoMAE"}, None, id="videos"),
    ],
)
def test_what_cannot_be_read(changes, expected):
    lost = [told for told in steps(configured(VIT, **changes)) if told.startswith("?")]
    assert len(lost) == 1
    assert expected in (None, lost[0])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(VIT, True, id="a processor"),
        pytest.param({"feature_extractor_type": "X"}, True, id="an old one"),
        pytest.param({"image_processor": VIT}, True, id="in a processor of several kinds"),
        pytest.param({"do_normalize": True, "image_mean": 0.5}, True, id="without a type"),
        pytest.param({"image_mean": 0.5}, False, id="something else"),
        pytest.param([VIT], False, id="a list"),
    ],
)
def test_sniff(data, expected):
    assert huggingface.sniff(data) is expected


def test_a_nested_processor_is_read():
    assert told_apart(configured({"processor_class": "CLIPProcessor", "image_processor": VIT}), SQUARE, pil()) == ""


def test_steps_stand_where_they_are_set():
    lines = {step_told(step).split("(")[0]: step.origin for step in configured(VIT).steps}
    assert lines["Resize"] == Origin(FILE, 4, 2, 6)
    assert lines["Transpose"] == Origin(FILE, 1, 1)


def test_what_is_not_set_is_assumed():
    resize, rescale, _, normalize, _ = configured(VIT, do_rescale=..., image_processor_type="ViTImageProcessorFast").steps
    assert (resize.assumed, normalize.assumed) == (None, None)
    assert rescale.assumed == "ViTImageProcessor has its own do_rescale where none is set"
    assert configured(VIT).steps[0].assumed == huggingface.BACKEND


def written(source, folder=Path()):
    head = "from transformers import AutoImageProcessor, ViTImageProcessor, CLIPImageProcessor, AutoProcessor\nfrom PIL import Image\n"
    return pycalls.find(pycalls.parse(f"{head}import transformers\np = {source}\n", folder / "train.py"), "p")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("ViTImageProcessor()", id="by default"),
        pytest.param("ViTImageProcessor(size={'height': 224, 'width': 224}, image_mean=[0.5, 0.5, 0.5])", id="spelled out"),
        pytest.param("ViTImageProcessor(size=224, resample=Image.BILINEAR)", id="a name for the kernel"),
        pytest.param("transformers.ViTFeatureExtractor(resample=Image.Resampling.BILINEAR, rescale_factor=1 / 255)", id="an old name"),
        pytest.param("ViTImageProcessor.from_pretrained('model')", id="from a folder"),
        pytest.param("AutoImageProcessor.from_pretrained('model', use_fast=False)", id="whatever it is"),
        pytest.param("AutoImageProcessor.from_pretrained('model/preprocessor_config.json', image_std=0.5)", id="from a file"),
        pytest.param("AutoProcessor.from_pretrained('./model', backend='pil')", id="a processor of several kinds"),
    ],
)
def test_processors_in_code(tmp_path, source):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "preprocessor_config.json").write_text(json.dumps(VIT), encoding="utf-8")
    value = written(source, tmp_path)
    assert huggingface.speaks(value)
    assert told_apart(huggingface.lower(value), SQUARE, pil()) == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("ViTImageProcessor(size=side)", "geometry?", id="a size from elsewhere"),
        pytest.param("ViTImageProcessor(image_mean=cfg.mean)", "values? dtype?", id="a mean from elsewhere"),
        pytest.param("AutoImageProcessor.from_pretrained('google/vit')", "geometry? color? values? layout? dtype?", id="the hub"),
        pytest.param("AutoImageProcessor.from_pretrained(name)", "geometry? color? values? layout? dtype?", id="a name from elsewhere"),
    ],
)
def test_code_that_cannot_be_read(tmp_path, source, expected):
    assert told_apart(huggingface.lower(written(source, tmp_path)), SQUARE, pil()) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("ViTImageProcessor()", True, id="made"),
        pytest.param("AutoProcessor.from_pretrained('x')", True, id="loaded"),
        pytest.param("transformers.models.vit.ViTImageProcessorFast()", True, id="by its full name"),
        pytest.param("AutoProcessor()", False, id="a processor of several kinds is not made"),
        pytest.param("transformers.AutoModel.from_pretrained('x')", False, id="a model"),
        pytest.param("3", False, id="a number"),
    ],
)
def test_speaks(source, expected):
    assert huggingface.speaks(written(source)) is expected


def test_a_picture_in_hand_goes_on():
    bgr = Picture(program=Program(Decoded(library="opencv", exif=True, color="bgr")), kind="array")
    made = huggingface.run(written("ViTImageProcessor()"), bgr)
    assert (made.kind, made.dtype, made.layout) == ("tensor", "float32", "chw")
    assert told_apart(made.program, SQUARE, opencv()) == ""


def test_numbers_other_than_levels_are_taken_for_them():
    floats = Picture(program=Program(Decoded(library="pil", exif=False, color="rgb")), kind="array", dtype="float32")
    assert told_apart(huggingface.run(written("ViTImageProcessor()"), floats).program, SQUARE, pil()) == "values?"


def test_the_arguments_of_the_call_count_more(tmp_path):
    value = written("ViTImageProcessor(do_rescale=False)(x, return_tensors='pt', do_rescale=True)", tmp_path)
    picture = huggingface.begin(value)
    assert told_apart(huggingface.apply(value, picture).program, SQUARE, pil()) == ""


@pytest.mark.parametrize(
    ("pinned", "library", "assumed"),
    [
        pytest.param("transformers==4.40\n", "pil", None, id="4"),
        pytest.param("transformers>=5.1\n", "torch", None, id="5"),
        pytest.param("transformers>=4.40\n", "pil", huggingface.BACKEND, id="4 or 5"),
        pytest.param("torch\n", "pil", huggingface.BACKEND, id="not said"),
    ],
)
def test_the_version_settles_who_resizes(tmp_path, pinned, library, assumed):
    (tmp_path / "requirements.txt").write_text(pinned, encoding="utf-8")
    program = huggingface.lower(jsondoc.parse(json.dumps(VIT), tmp_path / FILE))
    assert (program.steps[0].op.library, program.steps[0].assumed) == (library, assumed)

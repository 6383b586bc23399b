"""What OpenMMLab's configs of all generations do to a picture."""

from __future__ import annotations

import pytest
from openmmlab_configs import CLASSIFIER, DETECTOR, MEANS, NEWER, POSE, SEGMENTER, YOLO, YOLOX, pipeline
from spelled import step_told

from pipecheck.lower import openmmlab
from pipecheck.lower.openmmlab import loading
from pipecheck.lower.openmmlab.steps import BOXES, SHRINKS

NORMALIZED = ["Cast('float32')", "ToColor('rgb', source='bgr')", f"Affine({MEANS})"]
FIRST = ["ToColor('rgb', source='bgr')", "Cast('float32')", f"Affine({MEANS})"]
LOAD = "dict(type='LoadImageFromFile')"


@pytest.fixture
def lower(tmp_path):
    def lowered(source, name=None):
        path = tmp_path / "config.py"
        path.write_text(source, encoding="utf-8")
        return openmmlab.lower(path, name)

    return lowered


def told(program):
    return [step_told(step) for step in program.steps]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(CLASSIFIER, ["ResizeShort(256)", "CenterCrop(224, 224)", *NORMALIZED, "Transpose('chw')"], id="mmcls 0.x"),
        pytest.param(
            DETECTOR,
            ["ResizeShort(800, rounding='half-up', order='ratio', longest=1333)", *NORMALIZED, "PadToMultiple(32)", "Transpose('chw')"],
            id="mmdet 2.x",
        ),
        pytest.param(NEWER, ["ResizeShort(256)", "CenterCrop(224, 224)", "Transpose('chw')", *FIRST], id="mmpretrain 1.x"),
        pytest.param(
            YOLO,
            [
                "ResizeLong(640, order='ratio', interpolation='area')",
                "Letterbox(640, 640, grow=False)",
                "Transpose('chw')",
                "ToColor('rgb', source='bgr')",
                "Cast('float32')",
                "Affine(mean=(0.0, 0.0, 0.0), std=(255.0, 255.0, 255.0))",
            ],
            id="mmyolo",
        ),
        pytest.param(
            YOLOX,
            [
                "Letterbox(640, 640, fill=(114.0, 114.0, 114.0), position='corner', rounding='half-up')",
                "Transpose('chw')",
                "Cast('float32')",
                "PadToMultiple(32)",
            ],
            id="mmdet 3.x",
        ),
        pytest.param(
            SEGMENTER,
            ["ResizeShort(1024, rounding='half-up', order='ratio', longest=2048)", "Transpose('chw')", *FIRST, "PadToMultiple(32)"],
            id="mmseg 1.x",
        ),
        pytest.param(
            POSE,
            [
                "?{'type': 'TopDownAffine'} geometry",
                "Affine(std=255.0)",
                "Transpose('chw')",
                "Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))",
            ],
            id="mmpose 0.x",
        ),
    ],
)
def test_whole_configs(lower, source, expected):
    assert told(lower(source)) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param("dict(type='Resize', scale=(48, 64))", "Resize(64, 48)", id="width first"),
        pytest.param("dict(type='Resize', scale=64)", "Resize(64, 64)", id="one number"),
        pytest.param("dict(type='Resize', size=(48, 64))", "Resize(48, 64)", id="height first of old"),
        pytest.param(
            "dict(type='Resize', size=48, interpolation='bicubic')", "Resize(48, 48, interpolation='cubic')", id="one number of old"
        ),
        pytest.param("dict(type='Resize', size=(48, -1), backend='pillow')", "ResizeShort(48, library='pil')", id="short side of old"),
        pytest.param("dict(type='Resize', size=(48, -1), adaptive_side='long')", "ResizeLong(48)", id="long side of old"),
        pytest.param("dict(type='Resize', img_scale=(64, 48), keep_ratio=False)", "Resize(48, 64)", id="stretched in mmdet 2.x"),
        pytest.param(
            "dict(type='Resize', img_scale=[(64, 48)])",
            "ResizeShort(48, rounding='half-up', order='ratio', longest=64)",
            id="one of a list",
        ),
        pytest.param(
            "dict(type='Resize', scale=(64, 64), keep_ratio=True)", "ResizeLong(64, rounding='half-up', order='ratio')", id="square"
        ),
        pytest.param("dict(type='ResizeEdge', scale=48, edge='long')", "ResizeLong(48)", id="long edge"),
        pytest.param(
            "dict(type='ResizeEdge', scale=48, backend='pillow', interpolation='bicubic')",
            "ResizeShort(48, interpolation='cubic', library='pil')",
            id="Pillow",
        ),
        pytest.param("dict(type='CenterCrop', crop_size=(48, 64))", "CenterCrop(64, 48)", id="crop, width first"),
        pytest.param("dict(type='Pad', size=(48, 64), pad_val=7)", "PadTo(64, 48, fill=7.0, position='corner')", id="border, width first"),
        pytest.param(
            "dict(type='Pad', size_divisor=8, pad_val=dict(img=(1, 2, 3), seg=255))",
            "PadToMultiple(8, fill=(1.0, 2.0, 3.0))",
            id="border per channel",
        ),
        pytest.param("dict(type='LetterResize', scale=(48, 64), pad_val=dict(img=114))", "Letterbox(64, 48)", id="letterbox"),
        pytest.param("dict(type='mmpretrain.ResizeEdge', scale=48)", "ResizeShort(48)", id="with its package"),
        pytest.param(
            "dict(type='FixScaleResize', scale=(800, 1333), keep_ratio=True)",
            "ResizeShort(800, order='ratio', longest=1333)",
            id="truncated",
        ),
        pytest.param("dict(type='RandomFlip', prob=0.5)", "~RandomFlip ", id="a flip"),
        pytest.param("dict(type='RandomFlip', prob=0.)", None, id="a flip that never happens"),
        pytest.param("dict(type='RandomResizedCrop', scale=224)", "~RandomResizedCrop geometry", id="random"),
        pytest.param("dict(type='ColorJitter', brightness=0.4)", "~ColorJitter values", id="random colors"),
        pytest.param("dict(type='LoadAnnotations')", None, id="labels"),
    ],
)
def test_steps(lower, step, expected):
    assert told(lower(pipeline(step))) == ([expected] if expected else []) + ["Transpose('chw')"]


@pytest.mark.parametrize(
    ("step", "touched"),
    [
        pytest.param("dict(type='Resize', scale=size)", "geometry", id="a size from elsewhere"),
        pytest.param("dict(type='Resize', scale_factor=0.5)", "geometry", id="a factor"),
        pytest.param("dict(type='Resize', scale=[(1, 2), (3, 4)])", "geometry", id="several sizes"),
        pytest.param("dict(type='Resize', scale=8, interpolation='magic')", "geometry", id="no such kernel"),
        pytest.param("dict(type='Resize', scale=8, odd=1)", "geometry", id="no such argument"),
        pytest.param("dict(type='ResizeEdge', scale=8, edge='width')", "geometry", id="the width"),
        pytest.param("dict(type='CenterCrop', crop_size=8, auto_pad=True)", "geometry", id="padded"),
        pytest.param("dict(type='Pad', pad_to_square=True)", "geometry", id="a square of any size"),
        pytest.param("dict(type='EfficientNetCenterCrop', crop_size=224)", "geometry", id="another crop"),
        pytest.param("dict(type='TopdownAffine', input_size=(192, 256))", "geometry", id="a box of a person"),
        pytest.param("dict(type='Normalize', mean=m, std=s)", "color+dtype+values", id="constants from elsewhere"),
        pytest.param("dict(type='Mine', x=1)", "color+decode+dtype+geometry+layout+values", id="one's own"),
        pytest.param("dict(type='torchvision/Resize', size=224)", "color+decode+dtype+geometry+layout+values", id="another library's"),
        pytest.param("mine", "color+decode+dtype+geometry+layout+values", id="something else"),
    ],
)
def test_what_cannot_be_read(lower, step, touched):
    opaque, last = told(lower(pipeline(step)))
    assert opaque.startswith("?")
    assert opaque.endswith(f" {touched}")
    assert last == "Transpose('chw')"


@pytest.mark.parametrize(
    ("arguments", "library", "color", "exif", "habit"),
    [
        pytest.param("", "opencv", "bgr", True, True, id="default"),
        pytest.param("imdecode_backend='pillow'", "pil", "bgr", True, False, id="Pillow"),
        pytest.param("imdecode_backend='turbojpeg'", "turbojpeg", "bgr", False, False, id="another decoder"),
        pytest.param("color_type='grayscale'", "opencv", "gray", True, True, id="gray"),
        pytest.param("color_type='color_ignore_orientation'", "opencv", "bgr", False, True, id="not turned"),
        pytest.param("color_type='unchanged'", "opencv", None, False, True, id="as it lies in the file"),
        pytest.param("channel_order='rgb'", "opencv", "rgb", True, False, id="RGB"),
        pytest.param("backend_args=dict(backend='petrel'), ignore_empty=True", "opencv", "bgr", True, True, id="from elsewhere"),
    ],
)
def test_loading(lower, arguments, library, color, exif, habit):
    decoded = lower(f"test_pipeline = [dict(type='LoadImageFromFile', {arguments})]\n").decoded
    assert (decoded.library, decoded.color, decoded.exif) == (library, color, exif)
    assert decoded.assumed == (loading.CONVENTION if habit else None)


def test_floats_from_the_start(lower):
    source = (
        "test_pipeline = [dict(type='LoadImageFromFile', to_float32=True), dict(type='Normalize', mean=[1.], std=[2.], to_rgb=False)]\n"
    )
    assert told(lower(source)) == ["Cast('float32')", "Affine(mean=1.0, std=2.0)"]


def test_a_decoder_that_is_not_known(lower):
    program = lower("test_pipeline = [dict(type='LoadImageFromFile', imdecode_backend='tifffile'), dict(type='PackInputs')]\n")
    assert program.decoded.library is None
    assert told(program)[0].endswith("color+decode+dtype+geometry+layout+values")


def test_mmpose_before_1_reads_rgb(lower):
    decoded = lower(POSE).decoded
    assert (decoded.color, decoded.assumed) == ("rgb", loading.POSE_CONVENTION)


def test_conventions_are_assumed(lower):
    assert [step.assumed for step in lower(YOLO).steps[:3]] == [SHRINKS, BOXES, None]


@pytest.mark.parametrize(
    ("preprocessor", "expected"),
    [
        pytest.param(
            "dict(type='ImgDataPreprocessor', mean=[1], std=[2])", ["Cast('float32')", "Affine(mean=1.0, std=2.0)"], id="one number"
        ),
        pytest.param(
            "dict(type='DetDataPreprocessor', rgb_to_bgr=True)", ["ToColor('bgr', source='rgb')", "Cast('float32')"], id="the other way"
        ),
        pytest.param("dict(type='BaseDataPreprocessor')", [], id="nothing"),
        pytest.param("None", [], id="none"),
        pytest.param("dict(type='SegDataPreProcessor', size=(8, 8))", ["Cast('float32')"], id="a size that counts in training only"),
        pytest.param("dict(mean=mean, std=[1])", ["?{'mean': mean, 'std': [1]} color+dtype+geometry+values"], id="computed"),
        pytest.param("dict(type='Mine')", ["?{'type': 'Mine'} color+dtype+geometry+values"], id="one's own"),
        pytest.param("make()", ["?make() color+dtype+geometry+values"], id="not a dictionary"),
    ],
)
def test_the_preprocessor(lower, preprocessor, expected):
    assert told(lower(pipeline("dict(type='LoadAnnotations')") + f"model = dict(data_preprocessor={preprocessor})\n"))[1:] == expected

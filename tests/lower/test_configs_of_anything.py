"""Whatever a configuration holds, its program is a program or one clear line."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.lower import huggingface, paddle, settings, ultralytics
from pipecheck.lower.huggingface.families import FAMILIES
from pipecheck.sources import jsondoc, yamldoc
from pipecheck.spec import Opaque, canonical

WORDS = ["linear", "pil", "cv2", "min", "chw", "1.0/0", "mean_std", "NCHW", "RGB", "224", "", "bilinear", "caffe", "[1,2]", "none"]
LEAVES = st.none() | st.booleans() | st.integers(-2, 2000) | st.floats() | st.just(10**399) | st.sampled_from(WORDS)
SIZES = st.dictionaries(st.sampled_from(["height", "width", "shortest_edge", "longest_edge"]), LEAVES, max_size=3)
VALUES = LEAVES | st.lists(LEAVES, max_size=4) | SIZES | st.lists(st.lists(LEAVES, max_size=2), max_size=2)
PROCESSOR = [
    "do_resize", "size", "max_size", "resample", "do_center_crop", "crop_size", "crop_pct", "do_rescale", "rescale_factor", "rescale_value",
    "rescale_offset", "do_normalize", "image_mean", "image_std", "include_top", "do_flip_channel_order", "do_pad", "pad_size",
    "ensure_multiple_of", "keep_aspect_ratio", "do_grayscale", "size_divisor", "data_format", "feature_extractor_type",
]  # fmt: skip
SETTINGS = [
    "mean", "std", "scale", "scalefactor", "swapRB", "mean_values", "scale_values", "reverse_input_channels", "layout", "color",
    "input_size",
    "crop_pct", "crop_mode", "interpolation", "height", "steps", "preprocess", "normalize", "pad", "gamma",
]  # fmt: skip
ARGUMENTS = [
    "target_size", "keep_ratio", "interp", "mean", "std", "is_scale", "norm_type", "scale", "order", "resize_short", "size", "backend",
    "interpolation", "image_shape", "limit_side_len", "limit_type", "stride", "pad_to_stride", "fill_value", "img_mode", "to_rgb",
    "channel_first", "short_size", "long_size", "padding", "eval_mode", "to_bgr", "size_divisor", "im_padding_value", "channel_num", "type",
]  # fmt: skip
TRANSFORMS = [
    "Decode", "DecodeImage", "Resize", "NormalizeImage", "Normalize", "Permute", "PadStride", "Pad", "LetterBoxResize", "ResizeImage",
    "CropImage", "ToCHWImage", "DetResizeForTest", "RecResizeImg", "Padding", "ResizeByShort", "ResizeByLong", "RandomFlip", "KeepKeys",
]  # fmt: skip


def survives(lower, document):
    """Whatever stands in a document is refused in a line that names it, or made of steps that stand in it, unread ones with their text."""
    refused, program = "", None
    try:
        program = lower(document)
    except SourceError as e:
        refused = str(e)
    if program is None:
        assert refused.startswith(str(document.path))
        return
    assert {step.origin.path for step in program.steps} <= {document.path}
    assert all(step.op.text for step in program.steps if isinstance(step.op, Opaque))
    canonical(program)


def asked(keys):
    return st.dictionaries(st.sampled_from(keys), VALUES, max_size=8)


@given(st.sampled_from([*sorted(FAMILIES), "Other", "Yolos"]), st.sampled_from(["", "Fast", "Pil"]), asked(PROCESSOR))
def test_processors(family, kind, data):
    source = json.dumps({"image_processor_type": f"{family}ImageProcessor{kind}", **data})
    survives(huggingface.lower, jsondoc.parse(source, Path("preprocessor_config.json")))


@given(VALUES | asked(PROCESSOR) | st.dictionaries(st.just("image_processor"), VALUES | asked(PROCESSOR)))
def test_processors_of_anything(data):
    document = jsondoc.parse(json.dumps(data), Path("preprocessor_config.json"))
    assert huggingface.sniff(document.data) in (True, False)
    survives(huggingface.lower, document)


@given(
    asked(SETTINGS) | st.fixed_dictionaries({"mean": VALUES, "std": VALUES}) | st.lists(asked(["name", "type", "attrs", "size", "mean"]))
)
def test_settings(data):
    document = jsondoc.parse(json.dumps(data), Path("config.json"))
    assert settings.sniff(document.data) in (True, False)
    survives(settings.lower, document)


@given(
    st.sampled_from(
        ["Preprocess", "EvalReader.sample_transforms", "Infer.transforms", "Eval.dataset.transforms", "val_dataset.transforms"]
    ),
    st.lists(
        st.dictionaries(st.sampled_from(TRANSFORMS), asked(ARGUMENTS) | LEAVES, max_size=2)
        | st.tuples(st.sampled_from(TRANSFORMS), asked(ARGUMENTS)).map(lambda pair: {**pair[1], "type": pair[0]})
        | LEAVES,
        max_size=4,
    ),
)
def test_paddle(place, entries):
    data = entries
    for key in reversed(place.split(".")):
        data = {key: data}
    document = yamldoc.Document(Path("config.yml"), data)
    assert paddle.sniff(data) in (True, False)
    survives(paddle.lower, document)


@given(st.sampled_from(["detect", "classify", "obb", "nothing"]), VALUES)
def test_ultralytics(task, size):
    data = {"task": task, "mode": "train", "imgsz": size}
    if ultralytics.sniff(data):
        survives(ultralytics.lower, yamldoc.Document(Path("args.yaml"), data))

"""Preprocessing as settings in JSON: by hand, for OpenVINO, as a list of steps; what is ambiguous is not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spelled import step_told
from told_apart import told_apart

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.lower import settings, settings_steps
from pipecheck.sources import jsondoc
from pipecheck.spec import canonical
from pipecheck_transformers import Affine, CenterCrop, Resize, ResizeShort, ToColor, Transpose, opencv, pil

FILE = Path("config.json")
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
LEVELS, WIDTHS = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]
NUMBERS = [Affine(std=255.0), Affine(mean=MEAN, std=STD)]


def lower(data):
    document = jsondoc.parse(json.dumps(data, indent=1), FILE)
    assert settings.sniff(document.data)
    return settings.lower(document)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"mean": MEAN, "std": STD, "color": "RGB"}, id="mean and std"),
        pytest.param({"mean": LEVELS, "std": WIDTHS, "channel_order": "rgb"}, id="in levels"),
        pytest.param({"image_mean": MEAN, "image_std": STD, "color_space": "rgb"}, id="in other words"),
        pytest.param({"pixel_mean": LEVELS, "pixel_std": WIDTHS, "color_format": "RGB"}, id="of pixels"),
        pytest.param({"preprocess": {"mean": MEAN, "std": STD, "color": "rgb"}, "labels": []}, id="under a word"),
        pytest.param({"mean": MEAN, "std": STD, "rescale_factor": 1 / 255, "color": "rgb"}, id="with a factor"),
        pytest.param({"input": {"mean": MEAN, "std": STD, "scale": 1 / 255, "color": "rgb"}}, id="with a scale"),
        pytest.param({"mean_values": LEVELS, "scale_values": WIDTHS, "color_format": "RGB"}, id="OpenVINO"),
        pytest.param(
            {"mean_values": "[123.675,116.28,103.53]", "scale_values": "(58.395, 57.12, 57.375)", "color_format": "rgb"}, id="texts"
        ),
        pytest.param({"mean_values": {"data": LEVELS}, "scale_values": {"data": WIDTHS}, "color_format": "rgb"}, id="by input"),
        pytest.param({"mean_values": "data[123.675,116.28,103.53]", "scale_values": f"data{WIDTHS}", "color_format": "rgb"}, id="by name"),
        pytest.param(
            {"mean_values": LEVELS, "scale_values": WIDTHS, "color_format": "BGR", "reverse_input_channels": True}, id="exchanged first"
        ),
        pytest.param([{"name": "ToRGB"}, {"name": "ToFloat"}, {"name": "Normalize", "mean": MEAN, "std": STD}], id="a list"),
        pytest.param({"steps": [{"type": "to_rgb"}, {"type": "normalize", "params": {"mean": LEVELS, "std": WIDTHS}}]}, id="steps"),
        pytest.param(
            {
                "processor": {
                    "name": "image",
                    "transforms": [
                        {"operation": {"name": "decode", "type": "DecodeImage", "attrs": {"color_space": "RGB"}}},
                        {"operation": {"name": "rescale", "type": "Rescale", "attrs": {"scale": 1 / 255}}},
                        {"operation": {"name": "normalize", "type": "Normalize", "attrs": {"mean": MEAN, "std": STD}}},
                    ],
                }
            },
            id="onnxruntime-extensions",
        ),
    ],
)
def test_spellings_of_the_same_numbers(data):
    assert told_apart(lower(data), NUMBERS, pil()).replace("geometry? ", "") == "decode? layout?"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"mean": MEAN, "std": STD, "color": "BGR"}, "color values", id="the other order"),
        pytest.param({"mean": MEAN[::-1], "std": STD[::-1], "color": "BGR"}, "color", id="the other order throughout"),
        pytest.param({"mean": MEAN[::-1], "std": STD[::-1], "color": "RGB"}, "values", id="constants in the other order"),
        pytest.param({"mean": MEAN, "std": [1 / 3.0] * 3, "color": "rgb"}, "values", id="another std"),
        pytest.param({"mean": LEVELS, "std": [1.0, 1.0, 1.0], "color": "rgb"}, "values", id="only shifted"),
        pytest.param({"mean": 0, "std": 255.0, "color": "rgb"}, "values", id="only divided"),
        pytest.param({"mean": [0, 0, 0], "scale": 1 / 255, "color": "rgb"}, "values", id="only scaled"),
        pytest.param({"mean": LEVELS, "scalefactor": 0.017, "color": "rgb"}, "values", id="blobFromImage"),
        pytest.param({"mean_values": LEVELS, "color_format": "rgb"}, "values", id="only the mean"),
        pytest.param({"mean": MEAN, "std": STD}, "color? values?", id="no order"),
        pytest.param({"mean": MEAN, "std": STD, "color": "YUV"}, "color? values?", id="another space"),
        pytest.param({"mean": LEVELS, "std": STD, "color": "rgb"}, "values? dtype?", id="units that do not fit"),
        pytest.param({"mean": LEVELS, "scale": 0.017, "color": "rgb"}, "values? dtype?", id="a mean and a scale in no order"),
        pytest.param({"mean": LEVELS, "std": WIDTHS, "scale": 0.5, "color": "rgb"}, "values? dtype?", id="three in no order"),
        pytest.param({"mean": LEVELS, "std": 1.0, "scalefactor": 0.5, "color": "rgb"}, "values? dtype?", id="two scales"),
        pytest.param({"mean": 0.0, "std": 1.0, "color": "rgb"}, "values? dtype?", id="no units"),
        pytest.param({"mean": "imagenet", "std": "imagenet", "color": "rgb"}, "values? dtype?", id="in words"),
        pytest.param({"mean": [0.5, 0.5], "std": [0.5, 0.5, 0.5], "color": "rgb"}, "values? dtype?", id="two against three"),
        pytest.param({"mean_values": "a.npy", "color_format": "rgb"}, "values? dtype?", id="constants elsewhere"),
        pytest.param(
            {"mean_values": LEVELS, "reverse_input_channels": "yes", "color_format": "rgb"}, "color? values?", id="truth in words"
        ),
        pytest.param({"mean": MEAN, "std": STD, "color": "rgb", "normalize_again": 2}, "values? dtype?", id="a key that is not known"),
        pytest.param({"mean": MEAN, "std": STD, "color": "rgb", "gray_world": 1}, "color? values?", id="a key about colors"),
    ],
)
def test_one_mistake_is_one_aspect(data, expected):
    found = told_apart(lower(data), NUMBERS, pil())
    assert found.replace("decode? geometry?", "").replace("layout?", "").split() == expected.split()


@pytest.mark.parametrize(
    ("data", "silent"),
    [
        pytest.param({"mean": MEAN, "std": STD}, {"geometry"}, id="no size"),
        pytest.param({"mean": MEAN, "std": STD, "size": 224}, set(), id="a size"),
        pytest.param({"mean": MEAN, "std": STD, "letterbox": True}, set(), id="a word that is not known"),
        pytest.param({"mean": MEAN, "std": STD, "letterbox": False}, {"geometry"}, id="a word that says no"),
        pytest.param({"mean_values": LEVELS, "input_shape": [1, 3, 224, 224]}, {"geometry"}, id="OpenVINO resizes nothing"),
    ],
)
def test_what_is_not_spoken_of(data, silent):
    assert lower(data).silent == silent


TIMM = {
    "input_size": [3, 224, 224],
    "interpolation": "bicubic",
    "crop_pct": 0.875,
    "mean": MEAN,
    "std": STD,
    "color": "rgb",
    "layout": "NCHW",
}


@pytest.mark.parametrize(
    ("changes", "ops"),
    [
        pytest.param({}, [ResizeShort(256, interpolation="cubic", library="pil"), CenterCrop(224, 224)], id="timm"),
        pytest.param(
            {"input_size": 224, "crop_mode": "center"},
            [ResizeShort(256, interpolation="cubic", library="pil"), CenterCrop(224, 224)],
            id="one side",
        ),
        pytest.param({"crop_mode": "squash", "crop_pct": 1.0}, [Resize(224, 224, interpolation="cubic", library="pil")], id="squash"),
    ],
)
def test_a_fraction_is_timms(changes, ops):
    program = lower({**TIMM, **changes})
    assert told_apart(program, [*ops, *NUMBERS, Transpose("chw")], pil()) == "decode?"
    assert program.steps[1].assumed == settings.TIMM


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"crop_pct": None}, id="no fraction"),
        pytest.param({"interpolation": "random"}, id="a random kernel"),
        pytest.param({"input_size": [3, 224, 192]}, id="not square"),
        pytest.param({"crop_mode": "border"}, id="a border"),
        pytest.param({"crop_pct": 0}, id="a fraction of nothing"),
        pytest.param({"input_size": "224"}, id="a size in words"),
    ],
)
def test_a_size_that_is_not_told(changes):
    assert told_apart(lower({**TIMM, **changes}), [*NUMBERS, Transpose("chw")], pil()) == "decode? geometry?"


@pytest.mark.parametrize(("stated", "layout"), [("NCHW", "chw"), ("[nhwc]", "hwc"), ("channels_first", "chw"), ("NC", None)])
def test_the_layout(stated, layout):
    assert canonical(lower({"mean_values": LEVELS, "layout": stated})).layout.value == layout


def test_the_units_are_a_convention():
    assert [step.assumed for step in lower({"mean": MEAN, "std": STD}).steps] == [settings.UNIT] * 2
    assert [step.assumed for step in lower({"mean": LEVELS, "std": WIDTHS}).steps] == [settings.LEVELS]
    assert [step.assumed for step in lower({"mean_values": LEVELS}).steps] == [None]


def listed(*entries):
    return lower({"transforms": [{"operation": {"name": name.lower(), "type": name, "attrs": attrs}} for name, attrs in entries]})


def test_a_list_for_onnx():
    program = listed(
        ("DecodeImage", {"color_space": "BGR"}),
        ("Resize", {"height": 224, "width": 200, "interpolation": "LINEAR", "keep_aspect_ratio": "false"}),
        ("CenterCrop", {"height": 192, "width": 192}),
        ("Rescale", {}),
        ("Normalize", {"mean": MEAN, "std": STD}),
        ("Permute3D", {"dims": [2, 0, 1]}),
    )
    ops = [ToColor("bgr"), Resize(224, 200, library="pil"), CenterCrop(192, 192, rounding="floor"), *NUMBERS, Transpose("chw")]
    assert told_apart(program, ops, pil()) == "decode?"
    assert program.steps[1].assumed == settings_steps.EXTENSIONS


def test_a_library_that_is_named():
    resize = {"name": "Resize", "size": [224, 200], "interpolation": "bilinear", "backend": "cv2"}
    program = lower([{"name": "to_rgb"}, resize, {"op": "scale", "factor": 1 / 255}, {"op": "to_chw"}, {"op": "unsqueeze"}])
    assert told_apart(program, [Resize(224, 200), Affine(std=255.0), Transpose("chw")], opencv(color="rgb")) == "decode?"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        pytest.param({"name": "Resize", "height": 8, "width": 8}, "?Resize: height: 8, width: 8 geometry", id="no library"),
        pytest.param({"name": "Resize", "size": 8, "backend": "pil", "interpolation": "linear"}, None, id="one side"),
        pytest.param(
            {"name": "resize", "params": {"size": [8, 8], "backend": "pil", "keep_aspect_ratio": True}}, None, id="the shape kept"
        ),
        pytest.param({"name": "CenterCrop", "size": 8}, "?CenterCrop: size: 8 geometry", id="a crop of one side"),
        pytest.param({"name": "Normalize", "mean": MEAN, "std": STD}, None, id="whether it divides is not told"),
        pytest.param({"name": "scale"}, "?scale dtype+values", id="by how much"),
        pytest.param({"name": "transpose", "axes": [1, 0, 2]}, "?transpose: axes: (1, 0, 2) layout", id="turned"),
        pytest.param({"name": "DecodeImage", "color_space": "YUV"}, None, id="another space"),
        pytest.param({"name": "Mystery", "a": 1}, "?Mystery: a: 1 color+decode+dtype+geometry+layout+values", id="not known"),
    ],
)
def test_steps_that_cannot_be_read(entry, told):
    lost = [step_told(step) for step in lower([{"name": "tobgr"}, entry, {"name": "ToFloat"}]).steps if step_told(step).startswith("?")]
    assert len(lost) == 1
    assert told in (lost[0], None)


def test_settings_stand_where_they_are_set():
    program = lower({"preprocess": {"mean": MEAN, "std": STD, "layout": "NCHW"}})
    assert program.steps[0].origin == Origin(FILE, 3, 3, 6)
    assert program.steps[-1].origin.line == 13
    assert [step.origin.line for step in lower([{"name": "to_rgb"}, {"name": "ToFloat"}]).steps] == [3, 6, 6]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"mean": 3}, id="a mean alone"),
        pytest.param({"hidden_size": 768, "architectures": ["ViT"]}, id="a model"),
        pytest.param([], id="an empty list"),
        pytest.param([{"name": "Alice"}], id="people"),
        pytest.param({"steps": [{"Resize": {"height": 3, "width": 3}}]}, id="a chain of the toolkit"),
        pytest.param("mean std", id="a text"),
    ],
)
def test_what_is_no_preprocessing(data):
    assert not settings.sniff(data)
    with pytest.raises(SourceError, match=r"^config\.json: no settings of a preprocessing"):
        settings.lower(jsondoc.parse(json.dumps(data), FILE))

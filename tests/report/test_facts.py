"""Every fact has words, and facts that differ have different words."""

from dataclasses import fields, replace
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest

from pipecheck.findings import Origin
from pipecheck.report.facts import say
from pipecheck.spec import Affinity, ColorState, Decode, Fact, Placed, Quantised, Spec, Values
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Geometry,
    Letterbox,
    LongSideCrop,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    WarpAffine,
)

NOTHING = Fact(None)
SILENT = Spec(decode=NOTHING, geometry=NOTHING, color=NOTHING, values=NOTHING, layout=NOTHING, dtype=NOTHING)


def said(aspect, value, **others):
    return say(replace(SILENT, **{aspect: Fact(value)}, **{name: Fact(other) for name, other in others.items()}), aspect)


def values(scale, bias, *casts):
    return Values(Affinity(scale, bias), casts)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), "size unchanged"),
        (
            (Placed(ResizeShort(256, library="pil")), Placed(CenterCrop(224, 224))),
            "short side 256 (pil linear) → centre crop 224×224",
        ),
        ((Placed(Resize(384, 640)),), "stretch to h384×w640 (opencv linear)"),
        ((Placed(Resize(224, 224, interpolation="cubic"), "floats"),), "stretch to 224×224 (opencv cubic, on floats)"),
        ((Placed(Resize(224, 224, library="torch", antialias=True)),), "stretch to 224×224 (torch linear, antialiased)"),
        ((Placed(Letterbox(640, 640)),), "letterbox 640×640 (opencv linear, fill 114)"),
        (
            (Placed(Letterbox(640, 640, fill=(124.0, 116.0, 104.0), grow=False)),),
            "letterbox 640×640 (opencv linear, fill 124, 116, 104, never enlarged)",
        ),
        ((Placed(ResizeShort(800, longest=1333)),), "short side 800, long side at most 1333 (opencv linear)"),
        ((Placed(CropFraction(0.875)),), "centre square of 0.875 × short side"),
        ((Placed(Pad(bottom=3, mode="edge")),), "pad top 0, bottom 3, left 0, right 0 (edge)"),
        ((Placed(WarpAffine(512, 512)),), "warp to 512×512 fitted × 1 (opencv linear, fill 0)"),
        ((Placed(Flip()),), "flip left to right"),
    ],
)
def test_geometry_reads_as_it_happens(steps, words):
    assert said("geometry", steps) == words


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (values((1.0,), (0.0,)), "0..255 unchanged"),
        (values((1 / 255,), (0.0,)), "x / 255 → 0..1"),
        (values((0.003921568627451,), (0.0,)), "x / 255 → 0..1"),
        (values((1 / 127.5,), (-1.0,)), "(x − 127.5) / 127.5 → −1..1"),
        (values((1.0,), (-128.0,)), "x − 128 → −128..127"),
        (values((1.0,), (128.0,)), "x + 128 → 128..383"),
        (values((0.017,), (0.0,)), "x × 0.017 → 0..4.33"),
        (values((0.0,), (3.0,)), "x × 0 + 3 → 3..3"),
        (values((2.0,), (0.0,)), "x × 2 → 0..510"),
        (values((1e-308,), (0.0,)), "x × 1e−308 → 0..2.55e−306"),
        (
            values((1.0,), (-128.0,), Quantised(Affinity((1 / 255,)), "int8", "truncate", "wrap")),
            "x − 128, cast to int8 from x / 255 (truncate, wrap)",
        ),
        (values((2.0,), (0.0,), Quantised(Affinity((2.0,)), "uint8", "half-even", "clip")), "x × 2, cast to uint8 (half-even, clip)"),
    ],
)
def test_values_read_as_people_write_them(stated, words):
    assert said("values", stated) == words


def test_values_per_channel_name_their_order():
    imagenet = values((0.0171248, 0.017507, 0.0174292), (-2.1179, -2.0357, -1.8044))
    assert said("values", imagenet, color=ColorState("bgr")).endswith(" × 0.017125, 0.017507, 0.017429 (b, g, r) → −2.12..2.64")
    assert "(r, g, b)" not in said("values", imagenet)


def test_the_other_aspects_are_one_word_or_two():
    assert said("layout", "chw") == "CHW"
    assert said("dtype", "float32") == "float32"
    assert said("color", ColorState("nv12", range="full")) == "nv12 (full range)"
    assert said("decode", Decode("pil", exif=False)) == "pil, not turned by EXIF"


def test_unknown_names_the_place_and_silence_does_not():
    assert say(replace(SILENT, values=Fact(None, (Origin(Path("train.py"), 7),))), "values") == "unknown (train.py:7)"
    assert say(SILENT, "values") == "–"


SAMPLES = [
    Resize(200, 100, antialias=False),
    ResizeShort(200),
    ResizeLong(200),
    ResizeHeight(200),
    ResizeToMultiple(200),
    ResizeBy(0.5, 0.25),
    Letterbox(200, 100),
    CenterCrop(200, 100),
    CropFraction(0.5),
    LongSideCrop(),
    Crop(top=1, left=2, height=200, width=100),
    Pad(top=1),
    PadTo(200, 100),
    PadToMultiple(32),
    WarpAffine(200, 100),
    Flip(),
]
OTHERS = {
    "height": 300, "width": 300, "size": 300, "interpolation": "cubic", "library": "skimage", "rounding": "half-up", "longest": 900,
    "fill": (1.0, 2.0, 3.0), "position": None, "grow": False, "fraction": 0.25, "offset": "ceil", "top": 7, "left": 7, "bottom": 7,
    "right": 7, "mode": "reflect", "divisor": 64, "matrix": (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), "scale": 2.0, "direction": "vertical",
    "order": "aspect", "widest": 900, "limit": "exact", "fy": 3.0, "fx": 3.0, "square": True,
}  # fmt: skip


def test_the_samples_cover_the_vocabulary():
    assert {type(op) for op in SAMPLES} == set(get_args(Geometry))


@pytest.mark.parametrize("op", SAMPLES, ids=lambda op: type(op).__name__)
def test_geometry_that_differs_never_reads_the_same(op):
    swapped = {"center": "corner", "corner": "center"}
    changed = [
        replace(op, **{field.name: swapped.get(getattr(op, field.name), OTHERS[field.name])})
        for field in fields(op)
        if field.name != "antialias"
    ]
    words = [said("geometry", (Placed(each),)) for each in (op, *changed)]
    assert all(left != right for left, right in combinations(words, 2))


def test_a_kernel_that_may_smooth_says_whether_it_does():
    pair = [said("geometry", (Placed(Resize(224, 224, library="torch", antialias=smooth)),)) for smooth in (True, False)]
    assert pair[0] != pair[1]

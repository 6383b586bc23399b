"""Kernels that are called one make one picture; those that are told apart do not."""

import numpy as np
import pytest

from pipecheck.spec import Placed
from pipecheck.spec.likeness import alike
from pipecheck.spec.sampling import akin
from pipecheck_transformers import Chain
from pipecheck_transformers.ops import (
    CenterCrop,
    CropFraction,
    Letterbox,
    Pad,
    Resize,
    ResizeLong,
    ResizeShort,
    WarpAffine,
)

POINT = [("opencv", "linear", None), ("torch", "linear", False), ("tensorflow", "linear", False), ("skimage", "linear", False)]
TRIANGLE = [("pil", "linear", None), ("torch", "linear", True), ("tensorflow", "linear", True)]
SMOOTH_CUBIC = [("pil", "cubic", None), ("torch", "cubic", True)]
CUBIC = [("opencv", "cubic", None), ("torch", "cubic", None)]
AREA = [("opencv", "area", None), ("tensorflow", "area", None)]
EXACT = [("pil", "nearest", None), ("opencv", "nearest-exact", None), ("torch", "nearest-exact", None), ("tensorflow", "nearest", None)]
GAUSS = [("skimage", "linear", None)]
NEAREST = [("opencv", "nearest", None), ("torch", "nearest", None)]
FAMILIES = [POINT, TRIANGLE, SMOOTH_CUBIC, CUBIC, AREA, EXACT, GAUSS, NEAREST]


def resize(library, interpolation, antialias):
    return Resize(40, 56, library=library, interpolation=interpolation, antialias=antialias)


def picture():
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[0:97, 0:131]
    waves = np.stack([128 + 90 * np.sin(rows / a) * np.cos(columns / b) for a, b in ((5, 9), (3, 4), (11, 2))], axis=-1)
    return (waves + rng.normal(0, 8, waves.shape)).clip(0, 255).astype(np.uint8)


def made(kernel):
    return Chain([resize(*kernel)])(picture()).astype(np.float64)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: f"{family[0][0]} {family[0][1]}")
def test_a_family_makes_one_picture(family):
    first = made(family[0])
    for other in family[1:]:
        assert akin(Placed(resize(*family[0])), Placed(resize(*other)))
        assert np.abs(first - made(other)).mean() <= 0.5


@pytest.mark.parametrize("index", range(len(FAMILIES)))
def test_two_families_make_two_pictures(index):
    first, *others = FAMILIES[index:]
    for other in others:
        assert not akin(Placed(resize(*first[0])), Placed(resize(*other[0])))
        assert np.abs(made(first[0]) - made(other[0])).mean() > 0.75


BOX, CUT = Letterbox(64, 64), [ResizeShort(40), CenterCrop(32, 32)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(CUT, CUT, True, id="the same"),
        pytest.param(CUT, [ResizeShort(40, order="ratio", rounding="floor"), CenterCrop(32, 32)], True, id="another order"),
        pytest.param([Resize(40, 40), CenterCrop(32, 32)], [Resize(40, 40), CenterCrop(32, 32, rounding="halves")], True, id="even"),
        pytest.param([BOX], [Letterbox(64, 64, fill=114.3)], True, id="half a level of the fill"),
        pytest.param([BOX], [Letterbox(64, 64, fill=(114.0, 114.0, 114.0))], True, id="a fill for each channel"),
        pytest.param([BOX], [Letterbox(64, 64, fill=115)], False, id="a level of the fill"),
        pytest.param([BOX], [Letterbox(64, 64, position="corner")], False, id="another side"),
        pytest.param([BOX], [ResizeLong(64)], False, id="no border"),
        pytest.param(CUT, [ResizeShort(40, library="pil"), CenterCrop(32, 32)], False, id="another kernel"),
        pytest.param(CUT, [ResizeShort(41), CenterCrop(32, 32)], False, id="a size off by one"),
        pytest.param([CropFraction(0.8), Resize(32, 32)], CUT, False, id="cut first"),
        pytest.param([Resize(32, 32), Resize(32, 32)], [Resize(32, 32)], False, id="resized once more"),
        pytest.param([Pad(top=1, mode="edge")], [Pad(top=1)], False, id="another kind of border"),
        pytest.param([WarpAffine(9, 9, matrix=(1, 1, 0, 0, 1, 0))], [WarpAffine(9, 9, matrix=(1, 2, 0, 0, 1, 0))], False, id="angles"),
    ],
)  # fmt: skip
def test_alike(one, other, same):
    assert alike([Placed(op) for op in one], [Placed(op) for op in other]) is same

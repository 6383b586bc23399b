"""Whether pictures lie plane by plane or pixel by pixel."""

import cv2
import numpy as np
import pytest

from fixtures.scene import grey
from pipecheck.probe.tensors.arrangement import Arranged, arranged, sides

RNG = np.random.default_rng(0)
ROWS, COLUMNS = np.mgrid[0:96, 0:120].astype(np.float32)
MEAN, STD = np.float32((123.7, 116.3, 103.5)), np.float32((58.4, 57.1, 57.4))


def photo(seed, height, width):
    """Colored spots of all sizes, the large ones strong and the small ones weak, as in the world."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3)) + rng.normal(size=3) / 2
    for side in (2, 5, 11, 23):  # no size is three times that of the spots
        spots = rng.normal(size=(side, side, 1)) + rng.normal(size=(side, side, 3)) / 3
        picture += cv2.resize(spots, (width, height), interpolation=cv2.INTER_CUBIC) / side**0.5
    return (128 + 45 * picture).clip(0, 255).astype(np.uint8)


def stored(picture, layout):
    return np.ascontiguousarray(picture.transpose(2, 0, 1) if layout == "chw" else picture).ravel()


def padded(picture):
    return np.pad(picture, ((16, 16), (0, 0), (0, 0)), constant_values=114)


PICTURES = [
    pytest.param([photo(seed, 96, 120) for seed in range(4)], id="scenes"),
    pytest.param([photo(1, 64, 64)], id="a square"),
    pytest.param([photo(seed, 32, 32) for seed in range(4)], id="small"),
    pytest.param([photo(0, 301, 407)], id="odd sides"),
    pytest.param([np.repeat(grey(photo(seed, 96, 120))[..., None], 3, 2) for seed in range(3)], id="gray three times"),
    pytest.param([(photo(seed, 96, 120) - MEAN) / STD for seed in range(3)], id="normalised"),
    pytest.param([padded(photo(seed, 64, 120)) for seed in range(3)], id="letterboxed"),
    pytest.param([photo(0, 640, 640)], id="looked at in pieces"),
]


@pytest.mark.parametrize("pictures", PICTURES)
@pytest.mark.parametrize("layout", ["chw", "hwc"])
def test_pictures_are_smooth_in_their_own_order(pictures, layout):
    height, width, _ = pictures[0].shape
    assert arranged([stored(each, layout) for each in pictures], height, width) == Arranged(layout)


@pytest.mark.parametrize("layout", ["chw", "hwc"])
def test_height_and_width_exchanged_are_seen(layout):
    pictures = [stored(photo(seed, 120, 96), layout) for seed in range(4)]
    assert arranged(pictures, 96, 120) == Arranged(layout, turned=True)


def three(plane):
    return np.stack([plane, plane * 0.6 + 20, 200 - plane * 0.7], -1)


PATTERNS = [
    pytest.param(COLUMNS * 2, id="from left to right"),
    pytest.param(ROWS * 2, id="from top to bottom"),
    pytest.param(ROWS + COLUMNS, id="across"),
    pytest.param(ROWS % 2 * 255, id="every other row"),
    pytest.param(ROWS % 3 * 80, id="three rows in turn"),
    pytest.param(COLUMNS % 3 * 80, id="three columns in turn"),
    pytest.param(ROWS // 8 % 2 * 255, id="bars"),
    pytest.param(COLUMNS // 8 % 2 * 255, id="posts"),
    pytest.param((ROWS // 8 + COLUMNS // 8) % 2 * 255, id="a chess board"),
    pytest.param(np.sin(ROWS / 3) * 100, id="waves"),
]


@pytest.mark.parametrize("plane", PATTERNS)
@pytest.mark.parametrize("layout", ["chw", "hwc"])
@pytest.mark.parametrize("color", [three, lambda plane: np.repeat(plane[..., None], 3, 2)], ids=["colored", "gray"])
def test_patterns_never_show_the_wrong_order(plane, layout, color):
    assert arranged([stored(color(plane), layout)], 96, 120) in (None, Arranged(layout))


@pytest.mark.parametrize("side", [16, 32, 100])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: RNG.integers(0, 256, n).astype(np.uint8), id="bytes"),
        pytest.param(lambda n: RNG.normal(size=n).astype(np.float32), id="normal"),
        pytest.param(lambda n: RNG.standard_cauchy(n).astype(np.float32), id="heavy tails"),
        pytest.param(lambda n: (RNG.random(n) < 0.05).astype(np.float32), id="sparse"),
        pytest.param(lambda n: np.full(n, 7, np.float32), id="constant"),
        pytest.param(lambda n: np.full(n, np.nan, np.float32), id="not a number"),
        pytest.param(lambda n: np.where(RNG.random(n) < 0.5, np.inf, 3e38).astype(np.float32), id="infinite"),
    ],
)
def test_what_is_no_picture_shows_no_order(make, side):
    for _ in range(50):
        assert arranged([make(3 * side * side)], side, side) is None


UNCLEAR = [
    pytest.param([], 32, 32, 3, id="nothing"),
    pytest.param([stored(photo(0, 32, 32), "chw"), stored(photo(1, 32, 32), "hwc")], 32, 32, 3, id="one of each"),
    pytest.param([stored(photo(0, 32, 32), "chw"), *[np.zeros(3072)] * 2], 32, 32, 3, id="most show nothing"),
    pytest.param([stored(photo(0, 8, 8), "chw")], 8, 8, 3, id="tiny"),
    pytest.param([grey(photo(0, 32, 32)).ravel()], 32, 32, 1, id="one channel"),
    pytest.param([stored(photo(0, 32, 32), "chw")], 32, 33, 3, id="another size"),
    pytest.param([stored(photo(0, 32, 96), "chw")], 32, 96, 3, id="rows of two readings as long"),
]


@pytest.mark.parametrize(("pictures", "height", "width", "channels"), UNCLEAR)
def test_what_is_unclear_is_not_told(pictures, height, width, channels):
    assert arranged(pictures, height, width, channels) is None


@pytest.mark.parametrize(
    ("numbers", "expected"), [(3 * 640 * 640, (640, 640)), (3 * 640 * 480, None), (640 * 640, None), (3 * 9, None)], ids=str
)
def test_the_sides_of_a_square(numbers, expected):
    assert sides(numbers) == expected

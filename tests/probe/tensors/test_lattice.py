"""What a sample of numbers tells of what was done to the pixels."""

import cv2
import numpy as np
import pytest
from lattice_samples import (
    FRACTIONS,
    NORMALS,
    SPELLINGS,
    WHOLE,
    Normal,
    channels,
    double,
    levels_float32,
    natural,
    numbers,
    of_unit,
    opencv,
    pil,
    skimage_unit,
    times_scale,
    together,
    unit_float32,
)  # fmt: skip

from pipecheck.evidence.tensors import Expected
from pipecheck.probe.tensors.lattice import grid, held
from pipecheck.spec import Affinity, affine

RAW = Affinity()
IMAGENET = NORMALS["imagenet"]
WIDE = Normal((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))
NAMES = {
    "imagenet": "the mean and standard deviation of ImageNet",
    "caffe": "the mean of Caffe's ImageNet",
    "clip": "the mean and standard deviation of CLIP",
    "cifar": "the mean and standard deviation of CIFAR-10",
    "signed": "x / 127.5 - 1",
    "unit": "x / 255",
}


def photographs(count=6, seed=0, side=96):
    random = np.random.default_rng(seed)
    return [natural(random, side) for _ in range(count)]


def of(tensors, values=None, **expected):
    return held(*channels(tensors), Expected(values=values, **expected))


@pytest.mark.parametrize("resize", WHOLE, ids=lambda resize: resize.__name__)
@pytest.mark.parametrize("read", [pil, opencv, skimage_unit], ids=lambda read: read.__name__)
@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.__name__)
@pytest.mark.parametrize("name", NORMALS)
def test_pixels_that_were_resized_as_bytes_prove_how_they_were_normalised(name, spelling, read, resize):
    normal = NORMALS[name]
    tensors = [spelling(read(resize(picture, 64)), normal) for picture in photographs()]
    found = of(tensors)
    assert (found.kind, found.certain) == (normal.kind, True)
    assert found.affine is None or affine.same(found.affine, normal.affine)
    if name in NAMES:
        assert found.named == NAMES[name]
        assert affine.same(found.affine, normal.affine)
        assert found.order == (None if normal.affine.uniform else "rgb")
    for wanted in (normal.affine, RAW):
        again = of(tensors, wanted)
        assert (again.kind, again.certain) == (normal.kind, True)
    assert of(tensors, normal.affine).affine == normal.affine


@pytest.mark.parametrize("resize", FRACTIONS, ids=lambda resize: resize.__name__)
@pytest.mark.parametrize("name", NORMALS)
def test_pixels_that_were_resized_in_floats_prove_nothing_wrong(name, resize):
    normal = NORMALS[name]
    for order in (1, -1):
        tensors = [unit_float32(resize(picture, 61)[..., ::order], normal) for picture in photographs()]
        assert not (found := of(tensors)).certain or found.kind == normal.kind
        expected = of(tensors, normal.affine)
        assert (expected.kind, expected.affine) == (normal.kind, normal.affine)


@pytest.mark.parametrize("name", ["imagenet", "caffe", "clip", "cifar"])
def test_constants_in_the_opposite_order_are_known_by_their_order(name):
    normal = NORMALS[name]
    turned = Normal(normal.mean[::-1], normal.std[::-1])
    tensors = [levels_float32(picture, turned) for picture in photographs()]
    for values in (None, RAW, normal.affine):
        found = of(tensors, values)
        assert (found.named, found.order) == (NAMES[name], "bgr")
        assert affine.same(found.affine, turned.affine)


def test_constants_that_nobody_knows_are_read_off_pictures_from_black_to_white():
    normal = NORMALS["unknown"]
    found = of([levels_float32(picture, normal) for picture in photographs()], RAW)
    assert found.named is None
    assert affine.same(found.affine, normal.affine)
    assert found.lattice.step == pytest.approx(normal.affine.scale, rel=1e-6)
    assert found.lattice.offset == pytest.approx(
        [b / s % 1 for s, b in zip(normal.affine.scale, normal.affine.bias, strict=True)], abs=1e-3
    )


def test_a_mean_is_not_told_where_it_may_be_another_one_whole_levels_away():
    found = of([levels_float32(picture // 2 + 60, NORMALS["unknown"]) for picture in photographs()], RAW)
    assert (found.kind, found.certain, found.affine) == ("normalised", True, None)


def _after(first, second):
    return lambda picture: second(first(picture))


def _by(normal, spelling=levels_float32):
    return lambda picture: spelling(picture, normal)


def _scaled(number):
    return lambda picture: (picture * np.float32(number)).astype(np.float32)


def _padded(tensor):
    return np.pad(tensor, ((0, 9), (0, 0), (0, 0)))


UNIT_CONSTANTS = Normal((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
AS_FOR_255 = f"x / 255, then {NAMES['imagenet']} as for 0..255"
TWICE = f"{NAMES['imagenet']}, twice"
UPSIDE_DOWN = f"{NAMES['imagenet']}, multiplied by the standard deviation"
SHORT = Normal((123.68, 116.28, 103.53), (58.4, 57.12, 57.38))
MULTIPLIED = Normal(WIDE.mean, tuple(1 / s for s in WIDE.std))
IN_UNITS = of_unit(UNIT_CONSTANTS.mean, tuple(1 / (255**2 * s) for s in UNIT_CONSTANTS.std))


@pytest.mark.parametrize(
    ("made", "kind", "named"),
    [
        pytest.param(_after(_by(WIDE), _by(WIDE)), "twice", TWICE, id="ImageNet twice, for 0..255"),
        pytest.param(_after(_by(IMAGENET, unit_float32), _by(UNIT_CONSTANTS)), "twice", TWICE, id="twice, for 0..1"),
        pytest.param(_after(_scaled(1 / 255), _by(WIDE)), "twice", AS_FOR_255, id="script /255, then constants"),
        pytest.param(_after(_by(NORMALS["signed"]), _by(NORMALS["signed"])), "twice", "x / 127.5 - 1, twice", id="[-1, 1] twice"),
        pytest.param(
            _after(_by(NORMALS["signed"]), _by(WIDE)), "twice", f"x / 127.5 - 1, then {NAMES['imagenet']}", id="one after the other"
        ),
        pytest.param(
            _after(_by(SHORT), _by(SHORT)),
            "twice", TWICE, id="twice, cut short",
        ),
        pytest.param(_after(_scaled(1 / 255), _scaled(1 / 255)), "divided twice", "x / 255, twice", id="/255 twice"),
        pytest.param(
            _by(MULTIPLIED, times_scale), "std as scale", UPSIDE_DOWN, id="std as scale"
        ),
        pytest.param(_by(IN_UNITS), "std as scale", UPSIDE_DOWN, id="std as scale, 0..1"),
        pytest.param(_by(NORMALS["raw"]), "levels", None, id="raw"),
        pytest.param(_scaled(0.00392), "unit", "x / 255", id="0.00392"),
        pytest.param(_scaled(255), "other", "x · 255", id="times 255"),
        pytest.param(lambda picture: (picture.astype(np.int16) - 128).astype(np.int8), "shifted", "x - 128", id="int8"),
        pytest.param(lambda picture: picture.astype(np.float32) - 128, "shifted", "x - 128", id="shifted, in floats"),
        pytest.param(
            _after(_by(IMAGENET), _padded), "normalised", NAMES["imagenet"], id="padded with zeros"
        ),
        pytest.param(_by(SHORT), "normalised", NAMES["imagenet"], id="cut short"),
        pytest.param(lambda picture: _by(IMAGENET)(picture).astype(np.float16), "normalised", NAMES["imagenet"], id="half precision"),
    ],
)  # fmt: skip
def test_what_was_done_is_proven_and_named(made, kind, named):
    tensors = [made(picture) for picture in photographs(12)]
    for values in (None, RAW, NORMALS["clip"].affine):
        found = of(tensors, values)
        assert (found.kind, found.certain, found.named) == (kind, True, named)


@pytest.mark.parametrize("resize", FRACTIONS[:1] + FRACTIONS[3:], ids=lambda resize: resize.__name__)
@pytest.mark.parametrize(
    ("made", "kind"),
    [
        pytest.param(_after(_by(WIDE), _by(WIDE)), "twice", id="twice"),
        pytest.param(_after(_scaled(1 / 255), _by(WIDE)), "twice", id="script /255, then constants"),
        pytest.param(_after(_scaled(1 / 255), _scaled(1 / 255)), "divided twice", id="/255 twice"),
        pytest.param(_by(MULTIPLIED), "std as scale", id="std as scale"),
        pytest.param(_scaled(1 / 255), "unit", id="unit"),
        pytest.param(_by(IMAGENET), "normalised", id="normalised"),
        pytest.param(_by(NORMALS["caffe"]), "normalised", id="mean alone"),
        pytest.param(_scaled(1), "levels", id="raw"),
    ],
)
def test_a_range_makes_likely_what_no_grid_proves(made, kind, resize):
    tensors = [made(resize(picture, 61)) for picture in photographs(12)]
    for values in (None, RAW, IMAGENET.affine):
        found = of(tensors, values)
        assert (found.kind, found.certain, found.lattice) == (kind, False, None)
        assert found.affine in {None, values}


@pytest.mark.parametrize("interpolation", [cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC])
@pytest.mark.parametrize(("name", "kind"), [("signed", "normalised"), ("unit", "unit"), ("imagenet", "normalised"), ("raw", "levels")])
def test_text_that_was_made_small_is_hardly_smooth_and_still_a_picture(name, kind, interpolation):
    tensors = [levels_float32(cv2.resize(page(seed), (32, 32), interpolation=interpolation), NORMALS[name]) for seed in range(20)]
    found = of(tensors, RAW)
    assert (found.kind, found.certain) == (kind, True)


def page(seed):
    """Lines of small letters, dark on bright."""
    random, paper = np.random.default_rng(seed), np.full((640, 480, 3), 235 + seed, np.uint8)
    for line in range(20, 620, 24):
        letters = np.where(random.random((7, 400, 1)) < 0.35, random.integers(0, 200, (7, 400, 1)), 235 + seed)
        paper[line : line + 7, 30:430] = letters
    return paper


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda picture: picture, id="any"),
        pytest.param(lambda picture: picture // 7, id="dark"),
        pytest.param(lambda picture: picture // 2 * 2, id="even levels"),
        pytest.param(lambda picture: picture // 51 * 51, id="six levels"),
        pytest.param(lambda picture: np.where(picture > 128, 255, 0), id="black and white"),
        pytest.param(lambda picture: picture * 0, id="black"),
        pytest.param(lambda picture: picture * 0 + 114, id="gray"),
    ],
)
def test_raw_pictures_are_levels(make, dtype):
    tensors = [make(picture).astype(dtype) for picture in photographs()]
    for values in (None, RAW, IMAGENET.affine):
        assert of(tensors, values).kind == "levels"


def test_a_mask_of_0_and_1_is_not_proven_to_be_divided():
    tensors = [(picture > 128).astype(np.float32) for picture in photographs()]
    assert [of(tensors, values).certain for values in (None, RAW, IMAGENET.affine)] == [False] * 3
    assert of(tensors, RAW).kind == "levels"


@pytest.mark.parametrize("name", ["imagenet", "clip", "caffe"])
def test_channels_that_are_not_told_apart_tell_the_constants_but_not_their_order(name):
    tensors = [levels_float32(picture, NORMALS[name]) for picture in photographs()]
    found = held(*together(tensors), Expected(values=RAW))
    assert (found.kind, found.certain, found.named, found.order) == ("normalised", True, NAMES[name], None)
    shuffled = [np.ascontiguousarray(tensor).reshape(3, 96, 96).transpose(1, 2, 0) for tensor in tensors]
    assert (of(shuffled).named, of(shuffled).affine) == (NAMES[name], None)


def _walk(random):
    return np.cumsum(random.normal(size=(64, 64, 3)), axis=0)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda random: random.normal(size=(64, 64, 3)).astype(np.float32), id="white noise"),
        pytest.param(lambda random: random.random((64, 64, 3)), id="uniform"),
        pytest.param(lambda random: _walk(random).astype(np.float32), id="smooth"),
        pytest.param(lambda random: _walk(random).astype(np.float16), id="smooth, half precision"),
        pytest.param(lambda random: random.normal(0, 30, (64, 64, 3)).clip(-128, 127).astype(np.int8), id="int8"),
        pytest.param(lambda random: random.integers(-128, 128, (64, 64, 3)).astype(np.int8), id="int8, all of it"),
        pytest.param(lambda random: (random.integers(-128, 128, (64, 64, 3)) * 0.037).astype(np.float32), id="dequantised"),
        pytest.param(lambda random: (random.integers(-128, 128, (64, 64, 3)) / 128).astype(np.float32), id="dequantised by 128"),
        pytest.param(lambda random: (_walk(random) * 3000).clip(-32768, 32767).astype(np.int16) / np.float32(32768), id="sound"),
    ],
)
def test_numbers_that_come_from_no_picture_prove_nothing(make):
    random = np.random.default_rng(3)
    tensors = [make(random) for _ in range(4)]
    assert [of(tensors, values).certain for values in (None, RAW, IMAGENET.affine)] == [False] * 3
    assert of(tensors, feature=True) is None


def test_the_dtype_of_a_file_does_not_matter():
    tensors = [double(picture, IMAGENET) for picture in photographs()]
    for dtype in (np.float64, np.float32, np.dtype(">f4")):
        assert of([tensor.astype(dtype) for tensor in tensors]).named == NAMES["imagenet"]


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param([], id="nothing"),
        pytest.param([np.zeros(0, np.float32)], id="empty"),
        pytest.param([np.full(9, np.nan, np.float32)], id="not a number"),
        pytest.param([np.full(9, np.inf)], id="infinity"),
    ],
)
def test_a_sample_without_numbers_tells_nothing(sample):
    none = numbers([np.zeros(1)] * len(sample))
    assert held(sample, none, Expected()) is None


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(np.array([3.5]), id="one number"),
        pytest.param(np.array([0.1, np.nan, 0.2, np.inf]), id="some that are none"),
        pytest.param(np.array([-1e308, 1e308]), id="huge"),
        pytest.param(np.array([5e-324, 0.0]), id="tiny"),
        pytest.param(np.array([True, False]), id="truth"),
        pytest.param(np.array([2**63 - 1, 0], np.int64), id="long"),
    ],
)
def test_odd_numbers_prove_nothing(values):
    finite = values[np.isfinite(values)]
    found = held([values], numbers([finite]), Expected(values=RAW))
    assert found is None or not found.certain


def test_random_values_lie_on_no_grid():
    random = np.random.default_rng(1)
    for levels in range(grid.LEVELS, 120):
        for _ in range(20):
            assert grid.grid(np.sort(random.random(levels)), 1e-7) is None


def test_a_proof_says_what_was_seen():
    found = of([times_scale(picture, WIDE) for picture in photographs()])
    assert found.proof.endswith("distinct values on grids of 0.01712475 = 1/58.395, 0.017507 = 1/57.12 and 0.01742919 = 1/57.375")
    assert of(photographs()).proof == "256 different whole numbers from 0 to 255"

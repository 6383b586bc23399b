"""Pictures that show the same are found, and no others."""

import cv2
import numpy as np
import pytest
from photographs import digit, drawn, jpeg, measured, page, photograph, photographs, png

from pipecheck.probe.sets import neighbours
from pipecheck.probe.sets.twins import NAMES, alike


def changed(picture, gain=1.0, bias=0.0):
    return (picture * gain + bias).clip(0, 255).astype(np.uint8)


def scaled(picture, width, height):
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)


def noise(seed, low, high):
    return np.random.default_rng(seed).integers(low, high, (200, 200, 3), dtype=np.uint8)


def moved(seed):
    """Two frames of one ground, with a part that stands elsewhere."""
    ground, part = photograph(seed), scaled(photograph(seed + 100), 56, 48)
    first, second = ground.copy(), ground.copy()
    first[40:88, 60:116], second[210:258, 280:336] = part, part
    return first, second


@pytest.mark.parametrize("full", [False, True], ids=["scaled", "full"])
@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(lambda picture: jpeg(picture, 50), id="saved again as a small file"),
        pytest.param(png, id="another format"),
        pytest.param(lambda picture: jpeg(scaled(picture, 240, 180)), id="half as large"),
        pytest.param(lambda picture: jpeg(scaled(picture, 800, 600)), id="enlarged"),
        pytest.param(lambda picture: jpeg(scaled(picture, 320, 320)), id="stretched"),
        pytest.param(lambda picture: jpeg(picture[4:-4, 5:-5]), id="a little cropped"),
        pytest.param(lambda picture: jpeg(changed(picture, bias=10)), id="a little brighter"),
        pytest.param(lambda picture: jpeg(changed(picture, gain=0.8)), id="darker"),
        pytest.param(lambda picture: jpeg(cv2.GaussianBlur(picture, (0, 0), 2)), id="softer"),
    ],
)
def test_copies_are_found(copy, full):
    pictures = {f"{index:02d}": picture for index, picture in enumerate(photographs(12))}
    found = alike(measured(pictures | {"copy": copy(photograph(5))}, full=full))
    assert [(set(group.names), group.count, group.exact) for group in found] == [({"05", "copy"}, 2, False)]


@pytest.mark.parametrize(
    "pictures",
    [
        pytest.param(lambda: photographs(12), id="photographs"),
        pytest.param(lambda: [page(seed) for seed in range(40)], id="pages of text"),
        pytest.param(lambda: [digit(seed) for seed in range(200)], id="digits"),
        pytest.param(lambda: [digit(seed) for seed in range(960, 980)], id="twenty digits"),
        pytest.param(lambda: [digit(seed) for seed in range(720, 750)], id="thirty digits"),
        pytest.param(lambda: [digit(seed) for seed in range(1280, 1320)], id="forty digits"),
        pytest.param(lambda: [noise(seed, 90, 160) for seed in range(20)], id="textures"),
        pytest.param(lambda: [*moved(1), *photographs(12)], id="a part that moved"),
        pytest.param(lambda: [photograph(0), photograph(0)[:, ::-1], photograph(0)[::-1]], id="mirrored"),
        pytest.param(lambda: [photograph(0), photograph(0)[50:240, 60:320]], id="a part of another"),
        pytest.param(lambda: [photograph(0), changed(photograph(0), 0.4), changed(photograph(0), 0.5, 120)], id="another exposure"),
        pytest.param(lambda: [np.full((64, 64, 3), level, np.uint8) for level in range(30)], id="plain colors"),
        pytest.param(lambda: [noise(seed, 0, 6) for seed in range(20)], id="dark noise"),
        pytest.param(lambda: photographs(1), id="one"),
        pytest.param(list, id="none"),
    ],
)
def test_others_are_not(pictures):
    assert alike(measured(pictures(), png)) == ()


def test_the_same_bytes_are_told_apart_from_the_same_picture():
    first, second = photographs(2)
    files = {"b": jpeg(first), "a": jpeg(first), "c": jpeg(first, 60), "d": jpeg(second), "z/e": jpeg(second)}
    found = [(group.names, group.count, group.exact) for group in alike(measured(files))]
    assert found == [(("a", "b"), 2, True), (("d", "z/e"), 2, True), (("a", "c"), 2, False)]


def test_the_largest_picture_leads_then_the_first_by_name():
    picture = photograph(0)
    small, large = scaled(picture, 240, 180), scaled(picture, 640, 480)
    (found,) = alike(measured({"a": small, "c": jpeg(large, 80), "b": large, "d": picture}))
    assert found.names == ("b", "a", "c", "d")


def test_a_group_names_its_first_pictures_or_all():
    survey = measured([jpeg(photograph(0))] * (NAMES + 5))
    assert [(len(group.names), group.count) for group in alike(survey)] == [(NAMES, NAMES + 5)]
    assert alike(survey, names=None)[0].names == survey.names


@pytest.mark.parametrize("groups", [pytest.param(40, id="one by one"), pytest.param(100, id="by buckets")])
def test_every_pair_of_hashes_within_the_bound_is_found(groups):
    rng = np.random.default_rng(3)
    hashes = rng.integers(0, 1 << 63, (groups, 2), dtype=np.uint64).repeat(8, axis=0)
    for _ in range(9):
        hashes[np.arange(len(hashes)), rng.integers(0, 2, len(hashes))] ^= np.uint64(1) << rng.integers(0, 64, len(hashes), dtype=np.uint64)
    apart = np.unpackbits((hashes[:, np.newaxis] ^ hashes).view(np.uint8), axis=2).sum(axis=2)
    expected = {(first, second) for first, second in np.argwhere(apart <= neighbours.BOUND).tolist() if first < second}
    earlier, later, distances = neighbours.close(hashes, 1_000_000)
    assert set(zip(earlier.tolist(), later.tolist(), strict=True)) == expected
    assert distances.tolist() == apart[earlier, later].tolist()
    assert 100 < len(expected) < 28 * groups


def test_of_thousands_in_one_bucket_each_is_compared_with_the_first():
    earlier, later, _ = neighbours.close(np.zeros((5000, 2), np.uint64), 100_000)
    assert set(later.tolist()) == set(range(1, 5000))
    assert len(earlier) <= 100_000


@pytest.mark.parametrize(
    ("fields", "groups"),
    [
        pytest.param({"digest": b"same"}, [(20_000, True)], id="the same file"),
        pytest.param(
            {"pattern": 5, "gradient": 7, "thumbnail": np.arange(192).reshape(8, 8, 3), "luma": 95},
            [(20_000, False)],
            id="the same picture",
        ),
        pytest.param({"pattern": 5, "gradient": 7}, [], id="the same hashes"),
        pytest.param({"pattern": 0, "gradient": 0, "thumbnail": 0}, [], id="black"),
        pytest.param({}, [], id="all different"),
    ],
)
def test_twenty_thousand_pictures_of_any_kind(fields, groups):
    assert [(group.count, group.exact) for group in alike(drawn(20_000, **fields))] == groups

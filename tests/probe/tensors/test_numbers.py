"""One pass over all numbers of tensor files: statistics, broken files, and the sample."""

import random

import cv2
import numpy as np
import pytest

from fixtures.scene import scene
from pipecheck.evidence.tensors import Expected
from pipecheck.probe.tensors import blocks, files, numbers
from pipecheck.probe.tensors.moments import Tally, measured

RNG = np.random.default_rng(0)
RAW = Expected(tool="hb_mapper", shape=(3, 40, 56), layout="chw", dtype="float32")


def expected(layout="chw", dtype="float32", height=40, width=56, **options):
    return Expected(
        tool="hb_mapper", shape=(3, height, width) if layout == "chw" else (height, width, 3), layout=layout, dtype=dtype, **options
    )


def written(folder, pictures, layout="chw", dtype="float32"):
    for index, picture in enumerate(pictures):
        np.ascontiguousarray(picture.transpose(2, 0, 1) if layout == "chw" else picture, dtype).tofile(folder / f"{index:03}.bin")
    return folder


def scanned(folder, wants, **options):
    return numbers.scan(files.listed(folder, wants), wants, **options)


def scenes(count=5, height=40, width=56):
    return [cv2.GaussianBlur(scene(seed, height, width), (0, 0), 1.0) for seed in range(count)]


@pytest.mark.parametrize("layout", ["chw", "hwc"])
@pytest.mark.parametrize("dtype", ["float32", "uint8", "int16", "float64"])
@pytest.mark.parametrize("size", [pytest.param((40, 56), id="many in a block"), pytest.param((900, 1300), id="larger than a block")])
def test_statistics_are_those_of_all_numbers(tmp_path, layout, dtype, size):
    pictures = scenes(2, *size)
    wants = expected(layout, dtype, *size)
    found = scanned(written(tmp_path, pictures, layout, dtype), wants, threads=2)
    every = np.stack(pictures).reshape(-1, 3).astype(np.float64)
    assert found.numbers.layout == layout
    assert found.numbers.count == every.size
    assert found.numbers.low == tuple(every.min(0))
    assert found.numbers.high == tuple(every.max(0))
    assert found.numbers.mean == pytest.approx(every.mean(0), rel=1e-7)
    assert found.numbers.deviation == pytest.approx(every.std(0), rel=1e-6)
    assert (found.files, found.layout, found.turned) == (2, layout, False)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: RNG.normal(size=n), id="around zero"),
        pytest.param(lambda n: 1e6 + RNG.normal(size=n), id="far from zero"),
        pytest.param(lambda n: np.full(n, 0.1), id="constant"),
        pytest.param(lambda n: RNG.normal(size=n) * 1e30, id="squares beyond single precision"),
        pytest.param(lambda n: RNG.integers(0, 256, n) / 255, id="unit"),
        pytest.param(RNG.standard_cauchy, id="heavy tails"),
    ],
)
@pytest.mark.parametrize("rows", [1, 7])
def test_single_precision_is_as_good_as_double(make, channels, rows):
    data = make(rows * channels * 5003).astype(np.float32).reshape(rows, -1)
    exact = data.astype(np.float64).reshape(-1, channels)
    for index, tally in enumerate(measured(data, channels).tallies):
        scale = np.abs(exact[:, index]).mean()
        assert abs(tally.mean - exact[:, index].mean()) <= 1e-6 * scale
        assert tally.deviation == pytest.approx(exact[:, index].std(), rel=1e-4)
        assert (tally.low, tally.high) == (exact[:, index].min(), exact[:, index].max())


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16"])
def test_whole_numbers_are_exact(dtype):
    data = RNG.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, (3, 30_011), endpoint=True).astype(dtype)
    (tally,) = measured(data).tallies
    assert tally.total == int(data.sum(dtype=np.int64))
    assert float(tally.squares) == float((data.astype(np.int64) ** 2).sum())


def test_tallies_add_up_to_the_same_in_any_order():
    parts = [measured(RNG.normal(3, 1e-3, (1, 999)).astype(np.float32)).tallies[0] for _ in range(20)]
    forward = sum(parts, Tally())
    random.Random(0).shuffle(parts)
    assert sum(parts[:7], Tally()) + sum(parts[7:], Tally()) == forward


def test_numbers_beyond_all_squares_have_a_deviation():
    (tally,) = measured(np.array([[1e300, -1e300, 1e300, -1e300]])).tallies
    assert tally.deviation == pytest.approx(1e300)


def test_what_is_not_finite_is_counted_and_left_out(tmp_path):
    pictures = [picture.astype(np.float32) for picture in scenes()]
    pictures[1][3, 4, 1] = np.nan
    pictures[3][0, 0] = np.inf
    found = scanned(written(tmp_path, pictures), RAW)
    every = np.stack(pictures).reshape(-1, 3)
    assert (found.unfinite_count, found.unfinite) == (2, ("001.bin", "003.bin"))
    assert found.numbers.high == tuple(np.nanmax(np.where(np.isinf(every), np.nan, every), 0))
    assert found.numbers.count == every.size - 4


def test_nothing_but_nan_has_no_numbers(tmp_path):
    found = scanned(written(tmp_path, [np.full((40, 56, 3), np.nan)]), RAW)
    assert (found.numbers, found.unfinite_count, found.constant_count) == (None, 1, 0)


def test_constant_files_are_counted(tmp_path):
    tinted = np.full((40, 56, 3), (1, 2, 3))
    found = scanned(written(tmp_path, [*scenes(2), np.full((40, 56, 3), 7), tinted]), RAW)
    assert (found.constant_count, found.constant) == (1, ("002.bin",))


def test_a_feature_map_has_no_channels(tmp_path):
    wants = expected(feature=True)
    found = scanned(written(tmp_path, scenes()), wants)
    assert (found.layout, found.numbers.layout, len(found.numbers.low), len(found.sample)) == (None, None, 1, 1)


def test_what_the_numbers_show_outweighs_what_is_expected(tmp_path):
    pictures = scenes()
    found = scanned(written(tmp_path, pictures, "hwc"), RAW)
    assert (found.layout, found.numbers.layout) == ("hwc", "hwc")
    assert found.numbers.mean == pytest.approx(np.stack(pictures).mean(axis=(0, 1, 2)))


def test_width_and_height_exchanged_are_seen(tmp_path):
    found = scanned(written(tmp_path, scenes(4, 56, 40)), RAW)
    assert (found.layout, found.turned) == ("chw", True)


def test_raw_files_of_unknown_shape_are_read_as_squares_where_they_look_like_them(tmp_path):
    pictures = [picture / np.float32(255) for picture in scenes(4, 64, 64)]
    found = scanned(written(tmp_path, pictures), Expected())
    assert (found.layout, len(found.numbers.mean)) == ("chw", 3)
    assert found.numbers.mean == pytest.approx(np.stack(pictures).mean(axis=(0, 1, 2), dtype=np.float64), rel=1e-6)


@pytest.mark.parametrize(
    "store", [np.ascontiguousarray, np.asfortranarray, lambda array: array.astype(">f4")], ids=["C", "Fortran", "big-endian"]
)
def test_npy_files_are_read_as_their_header_says(tmp_path, store):
    picture = scene(0, 40, 56).astype(np.float32)
    np.save(tmp_path / "0.npy", store(picture.transpose(2, 0, 1)[None]))
    found = scanned(tmp_path, Expected(tool="hb_compile", shape=(3, 40, 56), layout="chw", dtype="float32"))
    assert found.numbers.mean == pytest.approx(picture.reshape(-1, 3).mean(0))
    assert sorted(found.sample[0]) == sorted(picture[:, :, 0].ravel())
    assert np.array_equal(found.pictures[0], picture.transpose(2, 0, 1))


@pytest.mark.parametrize("layout", ["chw", "hwc"])
@pytest.mark.parametrize("count", [1, 5, 300])
def test_the_sample_holds_runs_of_neighbours_of_every_channel(tmp_path, layout, count):
    place = np.arange(200 * 200, dtype=np.float32)
    picture = np.stack([place, place + 1e6, place + 2e6], -1).reshape(200, 200, 3)
    for index in range(count):
        (tmp_path / f"{index:03}.bin").symlink_to(tmp_path / ".data")
    np.ascontiguousarray(picture.transpose(2, 0, 1) if layout == "chw" else picture).tofile(tmp_path / ".data")
    found = scanned(tmp_path, expected(layout, "float32", 200, 200))
    first, second, third = found.sample
    assert len(first) <= 65_536
    assert len(first) >= 40_000
    assert (second - first == 1e6).all()
    assert (third - first == 2e6).all()
    assert (np.diff(first) == 1).mean() > 0.99
    assert first.dtype == np.float32
    assert first.min() < 2000
    assert first.max() > 38_000


def test_files_that_vanish_are_told_and_the_others_counted(tmp_path):
    listed = files.listed(written(tmp_path, scenes()), RAW)
    (tmp_path / "001.bin").unlink()
    with (tmp_path / "003.bin").open("wb") as file:
        file.truncate(10)
    found = numbers.scan(listed, RAW)
    assert [(each.reason, each.names) for each in found.lost] == [
        ("not to be read: no such file or directory", ("001.bin",)),
        ("not to be read: shorter than it was a moment ago", ("003.bin",)),
    ]
    assert (found.files, found.numbers.count) == (3, 3 * 3 * 40 * 56)


def test_a_large_file_that_is_cut_short_is_told(tmp_path):
    wants = expected(height=900, width=1300)
    listed = files.listed(written(tmp_path, scenes(2, 900, 1300)), wants)
    with (tmp_path / "001.bin").open("r+b") as file:
        file.truncate(blocks.BLOCK + 10)
    found = numbers.scan(listed, wants)
    assert (found.files, [each.names for each in found.lost]) == (1, [("001.bin",)])


def test_a_set_of_nothing_has_no_numbers(tmp_path):
    assert scanned(tmp_path, RAW) == numbers.Scanned(files=0)


def test_the_commonest_dtype_speaks_and_the_rest_is_left_out(tmp_path):
    written(tmp_path, scenes())
    np.zeros((3, 40, 56), np.uint8).tofile(tmp_path / "x.bin")
    found = scanned(tmp_path, RAW)
    assert (found.files, found.left_out) == (5, 1)


def test_more_threads_change_nothing_and_progress_ends_at_all(tmp_path):
    steps = []
    written(tmp_path, scenes(20, 300, 400))
    wants = expected(height=300, width=400)
    one = scanned(tmp_path, wants, threads=1, progress=lambda *step: steps.append(step))
    assert scanned(tmp_path, wants, threads=4).numbers == one.numbers
    assert steps[-1] == (20, 20)

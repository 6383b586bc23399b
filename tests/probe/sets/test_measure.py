"""What one pass over a picture file finds."""

import hashlib
import shutil
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipecheck.probe.images.header import look
from pipecheck.probe.sets.measure import measured, of
from pipecheck.probe.sets.record import BINS, WHOLE

PICTURES = Path(__file__).parents[3] / "fixtures" / "pictures"
WHOLE_ONES = sorted(path for path in PICTURES.iterdir() if path.is_file())
LARGE = (640, 1024)


def picture(height, width, seed=0):
    """Smooth shapes with some grain, in BGR."""
    rng = np.random.default_rng(seed)
    found = np.full((height, width, 3), 110.0, np.float32)
    for cells in (3, 6, 13, 29, 61, 127):
        found += cv2.resize(rng.normal(size=(cells, cells, 3)).astype(np.float32), (width, height)) * 130 / cells**0.7
    return np.clip(found + rng.normal(size=(height, width, 1)) * 4, 0, 255).astype(np.uint8)


def encoded(array, ending=".png", *options):
    return cv2.imencode(ending, array, list(options))[1].tobytes()


def row(data, *, full=False):
    found = of(data, "a", full=full)
    assert found.header.fault is None
    return found.row


def apart(one, other):
    """In how many of their 64 bits two hashes differ."""
    return (int(one) ^ int(other)).bit_count()


def test_every_figure_of_the_levels_is_exact():
    array = picture(97, 61)
    found = row(encoded(array))
    rgb = array[..., ::-1].reshape(-1, 3).astype(np.float64)
    gray = cv2.cvtColor(array, cv2.COLOR_BGR2GRAY)
    np.testing.assert_allclose(found["mean"], rgb.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(found["deviation"], rgb.std(axis=0), rtol=1e-6)
    np.testing.assert_allclose([found["luma"], found["contrast"]], [gray.mean(), gray.std()], rtol=1e-6)
    np.testing.assert_allclose(found["saturation"], np.ptp(rgb, axis=1).mean(), rtol=1e-6)
    levels = np.percentile(gray, [1, 99], method="inverted_cdf")
    assert [found["low"], found["high"]] == levels.tolist()
    shares = np.bincount(gray.ravel(), minlength=258)
    assert found["common"] == pytest.approx(max(shares[i - 1 : i + 2].sum() for i in range(1, 255)) / gray.size)
    counts = [np.histogram(rgb[:, channel], BINS, (0, 256))[0] for channel in range(3)]
    np.testing.assert_allclose(found["histogram"], np.array(counts) * WHOLE / gray.size, atol=1)
    assert found["histogram"].sum(axis=1).tolist() == [WHOLE] * 3


def test_the_whole_picture_is_counted_in_full():
    array = picture(*LARGE)
    found = row(encoded(array), full=True)
    rgb = array[..., ::-1].reshape(-1, 3).astype(np.float64)
    np.testing.assert_allclose(found["mean"], rgb.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(found["deviation"], rgb.std(axis=0), rtol=1e-6)


def test_the_file_itself_is_known(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(picture(30, 50)))
    found = measured(path)
    assert (found.row["width"], found.row["height"], found.row["bytes"]) == (50, 30, path.stat().st_size)
    assert found.digest == hashlib.sha1(path.read_bytes()).digest()[:16] == bytes(found.row["digest"]).ljust(16, b"\0")
    assert found.header == look(path)


@pytest.mark.parametrize("full", [False, True], ids=["scaled", "full"])
@pytest.mark.parametrize("path", WHOLE_ONES, ids=lambda path: path.name)
def test_whatever_is_whole_is_measured(path, full):
    found = measured(path, full=full)
    assert found.header == look(path)
    assert 40 < found.row["luma"] < 200
    assert found.row["histogram"].sum(axis=1).tolist() == [WHOLE] * 3


@pytest.mark.parametrize("path", sorted((PICTURES / "broken").iterdir()), ids=lambda path: path.name)
def test_whatever_is_broken_says_why(path):
    found = measured(path)
    assert (found.row, found.header) == (None, look(path))
    assert found.digest


@pytest.mark.parametrize("name", ["nowhere.jpg", ".", "a\0b", "x" * 5000], ids=["absent", "a folder", "a null byte", "a long name"])
def test_what_cannot_be_read_has_no_digest(tmp_path, name):
    found = measured(tmp_path / name)
    assert found.header.fault
    assert (found.row, found.digest) == (None, b"")


def test_a_sound_structure_around_nonsense_is_broken():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"nonsense") + chunk(b"IEND", b"")
    found = of(data, "a.png")
    assert found.row is None
    assert found.header.fault.startswith("Pillow cannot decode it")


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (1, 3000), (3000, 1), (7, 7), (128, 128), (129, 255), (300, 5000)])
@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_every_size_is_measured(shape, ending):
    for full in (False, True):
        found = row(encoded(picture(*shape), ending), full=full)
        assert (found["height"], found["width"]) == shape
        assert np.isfinite(found["sharpness"])


@pytest.mark.parametrize("number", range(2, 9))
def test_a_turned_picture_shows_the_same_as_an_upright_one(number):
    upright, turned = (measured(PICTURES / f"exif-{index}.jpg").row for index in (1, number))
    assert apart(upright["pattern"], turned["pattern"]) <= 2
    assert apart(upright["gradient"], turned["gradient"]) <= 2
    assert np.abs(upright["thumbnail"].astype(int) - turned["thumbnail"]).max() <= 8


def test_numbers_beyond_all_levels_are_white_and_black(tmp_path):
    values = np.full((32, 32, 3), 1e300)
    values[:16] = -1e300
    if not cv2.imwrite(str(tmp_path / "a.tif"), values):
        pytest.skip("this OpenCV writes no numbers of 64 bits")
    found = measured(tmp_path / "a.tif").row
    assert (found["low"], found["high"]) == (0, 255)


def test_a_turned_tiff_is_turned_once(tmp_path):
    upright = Image.fromarray(picture(60, 90)[..., ::-1])
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.tif", exif=exif)
    upright.save(tmp_path / "b.png")
    turned, straight = measured(tmp_path / "a.tif"), measured(tmp_path / "b.png")
    assert turned.header.hazards == ("turned TIFF",)
    np.testing.assert_array_equal(turned.row["thumbnail"], straight.row["thumbnail"])


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        pytest.param(picture(40, 50).astype(np.uint16) * 256 + 77, picture(40, 50), id="16 bits"),
        pytest.param(np.uint16(picture(40, 50)[..., 0]) << 8, picture(40, 50)[..., [0, 0, 0]], id="16-bit gray"),
        pytest.param(np.dstack([picture(40, 50), np.zeros((40, 50), np.uint8)]), picture(40, 50), id="transparent"),
    ],
)
def test_other_depths_are_measured_as_opencv_reads_them(array, expected):
    found, plain = row(encoded(array)), row(encoded(expected))
    for name in ("mean", "deviation", "luma", "sharpness", "pattern", "gradient", "thumbnail", "histogram"):
        np.testing.assert_array_equal(found[name], plain[name])


@pytest.mark.parametrize("scale", [1.0, 255.0], ids=["up to 1", "up to 255"])
def test_floats_are_measured_by_their_range(tmp_path, scale):
    levels = picture(40, 50)[..., 0]
    values = (levels / np.float32(255) * np.float32(scale)).astype(np.float32)
    values[0, 0] = np.nan
    Image.fromarray(values).save(tmp_path / "a.tif")
    assert measured(tmp_path / "a.tif").row["luma"] == pytest.approx(levels.mean(), abs=1)


@pytest.mark.parametrize("level", [0, 1, 128, 255])
def test_a_flat_picture_has_no_pattern(level):
    found = row(encoded(np.full((70, 90, 3), level, np.uint8), ".jpg"))
    assert (found["gradient"], found["sharpness"], found["contrast"], found["common"]) == (0, 0, 0, 1)
    assert int(found["pattern"]).bit_count() == (1 if level else 0)


@pytest.mark.parametrize("quality", [95, 60])
@pytest.mark.parametrize("size", [LARGE, (375, 500), (256, 341), (100, 160)], ids=str)
def test_both_ways_of_measuring_agree(size, quality):
    data = encoded(picture(*size), ".jpg", cv2.IMWRITE_JPEG_QUALITY, quality)
    scaled, full = row(data), row(data, full=True)
    np.testing.assert_allclose(scaled["mean"], full["mean"], atol=0.7)
    np.testing.assert_allclose(scaled["deviation"], full["deviation"], atol=4)
    for name in ("luma", "contrast", "saturation"):
        assert scaled[name] == pytest.approx(full[name], abs=1.5)
    for name in ("low", "high"):
        assert abs(int(scaled[name]) - int(full[name])) <= 3
    assert scaled["common"] == pytest.approx(full["common"], abs=0.02)
    assert scaled["sharpness"] == pytest.approx(full["sharpness"], rel=0.15)
    assert apart(scaled["pattern"], full["pattern"]) <= 3
    assert apart(scaled["gradient"], full["gradient"]) <= 3
    assert np.abs(scaled["thumbnail"].astype(int) - full["thumbnail"]).max() <= 3


def test_the_same_picture_in_another_size_and_quality_shows_the_same():
    large = picture(800, 1000)
    small = cv2.resize(large, (330, 264), interpolation=cv2.INTER_AREA)
    one, other = row(encoded(large, ".jpg")), row(encoded(small, ".jpg", cv2.IMWRITE_JPEG_QUALITY, 50))
    assert max(apart(one[name], other[name]) for name in ("pattern", "gradient")) <= 4


def test_another_picture_shows_something_else():
    rows = [row(encoded(picture(200, 300, seed))) for seed in range(12)]
    pairs = [(one, other) for index, one in enumerate(rows) for other in rows[:index]]
    assert min(apart(one[name], other[name]) for one, other in pairs for name in ("pattern", "gradient")) >= 12


def test_size_alone_makes_no_picture_sharper():
    large = picture(1024, 1280)
    sizes = [(round(1280 * short / 1024), short) for short in (128, 129, 150, 200, 255, 256, 300, 480, 700, 1023, 1024)]
    found = [float(row(encoded(cv2.resize(large, size, interpolation=cv2.INTER_AREA)))["sharpness"]) for size in sizes]
    assert max(found) < 1.6 * min(found)


def test_a_blurred_picture_is_less_sharp():
    sharp = picture(400, 600)
    found = [float(row(encoded(cv2.GaussianBlur(sharp, (0, 0), sigma)))["sharpness"]) for sigma in (0.1, 3, 6, 12)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 4 * found[2]


@settings(deadline=None, max_examples=20)
@given(
    name=st.sampled_from([path.name for path in WHOLE_ONES]), at=st.floats(0, 1), bits=st.binary(min_size=1, max_size=6), full=st.booleans()
)
def test_no_damage_gets_out_of_hand(name, at, bits, full):
    data = bytearray((PICTURES / name).read_bytes())
    start = int(at * (len(data) - 1))
    data[start : start + len(bits)] = bits
    found = of(bytes(data), name, full=full)
    assert (found.row is None) == (found.header.fault is not None)


def test_nothing_is_left_open_or_written(tmp_path):
    shutil.copy(PICTURES / "rgb-420.jpg", tmp_path)
    before = (tmp_path / "rgb-420.jpg").read_bytes()
    measured(tmp_path / "rgb-420.jpg", full=True)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]

"""The structural check on whole files, on files cut short, and on files that are something else."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipecheck_transformers.readers import integrity

PICTURES = Path(__file__).parents[2] / "fixtures" / "pictures"
WHOLE = sorted(path for path in PICTURES.iterdir() if path.is_file())


def content(name):
    return (PICTURES / name).read_bytes()


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_a_whole_picture_has_no_fault_and_says_its_size(path):
    assert integrity.fault(path.read_bytes()) is None
    with Image.open(path) as image:
        assert integrity.size(path.read_bytes()) == image.size


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("half.jpg", "truncated JPEG: no end-of-image marker"),
        ("half-progressive.jpg", "truncated JPEG: no end-of-image marker"),
        ("no-end.jpg", "truncated JPEG: no end-of-image marker"),
        ("after-thumbnail.jpg", "truncated JPEG: no end-of-image marker"),
        ("half.png", "truncated PNG: "),
        ("no-end.png", "truncated PNG: no closing IEND chunk"),
        ("checksum.png", "broken PNG: wrong checksum in its IDAT chunk"),
        ("half.bmp", "truncated BMP: "),
        ("half.gif", "truncated GIF: its first picture is not complete"),
        ("half.webp", "truncated WebP: "),
        ("half.tif", "truncated TIFF: "),
        ("half.ppm", "truncated PNM: "),
        ("empty.jpg", "empty file"),
        ("text.jpg", "not a picture: plain text"),
        ("html.jpg", "not a picture: it begins like HTML or XML"),
        ("pointer.jpg", "not a picture: a Git LFS pointer to one"),
    ],
)
def test_a_broken_file_has_its_reason(name, reason):
    assert integrity.fault(content(f"broken/{name}")).startswith(reason)


def test_there_is_a_reason_for_every_broken_fixture():
    assert all(integrity.fault(path.read_bytes()) for path in (PICTURES / "broken").iterdir())


@pytest.mark.parametrize(
    "name", ["rgb-420.jpg", "progressive.jpg", "restart.jpg", "fill-bytes.jpg", "thumbnail.jpg", "cmyk.jpg", "rgb.png", "rgba.png"]
)
def test_every_cut_is_noticed(name):
    data = content(name)
    assert [length for length in range(len(data)) if integrity.fault(data[:length]) is None] == []


def test_a_thumbnail_does_not_stand_for_the_picture():
    data = content("thumbnail.jpg")
    after = data.index(b"\xff\xd9") + 2
    assert integrity.fault(data[:after]) == "truncated JPEG: no picture data"


@pytest.mark.parametrize("name", ["rgb-420.jpg", "progressive.jpg", "rgb.png", "still.gif", "rgb.bmp", "lossy.webp", "rgb.tif", "rgb.ppm"])
@pytest.mark.parametrize("garbage", [b"\0", b"\0" * 5000, b"\xff\xd8\xff", b"\xff" * 300])
def test_what_follows_a_whole_picture_does_not_matter(name, garbage):
    assert integrity.fault(content(name) + garbage) is None


def test_stray_bytes_between_jpeg_segments_are_stepped_over_as_libjpeg_does():
    data = content("rgb-420.jpg")
    assert integrity.fault(data[:20] + b"stray\xff\x00" + data[20:]) is None


def test_segment_content_that_looks_like_markers_is_stepped_over():
    data = content("rgb-420.jpg")
    comment = b"\xff\xda\xff\xd9" * 10
    commented = data[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + data[2:]
    assert integrity.fault(commented) is None
    assert integrity.fault(commented[: len(commented) // 2]) == "truncated JPEG: no end-of-image marker"
    assert integrity.size(commented) == (61, 47)


def big_tiff(*, pixels):
    """A 2 × 2 grey picture with 64-bit offsets."""
    tags = [(256, 3, 2), (257, 3, 2), (258, 3, 8), (262, 3, 1), (273, 16, 8 + 8 + 8 + 7 * 20 + 8), (278, 3, 2), (279, 16, 4)]
    entries = b"".join(struct.pack("<HHQQ", tag, kind, 1, value) for tag, kind, value in tags)
    return struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16) + struct.pack("<Q", len(tags)) + entries + bytes(8) + bytes(pixels)


def test_big_tiff_is_understood():
    assert integrity.fault(big_tiff(pixels=4)) is None
    assert integrity.size(big_tiff(pixels=4)) == (2, 2)
    assert integrity.fault(big_tiff(pixels=3)) == "truncated TIFF: 175 bytes, its pixels end at 176"


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("extension", ["bmp", "tif", "gif", "webp", "jp2", "ppm", "png"])
def test_every_mode_of_every_format_is_whole(mode, extension, tmp_path):
    path = tmp_path / f"picture.{extension}"
    image = Image.new(mode if (mode, extension) != ("1", "jp2") else "L", (13, 7), 1)
    try:
        image.save(path)
    except (OSError, KeyError):
        pytest.skip(f"this Pillow writes no {extension}")
    assert integrity.fault(path.read_bytes()) is None
    assert integrity.size(path.read_bytes()) == (13, 7)


def test_os2_bitmaps_and_upside_down_ones_are_understood():
    os2 = struct.pack("<2sIHHIIHHHH", b"BM", 0, 0, 0, 26, 12, 2, 2, 1, 24)
    assert integrity.fault(os2 + bytes(16)) is None
    assert integrity.fault(os2 + bytes(15)) == "truncated BMP: 41 bytes, its pixels end at 42"
    flipped = struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 0, 0, 0, 54, 40, 2, -2, 1, 24, 0, 0, 0, 0, 0, 0)
    assert integrity.fault(flipped + bytes(16)) is None
    assert integrity.size(flipped) == (2, 2)


@pytest.mark.parametrize(("width", "height"), [(-2, 2), (0, 2), (2, 0), (-(2**31), -(2**31))])
def test_bitmaps_without_pixels_are_damaged(width, height):
    bitmap = struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 0, 0, 0, 54, 40, width, height, 1, 24, 1, 0, 0, 0, 0, 0) + bytes(64)
    assert integrity.fault(bitmap) == f"damaged BMP: {width} × {abs(height)} pixels"


@pytest.mark.parametrize(
    "opening", [path.read_bytes()[:24] for path in WHOLE if path.name.startswith(("rgb", "still", "lossy"))] + [b"", b"<", b"BM", b"P6 "]
)
@settings(deadline=None)
@given(rest=st.binary(max_size=200))
def test_any_bytes_are_judged_without_a_stumble(opening, rest):
    assert integrity.fault(opening + rest) is None or integrity.fault(opening + rest)
    integrity.size(opening + rest)
    if integrity.fault(opening + rest) is None:
        integrity.has_inks(opening + rest)


def test_a_long_run_of_fill_bytes_is_stepped_over():
    assert integrity.fault(b"\xff\xd8" + b"\xff" * 1_000_000 + b"\0" * 10) == "truncated JPEG: no picture data"

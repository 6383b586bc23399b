"""What a picture file says of its pixels before anything is decoded."""

import io
import struct
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from pipecheck_transformers.readers import integrity
from pipecheck_transformers.readers.files import icc
from pipecheck_transformers.readers.files.traits import Traits

PICTURES = Path(__file__).parents[2] / "fixtures" / "pictures"
IMAGE = Image.fromarray(np.arange(7 * 9 * 3, dtype=np.uint8).reshape(7, 9, 3))
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def saved(form, image=IMAGE, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def unusual(data):
    """The traits that are not as in most pictures."""
    found = integrity.traits(data)
    return {
        field.name: getattr(found, field.name) for field in fields(Traits) if getattr(found, field.name) != getattr(Traits(), field.name)
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rgb-420.jpg", {}),
        ("progressive.jpg", {}),
        ("fill-bytes.jpg", {}),
        ("thumbnail.jpg", {}),
        ("exif-1.jpg", {}),
        *((f"exif-{number}.jpg", {"orientation": number}) for number in range(2, 9)),
        ("exif-6.png", {"orientation": 6}),
        ("gray.jpg", {"channels": "gray"}),
        ("cmyk.jpg", {"channels": "cmyk"}),
        ("gray-16.png", {"channels": "gray", "bits": 16}),
        ("rgb-16.png", {"bits": 16}),
        ("rgba.png", {"alpha": True}),
        ("la.png", {"channels": "gray", "alpha": True}),
        ("palette.png", {"channels": "palette", "bits": 4}),
        ("palette-alpha.png", {"channels": "palette", "bits": 4, "alpha": True}),
        ("one-bit.png", {"channels": "gray", "bits": 1}),
        ("animated.gif", {"channels": "palette", "frames": 3, "alpha": True}),
        ("still.gif", {"channels": "palette"}),
        ("pages.tif", {"frames": 2}),
        ("gray-16.tif", {"channels": "gray", "bits": 16}),
        ("float.tif", {"channels": "gray", "bits": 32, "floats": True}),
        ("rgb.tif", {}),
        ("rgb.bmp", {}),
        ("rgb.ppm", {}),
        ("lossy.webp", {}),
        ("lossless.webp", {}),
    ],
)
def test_traits_of_the_fixtures(name, expected):
    assert unusual((PICTURES / name).read_bytes()) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(saved("PNG", IMAGE.convert("LA")), {"channels": "gray", "alpha": True}, id="png of gray and alpha"),
        pytest.param(saved("PNG", save_all=True, append_images=[IMAGE.rotate(180)]), {"frames": 2}, id="animated png"),
        pytest.param(saved("WEBP", IMAGE.convert("RGBA"), lossless=True), {}, id="webp whose alpha is never used"),
        pytest.param(saved("WEBP", save_all=True, append_images=[IMAGE.rotate(180)]), {"frames": 2}, id="animated webp"),
        pytest.param(saved("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\3\0\0\0\0\0\0\0"), {"orientation": 3}, id="webp"),
        pytest.param(saved("TIFF", IMAGE.convert("CMYK")), {"channels": "cmyk"}, id="tiff of inks"),
        pytest.param(saved("TIFF", IMAGE.convert("RGBA")), {"alpha": True}, id="tiff with alpha"),
        pytest.param(saved("TIFF", tiffinfo={274: 8}), {"orientation": 8}, id="turned tiff"),
        pytest.param(saved("BMP", IMAGE.convert("P")), {"channels": "palette"}, id="bmp with a palette"),
        pytest.param(saved("PPM", IMAGE.convert("L")), {"channels": "gray"}, id="pgm"),
        pytest.param(saved("PPM", IMAGE.convert("1")), {"channels": "gray", "bits": 1}, id="pbm"),
        pytest.param(b"P5 2 1 65535 abcd", {"channels": "gray", "bits": 16}, id="pgm of 16 bits"),
        pytest.param(saved("JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x63\0\0\0\0\0\0\0"), {}, id="no such orientation"),
        pytest.param(b"II*\0\x08\0\0\0\0\0\x08\0\0\0", {"bits": 1}, id="a page that leads to itself"),
    ],
)
def test_traits(data, expected):
    assert unusual(data) == expected


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_profile_is_found_by_its_name(form):
    assert icc.is_srgb(integrity.traits(saved(form, icc_profile=SRGB)).profile)
    assert integrity.traits(saved(form)).profile is None


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        pytest.param(
            b"\0" * 128 + struct.pack(">I4sII", 1, b"desc", 144, 25) + b"desc\0\0\0\0\0\0\0\x08AdobeRGB\0", "AdobeRGB", id="version 2"
        ),
        pytest.param(b"\0" * 16 + b"GRAY" + b"\0" * 108 + b"\0\0\0\0", "GRAY", id="without a name"),
        pytest.param(b"short", "unnamed", id="cut off"),
        pytest.param(b"\0" * 128 + b"\xff\xff\xff\xff" + b"x" * 12, "unnamed", id="tags without end"),
    ],
)
def test_a_profile_tells_its_name(profile, name):
    assert icc.name(profile) == name


@given(
    st.sampled_from(sorted(path for path in PICTURES.rglob("*") if path.is_file())),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=8),
    st.integers(0, 20_000),
)
def test_damaged_headers_have_traits_too(path, changes, length):
    data = bytearray(path.read_bytes()[:length])
    for place, value in changes:
        if place < len(data):
            data[place] = value
    found = integrity.traits(bytes(data))
    assert found.frames >= 1
    assert 1 <= found.orientation <= 8

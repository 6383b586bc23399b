"""What readers say when there is no whole picture: always one `ReadError` that names the file."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError

PICTURES = Path(__file__).parents[2] / "fixtures" / "pictures"
WHOLE = sorted(path for path in PICTURES.iterdir() if path.is_file())
BROKEN = sorted((PICTURES / "broken").iterdir())
PLAIN = [readers.opencv(), readers.pil(), readers.skimage()]

every_reader = pytest.mark.parametrize("how", PLAIN, ids=lambda how: how.library)


@every_reader
@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_a_broken_file_is_refused_by_name(path, how):
    with pytest.raises(ReadError) as refusal:
        readers.read(how, path)
    assert str(refusal.value).startswith(f"{path}: ")


@every_reader
@pytest.mark.parametrize(
    "name", ["thumbnail.jpg", "progressive.jpg", "garbage-after.jpg", "rgb.png", "still.gif", "rgb.bmp", "lossy.webp", "rgb.tif"]
)
def test_a_file_cut_anywhere_is_refused_or_whole(name, how):
    data = (PICTURES / name).read_bytes()
    whole = readers.decode(how, data, name) if (how.library, name) != ("opencv", "still.gif") else None
    for length in range(len(data)):
        try:
            array = readers.decode(how, data[:length], name)
        except ReadError:
            continue
        np.testing.assert_array_equal(array, whole, err_msg=f"cut at {length}")


@every_reader
@settings(max_examples=20, deadline=None)
@given(path=st.sampled_from(WHOLE), at=st.floats(0, 1, exclude_max=True), to=st.binary(min_size=1, max_size=4))
def test_damage_gives_an_array_or_a_read_error(how, path, at, to):
    data = path.read_bytes()
    place = int(at * len(data))
    refusal = None
    try:
        array = readers.decode(how, data[:place] + to + data[place + len(to) :], path.name)
    except ReadError as error:
        refusal = str(error)
    if refusal:
        assert refusal.startswith(f"{path.name}: ")
        assert "object at" not in refusal
    else:
        assert array.dtype == np.uint8
        assert array.ndim == 3


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param("nowhere.jpg", "no such file or directory", id="missing"),
        pytest.param(".", "a folder, not a file", id="folder"),
        pytest.param("a\0b.jpg", "null", id="null byte"),
        pytest.param("x" * 5000, "file name too long", id="long name"),
    ],
)
def test_a_path_without_a_file_is_refused(path, reason, tmp_path):
    for how in PLAIN:
        with pytest.raises(ReadError, match=reason):
            readers.read(how, tmp_path / path)


@pytest.mark.skipif(os.name == "nt", reason="pipes and permissions are those of POSIX")
def test_what_is_no_readable_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(ReadError, match="not a regular file"):
        readers.read(readers.pil(), tmp_path / "pipe.jpg")
    locked = tmp_path / "locked.jpg"
    locked.write_bytes(b"x")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):
        with pytest.raises(ReadError, match="permission denied"):
            readers.read(readers.pil(), locked)


def test_a_file_beyond_the_budget_is_not_even_read(tmp_path):
    path = tmp_path / "large.jpg"
    path.touch()
    os.truncate(path, readers.MAX_BYTES + 1)
    with pytest.raises(ReadError, match=r"512\.0 MB, a picture may have 512 MB"):
        readers.read(readers.opencv(), path)


def declared(width, height):
    """A PNG that only announces its size."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@every_reader
def test_a_picture_beyond_the_budget_is_not_decoded(how):
    with pytest.raises(ReadError, match="20000 × 20000 pixels, a picture may have 200 million"):
        readers.decode(how, declared(20_000, 20_000), "huge.png")


@pytest.mark.parametrize("how", [readers.pil(), readers.skimage()], ids=lambda how: how.library)
def test_what_pillow_warns_of_is_refused(how):
    with pytest.raises(ReadError, match=r"huge\.png: .* decompression bomb"):
        readers.decode(how, declared(10_000, 9_500), "huge.png")

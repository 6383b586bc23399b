"""Small files that unpack to a lot: every command that reads pictures says so, in little memory and time."""

import random
import struct
import sys

import pytest
from attack import bombs, pictures

from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError

MOST = 1 << 30
"""Bytes that no command may take on any of these: what is refused is not decoded."""
TOGETHER = ("beyond.jpg", "scans.jpg", "large-frame.gif", "other.jp2", "entries.tif", "doubles.tif", "samples.tif", "beyond.webp")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("bombs")
    shown = bombs.set_up(place)
    for name in TOGETHER:
        (shown / name).write_bytes(bombs.bombs()[name]())
    return place


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
@pytest.mark.parametrize("command", [each for each in bombs.COMMANDS if each[0] != "calibration"], ids=lambda command: command[0])
def test_bombs_cost_little_memory(folder, command):
    status, said, _, held = bombs.met(command, folder)
    assert status in (0, 1), said
    assert "Traceback" not in said
    assert held < MOST
    assert "beyond.jpg" in said


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("beyond.jpg", "65500 × 65500 pixels, a picture may have 200 million", id="a large JPEG"),
        pytest.param("beyond.webp", "16384 × 16384 pixels, a picture may have 200 million", id="a large WebP"),
        pytest.param("beyond.bmp", "truncated BMP: 54 bytes", id="a large BMP"),
        pytest.param("scans.jpg", "3000 scans of 14000 × 14000 pixels, which would take minutes", id="scans"),
        pytest.param("doubles.tif", "14000 × 14000 pixels of 8 bytes, a picture may have 800 MB of them", id="wide numbers"),
        pytest.param("samples.tif", "9999 × 9999 pixels of 60000 bytes, a picture may have 800 MB of them", id="many samples"),
        pytest.param("entries.tif", "no width and height in its header", id="a directory that repeats itself"),
    ],
)
def test_what_is_too_much_is_refused_by_its_header(name, reason):
    data = bombs.bombs()[name]()
    for how in pictures.READERS:
        with pytest.raises(ReadError) as caught:
            readers.decode(how, data, name)
        assert caught.value.reason.startswith(reason)


@pytest.mark.parametrize("name", ["pages.tif", "renamed.png"])
def test_pages_that_are_read_at_once_are_counted_before(name):
    with pytest.raises(ReadError, match="9000 × 3000 × 3000 numbers at once, 81000 MB of at most 800"):
        readers.decode(readers.skimage(), bombs.pages(9000, 3000), name)


def test_pages_in_a_circle_are_not_followed():
    whole = (pictures.PICTURES / "pages.tif").read_bytes()
    data = circle(whole)
    assert readers.decode(readers.pil(), data, "a.tif").shape == readers.decode(readers.pil(), whole, "a.tif").shape
    with pytest.raises(ReadError, match="scikit-image gives no end of pages"):
        readers.decode(readers.skimage(), data, "a.tif")


def circle(data):
    """The TIFF *data* with its first page behind itself."""
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    place = at + 2 + 12 * count
    return data[:place] + struct.pack("<I", at) + data[place + 4 :]


def test_a_chunk_may_be_called_anything(tmp_path):
    chunk = b"\xff\xff\xff\xff\n\x1b[m"
    with pytest.raises(ReadError) as caught:
        readers.decode(readers.pil(), b"\x89PNG\r\n\x1a\n" + chunk + bytes(20), "a.png")
    assert caught.value.reason == r"truncated PNG: 36 bytes, its \n\x1b[m chunk ends at 4294967315"


def test_mutants_are_pictures_or_refused():
    rng, every = random.Random(5), pictures.seeds()
    for _ in range(120):
        name = rng.choice(list(every))
        assert len(list(pictures.fates(pictures.mutated(rng, every[name], list(every.values())), name))) == 1 + len(pictures.READERS)

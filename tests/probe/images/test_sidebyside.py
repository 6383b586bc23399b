"""What each library makes of a file, and whether the usual three agree."""

import random
import shutil
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage import io

from pipecheck.probe.images.libraries import OPENCV, PIL, SKIMAGE, UPRIGHT
from pipecheck.probe.images.sidebyside import files, one
from pipecheck.report.imread import SideBySide, as_json, as_text

PICTURES = Path(__file__).parents[3] / "fixtures" / "pictures"


def rows(name):
    return {row.reader: row for row in one(PICTURES / name).rows}


@pytest.mark.parametrize(
    ("name", "differs"),
    [
        *((name, None) for name in ("rgb-420.jpg", "rgb.png", "rgb.bmp", "rgb.ppm", "rgb.tif", "lossy.webp", "exif-1.jpg", "still.gif")),
        *((name, None) for name in ("gray.jpg", "gray.png", "one-bit.png", "palette.png", "rgba.png", "la.png", "jpeg-inside.png")),
        ("rgb-16.png", None),
        ("exif-6.jpg", "height and width differ"),
        ("exif-3.jpg", "up to 190 levels apart"),
        ("gray-16.png", "up to 176 levels apart"),
        ("cmyk.jpg", "scikit-image gives four inks"),
        ("animated.gif", "scikit-image gives 3 pictures in one array"),
        ("pages.tif", "scikit-image gives 2 pictures in one array"),
        ("float.tif", "OpenCV cannot read it"),
        ("broken/half.jpg", "PIL and scikit-image cannot read it"),
        ("broken/checksum.png", None),
        ("broken/text.jpg", None),
    ],
)
def test_whether_the_usual_readers_agree(name, differs):
    assert one(PICTURES / name).differs == differs


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("exif-6.jpg", [True, False, False]),
        ("exif-2.jpg", [True, False, False]),
        ("exif-6.png", [True, False, False]),
        ("rgb.png", [None, None, None]),
    ],
)
def test_who_turns_a_picture(name, turned):
    found = rows(name)
    assert [found[reader].turned for reader in (OPENCV, PIL, SKIMAGE)] == turned


def test_of_a_picture_that_looks_the_same_both_ways_nobody_can_tell(tmp_path):
    picture = Image.new("RGB", (8, 8), (9, 9, 9))
    exif = picture.getexif()
    exif[274] = 6
    picture.save(tmp_path / "flat.png", exif=exif)
    found = one(tmp_path / "flat.png")
    assert found.header.hazards == ("turned",)
    assert {row.turned for row in found.rows} == {None}


def test_a_tiff_is_turned_by_pil_as_it_is_opened(tmp_path):
    Image.open(PICTURES / "rgb.png").save(tmp_path / "turned.tif", tiffinfo={274: 6})
    found = {row.reader: row for row in one(tmp_path / "turned.tif").rows}
    assert (found[PIL].turned, found[SKIMAGE].turned) == (True, False)


def outcome(read):
    try:
        return read()
    except OSError as e:
        return f"OSError: {e}"


@pytest.mark.parametrize("name", ["rgb-420.jpg", "rgba.png", "gray-16.png", "one-bit.png", "exif-6.jpg", "animated.gif", "broken/half.jpg"])
def test_a_row_is_what_the_library_gives(name):
    path, found = PICTURES / name, rows(name)
    reads = {
        OPENCV: lambda: cv2.imread(str(path)),
        "cv2.IMREAD_UNCHANGED": lambda: cv2.imread(str(path), cv2.IMREAD_UNCHANGED),
        "cv2.IMREAD_GRAYSCALE": lambda: cv2.imread(str(path), cv2.IMREAD_GRAYSCALE),
        "Image.open": lambda: np.array(Image.open(BytesIO(path.read_bytes()))),
        PIL: lambda: np.array(Image.open(BytesIO(path.read_bytes())).convert("RGB")),
        SKIMAGE: lambda: io.imread(str(path)),
    }
    for reader, read in reads.items():
        given, row = outcome(read), found[reader]
        if isinstance(given, str):
            assert row.error == given
        else:
            assert (row.shape, row.dtype, row.low, row.high) == (given.shape, str(given.dtype), given.min(), given.max())


def test_a_picture_beyond_the_budget_is_not_decoded(tmp_path):
    (tmp_path / "bomb.pgm").write_bytes(b"P2 100000 100000 255 1")
    found = one(tmp_path / "bomb.pgm")
    assert found.rows == ()
    assert found.header.fault == "100000 × 100000 pixels, a picture may have 200 million"


def test_room_for_a_chunk_that_is_not_there_is_never_made(tmp_path):
    data = bytearray((PICTURES / "rgb.png").read_bytes())
    data[33:37] = b"\x70\0\0\0"
    (tmp_path / "chunk.png").write_bytes(bytes(data))
    found = {row.reader: row for row in one(tmp_path / "chunk.png").rows}
    assert found[OPENCV].error == "not tried: a chunk announces gigabytes"


def test_files_come_in_order_with_progress():
    paths, told = sorted(PICTURES.glob("exif-*.jpg")), []
    assert [file.path for file in files(paths, lambda done, total: told.append((done, total)))] == paths
    assert told == [(number, len(paths)) for number in range(1, len(paths) + 1)]


@pytest.mark.parametrize("seed", range(8))
def test_damaged_files_are_never_more_than_an_answer(tmp_path, seed):
    chance, sources = random.Random(seed), sorted(path for path in PICTURES.rglob("*") if path.is_file())
    for number in range(20):
        source = chance.choice(sources)
        data = bytearray(source.read_bytes()) or bytearray(chance.randbytes(50))
        for _ in range(chance.randrange(6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / f"{number}{source.suffix}").write_bytes(bytes(data[: chance.randrange(len(data) + 1)]) if number % 3 else bytes(data))
    (tmp_path / "noise.jpg").write_bytes(chance.randbytes(2000))
    found = SideBySide(tuple(files(sorted(tmp_path.iterdir()))))
    assert len(found.files) == 21
    assert as_text(found)
    assert as_json(found)


def test_nothing_reaches_the_standard_error_stream(tmp_path, capfd):
    shutil.copy(PICTURES / "broken" / "half.jpg", tmp_path)
    one(tmp_path / "half.jpg")
    assert capfd.readouterr().err == ""


def test_upright_by_pil_is_what_opencv_gives():
    assert rows("exif-5.jpg")[UPRIGHT].largest == 0

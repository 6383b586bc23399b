"""What a set of picture files holds, by their headers."""

import os
import shutil
from pathlib import Path

import pytest
from closed import closed

from pipecheck.errors import SourceError
from pipecheck.probe.images.header import look
from pipecheck.probe.images.scan import NAMES, Found, below, files, scan

PICTURES = Path(__file__).parents[3] / "fixtures" / "pictures"
PLAIN = "rgb-420.jpg"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "set"


def filled(folder, *names):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(PICTURES / name, folder)
    return folder


@pytest.mark.parametrize(
    ("name", "hazards"),
    [
        *((name, ()) for name in (PLAIN, "rgb.png", "rgb.bmp", "rgb.ppm", "rgb.tif", "lossy.webp", "exif-1.jpg", "garbage-after.jpg")),
        ("exif-6.jpg", ("turned",)),
        ("exif-6.png", ("turned",)),
        ("rgba.png", ("alpha",)),
        ("la.png", ("alpha", "gray")),
        ("cmyk.jpg", ("CMYK",)),
        ("gray-16.png", ("16-bit", "gray")),
        ("rgb-16.png", ("16-bit",)),
        ("palette.png", ("palette",)),
        ("one-bit.png", ("1-bit",)),
        ("gray.jpg", ("gray",)),
        ("animated.gif", ("alpha", "palette", "animated")),
        ("pages.tif", ("pages",)),
        ("float.tif", ("float", "gray")),
        ("jpeg-inside.png", ("misnamed",)),
    ],
)
def test_hazards(name, hazards):
    found = look(PICTURES / name)
    assert (found.hazards, found.fault) == (hazards, None)


@pytest.mark.parametrize("path", sorted((PICTURES / "broken").iterdir()), ids=lambda path: path.name)
def test_broken_files_say_why(path):
    assert look(path).fault is not None


def test_a_set_is_counted_with_its_first_names(folder):
    filled(folder, PLAIN, "rgb.png", "exif-6.jpg", "exif-3.jpg", "gray-16.png", "broken/half.jpg")
    found = scan("calibration", folder, files(folder))
    assert (found.count, found.left_out, found.broken_count) == (6, 0, 1)
    assert found.named("turned") == (2, ("exif-3.jpg", "exif-6.jpg"))
    assert found.named("16-bit") == (1, ("gray-16.png",))
    assert found.named("alpha") == (0, ())
    assert found.broken == (("half.jpg", "truncated JPEG: no end-of-image marker"),)
    assert dict(found.formats) == {"JPEG": 3, "PNG": 2}


def test_names_go_below_the_folder_and_are_few(folder):
    for number in range(NAMES + 3):
        filled(folder / f"class {number}", "rgba.png")
    count, names = scan("training", folder, files(folder)).named("alpha")
    assert count == NAMES + 3
    assert names == tuple(f"class {number}/rgba.png" for number in range(NAMES))


def test_one_file_is_a_set_too(folder):
    found = scan("calibration", filled(folder, "rgba.png") / "rgba.png", files(folder / "rgba.png"))
    assert found.named("alpha") == (1, ("rgba.png",))


def test_of_a_large_set_an_even_part_is_looked_at(folder):
    for number in range(10):
        filled(folder / str(number), PLAIN)
    told = []
    found = scan("training", folder, files(folder), most=4, progress=lambda done, total: told.append((done, total)))
    assert (found.count, found.left_out) == (4, 6)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_what_is_no_picture_by_its_name_is_left_alone(folder):
    filled(folder, PLAIN)
    (folder / "labels.txt").write_text("0\n", encoding="utf-8")
    assert scan("calibration", folder, files(folder)).count == 1


def test_whoever_stops_listening_stops_the_work(folder):
    filled(folder, PLAIN, "rgb.png")

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan("calibration", folder, files(folder), progress=interrupt)


@pytest.mark.parametrize("name", ["nowhere", "x" * 5000], ids=["absent", "a name that is too long"])
def test_a_path_that_leads_nowhere_is_one_clear_line(tmp_path, name):
    with pytest.raises(SourceError, match=name[:7]):
        files(tmp_path / name)


@pytest.mark.skipif(os.name != "posix", reason="no such folders")
def test_folders_that_may_not_be_entered_are_told(folder):
    filled(folder / "a", "rgb.png")
    assert below(folder) == Found([folder / "a" / "rgb.png"])
    first = closed(folder / "a")
    found = below(folder)
    assert found.paths == files(folder) == [folder / "a" / "rgb.png"]
    assert found.shut is not None
    assert found.shut.startswith(first[: first.index("x")])
    assert found.shut.endswith(": file name too long, so that what lies in there is left out")
    (folder / "b").mkdir()
    closed(folder / "b")
    assert below(folder).shut == found.shut.replace("so that", "and 1 more folder like it, so that")

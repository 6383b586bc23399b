"""`pipecheck imread` as its users meet it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from pipecheck.cli import main

PICTURES = Path(__file__).parents[1] / "fixtures" / "pictures"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def copied(folder, *names):
    for name in names:
        shutil.copy(PICTURES / name, folder)


def said(capsys, *arguments):
    status = main(["imread", *arguments])
    return status, capsys.readouterr()


@pytest.mark.parametrize(
    ("names", "status", "answer"),
    [
        pytest.param(["rgb.png"], 0, "all readers agree on 1 file", id="one that all read alike"),
        pytest.param(["rgb.png", "rgb-420.jpg", "gray.jpg", "rgba.png"], 0, "all readers agree on 4 files", id="four"),
        pytest.param(["exif-6.jpg"], 1, "exif-6.jpg is read differently", id="one turned by EXIF"),
        pytest.param(["rgb.png", "exif-6.jpg"], 1, "1 of 2 files is read differently: exif-6.jpg", id="one of two"),
        pytest.param(
            ["cmyk.jpg", "exif-2.jpg", "exif-6.jpg", "gray-16.png", "rgb.png"],
            1,
            "4 of 5 files are read differently: cmyk.jpg, exif-2.jpg, exif-6.jpg, …",
            id="four of five",
        ),
        pytest.param(
            ["broken/half.jpg", "exif-6.jpg", "rgb.png"],
            1,
            "1 of 3 files is broken: half.jpg; 1 of 3 files is read differently: exif-6.jpg",
            id="broken and different",
        ),
        pytest.param(["broken/text.jpg"], 1, "1 of 1 file is broken: text.jpg", id="no picture"),
        pytest.param([], 3, "nothing was read: no pictures there", id="an empty folder"),
    ],
)
@pytest.mark.parametrize("format_", ["text", "json"])
def test_the_answer(here, capsys, names, status, answer, format_):
    copied(here, *names)
    found, streams = said(capsys, ".", "--format", format_)
    assert found == status
    assert streams.err == ""
    if format_ == "text":
        assert streams.out.splitlines()[0] == answer
    else:
        assert json.loads(streams.out)["status"] == status


def test_the_readers_side_by_side(here, capsys):
    copied(here, "exif-6.jpg")
    assert (
        said(capsys, "exif-6.jpg")[1].out
        == """\
exif-6.jpg is read differently

exif-6.jpg: JPEG, 47 × 61 as stored
  turned 90° by EXIF: OpenCV turns it, PIL and scikit-image do not
  read differently: height and width differ
  reader                     array        dtype  channels  values   from OpenCV
  cv2.imread                 47 × 61 × 3  uint8  BGR       6..250   0
  cv2.IMREAD_GRAYSCALE       47 × 61      uint8  gray      52..184  –
  cv2.IMREAD_UNCHANGED       61 × 47 × 3  uint8  BGR       6..250   –
  Image.open                 61 × 47 × 3  uint8  RGB       6..250   –
  Image.open.convert("RGB")  61 × 47 × 3  uint8  RGB       6..250   –
  ImageOps.exif_transpose    47 × 61 × 3  uint8  RGB       6..250   0
  skimage.io.imread          61 × 47 × 3  uint8  RGB       6..250   –
"""
    )


def test_a_broken_file_that_opencv_reads_all_the_same(here, capsys):
    copied(here, "broken/half.jpg")
    lines = said(capsys, "half.jpg")[1].out.splitlines()
    assert lines[3] == "  truncated JPEG: no end-of-image marker; OpenCV gives a picture all the same, and no exception"


def test_of_many_files_those_that_differ_are_shown_and_the_rest_is_counted(here, capsys):
    copied(here, "gray.jpg", "rgba.png", "la.png", "rgb.png", "rgb.bmp")
    assert said(capsys, ".")[1].out == ("all readers agree on 5 files\n\nthe same picture, in other forms: 2 gray, 2 alpha\n")


def test_json_has_every_reader(here, capsys):
    copied(here, "gray-16.png", "rgb.png")
    data = json.loads(said(capsys, ".", "--format", "json")[1].out)
    assert data["counts"] == {"files": 2, "different": 1, "broken": 0}
    assert data["hazards"] == {"16-bit": 1, "gray": 1}
    gray = data["files"][0]
    assert (gray["path"], gray["format"], gray["broken"], gray["differs"]) == ("gray-16.png", "PNG", None, "up to 176 levels apart")
    assert gray["readers"][4] == {
        "reader": 'Image.open.convert("RGB")',
        "shape": [47, 61, 3],
        "dtype": "uint8",
        "channels": "RGB",
        "range": [255.0, 255.0],
        "turned": None,
        "from_opencv": 176.0,
        "error": None,
    }


@pytest.mark.parametrize(
    ("paths", "out", "err"),
    [
        pytest.param(["nowhere.jpg"], "", "pipecheck: nowhere.jpg: no such file or folder\n", id="alone"),
        pytest.param(
            ["nowhere.jpg", "rgb.png"], "all readers agree on 1 file", "pipecheck: nowhere.jpg: no such file or folder\n", id="with another"
        ),
    ],
)
def test_a_path_that_leads_nowhere(here, capsys, paths, out, err):
    copied(here, "rgb.png")
    status, streams = said(capsys, *paths)
    assert (status, streams.err) == (2, err)
    assert streams.out.split("\n")[0] == out


def test_every_fixture_has_an_answer(capsys):
    status, streams = said(capsys, str(PICTURES), "--format", "json")
    assert status == 1
    assert streams.err == ""
    found = {file["path"]: file for file in json.loads(streams.out)["files"]}
    assert len(found) == sum(path.is_file() for path in PICTURES.rglob("*"))


def test_a_name_that_is_no_text_does_not_reach_opencv(here, capsys):
    copied(here, "rgb.png")
    try:
        Path("rgb.png").rename(os.fsdecode(b"\xff\xfe.png"))
    except OSError:
        pytest.skip("this file system has no such names")
    status, printed = said(capsys, ".")
    assert status == 1
    assert "OpenCV crashes on a name that is not UTF-8" in printed.out


def test_a_name_of_two_lines_is_told_on_one(here, capsys):
    status, printed = said(capsys, "a\nb.png")
    assert (status, printed.err) == (2, "pipecheck: a\\nb.png: no such file or folder\n")

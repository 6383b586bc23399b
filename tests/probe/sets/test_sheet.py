"""Small pictures with what is to be said of them."""

import os
import shutil
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from photographs import jpeg, photograph, png
from PIL import Image

from pipecheck.evidence.calibration import Alike, Odd
from pipecheck.probe.images.scan import files
from pipecheck.probe.sets.sheet import SIDE, sheet

PICTURES = Path(__file__).parents[3] / "fixtures" / "pictures"


def odd(name, oddity="dark", figure="99 % of its pixels are below 21 of 255"):
    return Odd(oddity=oddity, name=name, figure=figure)


def opened(thumbnail):
    picture = Image.open(BytesIO(thumbnail.jpeg))
    picture.load()
    return picture


@pytest.fixture
def folder(tmp_path):
    for index in range(8):
        (tmp_path / f"{index}.jpg").write_bytes(jpeg(photograph(index, 48, 64)))
    return tmp_path


def test_the_exceptional_and_the_alike_with_their_captions(folder):
    groups = [Alike(names=("1.jpg", "2.jpg"), count=9, exact=True), Alike(names=("3.jpg", "4.jpg", "5.jpg", "6.jpg"), count=4, exact=False)]
    found = sheet(folder, [odd("0.jpg"), odd("0.jpg", "odd size", "64 × 48 pixels, where 640 × 480 is usual"), odd("7.jpg")], groups)
    assert [(each.name, each.caption) for each in found] == [
        ("0.jpg", "dark: 99 % of its pixels are below 21 of 255; odd size: 64 × 48 pixels, where 640 × 480 is usual"),
        ("7.jpg", "dark: 99 % of its pixels are below 21 of 255"),
        ("1.jpg", "the first of 9"),
        ("2.jpg", "the bytes of 1.jpg"),
        ("3.jpg", "the first of 4"),
        ("4.jpg", "looks like 3.jpg"),
        ("5.jpg", "looks like 3.jpg"),
    ]


@pytest.mark.parametrize(
    ("oddities", "groups", "most", "names"),
    [
        pytest.param("012345", ["67"], 4, "0167", id="duplicates need little"),
        pytest.param("0123", ["45", "67"], 4, "0145", id="half and half"),
        pytest.param("0", ["12", "34", "56"], 5, "01234", id="few exceptional"),
        pytest.param("01", ["12"], 9, "012", id="a picture is shown once"),
        pytest.param("01234567", [], 3, "012", id="no duplicates"),
        pytest.param("01", ["23"], 0, "", id="none wanted"),
        pytest.param("", [], 9, "", id="none there"),
    ],
)
def test_no_more_than_wanted_and_of_each_kind(folder, oddities, groups, most, names):
    alike = [Alike(names=tuple(f"{name}.jpg" for name in group), count=len(group), exact=False) for group in groups]
    found = sheet(folder, [odd(f"{name}.jpg") for name in oddities], alike, most)
    assert "".join(each.name[0] for each in found) == names


def test_every_kind_of_oddity_comes_in_turn(folder):
    kinds = [*(odd(f"{index}.jpg") for index in range(5)), odd("5.jpg", "bright"), odd("6.jpg", "blurred")]
    assert [each.name[0] for each in sheet(folder, kinds, [], 4)] == ["0", "5", "6", "1"]


@pytest.mark.parametrize(
    ("height", "width", "size"),
    [
        (48, 64, (64, 48)),
        (1200, 1600, (SIDE, 120)),
        (1600, 1200, (120, SIDE)),
        (3, 2000, (SIDE, 1)),
        (1, 1, (1, 1)),
    ],
)
@pytest.mark.parametrize("save", [jpeg, png])
def test_pictures_become_small_and_keep_their_shape(tmp_path, height, width, size, save):
    (tmp_path / "x.jpg").write_bytes(save(np.full((height, width, 3), (200, 40, 30), np.uint8)))
    (found,) = sheet(tmp_path, [odd("x.jpg")], [])
    picture = opened(found)
    assert (picture.format, picture.size) == ("JPEG", size)
    assert picture.getpixel((0, 0)) == pytest.approx((200, 40, 30), abs=4)


@pytest.mark.parametrize("path", sorted(path for path in files(PICTURES) if path.parent == PICTURES), ids=lambda path: path.name)
def test_every_whole_picture_can_be_shown(path):
    (found,) = sheet(PICTURES, [odd(path.name)], [])
    assert opened(found).size == (61, 47)


@pytest.mark.parametrize("path", sorted((PICTURES / "broken").iterdir()), ids=lambda path: path.name)
def test_a_broken_picture_is_left_out(path, folder, capfd):
    shutil.copy(path, folder)
    assert [each.name for each in sheet(folder, [odd(path.name), odd("0.jpg")], [])] == ["0.jpg"]
    assert capfd.readouterr() == ("", "")


def test_what_is_gone_or_no_file_is_left_out(folder):
    os.mkfifo(folder / "pipe.jpg")
    (folder / "empty.jpg").touch()
    names = ["gone.jpg", "pipe.jpg", "empty.jpg", ".", "null\0byte.jpg", "x" * 5000, "1.jpg"]
    assert [each.name for each in sheet(folder, map(odd, names), [])] == ["1.jpg"]


def test_a_set_of_one_file(folder):
    assert [each.name for each in sheet(folder / "3.jpg", [odd("3.jpg")], [])] == ["3.jpg"]

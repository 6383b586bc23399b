"""Golden tensors: written when there are none, compared afterwards, written anew when asked for."""

import os
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipecheck.testing import golden
from pipecheck.testing.asserting import Asserting
from pipecheck_transformers import Affine, Chain, Resize, ToColor, Transpose, pil

CHAIN = Chain([Resize(8, 8, library="pil"), Affine(std=255.0), Transpose("chw")], read=pil())
SWAPPED = Chain([Resize(8, 8, library="pil"), ToColor("bgr"), Affine(std=255.0), Transpose("chw")], read=pil())
SOURCE = (
    "from torchvision import transforms\n\nt = transforms.Compose([transforms.Resize((8, 8)), transforms.ToTensor()])\nraise SystemExit\n"
)


def load(path):
    """The tensor as plain code makes it."""
    return np.asarray(Image.open(path).convert("RGB").resize((8, 8), Image.BILINEAR), np.float32).transpose(2, 0, 1) / 255


def later(path):
    return load(path) + np.float32(3 / 255)


def fails(path):
    return 1 / 0


@pytest.fixture
def asserting(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows, columns = np.mgrid[0:24, 0:30]
    picture = np.stack([columns * 8 % 256, rows * 10 % 256, (rows * 7 + columns * 3) % 256], axis=-1).astype(np.uint8)
    for name in ("red/1.png", "green/1.png"):
        (tmp_path / "pictures" / name).parent.mkdir(parents=True)
        Image.fromarray(picture if "red" in name else picture[::-1]).save(tmp_path / "pictures" / name)
    (tmp_path / "train.py").write_text(SOURCE, encoding="utf-8")
    return Asserting(root=tmp_path, file=tmp_path / "test_it.py", test="test_one")


def again(asserting, regen=False):
    """The same test in the next run."""
    return replace(asserting, used=set(), regen=regen)


def complaint(asserting, *args, **kwargs):
    with pytest.raises(pytest.fail.Exception) as failure:
        asserting.assert_golden(*args, **kwargs)
    return str(failure.value)


@pytest.mark.parametrize("source", [CHAIN, load, "train.py:t"], ids=["chain", "code", "named"])
def test_the_first_run_writes_and_fails_and_the_next_one_passes(asserting, tmp_path, source):
    said = complaint(asserting, source, "pictures")
    assert said == (
        f"{Path('test_it_golden/test_one.npz')}: there was nothing to compare with; "
        "now it holds the tensors of 2 pictures: run again, and commit it"
    )
    with np.load(tmp_path / "test_it_golden" / "test_one.npz") as kept:
        assert sorted(kept.files) == ["green/1.png", "red/1.png"]
        np.testing.assert_allclose(kept["red/1.png"], load("pictures/red/1.png"), atol=1e-6)
    again(asserting).assert_golden(source, "pictures")
    again(asserting, regen=True).assert_golden(source, "pictures")


def test_twice_makes_the_same_bytes(asserting, tmp_path):
    made = set()
    for name in ("one", "other"):
        complaint(asserting, CHAIN, "pictures", name)
        made.add((tmp_path / "test_it_golden" / f"{name}.npz").read_bytes())
    assert len(made) == 1


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param(later, "3 levels at most, 3 on average: other values of the same picture", id="values"),
        pytest.param(SWAPPED, "on average: red and blue changed places", id="channels"),
        pytest.param(Chain([*CHAIN.ops[:-1]], read=pil()), "3×8×8 float32 before, 8×8×3 float32 now", id="shape"),
        pytest.param(lambda path: load(path).astype(np.float64), "3×8×8 float32 before, 3×8×8 float64 now", id="type"),
        pytest.param(lambda path: load(path) * np.float32("nan"), "other numbers are NaN", id="no numbers"),
    ],
)
def test_what_changed_is_said_and_written_when_asked_for(asserting, source, why):
    complaint(asserting, CHAIN, "pictures")
    first, *rest = complaint(again(asserting), source, "pictures").splitlines()
    assert first.startswith(f"{Path('test_it_golden/test_one.npz')}: other tensors on 2 of 2 pictures; ")
    assert first.endswith(why)
    assert rest[-1] == "    if that is meant: pytest --pipecheck-regen"
    first, *rest = complaint(again(asserting, regen=True), source, "pictures").splitlines()
    assert first.startswith(f"{Path('test_it_golden/test_one.npz')}: written anew on 2 of 2 pictures; ")
    assert rest[-1] == "    look at what changed, run again, and commit the file"
    again(asserting).assert_golden(source, "pictures")
    assert again(asserting).assert_golden(source, "pictures", atol=1) is None


def test_so_much_may_differ(asserting):
    complaint(asserting, CHAIN, "pictures")
    again(asserting).assert_golden(later, "pictures", atol=3.01)
    assert "3 levels" in complaint(again(asserting), later, "pictures", atol=2.9)


def test_what_a_processor_may_change_is_said(asserting):
    complaint(asserting, load, "pictures")
    said = complaint(again(asserting), lambda path: np.nextafter(load(path), np.float32(2)), "pictures")
    assert "    that is no more than another processor makes of the same arithmetic: atol=0.01 allows it" in said


def test_numbers_whose_meaning_is_unknown_are_told_in_their_own_units(asserting):
    def strange(path):
        tensor = load(path)
        return np.sort(tensor.reshape(-1))[::-1].reshape(3, 8, 8) * np.float32(7)

    complaint(asserting, strange, "pictures")
    said = complaint(again(asserting), lambda path: strange(path) + np.float32(0.25), "pictures")
    assert ": 0.25 at most, 0.25 on average" in said.splitlines()[0]


def test_other_pictures(asserting, tmp_path):
    complaint(asserting, CHAIN, "pictures")
    (tmp_path / "pictures" / "red" / "1.png").rename(tmp_path / "pictures" / "red" / "2.png")
    said = complaint(again(asserting), CHAIN, "pictures")
    assert "red/1.png: kept, but no picture of today" in said
    assert "red/2.png: not kept" in said


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"], ids=["empty", "text", "cut"])
def test_a_spoilt_file_is_told_and_can_be_mended(asserting, tmp_path, content):
    complaint(asserting, CHAIN, "pictures")
    file = tmp_path / "test_it_golden" / "test_one.npz"
    file.write_bytes(content)
    assert complaint(again(asserting), CHAIN, "pictures").endswith("is no file of golden tensors; --pipecheck-regen writes it anew")
    assert complaint(again(asserting, regen=True), CHAIN, "pictures").endswith("is no file of golden tensors; it was written anew")
    again(asserting).assert_golden(CHAIN, "pictures")


def test_a_damaged_tensor_is_told(asserting, tmp_path):
    complaint(asserting, CHAIN, "pictures")
    file = tmp_path / "test_it_golden" / "test_one.npz"
    content = bytearray(file.read_bytes())
    content[120:140] = bytes(20)
    file.write_bytes(content)
    assert "is no file of golden tensors" in complaint(again(asserting), CHAIN, "pictures")


@pytest.mark.parametrize(
    ("source", "images", "name", "why"),
    [
        pytest.param(CHAIN, "pictures", "a/b", "the name of golden tensors becomes that of a file", id="a path"),
        pytest.param(CHAIN, "pictures", "..", "the name of golden tensors becomes that of a file", id="above"),
        pytest.param(CHAIN, [], None, "there is no picture in nothing", id="no pictures"),
        pytest.param(CHAIN, "nowhere", None, "nowhere: no such file or folder", id="no folder"),
        pytest.param(CHAIN, ["pictures/red", "pictures/green"], None, "would be kept under one name, 1.png", id="one name"),
        pytest.param("unread.py:t", "pictures", None, "which cannot be read (unread.py:2)", id="code that cannot be read"),
        pytest.param(fails, "pictures", None, "ZeroDivisionError: division by zero", id="code that fails"),
        pytest.param(CHAIN, ["pictures", "train.py"], None, "train.py: ", id="no picture"),
        pytest.param(3, "pictures", None, "cannot be called with a picture", id="no source"),
    ],
)
def test_what_cannot_be_kept_is_one_line_and_leaves_nothing_behind(asserting, tmp_path, source, images, name, why):
    (tmp_path / "unread.py").write_text("import cv2\ndef t(path): return other(cv2.imread(path))\n", encoding="utf-8")
    said = complaint(asserting, source, images, name)
    assert why in said
    assert "\n" not in said
    assert not list(tmp_path.glob("test_it_golden/*"))


def test_two_in_a_test_need_names(asserting):
    complaint(asserting, CHAIN, "pictures")
    assert complaint(asserting, CHAIN, "pictures").startswith("assert_golden: this test has golden tensors called test_one already")
    assert "there was nothing to compare with" in complaint(asserting, CHAIN, "pictures", "second")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_folder_that_may_not_be_written(asserting, tmp_path):
    tmp_path.chmod(0o500)
    assert "Permission denied" in complaint(asserting, CHAIN, "pictures")


@pytest.mark.parametrize(
    ("test", "name"),
    [
        ("test_one", "test_one"),
        ("TestIt.test_one", "TestIt.test_one"),
        ("test_one[a-b]", "test_one-a-b"),
        ("test_one[a/b]", "test_one-a-b-"),
        ("test_one[a b]", "test_one-a-b-"),
        (f"test_one[{'x' * 300}]", f"test_one-{'x' * 71}-"),
    ],
)
def test_the_name_of_a_test_becomes_that_of_a_file(test, name):
    made = golden.called(test, given=False)
    assert made == name if name[-1] != "-" else made.startswith(name)
    assert len(made) < 100


def test_no_two_tests_share_a_file():
    names = {golden.called(f"test_one[{word}]", given=False) for word in ("a/b", "a b", "a-b", "a\\b", "<", ">", "ä")}
    assert len(names) == 7


def test_pictures_are_handed_over_as_code_takes_them(asserting, tmp_path):
    def of_array(image):
        return image[::3, ::3]

    complaint(asserting, of_array, "pictures")
    again(asserting).assert_golden(of_array, "pictures")
    with np.load(tmp_path / "test_it_golden" / "test_one.npz") as kept:
        assert (kept["red/1.png"] == cv2.imread(str(tmp_path / "pictures" / "red" / "1.png"))[::3, ::3]).all()

"""Matching files with pictures never fails on what it is given, and blames nothing that it cannot know."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipecheck.evidence.tensors import Expected
from pipecheck.lower import chain as dialect
from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.tensors.matching import matched, naming
from pipecheck.spec import Decoded, Program
from pipecheck_transformers import Chain, readers
from pipecheck_transformers.ops import CenterCrop, Resize, ToColor, Transpose

PLAIN = dialect.lower(Chain([Resize(48, 64), ToColor("rgb"), Transpose("chw")], read=readers.opencv()))
RGB = Expected(color="rgb")
RNG = np.random.default_rng(1)


def made(path):
    return cv2.resize(cv2.imread(str(path)), (64, 48))[:, :, ::-1].transpose(2, 0, 1)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    for index in range(8):
        Image.fromarray(pictures.natural(70 + 9 * index, 120, seed=index)).save(folder / f"{index}.png")
    return sorted(folder.iterdir())


def held(tensors):
    """Files that need not exist: what *tensors* holds under their names."""
    return list(tensors), tensors.get


ODD = [
    pytest.param(lambda _: None, id="nothing"),
    pytest.param(lambda _: np.array([], np.float32), id="no number"),
    pytest.param(lambda _: np.float32(3), id="one number"),
    pytest.param(lambda _: np.arange(48 * 64 * 3, dtype=np.float32), id="one axis"),
    pytest.param(lambda _: np.zeros((2, 3, 48, 64), np.float32), id="a batch of two"),
    pytest.param(lambda _: np.zeros((3, 0, 64), np.float32), id="an empty axis"),
    pytest.param(lambda _: np.full((3, 48, 64), 7, np.uint8), id="one color"),
    pytest.param(lambda _: np.full((3, 48, 64), np.nan, np.float32), id="not a number"),
    pytest.param(lambda image: np.where(made(image) > 200, np.inf, made(image)), id="infinity"),
    pytest.param(lambda _: RNG.normal(size=(3, 48, 64)) * 1e300, id="huge numbers"),
    pytest.param(lambda _: RNG.normal(size=(3, 48, 64)).astype(np.complex64), id="complex numbers"),
    pytest.param(lambda _: np.array(["a", "b"]), id="text"),
    pytest.param(lambda _: np.zeros((3, 48, 64), np.dtype([("a", "f4")])), id="records"),
]
STRANGE = [
    pytest.param(lambda _: RNG.integers(0, 256, (3, 48, 64)).astype(np.uint8), id="noise"),
    pytest.param(lambda _: RNG.integers(0, 2, (3, 48, 64)).astype(bool), id="bits"),
    pytest.param(lambda _: RNG.normal(size=(17, 9)), id="a matrix"),
    pytest.param(lambda _: RNG.normal(size=(3, 1, 1)), id="one pixel"),
    pytest.param(lambda image: made(image)[:, ::-1], id="turned over"),
]


@pytest.mark.parametrize("name", [lambda image: image.with_suffix(".bin"), lambda image: Path("x" * int(image.stem) + "y.bin")])
@pytest.mark.parametrize("make", ODD)
def test_what_is_no_picture_matches_none(images, make, name):
    files, load = held({name(image): make(image) for image in images})
    assert matched(files, load, images, PLAIN, RGB) is None


@pytest.mark.parametrize("name", [lambda image: image.with_suffix(".bin"), lambda image: Path("x" * int(image.stem) + "y.bin")])
@pytest.mark.parametrize("make", STRANGE)
def test_what_is_none_of_the_pictures_is_said_to_be_none(images, make, name):
    files, load = held({name(image): make(image) for image in images})
    assert matched(files, load, images, PLAIN, RGB) == "none"


def test_a_few_that_are_recognised_are_too_few(images):
    files, load = held({image.with_suffix(".bin"): made(image) if image.stem in "01" else made(image)[:, ::-1] for image in images})
    assert matched(files, load, images, PLAIN, RGB) == "few"


def test_without_time_nothing_is_known(images):
    files, load = held({image.with_suffix(".bin"): made(image) for image in images})
    assert matched(files, load, images, PLAIN, RGB, seconds=0.0) == "late"


def test_odd_files_among_right_ones_are_left_out(images):
    odd = dict(zip(images, (None, np.full((3, 48, 64), np.nan), np.ones(5)), strict=False))
    files, load = held({image.with_suffix(".bin"): odd[image] if image in odd else made(image) for image in images})
    found = matched(files, load, images, PLAIN, RGB)
    assert (found.pairs, found.same) == (5, 5)


def test_broken_pictures_are_left_out(images, tmp_path):
    broken = [tmp_path / f"{index}.jpg" for index in range(8, 12)]
    broken[0].write_bytes(b"")
    broken[1].write_bytes(b"\xff\xd8\xff" + bytes(100))
    broken[2].mkdir()
    files, load = held({Path(f"{path.stem}.bin"): made(images[0]) for path in broken} | {Path(f"{p.stem}.bin"): made(p) for p in images})
    found = matched(files, load, [*broken, *images], PLAIN, RGB)
    assert (found.pairs, found.same) == (8, 8)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(0, RGB, id="no pictures"),
        pytest.param(8, Expected(feature=True), id="a feature map"),
    ],
)
def test_where_nobody_can_say_nothing_is_said(images, count, expected):
    files, load = held({image.with_suffix(".bin"): made(image) for image in images})
    assert matched(files, load, images[:count], PLAIN, expected) is None


def test_a_source_that_refuses_every_picture_judges_none(images):
    program = dialect.lower(Chain([CenterCrop(500, 500)], read=readers.opencv()))
    files, load = held({image.with_suffix(".bin"): made(image) for image in images})
    assert matched(files, load, images, program, RGB) is None


def test_what_happens_before_a_source_that_takes_arrays_is_not_blamed(images):
    """It does not resize, so whoever hands it arrays has done so."""
    program = Program(Decoded(color="bgr"), dialect.lower(Chain([ToColor("rgb"), Transpose("chw")])).steps)
    files, load = held({image.with_suffix(".bin"): made(image) for image in images})
    assert matched(files, load, images, program, RGB) is None


def test_frames_of_one_scene_that_are_not_those_of_the_files_match_none(tmp_path):
    """A camera that stands still: names and looks agree, and yet these are others."""
    scene = pictures.natural(90, 120, seed=5).astype(np.int16)

    def frame(seed):
        rng = np.random.default_rng(seed)
        top, left = rng.integers(0, 70), rng.integers(0, 100)
        shown = scene.copy()
        shown[top : top + 20, left : left + 20] += 60
        return shown.clip(0, 255).astype(np.uint8)

    frames, tensors = [], {}
    for index in range(14):
        frames.append(tmp_path / f"{index}.png")
        Image.fromarray(frame(index)).save(frames[-1])
        tensors[tmp_path / f"{index}.bin"] = cv2.resize(frame(500 + index), (64, 48)).transpose(2, 0, 1)
    files, load = held(tensors)
    assert matched(files, load, frames, PLAIN, RGB) is None


def test_progress_is_told_of_every_picture(images):
    told = []
    files, load = held({Path("abcdefgh"[index] + ".bin"): made(image) for index, image in enumerate(images)})
    matched(files, load, images, PLAIN, RGB, progress=lambda done, total: told.append((done, total)))
    assert told == [(index + 1, 8) for index in range(8)]


@pytest.mark.parametrize(
    ("files", "pictures", "found"),
    [
        pytest.param(["a.bin", "b.bin"], ["b.jpg", "a.jpg"], {0: (1,), 1: (0,)}, id="stems"),
        pytest.param(["A.JPG.bin"], ["a.jpg"], {0: (0,)}, id="whole names in another case"),
        pytest.param(["3.bin"], ["img_0003.jpg", "img_0030.jpg"], {0: (0,)}, id="numbers"),
        pytest.param(["0007_cat_rgb.bin"], ["dog.jpg", "cat.jpg"], {0: (1,)}, id="prefix and suffix"),
        pytest.param(["1.bin"], ["a/1.jpg", "b/1.jpg"], {0: (0, 1)}, id="two of one name"),
        pytest.param(["1.bin"], [f"{letter}/1.jpg" for letter in "abcde"], {}, id="too many of one name"),
        pytest.param(["__.bin", "é.bin"], ["--.jpg", "é.jpg"], {1: (1,)}, id="odd signs"),
        pytest.param(["x.bin"], ["y.jpg"], {}, id="strangers"),
        pytest.param(["٣.bin", "²_a.bin"], ["3.jpg"], {0: (0,)}, id="other digits"),
    ],
)
def test_names_lead_to_pictures(files, pictures, found):
    assert naming.partners(list(map(Path, files)), list(map(Path, pictures))) == found


def test_names_are_sorted_as_people_count():
    assert sorted(map(Path, ["10", "9", "a2", "a10", "²"]), key=naming.natural) == list(map(Path, ["9", "10", "a2", "a10", "²"]))

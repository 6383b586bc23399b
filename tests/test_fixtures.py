"""The committed fixtures are what `fixtures/make.py` makes, whichever version of the encoders makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from PIL import Image

from pipecheck_transformers.readers import integrity

FIXTURES = Path(__file__).parents[1] / "fixtures"
FOLDERS = ("pictures", "models", "calibration")


def make(folder):
    subprocess.run([sys.executable, str(FIXTURES / "make.py"), str(folder)], check=True, capture_output=True)
    return folder


def names(folder):
    made = [path for part in FOLDERS for path in (folder / part).rglob("*")] + list((folder / "cases").rglob("*.onnx"))
    return sorted(str(path.relative_to(folder)) for path in made if path.is_file())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("fixtures"))


def test_twice_gives_the_same_bytes(made, tmp_path):
    again = make(tmp_path)
    assert names(again) == names(made)
    assert [name for name in names(made) if (made / name).read_bytes() != (again / name).read_bytes()] == []


def test_no_file_is_missing_or_left_over(made):
    assert names(FIXTURES) == names(made)


def test_the_fixtures_stay_small():
    assert sum((FIXTURES / name).stat().st_size for name in names(FIXTURES)) < 600_000


@pytest.mark.parametrize("name", names(FIXTURES))
def test_the_committed_file_is_the_one_made(name, made):
    ours, theirs = FIXTURES / name, made / name
    match Path(name).parts:
        case ("pictures", "broken", _):
            assert kind_of_fault(ours) == kind_of_fault(theirs)
        case ("pictures", _):
            assert_same_picture(ours, theirs)
        case ("models", _) | ("cases", *_):
            assert onnx.load(ours) == onnx.load(theirs)
        case _:
            assert ours.read_bytes() == theirs.read_bytes()


def test_the_demo_ships_the_network_that_is_trained(made):
    ours, theirs = onnx.load(FIXTURES.parent / "pipecheck" / "demo" / "model.onnx"), onnx.load(made / "demo" / "model.onnx")
    for one, other in zip(ours.graph.initializer, theirs.graph.initializer, strict=True):
        assert one.name == other.name
        np.testing.assert_allclose(onnx.numpy_helper.to_array(one), onnx.numpy_helper.to_array(other), atol=1e-3)
    for model in (ours, theirs):
        del model.graph.initializer[:]
    assert ours == theirs


def test_the_network_of_the_demo_is_small():
    assert (FIXTURES.parent / "pipecheck" / "demo" / "model.onnx").stat().st_size < 20_000


def kind_of_fault(path):
    """The reason without its numbers, which depend on the encoder."""
    return integrity.fault(path.read_bytes()).partition(":")[0]


def assert_same_picture(ours, theirs):
    with Image.open(ours) as our_image, Image.open(theirs) as their_image:
        assert (our_image.format, our_image.mode, our_image.size) == (their_image.format, their_image.mode, their_image.size)
        assert getattr(our_image, "n_frames", 1) == getattr(their_image, "n_frames", 1)
        assert dict(our_image.getexif()) == dict(their_image.getexif())
        difference = np.abs(np.asarray(our_image, np.float64) - np.asarray(their_image, np.float64))
    is_lossy = our_image.format in ("JPEG", "WEBP") and ours.name != "lossless.webp"
    assert difference.mean() <= (2 if is_lossy else 0)
    if ours.stem.endswith("-16"):  # Pillow shows no more than the upper byte of 16-bit color
        np.testing.assert_array_equal(cv2.imread(str(ours), cv2.IMREAD_UNCHANGED), cv2.imread(str(theirs), cv2.IMREAD_UNCHANGED))

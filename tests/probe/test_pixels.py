"""Two roads on one picture: how far apart, and where they part."""

import cv2
import numpy as np
import pytest
from projects import compose

from pipecheck import api
from pipecheck.errors import PipecheckError

TRAINING = "transforms.Resize(24), transforms.CenterCrop(16), transforms.ToTensor()"
READ = "read: {library: opencv, color: bgr, exif: true}\n"
CHAIN = READ + "steps: [%s, {ToColor: {color: rgb, source: bgr}}, {Affine: {std: 255}}, {Transpose: {layout: chw}}]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    y, x = np.mgrid[0:60, 0:80]
    picture = np.stack([x * 3, y * 4, (x + y) * 91 % 256], axis=-1).astype(np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    (tmp_path / "train.py").write_text(compose(TRAINING), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def diff(folder, steps):
    (folder / "chain.yaml").write_text(CHAIN % steps, encoding="utf-8")
    return api.diff("train.py:t", "chain.yaml", image="a.png").pixels


def test_the_same_pixels(folder):
    probe = diff(folder, "{ResizeShort: {size: 24, library: pil}}, {CenterCrop: {height: 16, width: 16}}")
    assert (probe.largest, probe.mean, probe.parting) == (0.0, 0.0, None)


def test_another_kernel_parts_at_the_resize(folder):
    probe = diff(folder, "{ResizeShort: {size: 24}}, {CenterCrop: {height: 16, width: 16}}")
    assert probe.largest > 5
    assert probe.parting.left == "ResizeShort(24, library='pil') (train.py:3)"
    assert probe.parting.right == "ResizeShort(24) (chain.yaml:2)"
    assert probe.parting.largest == pytest.approx(probe.parting.largest)


def test_another_crop_parts_at_the_crop(folder):
    crop = "{Crop: {top: 0, left: 0, height: 16, width: 16}}"
    probe = diff(folder, f"{{ResizeShort: {{size: 24, library: pil}}}}, {crop}")
    assert probe.parting.right.startswith("Crop(")


def test_a_step_that_is_missing_parts_at_nothing_more(folder):
    probe = diff(folder, "{ResizeShort: {size: 24, library: pil}}")
    assert (probe.largest, probe.left_shape, probe.right_shape) == (None, (3, 16, 16), (3, 24, 32))
    assert probe.parting.right == "nothing more"


def test_a_difference_in_levels_is_one_whatever_the_units(folder):
    (folder / "shifted.py").write_text(compose(f"{TRAINING}, transforms.Normalize(1 / 255, 1)"), encoding="utf-8")
    probe = api.diff("train.py:t", "shifted.py:t", image="a.png").pixels
    assert probe.mean == pytest.approx(1.0, abs=1e-4)
    assert probe.parting is None


@pytest.mark.parametrize(
    ("left", "image", "complaint"),
    [
        ("lost.py:t", "a.png", r"lost\.py:3: cannot be run on a picture: `transforms\.Lambda\(twist\)` cannot be read"),
        ("train.py:t", "nowhere.png", "nowhere.png: no such file"),
        ("train.py:t", "train.py", "train.py: not a picture"),
    ],
)
def test_what_cannot_be_run_is_one_line(folder, left, image, complaint):
    (folder / "lost.py").write_text(compose("transforms.Lambda(twist)"), encoding="utf-8")
    with pytest.raises(PipecheckError, match=complaint):
        api.diff(left, "train.py:t", image=image)

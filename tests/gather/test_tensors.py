"""Calibration files held against the pictures that a project names, by its script, or by what training would make of them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image
from prepared import onnx_model
from projects import config

from pipecheck import api, calibrating
from pipecheck.calibrating import NOTHING
from pipecheck.probe.identify.asking import pictures

F = np.float32
MEAN, STD = np.array([123.675, 116.28, 103.53], F), np.array([58.395, 57.12, 57.375], F)
TRAIN = """\
from torchvision import transforms

normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
t = transforms.Compose([transforms.Resize(110), transforms.CenterCrop(96), transforms.ToTensor(), normalize])
"""
SCRIPT = """\
import cv2
import numpy as np


def t(path):
    x = cv2.cvtColor(cv2.resize(cv2.imread(path), (96, 96)), cv2.COLOR_BGR2RGB)
    return x.transpose(2, 0, 1).astype(np.float32)
"""
TRAINED = '[training]\nsource = "train.py:t"\nimages = "pictures"\n'
DECLARED = '[calibration]\nsource = "calib.py:t"\nimages = "pictures"\n'
COUNT = 12


def cropped(path, resize):
    levels = resize(path)
    top, left = round((levels.shape[0] - 96) / 2), round((levels.shape[1] - 96) / 2)
    return levels[top : top + 96, left : left + 96]


def sides(path):
    height, width = cv2.imread(str(path)).shape[:2]
    return (110, int(110 * height / width)) if width <= height else (int(110 * width / height), 110)


def by_pil(path):
    with Image.open(path) as picture:
        return cropped(path, lambda each: np.asarray(picture.convert("RGB").resize(sides(each), Image.Resampling.BILINEAR)))


def by_opencv(path, kernel=cv2.INTER_LINEAR):
    return cropped(path, lambda each: cv2.resize(cv2.imread(str(each))[:, :, ::-1], sides(each), interpolation=kernel))


def stretched(path):
    return cv2.resize(cv2.imread(str(path))[:, :, ::-1], (96, 96))


def write(folder, make, manifest, *, march="bayes-e", named="pictures"):
    """A project, its pictures, other pictures, and the files that *make* makes."""
    (folder / "config.yaml").write_text(config(march, calibrated=True, input_shape="1x3x96x96"), encoding="utf-8")
    (folder / "pipecheck.toml").write_text('config = "config.yaml"\n' + manifest.replace("pictures", named), encoding="utf-8")
    (folder / "train.py").write_text(TRAIN, encoding="utf-8")
    (folder / "calib.py").write_text(SCRIPT, encoding="utf-8")
    onnx_model(folder / "model.onnx", shapes={"data": [1, 3, 96, 96]})
    for name in ("calibration", "pictures", "others"):
        (folder / name).mkdir()
    for seed in range(COUNT):
        path = folder / "pictures" / f"{seed:03}.png"
        Image.fromarray(pictures.natural(150 + 5 * seed, 240, seed=seed)).save(path)
        Image.fromarray(pictures.natural(120, 160, seed=500 + seed)).save(folder / "others" / f"{seed:03}.png")
        planes = make(path).transpose(2, 0, 1)
        if march == "bayes-e":
            planes.astype(F).tofile(folder / "calibration" / f"{seed:03}.rgb")
        else:
            np.save(folder / "calibration" / f"{seed:03}.npy", ((planes.astype(F) - MEAN[:, None, None]) / STD[:, None, None])[None])


def report(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return calibrating.calibration(given=NOTHING)


def told(found):
    return [each for each in found.findings if str(each.severity) != "note" and each.code not in ("PC601", "PC602", "PC603")]


@pytest.mark.parametrize("march", ["bayes-e", "nash-e"])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(by_pil, id="as in training"),
        pytest.param(by_opencv, id="by another library"),
        pytest.param(lambda path: by_opencv(path, cv2.INTER_AREA), id="by areas"),
        pytest.param(lambda path: by_opencv(path, cv2.INTER_CUBIC), id="cubic"),
        pytest.param(lambda path: by_opencv(path, cv2.INTER_NEAREST), id="nearest"),
    ],
)
def test_right_files_without_a_source_are_quiet(tmp_path, monkeypatch, make, march):
    write(tmp_path, make, TRAINED, march=march)
    found = report(tmp_path, monkeypatch)
    assert (told(found), [each for each in found.skipped if each.code == "PC615"]) == ([], [])


@pytest.mark.parametrize("march", ["bayes-e", "nash-e"])
@pytest.mark.parametrize(
    ("make", "code", "confidence"),
    [
        pytest.param(lambda path: by_pil(path)[:, :, ::-1], "PC610", "certain", id="swapped"),
        pytest.param(lambda path: by_opencv(path)[:, :, ::-1], "PC610", "certain", id="swapped, by another library"),
        pytest.param(lambda path: by_opencv(path).reshape(3, 96, 96).transpose(1, 2, 0), "PC611", "certain", id="channels last"),
        pytest.param(stretched, "PC615", "likely", id="stretched"),
    ],
)
def test_training_tells_what_is_wrong_where_no_source_is_named(tmp_path, monkeypatch, make, code, confidence, march):
    write(tmp_path, make, TRAINED, march=march)
    (found,) = told(report(tmp_path, monkeypatch))
    assert (found.code, str(found.confidence)) == (code, confidence)
    if code == "PC615":
        assert "12 of 12 files are not what training makes of their pictures" in found.message
        assert found.message.endswith("training has it brought to a short side of 110, then cropped to 96×96")
        assert (found.origin.path.name, found.origin.line) == ("train.py", 4)


@pytest.mark.parametrize(
    ("make", "named", "said"),
    [
        pytest.param(stretched, "pictures", [], id="its pictures"),
        pytest.param(stretched, "others", ["none of its files was recognised among the pictures of"], id="the wrong folder"),
        pytest.param(
            lambda path: stretched(path)[::-1], "pictures", ["none of its files was recognised among the pictures of"], id="flipped"
        ),
    ],
)
def test_files_of_no_picture_are_said_to_be(tmp_path, monkeypatch, make, named, said):
    write(tmp_path, make, DECLARED, named=named)
    found = [each.reason for each in report(tmp_path, monkeypatch).skipped if each.code == "PC615"]
    assert found == [f"calibration: {each} {named}" for each in said]


def test_stale_files_of_another_size_need_only_be_made_again(tmp_path, monkeypatch):
    write(tmp_path, lambda path: cv2.resize(stretched(path), (64, 64)), DECLARED)
    (found,) = told(report(tmp_path, monkeypatch))
    assert found.code == "PC608"
    assert found.hint.endswith(": the declared source does so now, run it again")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(by_pil, [], id="files as training makes them"),
        pytest.param(stretched, ["PC615"], id="files as the source makes them"),
    ],
)
def test_training_counts_where_the_source_is_wrong_itself(tmp_path, monkeypatch, make, code):
    write(tmp_path, make, TRAINED + DECLARED)
    found = told(report(tmp_path, monkeypatch))
    assert [each.code for each in found] == code
    assert all("what training makes of their pictures" in each.message for each in found)


@pytest.mark.parametrize("make", [pytest.param(by_pil, id="files are right"), pytest.param(stretched, id="files are as it makes them")])
def test_check_tells_of_the_source_and_not_of_its_files(tmp_path, make):
    write(tmp_path, make, TRAINED + DECLARED)
    assert [each.code for each in told(api.check(tmp_path))] == ["PC402"]

"""Calibration sets made wrongly in every way that costs accuracy, for both toolchains: each is found, from the files alone, and only once.

Where files alone cannot tell (red and blue of levels), the pictures that they were made of do.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from prepared import onnx_model
from projects import config

import pipecheck
from pipecheck import api, calibrating
from pipecheck.calibrating import Given

SIDE, COUNT = 48, 24
MEAN, STD = np.array([123.675, 116.28, 103.53], np.float32), np.array([58.395, 57.12, 57.375], np.float32)
PLANS = {
    "hb_mapper": {"march": "bayes-e", "ending": ".rgb"},
    "hb_compile": {"march": "nash-e", "ending": ".npy"},
}


def photo(seed):
    """A picture as a camera makes them: slopes, shapes, and little noise; red, green and blue unlike each other."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    ground = np.stack([90 + 120 * columns, 60 + 100 * rows, 20 + 50 * rows * columns], axis=-1)
    for _ in range(4):
        row, column, radius = rng.uniform(0, 1, 3)
        ground[(rows - row) ** 2 + (columns - column) ** 2 < 0.1 * radius] = rng.integers(0, 256, 3)
    return np.clip(ground + rng.normal(0, 3, ground.shape), 0, 255).astype(np.uint8)


def normalised(x):
    return (x - MEAN) / STD


def chw(x):
    return np.ascontiguousarray(x.transpose(2, 0, 1), dtype=np.float32)


def noise(x):
    return np.random.default_rng(int(x.sum())).integers(0, 256, x.shape)


RIGHT = {"hb_mapper": chw, "hb_compile": lambda x: chw(normalised(x))}
MADE = {
    "levels": chw,
    "normalised": lambda x: chw(normalised(x)),
    "normalised twice": lambda x: chw(normalised(normalised(x))),
    "divided by 255": lambda x: chw(x / np.float32(255)),
    "divided by 255, then normalised for levels": lambda x: chw(normalised(x / np.float32(255))),
    "in bgr order": lambda x: chw(x[..., ::-1]),
    "normalised in bgr order": lambda x: chw(normalised(x)[..., ::-1]),
    "noise": lambda x: chw(noise(x)),
    "normalised noise": lambda x: chw(normalised(noise(x).astype(np.float32))),
    "channels last": lambda x: np.ascontiguousarray(x, dtype=np.float32),
    "NaN": lambda x: chw(x * np.float32(np.nan)),
    "another size": lambda x: chw(x[:40, :40]),
    "normalised, of another size": lambda x: chw(normalised(x[:40, :40])),
    "bytes": lambda x: x.transpose(2, 0, 1).copy(),
}
MISTAKES = [
    ("hb_mapper", "normalised", "PC609"),
    ("hb_mapper", "normalised twice", "PC609"),
    ("hb_mapper", "divided by 255", "PC614"),
    ("hb_mapper", "divided by 255, then normalised for levels", "PC609"),
    ("hb_mapper", "in bgr order", "PC610"),
    ("hb_mapper", "noise", "PC617"),
    ("hb_mapper", "channels last", "PC611"),
    ("hb_mapper", "NaN", "PC612"),
    ("hb_mapper", "another size", "PC608"),
    ("hb_mapper", "bytes", "PC608"),
    ("hb_compile", "levels", "PC614"),
    ("hb_compile", "normalised twice", "PC614"),
    ("hb_compile", "divided by 255", "PC614"),
    ("hb_compile", "divided by 255, then normalised for levels", "PC614"),
    ("hb_compile", "normalised in bgr order", "PC610"),
    ("hb_compile", "normalised noise", "PC617"),
    ("hb_compile", "NaN", "PC612"),
    ("hb_compile", "normalised, of another size", "PC608"),
]


def write(folder, tool, make, count=COUNT):
    """A conversion YAML, its model, the calibration files that *make* makes, and their pictures."""
    files = folder / "calibration"
    files.mkdir()
    (folder / "pictures").mkdir()
    shape = "1x3x48x48"
    (folder / "config.yaml").write_text(config(PLANS[tool]["march"], calibrated=True, input_shape=shape), encoding="utf-8")
    onnx_model(folder / "model.onnx", shapes={"data": [1, 3, SIDE, SIDE]})
    for seed in range(count):
        picture = photo(seed)
        assert cv2.imwrite(str(folder / "pictures" / f"{seed:03}.png"), picture[..., ::-1])
        tensor, name = make(picture.astype(np.float32) if make is not MADE["bytes"] else picture), f"{seed:03}{PLANS[tool]['ending']}"
        np.save(files / name, tensor[np.newaxis]) if tool == "hb_compile" else tensor.tofile(files / name)
    return folder


def told(folder, **given):
    """What is found, notes left out."""
    report = calibrating.calibration(given=Given(config=str(folder / "config.yaml"), **given))
    return [each.code for each in report.findings if str(each.severity) != "note"]


@pytest.mark.parametrize("tool", PLANS)
@pytest.mark.parametrize("with_pictures", [True, False], ids=["with pictures", "alone"])
def test_a_right_set_is_clean(tmp_path, tool, with_pictures):
    write(tmp_path, tool, RIGHT[tool])
    given = {"images": str(tmp_path / "pictures")} if with_pictures else {}
    assert told(tmp_path, **given) == []


@pytest.mark.parametrize(("tool", "made", "code"), MISTAKES)
def test_a_wrong_set_is_one_finding(tmp_path, tool, made, code):
    write(tmp_path, tool, MADE[made])
    assert told(tmp_path, images=str(tmp_path / "pictures")) == [code]


@pytest.mark.parametrize(("tool", "made", "code"), [each for each in MISTAKES if each[1] != "in bgr order"])
def test_files_alone_tell(tmp_path, tool, made, code):
    write(tmp_path, tool, MADE[made])
    assert told(tmp_path) == [code]


@pytest.mark.parametrize("tool", PLANS)
def test_one_picture_many_times_is_no_set(tmp_path, tool):
    write(tmp_path, tool, lambda _: RIGHT[tool](photo(0).astype(np.float32)))
    assert told(tmp_path) == ["PC606"]


@pytest.mark.parametrize("tool", PLANS)
def test_one_picture_is_too_few(tmp_path, tool):
    write(tmp_path, tool, RIGHT[tool], count=1)
    assert told(tmp_path) == ["PC601"]


@pytest.mark.parametrize("tool", PLANS)
def test_pictures_beside_an_empty_folder_are_no_samples(tmp_path, tool):
    write(tmp_path, tool, RIGHT[tool])
    for path in (tmp_path / "calibration").iterdir():
        path.unlink()
    report = calibrating.calibration(given=Given(config=str(tmp_path / "config.yaml"), images=str(tmp_path / "pictures")))
    assert [each.message for each in report.findings] == ["there is no calibration sample"]


def test_a_header_read_as_pixels(tmp_path):
    write(tmp_path, "hb_mapper", RIGHT["hb_mapper"])
    for path in (tmp_path / "calibration").iterdir():
        with path.open("wb") as file:
            np.save(file, np.zeros((3, SIDE, SIDE), np.float32) + 7)
    assert told(tmp_path) == ["PC608"]


@pytest.mark.parametrize(("tool", "places"), [("hb_mapper", 1), ("hb_compile", 0)])
def test_a_type_that_has_no_effect_is_not_said_to_be_expected(tmp_path, tool, places):
    write(tmp_path, tool, MADE["bytes"])
    report = calibrating.calibration(given=Given(config=str(tmp_path / "config.yaml")))
    (found,) = (each for each in report.findings if each.code == "PC608")
    assert [each.text for each in found.related].count("the type that is expected") == places


PAIR = {
    "input_name": "image;lidar",
    "input_type_rt": "nv12;featuremap",
    "input_type_train": "rgb;featuremap",
    "input_layout_train": "NCHW;NCHW",
    "mean_value": "'123.675 116.28 103.53;None'",
    "scale_value": "'0.01712475 0.017507 0.01742919;None'",
}
ONLY_MAPPER = {"norm_type": "data_mean_and_scale;no_preprocess", "input_layout_rt": "NHWC;NCHW"}


def write_pair(folder, tool, make):
    """A picture and a feature map as the inputs of one model, with a folder of calibration files for each."""
    said = {**PAIR, **(ONLY_MAPPER if tool == "hb_mapper" else {"norm_type": None})}
    yaml = config(PLANS[tool]["march"], calibrated=True, **said).replace("./calibration;./calibration", "./image_f32;./lidar_f32")
    (folder / "config.yaml").write_text(yaml, encoding="utf-8")
    onnx_model(folder / "model.onnx", shapes={"image": [1, 3, SIDE, SIDE], "lidar": [1, 16, 12, 12]})
    for name in ("image", "lidar"):
        (folder / f"{name}_f32").mkdir()
    for seed in range(COUNT):
        lidar = np.random.default_rng(seed).normal(size=(1, 16, 12, 12)).astype(np.float32)
        for name, tensor in (("image", make(photo(seed).astype(np.float32))[np.newaxis]), ("lidar", lidar)):
            path = folder / f"{name}_f32" / f"{seed:03}{'.npy' if tool == 'hb_compile' else '.bin'}"
            np.save(path, tensor) if tool == "hb_compile" else tensor.tofile(path)


@pytest.mark.parametrize("tool", PLANS)
def test_a_picture_beside_a_feature_map_is_clean(tmp_path, tool):
    write_pair(tmp_path, tool, RIGHT[tool])
    assert told(tmp_path) == []
    assert [each.code for each in api.check(tmp_path / "config.yaml").findings if str(each.severity) != "note"] == []


@pytest.mark.parametrize(("tool", "made", "code"), [("hb_mapper", "normalised", "PC609"), ("hb_compile", "levels", "PC614")])
def test_of_two_inputs_the_wrong_one_is_told(tmp_path, tool, made, code):
    write_pair(tmp_path, tool, MADE[made])
    (found,) = [each for each in api.check(tmp_path / "config.yaml").findings if str(each.severity) != "note"]
    assert (found.code, found.input) == (code, "image")


def test_from_python(tmp_path):
    write(tmp_path, "hb_mapper", MADE["in bgr order"])
    given = pipecheck.Given(config=str(tmp_path / "config.yaml"), images=str(tmp_path / "pictures"))
    assert "PC610" in str(pipecheck.calibration(tmp_path / "calibration", given=given))

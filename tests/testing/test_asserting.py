"""What the fixture asserts: what holds, what does not, and what cannot be known."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from projects import RAW, TRAINING, compose, config, write

from pipecheck import Severity
from pipecheck.testing.asserting import Asserting
from pipecheck_transformers import Affine, Chain, Resize, Transpose, pil

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"
FAILED = pytest.fail.Exception
UNIT = "transforms.Resize((8, 8)), transforms.ToTensor()"
SWAPPED = "import cv2\ndef load(path):\n    return cv2.resize(cv2.imread(path), (8, 8)).transpose(2, 0, 1).astype('float32') / 255\n"
UNREAD = (
    "import cv2\nfrom board import resized\ndef load(path):\n    return resized(cv2.imread(path)[:, :, ::-1]).transpose(2, 0, 1) / 255\n"
)
RUN = "raise SystemExit('this was run')\n"
CHAIN = Chain([Resize(8, 8, library="pil"), Affine(std=255.0), Transpose("chw")], read=pil())


@pytest.fixture
def asserting(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows, columns = np.mgrid[0:24, 0:30]
    picture = np.stack([columns * 8 % 256, rows * 10 % 256, (rows * 7 + columns * 3) % 256], axis=-1).astype(np.uint8)
    for name in ("pictures/a.png", "pictures/b.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.fromarray(picture if "a" in name else picture[::-1]).save(tmp_path / name)
    sources = {"train": compose(UNIT) + RUN, "same": compose(UNIT), "swapped": SWAPPED, "unread": UNREAD}
    for name, text in sources.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    return Asserting(root=tmp_path, file=tmp_path / "tests" / "test_it.py", test="test_it")


def complaint(call, *args, **kwargs):
    """What *call* fails with, which has to be a failure without a traceback."""
    with pytest.raises(FAILED) as failure:
        call(*args, **kwargs)
    assert failure.value.pytrace is False
    return str(failure.value)


def test_a_project_that_is_right(asserting, tmp_path):
    write(tmp_path, config(), calibration=RAW)
    assert asserting.check().status == 0
    assert asserting.check("config.yaml", select="PC2", fail_on="note").findings == ()


def test_a_project_that_is_not(asserting, tmp_path):
    write(tmp_path, config(), calibration=TRAINING)
    said = complaint(asserting.check)
    assert said.startswith("error: the picture is normalised twice")
    assert "calibration.py:3" in said
    assert "PC301" in complaint(asserting.check, "config.yaml", select="PC3")


def test_an_object_of_the_test_is_a_source(asserting, tmp_path):
    write(tmp_path, config(norm_type="no_preprocess", mean_value=None, scale_value=None), training=None)
    said = complaint(asserting.check, "config.yaml", train=CHAIN)
    assert "PC302" in said or "PC305" in said


def test_warnings_count_where_that_is_asked_for(asserting, tmp_path):
    write(tmp_path, config(), calibration=RAW.replace("Resize(256)", "Resize(256, interpolation=0)"))
    assert asserting.check().status == 0
    assert "PC403" in complaint(asserting.check, fail_on="warning")
    assert "PC403" in complaint(asserting.check, fail_on=Severity.NOTE)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param({"path": "missing.yaml"}, "missing.yaml: no such file", id="no file"),
        pytest.param({"path": ".", "fail_on": "fatal"}, "fail_on is one of note, warning, error, not 'fatal'", id="no severity"),
        pytest.param({"path": None}, "holds neither a pipecheck.toml nor a conversion YAML", id="no project"),
        pytest.param({"path": "config.yaml", "select": "PC9"}, "no rule begins with PC9", id="no rule"),
    ],
)
def test_what_cannot_be_checked_is_one_line(asserting, tmp_path, said, why):
    if said["path"] == "config.yaml":
        (tmp_path / "config.yaml").write_text(config(), encoding="utf-8")
    found = complaint(asserting.check, **said)
    assert why in found
    assert "\n" not in found


def test_what_agrees_is_consistent_and_no_code_is_run(asserting):
    asserting.assert_consistent(train="train.py:t", deploy="same.py:t", calibration=CHAIN, evaluation=Path("same.py:t"))


def test_another_reader_alone_is_no_difference(asserting, tmp_path):
    source = "import cv2\nimport numpy as np\nfrom PIL import Image\ndef load(path):\n    return np.asarray({}, 'float32') / 255\n"
    read = {"one": "Image.open(path).convert('RGB')", "other": "cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)"}
    for name, reading in read.items():
        (tmp_path / f"{name}.py").write_text(source.format(reading), encoding="utf-8")
    asserting.assert_consistent(train="one.py:load", deploy="other.py:load")


def test_what_differs_is_not(asserting):
    said = complaint(asserting.assert_consistent, train="train.py:t", deploy="swapped.py:load")
    assert said.startswith(
        "the two differ in color and geometry\nanother kernel (pil linear against opencv linear without smoothing); red and blue swapped"
    )
    assert "swapped.py:3" in said


def test_what_cannot_be_read_does_not_pass_unless_it_is_said_to(asserting):
    said = complaint(asserting.assert_consistent, train="train.py:t", deploy="unread.py:load")
    assert said.startswith('cannot be compared: color, dtype, geometry and values; to accept that, say unverified=["color", "dtype"')
    assert "cannot read `resized(cv2.imread(path)[:, :, ::-1])` (unread.py:4)" in said
    asserting.assert_consistent(train="train.py:t", deploy="unread.py:load", unverified=["color", "dtype", "geometry", "values"])


def test_silence_on_the_color_is_no_agreement(asserting, tmp_path):
    (tmp_path / "silent.json").write_text('{"mean": [0, 0, 0], "std": [1, 1, 1]}', encoding="utf-8")
    assert "color" in complaint(asserting.assert_consistent, train="train.py:t", deploy="silent.json").splitlines()[0]


def test_with_a_config_the_nodes_are_part_of_the_road(asserting, tmp_path):
    write(tmp_path, config(), training=None)
    (tmp_path / "train.py").write_text(compose(TRAINING), encoding="utf-8")
    (tmp_path / "raw.py").write_text(compose(RAW), encoding="utf-8")
    asserting.assert_consistent(train="train.py:t", calibration="raw.py:t", config="config.yaml")
    said = complaint(asserting.assert_consistent, train="train.py:t", calibration="train.py:t", config="config.yaml")
    assert said.startswith("error: the picture is normalised twice")
    (tmp_path / "unread.py").write_text(UNREAD, encoding="utf-8")
    said = complaint(asserting.assert_consistent, train="train.py:t", calibration="unread.py:load", config="config.yaml")
    assert said.startswith("cannot be compared: ")


def test_something_has_to_be_compared(asserting):
    assert complaint(asserting.assert_consistent, train="train.py:t").startswith("assert_consistent: name what is to agree with train")


def test_the_same_pixels(asserting):
    asserting.assert_same_pixels("train.py:t", CHAIN, "pictures", atol=0.01)
    asserting.assert_same_pixels("train.py:t", "same.py:t", ["pictures/a.png", Path("pictures/b.png")], atol=0)


def test_other_pixels(asserting):
    said = complaint(asserting.assert_same_pixels, "train.py:t", "swapped.py:load", "pictures")
    first, second, *rest = said.splitlines()
    assert first.startswith("up to ")
    assert first.endswith(" levels apart, and 1.01 are allowed; the worst is pictures/a.png") or "pictures/b.png" in first
    assert second.startswith("another kernel (pil linear against opencv linear without smoothing); red and blue swapped: ")
    assert any("they part here" in line for line in rest)
    assert asserting.assert_same_pixels("train.py:t", "swapped.py:load", "pictures", atol=256).pixels.images == 2


def test_less_than_a_level_counts_where_nothing_is_allowed(asserting):
    darker = Chain([*CHAIN.ops, Affine(bias=-0.5 / 255)], read=CHAIN.read)
    asserting.assert_same_pixels(CHAIN, darker, "pictures")
    assert "up to 0.5 levels apart, and 0.1 are allowed" in complaint(asserting.assert_same_pixels, CHAIN, darker, "pictures", atol=0.1)


@pytest.mark.parametrize(
    ("sources", "images", "why"),
    [
        pytest.param(("train.py:t", "unread.py:load"), "pictures", "not every picture could be run through both", id="not to its end"),
        pytest.param(("train.py:t", Chain([Resize(9, 9)])), "pictures", "the tensors have other shapes", id="shapes"),
        pytest.param(("train.py:t", "same.py:t"), [], "assert_same_pixels: no picture is named", id="no picture"),
        pytest.param(("train.py:t", "same.py:t"), "nowhere", "nowhere: no such file or folder", id="no folder"),
        pytest.param(("train.py:t", "same.py:t"), ["pictures", "train.py"], "not every picture could be run", id="a broken one"),
    ],
)
def test_what_was_not_compared_does_not_pass(asserting, sources, images, why):
    assert complaint(asserting.assert_same_pixels, *sources, images).startswith(why)


def test_the_accuracy(asserting, tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "example")
    os.chdir("example")
    said = {"images": "pictures", "labels": "pictures", "expected": 1.0}
    asserting.assert_accuracy("model.onnx", training="train.py:val_transform", **said)
    asserting.assert_accuracy(expected="100%")
    swapped = Path("train.yaml")
    chain = Chain([Resize(32, 32), Affine(mean=(124.0, 116.0, 104.0), std=(58.0, 57.0, 57.0)), Transpose("chw")])
    swapped.write_text(chain.to_yaml(), encoding="utf-8")
    said = complaint(asserting.assert_accuracy, "model.onnx", training="train.yaml", **said)
    assert said.startswith("error: top1 of model.onnx is 0.33 (0.06..0.79) on 3 pictures, and 1.00 is expected")
    assert "PC701" in said


def test_an_accuracy_without_a_figure_asserts_nothing(asserting, tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "example")
    os.chdir("example")
    said = complaint(asserting.assert_accuracy, "model.onnx", images="pictures", labels="pictures", training="train.py:val_transform")
    assert said.startswith("no accuracy was held against a figure: name images, labels and expected\n")


def test_paths_count_from_the_root_where_nothing_lies_here(asserting, tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    write(tmp_path, config(), calibration=RAW)
    monkeypatch.chdir(tmp_path / "tests")
    assert asserting.check().status == 0
    asserting.assert_consistent(train="train.py:t", deploy="same.py:t")
    asserting.assert_same_pixels("train.py:t", "same.py:t", "pictures")

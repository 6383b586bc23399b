"""`pipecheck calibration` and what follows from it, as a user runs it."""

import json
import os

import cv2
import numpy as np
import pytest
from preparing import onnx_model
from projects import config
from test_calibration_mistakes import MADE, RIGHT, photo, write

from pipecheck.cli import main
from pipecheck.gather import images, project

TRAIN = """\
from torchvision import transforms

normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
t = transforms.Compose([transforms.Resize((48, 48)), transforms.ToTensor(), normalize])
"""
MANIFEST = """\
config = "config.yaml"
[training]
source = "train.py:t"
images = "train"
labels = "train"
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pictures(folder, seeds):
    folder.mkdir(parents=True)
    for seed in seeds:
        assert cv2.imwrite(os.fspath(folder / f"{seed:03}.png"), photo(seed)[..., ::-1])


def trained(folder, march="bayes-e"):
    """A project with a training set of two classes, and no calibration files yet."""
    pictures(folder / "train" / "cat", range(60))
    pictures(folder / "train" / "dog", range(100, 120))
    (folder / "train.py").write_text(TRAIN, encoding="utf-8")
    (folder / "config.yaml").write_text(config(march, calibrated=True, input_shape="1x3x48x48"), encoding="utf-8")
    onnx_model(folder / "model.onnx", shapes={"data": [1, 3, 48, 48]})
    (folder / "pipecheck.toml").write_text(MANIFEST, encoding="utf-8")


@pytest.mark.parametrize("march", ["bayes-e", "nash-e"])
def test_a_set_is_chosen_prepared_and_found_fit(here, capsys, march):
    trained(here, march)
    assert main(["calibration", "train", "--labels", "train", "--select", "30", "--list", "chosen.txt"]) == 0
    assert "chosen.txt" in capsys.readouterr().out
    chosen = (here / "chosen.txt").read_text(encoding="utf-8").splitlines()
    assert (len(chosen), sum("cat" in name for name in chosen)) == (30, 15)
    assert main(["prepare", "--images", "chosen.txt"]) == 0
    assert main(["prepare", "--verify"]) == 0
    assert main(["calibration", "--images", "chosen.txt", "--format", "text"]) == 0
    told = capsys.readouterr().out
    assert "nothing found in 30 files of calibration" in told
    assert "30 files held against their pictures" in told
    assert main(["check", "--format", "text"]) == 0


def test_choosing_again_chooses_the_same(here, capsys):
    trained(here)
    for name in ("a.txt", "b.txt"):
        assert main(["calibration", "train", "--select", "10", "--list", name]) == 0
    assert (here / "a.txt").read_text(encoding="utf-8") == (here / "b.txt").read_text(encoding="utf-8")


def test_a_list_serves_as_the_images_of_a_road(here):
    trained(here)
    (here / "chosen.txt").write_text("train/cat/000.png\ntrain/dog/100.png\n", encoding="utf-8")
    (here / "pipecheck.toml").write_text(f'{MANIFEST}[calibration]\nimages = "chosen.txt"\n', encoding="utf-8")
    root, found = images.listed(project.load(here).roads["calibration"])
    assert (root, [each.name for each in found]) == (here, ["000.png", "100.png"])
    assert main(["check", "--format", "text", "--select", "PC1"]) == 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["calibration", "."], 0, id="by its folder"),
        pytest.param(["--config", "config.yaml"], 0, id="by its YAML"),
        pytest.param(["calibration", "--config", "config.yaml", "--input", "data"], 0, id="by its input"),
        pytest.param(["calibration", "--input", "other"], 2, id="no such input"),
        pytest.param(["nowhere"], 2, id="no such folder"),
        pytest.param(["--config", "nowhere.yaml"], 2, id="no such YAML"),
        pytest.param(["calibration", "--labels", "nowhere.csv", "--images", "pictures"], 2, id="no such labels"),
        pytest.param(["pictures", "--training", "nowhere"], 2, id="no such training"),
        pytest.param(["calibration", "--fail-on", "note", "--ignore", "PC601"], 0, id="what is ignored does not count"),
        pytest.param(["calibration", "--fail-on", "note"], 1, id="a note counts"),
    ],
)
def test_exit_status(here, capsys, arguments, status):
    write(here, "hb_mapper", RIGHT["hb_mapper"])
    last = arguments[1:] if arguments[:2] == ["calibration", "."] else arguments
    assert main(["calibration", *last, "--format", "text"]) == status
    told = capsys.readouterr()
    assert (told.err.count("\n"), told.err.startswith("pipecheck: ")) == ((1, True) if status == 2 else (0, False))


def test_nothing_named_and_nothing_here(here, capsys):
    assert main(["calibration"]) == 2
    assert capsys.readouterr().err.startswith("pipecheck: name the calibration set")


def test_files_without_a_yaml(here):
    write(here, "hb_compile", MADE["normalised twice"])
    (here / "config.yaml").unlink()
    assert main(["calibration", "calibration", "--format", "text"]) == 1


@pytest.mark.parametrize("form", ["text", "json", "rich", "html"])
def test_every_format(here, capsys, form):
    write(here, "hb_mapper", MADE["normalised"])
    assert main(["calibration", "--images", "pictures", "--format", form]) == 1
    told = capsys.readouterr().out
    assert "PC609" in told
    if form == "json":
        assert [each["kind"] for each in json.loads(told)["calibration"]] == ["tensors", "pictures"]


def test_a_directory_of_several_inputs(here, capsys):
    for name, side in (("left", 48), ("right", 32)):
        (here / "calibration" / name).mkdir(parents=True)
        for seed in range(20):
            tensor = np.ascontiguousarray(photo(seed)[:side, :side].transpose(2, 0, 1), dtype=np.float32)
            tensor.tofile(here / "calibration" / name / f"{seed:02}.bin")
    shapes = {"left": [1, 3, 48, 48], "right": [1, 3, 48, 48]}
    onnx_model(here / "model.onnx", shapes=shapes)
    twice = {
        key: f"{value};{value}" for key, value in {"input_type_rt": "nv12", "input_type_train": "rgb", "input_layout_train": "NCHW"}.items()
    }
    (here / "config.yaml").write_text(
        config(
            calibrated=True, input_name="left;right", **twice, norm_type="no_preprocess;no_preprocess", mean_value=None, scale_value=None
        ),
        encoding="utf-8",
    )
    assert main(["calibration", "calibration", "--format", "text"]) == 1
    told = capsys.readouterr().out
    assert told.count("PC608") == 1
    assert "[input right, calibration]" in told
    assert main(["calibration", "calibration/left", "--format", "text"]) == 2
    assert main(["calibration", "calibration/left", "--input", "left", "--format", "text"]) == 0


def test_what_was_measured_is_remembered(here, monkeypatch):
    pictures(here / "pictures", range(25))
    monkeypatch.setenv("XDG_CACHE_HOME", str(here / "cache"))
    assert main(["calibration", "pictures", "--no-cache", "--format", "text"]) == 0
    assert not (here / "cache").exists()
    assert main(["calibration", "pictures", "--format", "text"]) == 0
    (kept,) = (here / "cache" / "pipecheck").iterdir()
    before = kept.read_bytes()
    assert main(["calibration", "pictures", "--format", "text"]) == 0
    assert kept.read_bytes() == before
    assert main(["calibration", "pictures", "--rehash", "--full", "--format", "text"]) == 0

"""`pipecheck calibration` and what follows from it, as a user runs it."""

import json
import os

import cv2
import numpy as np
import pytest
from prepared import onnx_model
from projects import config
from test_calibration_mistakes import MADE, RIGHT, photo, write

from pipecheck.api import check
from pipecheck.cli import main
from pipecheck.findings import Severity
from pipecheck.gather import images, project

TRAIN = """\
from torchvision import transforms

normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
t = transforms.Compose([transforms.Resize((48, 48)), transforms.ToTensor(), normalize])
"""
FOLDER = "calibration"
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
    _, *chosen = (here / "chosen.txt").read_text(encoding="utf-8").splitlines()
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
    found = images.listed(project.load(here).roads["calibration"])
    assert (found.root, [each.name for each in found.paths]) == (here, ["000.png", "100.png"])
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


def test_files_that_may_be_right_for_either_toolchain(here, capsys):
    write(here, "hb_compile", RIGHT["hb_compile"])
    (here / "config.yaml").unlink()
    assert main(["calibration", "calibration", "--format", "text"]) == 0
    assert "skipped: calibration: nothing says for which toolchain these files are; name the conversion YAML" in capsys.readouterr().out


def test_a_folder_that_is_not_there_yet(here, capsys):
    trained(here)
    assert main(["calibration", "--images", "train", "--format", "text"]) == 0
    said = f"skipped: config.yaml names {FOLDER}, which is not there; `pipecheck prepare` can write its files (PC608)"
    assert said in capsys.readouterr().out


def test_a_project_without_a_set_is_not_clean(here, capsys):
    (here / "config.yaml").write_text(config(calibrated=True), encoding="utf-8")
    assert main(["calibration", "--format", "text"]) == 3
    assert f"nothing was checked: config.yaml names {FOLDER}, which is not there" in capsys.readouterr().out


SCRIPT = """\
import cv2
import numpy as np


def t(path):
    x = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
    x = cv2.resize(x, ({side}, {side}))
    x = ((x - np.array([123.675, 116.28, 103.53])) / np.array([58.395, 57.12, 57.375])).astype(np.float32)
    return {last}
"""
MENDED = SCRIPT.format(side=48, last="x.transpose(2, 0, 1)[None]")
TOLD = [
    pytest.param(40, "x.transpose(2, 0, 1)[None]", "PC401", id="another size"),
    pytest.param(48, "x[None]", "PC203", id="channels last"),
]


def with_script(folder, script, write_with=None):
    """The project with *script* as the source of its calibration files, these made of its pictures by it or by *write_with*."""
    made: dict[str, object] = {}
    exec(write_with or script, made)  # what the user runs
    trained(folder, "nash-e")
    (folder / "make.py").write_text(script, encoding="utf-8")
    (folder / "pipecheck.toml").write_text(f'{MANIFEST}[calibration]\nsource = "make.py:t"\nimages = "train"\n', encoding="utf-8")
    (folder / FOLDER).mkdir()
    for path in sorted((folder / "train").rglob("*.png"))[:24]:
        np.save(folder / FOLDER / f"{path.parent.name}_{path.stem}.npy", made["t"](os.fspath(path)))


def errors(folder):
    return [each for each in check(folder).findings if each.severity is Severity.ERROR]


@pytest.mark.parametrize(("side", "last", "code"), TOLD)
def test_files_of_a_wrong_script_are_its_mistake_alone(here, side, last, code):
    with_script(here, SCRIPT.format(side=side, last=last))
    assert [each.code for each in errors(here)] == [code]
    (here / "make.py").write_text(MENDED, encoding="utf-8")
    assert [each.code for each in errors(here)] == ["PC608"]


def test_a_script_that_resizes_a_little_otherwise_still_need_only_be_run_again(here):
    with_script(here, MENDED, SCRIPT.format(side=48, last="cv2.imread(path).transpose(2, 0, 1)[None, ::-1].astype(np.float32)"))
    (found,) = errors(here)
    assert (found.code, found.hint.endswith("the declared source does so now, run it again")) == ("PC614", True)


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

"""PC001: what could not be read."""

import pytest
from projects import TRAINING, config, write

from pipecheck import api

HEAD = "import cv2, numpy as np\n"
READ = f"{HEAD}def t(path):\n    x = cv2.imread(path)\n"
SAMPLES = "from transformer import *\ndef t():\n    return [HWC2CHWTransformer()]\n"


def notes(folder, calibration):
    write(folder, config(), training=TRAINING)
    (folder / "prep.py").write_text(calibration, encoding="utf-8")
    with (folder / "pipecheck.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('[calibration]\nsource = "prep.py:t"\n')
    return [each for each in api.check(folder).findings if each.code == "PC001"]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        pytest.param(f"{READ}    return np.float32(x)\n", [], id="nothing unknown"),
        pytest.param(f"{READ}    return other(x)\n", [4], id="one step"),
        pytest.param(f"{READ}    x = other(x)\n    return another(x)\n", [4], id="what follows it is as unknown"),
        pytest.param(f"{READ}    x = cv2.resize(x, size)\n    return another(x)\n", [4, 5], id="a step that touches more"),
    ],
)
def test_the_first_step_that_cannot_be_read_is_told(tmp_path, code, lines):
    assert [each.origin.line for each in notes(tmp_path, code)] == lines


def test_an_aspect_is_told_once(tmp_path):
    first, second = notes(tmp_path, f"{READ}    x = cv2.resize(x, size)\n    return another(x)\n")
    assert first.evidence["aspects"] == ["geometry"]
    assert "geometry" not in second.evidence["aspects"]


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        pytest.param(f"{READ}    return other(x)\n", "or run it once with `pipecheck identify", id="code can be run"),
        pytest.param(SAMPLES, "name the reader in pipecheck.toml", id="a list that does not say who reads"),
    ],
)
def test_the_way_out_is_told(tmp_path, code, hint):
    (each,) = notes(tmp_path, code)
    assert hint in each.hint


def test_a_choice_that_nobody_has_made_is_told_by_its_condition(tmp_path):
    makes = "import albumentations as A\ndef t(phase):\n    if phase == 'train':\n        return A.Compose([A.Resize(8, 8)])\n"
    (each,) = notes(tmp_path, f"{makes}    return A.Compose([A.Resize(9, 9)])\n")
    assert each.evidence["text"] == "return, depending on phase == 'train'"

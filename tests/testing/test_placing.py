"""Where projects and paths are found, whichever folder pytest is started from."""

import os
from pathlib import Path

import pytest
from projects import config

from pipecheck.errors import PipecheckError
from pipecheck.testing import placing


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "model" / "tests").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "train.py").touch()
    monkeypatch.chdir(tmp_path / "tests")
    return tmp_path


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("train.py:val", f"..{os.sep}train.py:val"),
        ("train.py", f"..{os.sep}train.py"),
        (Path("train.py"), f"..{os.sep}train.py"),
        ("train.py:make(size=3)", f"..{os.sep}train.py:make(size=3)"),
        ("missing.py:val", "missing.py:val"),
        ("timm:resnet50.a1_in1k", "timm:resnet50.a1_in1k"),
        ("top1", "top1"),
        (None, None),
        (print, print),
    ],
)
def test_what_does_not_lie_here_lies_below_the_root(root, word, found):
    assert placing.near(word, root) == found


def test_what_lies_here_comes_first(root):
    (root / "tests" / "train.py").touch()
    assert placing.near("train.py:val", root) == "train.py:val"


@pytest.mark.parametrize(
    ("files", "here", "found"),
    [
        pytest.param({"pipecheck.toml": ""}, "model/tests", "pipecheck.toml", id="above"),
        pytest.param({"pipecheck.toml": "", "model/pipecheck.toml": ""}, "model/tests", "model/pipecheck.toml", id="the nearest"),
        pytest.param({"pyproject.toml": "[tool.pipecheck]\n"}, "tests", "pyproject.toml", id="in the settings of the repo"),
        pytest.param({"pyproject.toml": "[tool.pipecheck]\nnonsense = 1\n"}, "tests", "pyproject.toml", id="wrong settings"),
        pytest.param({"pyproject.toml": "[tool.ruff]\n", "a.yaml": config()}, ".", "a.yaml", id="a YAML alone"),
    ],
)
def test_the_nearest_project(root, files, here, found):
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    assert placing.nearest(root / here, root) == root / found


@pytest.mark.parametrize(
    ("files", "here", "why"),
    [
        pytest.param({}, "tests", "holds neither a pipecheck.toml nor a conversion YAML", id="none"),
        pytest.param({"a.yaml": config(), "b.yml": config()}, ".", "name the one to check", id="several"),
        pytest.param({"pyproject.toml": "[tool.ruff]\n"}, ".", "holds neither", id="settings of nobody"),
    ],
)
def test_no_project(root, files, here, why):
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    with pytest.raises(PipecheckError, match=why):
        placing.nearest(root / here, root)


def test_a_project_beyond_the_root_is_not_ours(root):
    (root / "pipecheck.toml").touch()
    with pytest.raises(PipecheckError, match="holds neither"):
        placing.nearest(root / "model" / "tests", root / "model")

"""The repository in `docs/example` works where it is copied to, and its page shows what happens there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import onnx
import pytest

from fixtures import example

EXAMPLE = Path(__file__).parents[1] / "docs" / "example"
PAGE = (EXAMPLE / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(EXAMPLE, tmp_path / "repository")


def run(folder, *arguments):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8")


def shown(number):
    """The lines of an example on the page, without what is left out and what is not the same twice."""
    lines = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[number].splitlines()
    return [line for line in lines if line not in ("…", "") and not line.startswith("==")]


def in_order(lines, text):
    found = iter(text.splitlines())
    return [line for line in lines if line not in found]


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_a_copy_passes(copied, workers):
    if workers:
        pytest.importorskip("xdist")
    done = run(copied, *workers)
    assert done.returncode == 0, done.stdout
    assert "12 passed, 1 skipped" in done.stdout
    assert workers or in_order(shown(0), done.stdout) == []


def test_nothing_in_it_is_left_to_be_told(copied):
    command = [sys.executable, "-m", "pipecheck", "check", "--format", "concise"]
    done = subprocess.run(command, cwd=copied, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout
    assert re.findall(r"PC\d+", done.stdout) == ["PC508"]  # the calibration files that preprocess.py is there to write


def test_a_mistake_looks_as_the_page_shows_it(copied):
    before, after = (re.search(rf"^\{sign}(    picture.*)$", PAGE, re.MULTILINE)[1] for sign in "-+")
    script = copied / "preprocess.py"
    text = script.read_text(encoding="utf-8")
    assert before in text
    changed = text.replace(before, after).replace("import numpy as np\nfrom PIL import Image\n", "import cv2\nimport numpy as np\n")
    script.write_text(changed, encoding="utf-8")
    done = run(copied)
    assert (done.returncode, "4 failed, 8 passed, 1 skipped" in done.stdout) == (1, True), done.stdout
    assert in_order(shown(1), done.stdout) == []


def test_golden_tensors_are_made_by_the_first_run(copied):
    (kept,) = (copied / "tests" / "test_pipeline_golden").iterdir()
    kept.unlink()
    assert "1 failed, 11 passed, 1 skipped" in run(copied).stdout
    assert kept.exists()
    assert "12 passed, 1 skipped" in run(copied).stdout


def test_every_file_is_on_the_page_and_small():
    files = [path for path in EXAMPLE.rglob("*") if path.is_file() and not {"__pycache__", ".pytest_cache"} & set(path.parts)]
    assert sum(path.stat().st_size for path in files) < 40_000
    told = re.findall(r"`([\w./]+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)))
    names = {path.relative_to(EXAMPLE).as_posix() for path in files} - {"README.md"}
    assert {name for name in names if not name.startswith(tuple(told))} == set()
    assert all((EXAMPLE / name).exists() for name in told)


@pytest.mark.parametrize(("name", "content"), [pytest.param(*each, id=each[0]) for each in example.files()])
def test_the_committed_file_is_the_one_made(tmp_path, name, content):
    made = tmp_path / Path(name).name
    made.write_bytes(content)
    if made.suffix == ".onnx":
        assert onnx.load(made) == onnx.load(EXAMPLE / name)
    else:
        assert (cv2.imread(str(made)) == cv2.imread(str(EXAMPLE / name))).all()

"""Real mistakes, each rebuilt as a small project: the wrong one gives its finding and nothing else, the right one gives none.

`python tests/test_cases.py --write` writes what is reported into the `expected.txt` of every story.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from projects import STUBS

from pipecheck import api
from pipecheck.report import text
from pipecheck.report.order import ordered

CASES = Path(__file__).parents[1] / "fixtures" / "cases"
STORIES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
MISTAKEN = [story for story in STORIES if (CASES / story / "wrong").is_dir()]
FOUND = {
    "bgr-normalised-with-rgb-constants": ["PC201 error get_det_calibration_data.py:12 calibration"],
    "bgr-with-the-mean-of-rgb": ["PC206 error config.yaml:10"],
    "border-of-127": ["PC405 warning cal_data.py:17 calibration"],
    "caffe-mean-at-evaluation": ["PC303 warning eval_onnx.py:14 evaluation"],
    "calibration-stretches-training-warps": ["PC402 error preprocess.py:7 calibration"],
    "calibration-tool-stretches": ["PC402 error mapper.py:30 calibration"],
    "constants-of-0-1-on-pixels": ["PC305 error config.yaml:10"],
    "divided-by-255-before-the-yaml-does": ["PC305 error prepare_calibration_yolo.py:13 calibration"],
    "evaluation-reads-with-another-library": ["PC102 error preprocess.py:29 evaluation"],
    "folder-named-after-another-order": ["PC616 note config.yaml:14"],
    "letterbox-of-another-size": ["PC401 error calibrate.py:24 calibration"],
    "normalised-by-the-script-and-the-yaml": ["PC301 error data_preprocess.py:18 calibration"],
    "nv12-of-opencv-taken-for-full-range": ["PC204 error board.py:10 runtime"],
    "pillow-stretches-for-calibration": ["PC402 error prepare_calibration.py:9 calibration"],
    "resize-that-smooths-unasked": ["PC404 warning preprocess.py:6 calibration"],
    "rgb-computed-then-overwritten": ["PC201 error generate_calibration_data.py:24 calibration"],
    "rgb-script-under-a-bgr-yaml": ["PC201 error get_calibration_data.py:12 calibration"],
    "std-pasted-as-scale": ["PC304 error config.yaml:12"],
    "stretched-on-the-board": ["PC402 error detect_on_board.py:9 runtime"],
    "test-script-stretches": ["PC402 error test_on_board.py:5 runtime"],
}


def assemble(story, form, folder):
    """Lays the files of a story, those of its *form* over them, and calibration files where the YAML expects some."""
    aside = shutil.ignore_patterns("wrong", "right", "expected.txt", "__pycache__")
    shutil.copytree(CASES / story, folder, ignore=aside, dirs_exist_ok=True)
    if (CASES / story / form).is_dir():
        shutil.copytree(CASES / story / form, folder, dirs_exist_ok=True)
    for config in folder.glob("*.yaml"):
        for name in re.findall(r"cal_data_dir: *'?([^'\n]+)", config.read_text(encoding="utf-8")):
            (folder / name).mkdir(exist_ok=True)
            (folder / name / ("0.npy" if "march: nash" in config.read_text(encoding="utf-8") else "0.bin")).touch()
    return folder


def check(story, form, folder):
    """The reports on a story in one form, by what was checked."""
    with inside(assemble(story, form, folder)):
        named = sorted(Path().glob("*.toml")) or [Path("config.yaml")]
        return {str(path): api.check(path, ignore=STUBS) for path in named}


@contextlib.contextmanager
def inside(folder):
    """The current folder is *folder*, so that reports name files as a user there sees them."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def told(report):
    """Every finding as `code severity place roads`."""
    return [f"{each.code} {each.severity} {each.origin} {'+'.join(each.roads)}".rstrip() for each in ordered(report.findings)]


def written(story, folder):
    (report,) = check(story, "wrong", folder).values()
    return text.render(report)


@pytest.mark.parametrize("story", MISTAKEN)
def test_the_mistake_is_told_and_nothing_else(story, tmp_path):
    (report,) = check(story, "wrong", tmp_path).values()
    assert told(report) == FOUND[story]


@pytest.mark.parametrize("story", MISTAKEN)
def test_the_report_reads_as_expected(story, tmp_path):
    assert written(story, tmp_path) == (CASES / story / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("story", STORIES)
def test_what_is_right_is_clean(story, tmp_path):
    """Clean, and nothing in it was left unread."""
    for report in check(story, "right", tmp_path).values():
        assert told(report) == []
        assert report.status == 0


def test_every_story_is_told():
    index = (CASES / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", index, re.MULTILINE)) == STORIES


def write():
    for story in MISTAKEN:
        with tempfile.TemporaryDirectory() as folder:
            (CASES / story / "expected.txt").write_text(written(story, Path(folder)), encoding="utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    write()

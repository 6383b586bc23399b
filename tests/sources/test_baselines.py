"""Findings that are left for later."""

from pathlib import Path

import pytest

from pipecheck.errors import SourceError
from pipecheck.findings import Confidence, Finding, Origin, Severity
from pipecheck.sources import baselines


def finding(folder, line=2, code="PC301", message="twice", name="train.py"):
    origin = None if line is None else Origin(folder / name, line, 1)
    return Finding(
        code=code, name="x", severity=Severity.ERROR, confidence=Confidence.CERTAIN, message=message, origin=origin, input="data"
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "train.py").write_text("import cv2\npicture = cv2.imread(path)\nother = 1\n", encoding="utf-8")
    return tmp_path


def test_what_is_written_is_read_again(folder):
    entries = [baselines.entry(finding(folder), folder), baselines.entry(finding(folder, None), folder)]
    (folder / "base.json").write_text(baselines.dumped(entries), encoding="utf-8")
    assert set(baselines.load(folder / "base.json")) == set(entries)


def test_the_order_of_findings_does_not_matter(folder):
    entries = [baselines.entry(finding(folder, line), folder) for line in (1, 2, 3)]
    assert baselines.dumped(entries) == baselines.dumped(entries[::-1])


def test_lines_may_be_added_above(folder):
    before = baselines.entry(finding(folder), folder)
    (folder / "train.py").write_text("# new\nimport cv2\n  picture = cv2.imread(path)\nother = 1\n", encoding="utf-8")
    assert baselines.entry(finding(folder, 3), folder) == before


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"code": "PC302"}, id="another rule"),
        pytest.param({"line": 3}, id="another line"),
        pytest.param({"line": None, "message": "once"}, id="without a place"),
    ],
)
def test_another_finding_is_new(folder, other):
    known = [baselines.entry(finding(folder), folder)]
    fresh, old, idle = baselines.split([finding(folder, **other)], known, folder)
    assert (len(fresh), old, idle) == (1, [], known)


def test_as_many_are_known_as_there_were(folder):
    known = [baselines.entry(finding(folder), folder)]
    fresh, old, idle = baselines.split([finding(folder), finding(folder)], known, folder)
    assert (len(fresh), len(old), idle) == (1, 1, [])


def test_it_is_the_same_from_any_folder(folder, monkeypatch):
    here = baselines.entry(finding(folder), folder)
    monkeypatch.chdir(folder)
    assert baselines.entry(finding(Path()), Path()) == here


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", "no baseline"),
        ('{"kind": "pipecheck baseline", "schema": 2, "findings": []}', "another version, 2"),
        ('{"kind": "pipecheck baseline", "schema": 1, "findings": [3]}', "an entry without fingerprint"),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path, text, reason):
    (tmp_path / "base.json").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=reason):
        baselines.load(tmp_path / "base.json")

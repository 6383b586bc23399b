"""One line for each finding, as editors and grep take it."""

import pytest
from strange_reports import NAMES, finding, strange

from pipecheck.findings import Severity
from pipecheck.report.machines.concise import render
from pipecheck.report.model import Report


def test_a_full_report(report):
    assert render(report) == (
        "preprocess.py:6:10: error PC301 the script normalises the picture, and the nodes in the model normalise it again: "
        "the network sees −2.15..−1.76 instead of −2.12..2.64\n"
        "preprocess.py:4:10: error PC201 calibration gets bgr, but the model was trained on rgb (train/transforms.py:4)\n"
        "preprocess.py:5:10: warning PC403 calibration resizes with opencv cubic, training with pil linear\n"
        "note PC003 no source is named for the evaluation road, so it was not checked\n"
        "2 errors, 1 warning and 1 note; 18 checks skipped\n"
    )


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_finding_is_one_line(name):
    text = render(strange(name))
    assert len(text.splitlines()) == text.count("\n") == 5
    assert all(sign.isprintable() or ord(sign) >= 0x80 for sign in text.replace("\n", ""))


def test_the_dearest_comes_first():
    findings = (finding(Severity.WARNING, code="PC403", cost=1.0), finding(cost=2.0), finding(code="PC301", cost=9.0))
    assert [line.split()[2] for line in render(Report(findings=findings)).splitlines()[:3]] == ["PC301", "PC201", "PC403"]


def test_of_nothing():
    assert render(Report()) == "no findings\n"

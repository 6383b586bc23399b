"""Plain lines that grep and editors understand."""

from dataclasses import replace
from pathlib import Path

from pipecheck.findings import Confidence, Finding, Origin, Related, Severity
from pipecheck.report.model import Report
from pipecheck.report.text import render
from pipecheck.report.verdict import verdict

FINDING = Finding(
    code="PC301", name="double-normalization", severity=Severity.ERROR, confidence=Confidence.CERTAIN, message="twice", origin=None
)  # fmt: skip


def test_one_line_per_finding_with_its_claims_indented(report):
    lines = render(report).splitlines()
    assert lines[0] == verdict(report)
    start = next(index for index, line in enumerate(lines) if "PC201" in line)
    assert lines[start : start + 3] == [
        (
            "preprocess.py:4:10: error PC201 channel-order-mismatch: calibration gets bgr, but the model was trained on rgb "
            "(train/transforms.py:4) [calibration, likely]"
        ),
        "    deploy/resnet50_config.yaml:3:3: the configuration promises rgb",
        "    fix: swap after reading: cv2.cvtColor(image, cv2.COLOR_BGR2RGB)",
    ]
    assert lines[-3:] == [
        "skipped: the calibration directory ./calibration_data_rgb_f32 does not exist yet (PC601–PC616)",
        "skipped: no [evaluation] in pipecheck.toml (PC701, PC702)",
        "2 errors, 1 warning and 1 note; 18 checks skipped",
    ]


def test_a_line_says_where_the_roads_differ_or_cannot_be_compared(report):
    lines = [line for line in render(report).splitlines() if line.startswith("roads of data: ")]
    assert lines[1:3] == [
        (
            "roads of data: geometry: training short side 256 (pil linear) → centre crop 224×224; "
            "calibration ? unknown (preprocess.py:5); runtime camera"
        ),
        "roads of data: color: training rgb (assumed); calibration ≠ bgr; runtime =",
    ]
    assert len(lines) == 4


def test_roads_that_agree_are_no_lines(clean):
    assert "roads of" not in render(clean)


def test_places_are_as_long_as_they_are_known():
    places = (Origin(Path("a.py"), 3, 7), Origin(Path("b.py"), 3), Origin(Path("c.bin")))
    findings = tuple(replace(FINDING, origin=place) for place in places)
    starts = [line.split(" error")[0] for line in render(Report(findings=findings)).splitlines()[1:4]]
    assert starts == ["a.py:3:7:", "b.py:3:", "c.bin:"]


def test_a_finding_without_a_place_is_still_a_line():
    assert render(Report(findings=(FINDING,))).splitlines()[1] == "error PC301 double-normalization: twice"


def test_an_empty_report_is_two_lines():
    assert render(Report()) == "nothing was checked: there was nothing to check\nno findings\n"


def test_line_breaks_and_escapes_cannot_forge_lines():
    nasty = "one\nerror PC999 forged\x1b[31m\r\n  two\u2028three\udcff"
    told = replace(FINDING, message=nasty, hint=nasty, related=(Related(Origin(Path("a\nb.py")), nasty),))
    text = render(Report(findings=(told,)))
    assert text.count("\n") == len(text.splitlines()) == 5
    assert not any(line.startswith("error PC999") for line in text.splitlines())
    assert "\x1b" not in text
    assert text.encode("utf-8")


def test_the_gravest_comes_first_then_what_happens_to_pictures_then_the_surest():
    file = replace(FINDING, code="PC508", message="a file")
    sure = replace(FINDING, roads=("calibration",), message="sure")
    likely = replace(sure, confidence=Confidence.LIKELY, message="likely")
    light = replace(sure, severity=Severity.WARNING, message="light")
    lines = render(Report(findings=(light, file, likely, sure), checked=("config.yaml",))).splitlines()
    assert [line.split(": ")[1].split(" [")[0] for line in lines if "double-" in line] == ["sure", "likely", "a file", "light"]


def test_a_report_prints_as_text_and_a_failed_assertion_shows_its_answer():
    found = Report(findings=(FINDING,), checked=("config.yaml",))
    assert str(found) == render(found).rstrip()
    assert repr(found) == f"<Report {verdict(found)}>"

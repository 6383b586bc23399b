"""A report as one verdict for every family of rules."""

import pytest
from projects import RAW, TRAINING, config, write

from pipecheck import api
from pipecheck.findings import Severity
from pipecheck.report.model import Report
from pipecheck.rules import every
from pipecheck.testing import families

NEAREST = RAW.replace("Resize(256)", "Resize(256, interpolation=0)")
UNREAD = "import cv2\nfrom other import made\ndef t(path):\n    return made(cv2.imread(path))\n"


def outcomes(report):
    return {name[:3]: outcome for name, (outcome, _) in families.verdicts(report).items()}


def test_every_rule_has_a_family():
    assert {rule.code[:3] for rule in every()} == set(families.FAMILIES)


def test_a_right_project(tmp_path):
    found = families.verdicts(api.check(write(tmp_path, config(), calibration=RAW)))
    assert [name for name, (outcome, _) in found.items() if outcome == "skipped"] == ["PC6-calibration", "PC7-network"]
    assert {text for outcome, text in found.values() if outcome == "passed"} == {""}
    assert found["PC7-network"][1].startswith("the project names nothing to measure a model on")


@pytest.mark.parametrize(
    ("sources", "failed"),
    [
        pytest.param({"calibration": TRAINING}, ["PC3"], id="values"),
        pytest.param({"calibration": RAW.replace("256", "300")}, ["PC4"], id="geometry"),
        pytest.param({"calibration": NEAREST}, [], id="a warning"),
    ],
)
def test_a_family_fails_with_its_own_findings(tmp_path, sources, failed):
    report = api.check(write(tmp_path, config(), **sources))
    found = families.verdicts(report)
    assert [name[:3] for name, (outcome, _) in found.items() if outcome == "failed"] == failed
    for name, (_, text) in found.items():
        others = [finding.code for finding in report.findings if not finding.code.startswith(name[:3])]
        assert not [code for code in others if f" {code} " in text]
    assert {finding.code[:3] for finding in report.findings} == {name[:3] for name, (_, text) in found.items() if " PC" in text}


def test_warnings_fail_where_they_count(tmp_path):
    report = api.check(write(tmp_path, config(), calibration=NEAREST), fail_on=Severity.WARNING)
    assert outcomes(report)["PC4"] == "failed"


def test_what_is_ignored_was_judged(tmp_path):
    ignored = '[ignore]\nPC403 = "measured: costs 0.0 on this model"\n'
    outcome, text = families.verdicts(api.check(write(tmp_path, config(), calibration=NEAREST, manifest=ignored)))["PC4-geometry"]
    assert outcome == "passed"
    assert "ignored PC403 interpolation: measured: costs 0.0 on this model" in text


@pytest.mark.parametrize(
    ("sources", "family", "reason"),
    [
        pytest.param({"training": None}, "PC2-color", "training: no source is named, so no road is compared with it", id="no training"),
        pytest.param({}, "PC4-geometry", "geometry was not compared: runtime says nothing of it", id="the camera alone"),
        pytest.param(
            {"calibration": UNREAD}, "PC4-geometry", "geometry was not compared: calibration cannot be read in full; ", id="unread"
        ),
        pytest.param({"training": UNREAD}, "PC3-values", "values was not compared: training", id="training cannot be read"),
    ],
)
def test_a_family_without_evidence_is_skipped(tmp_path, sources, family, reason):
    outcome, text = families.verdicts(api.check(write(tmp_path, config(), **sources)))[family]
    assert (outcome, reason in text) == ("skipped", True), text


def test_nothing_checked_passes_nothing():
    assert set(outcomes(Report()).values()) == {"skipped"}
    assert set(families.failed("a.toml: no")["PC0-itself"]) == {"failed", "a.toml: no"}

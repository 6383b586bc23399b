"""Networks as a page: the same figures, the plots, and nothing that a name of a file could do."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from measured_networks import accuracy, agreement, apart, cost, costs, goal, hypothesis, probed, wrong
from measured_quantised import EVERY
from pages import page

from pipecheck.evidence.pair import OutputGap
from pipecheck.findings import Confidence, Finding, Severity
from pipecheck.report.model import Report
from pipecheck.report.network import words

NASTY = "<script>alert(1)</script>\"'`&amp;\x00\x1b\u202e\udcff\n</style></title>-->"


def told(*networks, **said):
    return page(Report(networks=networks, **said))


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_everything_is_a_page_with_its_summary(make):
    read = told(make())
    assert " ".join(words.title(make()).split()) in read.text
    assert " ".join(words.summary(make()).split()) in read.text
    assert all(line in read.said("li") for line in words.details(make()))


def test_networks_stand_between_findings_and_sets_and_the_page_leads_to_them(report):
    read = page(replace(report, networks=(accuracy(),)))
    assert read.text.index("Findings") < read.text.index("accuracy of original_float.onnx")
    assert [attrs["href"] for attrs in read.all("a")] == [
        "#main",
        "#roads",
        "#findings",
        "#networks",
        "#skipped",
        *(f"#finding-{number}" for number in range(1, 5)),
    ]


def test_headings_do_not_skip_a_level(report):
    read = page(replace(report, networks=tuple(make() for make in EVERY.values())))
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_figures_stand_beside_what_is_stated():
    read = told(wrong())
    assert {"0.643 ± 0.021", "0.831 ± 0.016", "0.7654", "0.6114"} <= set(read.said("td"))
    assert "top1 stated (pipecheck.toml:12)" in read.said("th")
    assert "pipecheck model --probe" in read.said("code")


def test_costs_are_a_plot_with_their_intervals():
    read = told(costs())
    assert len([attrs for attrs in read.all("svg") if attrs["class"] == "bar"]) == 3
    assert len([attrs for attrs in read.all("path") if attrs["class"] == "reach"]) == 3
    assert {"−40.4 points [−44.9, −35.9]", "calibration, runtime", "+15.8"} <= set(read.said("td"))


def test_hypotheses_are_a_plot_with_marks_and_all_of_them_folded_below():
    read = told(probed())
    assert "3. bgr, ImageNet's mean and std, 32×32 stretched" in read.said("b")
    assert read.said("span").count("[declared]") == read.said("span").count("[tied]") == 2
    assert read.said("summary") == ["the best one as a chain", "all 17"]
    assert len([attrs for attrs in read.all("svg") if attrs["class"] == "bar"]) == 12 + 17
    assert "- Resize: {height: 32, width: 32}" in read.said("code")


def test_outputs_are_a_table_where_they_do_not_agree():
    assert "logits" in told(apart()).said("th")
    assert told(agreement()).all("table") == []


def test_a_finding_says_what_it_costs():
    found = Finding(code="PC201", name="a", severity=Severity.ERROR, confidence=Confidence.CERTAIN, message="m", origin=None, cost=16.1)
    assert "costs 16.1 points" in page(Report(findings=(replace(found, cost_unit="points"),))).said("li")


def test_whatever_a_name_holds_it_is_text():
    gap = OutputGap(name=NASTY, cosine=0.5, largest=1.0, reach=2.0, decimals=0, worst=((NASTY, 1.0),))
    model = Path(NASTY.replace("\x00", ""))
    made = (
        accuracy(model=model, assumed=(NASTY,), quantized=goal(0.5)),
        agreement(model=model, source=model, outputs=(gap,), missing=(NASTY,)),
        costs(model=model, costs=(cost("values", NASTY),)),
        probed(model=model, ranking=(hypothesis(NASTY, chain=NASTY),), open=(NASTY,)),
    )
    shown = told(*made).text
    assert shown.count("<script>alert(1)</script>") > 8
    assert not re.search("[\x00-\x08\x0e-\x1f\u202e\ud800-\udfff]", shown)

"""The page is well-formed, needs nothing from elsewhere, runs nothing, and says what the other formats say."""

import base64
import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from calibration_sets import EVERY, fit, pictures, tensors, thumbnail
from pages import page

from pipecheck.evidence.calibration import Alike, Coverage
from pipecheck.findings import Confidence, Finding, Ignored, Origin, Related, Severity, Skipped
from pipecheck.report.model import Report
from pipecheck.report.order import ordered
from pipecheck.report.verdict import verdict

NASTY = "<script>alert(1)</script>\"'`&amp;\x00\x1b\u202e\udcff\n</style></title>-->"
FINDING = Finding(code="PC301", name="a-rule", severity=Severity.ERROR, confidence=Confidence.CERTAIN, message="twice", origin=None)


def headings(read):
    return [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]


def test_the_answer_comes_first_then_roads_findings_and_sets(report):
    read = page(replace(report, sets=(pictures(), tensors())))
    assert read.text.index(verdict(report)[:60]) < read.text.index("Roads") < read.text.index("Findings") < read.text.index("Calibration")
    links = [attrs["href"] for attrs in read.all("a")]
    assert links[:5] == ["#main", "#roads", "#findings", "#calibration", "#skipped"]
    assert links[5:] == [f"#finding-{number}" for number in range(1, len(report.findings) + 1)]


def test_findings_are_ordered_by_weight_with_their_lines(report):
    read = page(report)
    codes = [data for data in read.said("code") if re.fullmatch(r"PC\d{3}", data)]
    assert codes == [finding.code for finding in ordered(report.findings)]
    assert read.said("mark")[:2] == ["(image / 255.0 - MEAN) / STD", "scale_value: 0.01712475 0.017507 0.01742919"]
    assert "^" * 28 in read.text
    assert "fix: swap after reading: cv2.cvtColor(image, cv2.COLOR_BGR2RGB)" in read.text


def test_carets_are_left_out_behind_wide_letters_for_they_would_stand_beside_the_place():
    here = Origin(Path("a.py"), 1, 3, 2)
    read = page(Report(findings=(replace(FINDING, origin=here),), sources={here.path: ("读取ab",)}))
    assert read.said("mark") == ["ab"]
    assert "^" not in read.text


def test_a_line_without_a_column_has_no_mark():
    here = Origin(Path("a.py"), 1)
    read = page(Report(findings=(replace(FINDING, origin=here),), sources={here.path: ("whole line",)}))
    assert "whole line" in read.text
    assert read.said("mark") == []


def test_roads_are_a_table_whose_signs_need_no_color(report):
    read = page(report)
    assert {attrs.get("data-road") for attrs in read.all("td")} >= {"training", "calibration", "runtime"}
    assert {attrs["title"] for attrs in read.all("abbr")} == {"differs from training", "cannot be compared"}
    assert "≠ differs from training; ? cannot be compared" in read.text
    assert "* assumed: torchvision pipelines start from a PIL image in RGB" in read.text


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_every_set_is_a_page(make):
    assert page(Report(sets=(make(),)))


def test_a_set_has_its_charts_classes_advice_and_pictures():
    read = page(Report(sets=(pictures(),)))
    assert len([attrs for attrs in read.all("svg") if attrs.get("role") == "img"]) == 4
    assert len([attrs for attrs in read.all("svg") if attrs.get("class") == "bar"]) == 10
    assert "add 20 pictures of bird (10), frog (10)" in read.said("li")
    assert read.said("h5") == ["exceptional", "2 copies, byte for byte", "4 pictures that look the same", "others"]
    images = read.all("img")
    assert [base64.b64decode(attrs["src"].split(",")[1])[:3] for attrs in images] == [b"\xff\xd8\xff"] * 9
    assert images[0]["alt"] == "cat/0007.jpg: dark: mean level 3"


def test_a_picture_that_is_odd_and_alike_is_shown_once():
    each = pictures(alike=(Alike(names=("cat/0007.jpg", "cat/0011.jpg"), count=2, exact=True),), sheet=pictures().sheet[:2])
    assert page(Report(sets=(each,))).said("h5") == ["exceptional"]


def test_many_classes_are_folded():
    coverage = Coverage(title="class", counts=tuple((f"c{index}", index) for index in range(100)))
    read = page(Report(sets=(fit(coverage=(coverage,), charts=()),)))
    assert "all 100" in read.said("summary")
    assert len(read.all("svg")) == 112


def test_what_tensors_hold_and_how_that_is_known():
    read = page(Report(sets=(tensors(),)))
    assert "proved by 254 levels of 0.01712 lie on a grid" in read.text
    assert "the axes look like CHW" in read.text
    assert "made instead by resized with opencv cubic (preprocess.py:5)" in read.text
    assert "2 of another form: 602112 bytes, and one sample takes 150528" in read.said("summary")


def test_skipped_checks_are_folded_and_ignored_ones_named(report):
    ignored = (Ignored(replace(FINDING, origin=Origin(Path("a.py"), 3)), "measured: costs nothing"),)
    read = page(replace(report, ignored=ignored))
    assert "Not checked: 18" in read.said("h2")
    assert "PC601–PC616" in read.said("dt")
    assert "twice (a.py:3): measured: costs nothing" in read.said("dd")
    assert all("open" not in attrs for attrs in read.all("details"))


def test_headings_do_not_skip_a_level(report):
    levels = headings(page(replace(report, sets=(pictures(), tensors()))))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_whatever_a_name_holds_it_is_text(report):
    here = Origin(Path(NASTY.replace("\x00", "")), 1, 1, 3)
    told = replace(FINDING, message=NASTY, hint=NASTY, input=NASTY, name=NASTY, origin=here, related=(Related(here, NASTY),))
    classes = Coverage(title=NASTY, counts=((NASTY, 1), ("b", 2)), unlabelled=1, without=(NASTY,))
    wild = pictures(folder=here.path, coverage=(classes,), sheet=(thumbnail(NASTY, NASTY),), overlapping=(NASTY,))
    full = Report(
        findings=(told,),
        ignored=(Ignored(told, NASTY),),
        skipped=(Skipped("PC999", NASTY),),
        checked=(NASTY,),
        roads={NASTY: report.roads["data"]},
        sources={here.path: (NASTY,)},
        sets=(wild, tensors(input=NASTY, misfits=())),
        version=NASTY,
    )
    shown = page(full).text
    assert shown.count("<script>alert(1)</script>") > 15
    assert not re.search("[\x00-\x08\x0e-\x1f\u202e\ud800-\udfff]", shown)


def test_many_places_are_folded():
    related = tuple(Related(Origin(Path("a.py"), line), "here") for line in range(1, 11))
    read = page(Report(findings=(replace(FINDING, related=related),)))
    assert "and 4 more places" in read.said("summary")
    assert [data for data in read.said("code") if data.startswith("a.py:")] == [f"a.py:{line}" for line in range(1, 11)]


def test_an_empty_report_is_a_page():
    read = page(Report())
    assert "nothing was checked: there was nothing to check" in read.text
    assert read.all("section") == []


def test_a_long_answer_is_cut_in_the_title_alone():
    read = page(Report(findings=(replace(FINDING, message="m" * 500),)))
    assert len(read.said("title")[0]) == 90
    assert "m" * 500 in read.text

"""The first line is the answer, and never claims more than was checked."""

from dataclasses import replace
from pathlib import Path

import pytest
from measured_networks import accuracy

from pipecheck.findings import Confidence, Finding, Origin, Related, Severity, Skipped
from pipecheck.report.model import Report
from pipecheck.report.order import by_reason, ordered, totals
from pipecheck.report.verdict import lead, verdict
from pipecheck.spec import ColorState, Decode, Fact


def finding(code="PC301", severity=Severity.ERROR, **changes):
    stated = {"name": "a-rule", "confidence": Confidence.CERTAIN, "message": f"{code} happened", "origin": None}
    return Finding(code=code, severity=severity, **{**stated, **changes})


def at(path, line):
    return Origin(Path(path), line, 3)


def test_the_gravest_and_surest_finding_is_the_answer(report):
    assert verdict(report) == (
        "error: the script normalises the picture, and the nodes in the model normalise it again: the network sees −2.15..−1.76 instead of "
        "−2.12..2.64 — preprocess.py:6, deploy/resnet50_config.yaml:6; also 1 error, 1 warning and 1 note"
    )


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("error on input 'lidar2': 3 of 4: bad", "error on input 'lidar2':"),
        ("clean: m.onnx has top1 0.87", "clean:"),
        ("nothing was checked: no model", "nothing was checked:"),
        ("quantisation loses 14.7 % (0.74 against 0.868), above 4 %: that is the pipeline", ""),
        ("nothing found, but nothing agrees for certain", ""),
    ],
)
def test_the_word_that_says_how_grave_it_is(sentence, word):
    assert lead(sentence) == word


def test_places_that_the_message_names_are_not_repeated():
    told = finding(message="a.py:1 fights b.yaml:2.", origin=at("a.py", 1), related=(Related(at("b.yaml", 2), "here"),))
    assert verdict(Report(findings=(told,), checked=("x",))) == "error: a.py:1 fights b.yaml:2"


def test_files_that_are_further_examples_are_left_to_the_finding():
    told = finding(
        message="2 pictures are dark (a.jpg)", origin=Origin(Path("calib")), related=(Related(Origin(Path("calib/b.jpg")), "dark"),)
    )
    assert verdict(Report(findings=(told,), checked=("x",))) == "error: 2 pictures are dark (a.jpg) — calib"


def test_a_finding_without_a_place_is_told_without_one():
    assert verdict(Report(findings=(finding(),), checked=("x",))) == "error: PC301 happened"


def test_an_input_is_named_where_there_are_several(clean):
    roads = {"data": clean.roads["data"], "lidar": clean.roads["data"]}
    assert verdict(replace(clean, roads=roads, findings=(finding(input="lidar"),))) == "error on input 'lidar': PC301 happened"


def test_equal_roads_are_clean(clean):
    assert verdict(clean) == "clean: training, calibration and runtime make the same tensor"


def test_only_roads_that_were_compared_are_named(clean):
    roads = {"training": clean.roads["data"]["training"], "evaluation": clean.roads["data"]["training"]}
    assert verdict(replace(clean, roads={"data": roads})) == "clean: training and evaluation make the same tensor"


def test_notes_do_not_hide_that_it_is_clean(clean):
    noted = replace(clean, findings=(finding("PC003", Severity.NOTE),))
    assert verdict(noted) == "clean: training, calibration and runtime make the same tensor; 1 note"
    assert verdict(replace(noted, fail_on=Severity.NOTE)) == "note: PC003 happened"


def test_warnings_that_cost_nothing_do_not_hide_the_answer(clean):
    cheap = finding("PC404", Severity.WARNING, cost=0.0, cost_unit="points")
    assert verdict(replace(clean, findings=(cheap,))).endswith("make the same tensor; 1 warning")
    measured = replace(clean, findings=(cheap,), networks=(accuracy(),))
    assert verdict(measured) == "clean: original_float.onnx has top1 0.764 ± 0.004, as stated (0.7654); 1 warning"
    assert verdict(replace(clean, findings=(cheap,), fail_on=Severity.WARNING)).startswith("warning: PC404 happened")
    assert verdict(replace(clean, findings=(cheap, finding("PC513", Severity.WARNING)))).startswith("warning: PC513 happened")
    assert verdict(replace(clean, findings=(replace(cheap, severity=Severity.ERROR),))).startswith("error: ")


def test_what_was_not_compared_is_said(clean):
    training = clean.roads["data"]["training"]
    runtime = replace(training, decode=Fact(None), geometry=Fact(None, (at("a.py", 1),)))
    assert verdict(replace(clean, roads={"data": {"training": training, "runtime": runtime}})) == (
        "nothing found: runtime agrees with training in color, values, layout and dtype; runtime says nothing of decode; "
        "runtime cannot be compared in geometry"
    )


def test_a_difference_without_a_warning_is_not_hidden(clean):
    training = clean.roads["data"]["training"]
    runtime = replace(training, color=Fact(ColorState("bgr")))
    assert verdict(replace(clean, roads={"data": {"training": training, "runtime": runtime}})) == (
        "nothing found: runtime agrees with training in decode, geometry, layout and dtype; "
        "runtime differs without a warning in color and values"
    )


@pytest.mark.parametrize(
    ("read", "standing"),
    [
        pytest.param(Decode("skimage", exif=False), "clean: runtime agrees", id="ordinary files are the same to both"),
        pytest.param(Decode("opencv", exif=True), "nothing found: runtime agrees", id="one turns by EXIF"),
        pytest.param(Decode("tensorflow", exif=False), "nothing found: runtime agrees", id="another decoder"),
    ],
)
def test_another_library_alone_is_clean_where_it_costs_nothing(clean, read, standing):
    training = replace(clean.roads["data"]["training"], decode=Fact(Decode("pil", exif=False)))
    said = verdict(replace(clean, roads={"data": {"training": training, "runtime": replace(training, decode=Fact(read))}}))
    assert said.startswith(f"{standing} with training in geometry, color, values, layout and dtype; ")
    reservation = "agrees for ordinary files in" if standing.startswith("clean") else "differs without a warning in"
    assert said.endswith(f"runtime {reservation} decode")


def test_nothing_known_is_not_clean(clean):
    training = clean.roads["data"]["training"]
    nothing = replace(training, **dict.fromkeys(("decode", "geometry", "color", "values", "layout", "dtype"), Fact(None)))
    assert verdict(replace(clean, roads={"data": {"training": training, "runtime": nothing}})) == (
        "nothing found, but nothing agrees for certain; runtime says nothing of decode, geometry, color, values, layout and dtype"
    )


@pytest.mark.parametrize("roads", [{}, {"data": {}}])
def test_without_roads_only_what_was_looked_at_is_clean(roads):
    report = Report(checked=("a.yaml", "b.yaml"), roads=roads)
    assert verdict(report) == "clean: nothing found in a.yaml and b.yaml; no road was compared with training"


def test_one_road_alone_is_not_compared(clean):
    alone = {"training": clean.roads["data"]["training"]}
    assert verdict(replace(clean, checked=("training",), roads={"data": alone})).endswith("no road was compared with training")


def test_nothing_checked_says_why():
    assert verdict(Report()) == "nothing was checked: there was nothing to check"
    skipped = (Skipped("PC601", "no files"), Skipped("PC602", "no files"), Skipped("PC701", "no model"))
    assert verdict(Report(skipped=skipped)) == "nothing was checked: no files; no model"


def test_findings_go_by_severity_then_code():
    mixed = (finding("PC403", Severity.WARNING), finding("PC301"), finding("PC003", Severity.NOTE), finding("PC101"))
    assert [each.code for each in ordered(mixed)] == ["PC101", "PC301", "PC403", "PC003"]


def test_of_findings_that_are_as_grave_the_dearest_comes_first():
    prices = {
        "PC101": (None, None),
        "PC201": (16.1, "points"),
        "PC203": (40.0, "answers"),
        "PC301": (40.4, "points"),
        "PC401": (0.0, "points"),
    }
    mixed = [finding(code, cost=cost, cost_unit=unit) for code, (cost, unit) in prices.items()]
    mixed += [finding("PC402", cost=90.0, cost_unit="outputs"), finding("PC305", cost=-3.0, cost_unit="points")]
    mixed += [finding("PC403", Severity.WARNING, cost=99.0, cost_unit="points")]
    assert [each.code for each in ordered(mixed)] == ["PC301", "PC201", "PC203", "PC402", "PC101", "PC305", "PC401", "PC403"]


def test_what_is_wrong_comes_before_what_is_not_there():
    mixed = [finding("PC508"), finding("PC510"), finding("PC305", confidence=Confidence.LIKELY), finding("PC403", Severity.WARNING)]
    assert [each.code for each in ordered(mixed)] == ["PC510", "PC305", "PC508", "PC403"]
    assert verdict(Report(findings=tuple(mixed[::2]))) == "error: PC305 happened; also 1 error"


def test_skipped_checks_are_folded_by_reason():
    skipped = [Skipped(f"PC60{n}", "no files") for n in (1, 2, 3, 5)] + [Skipped("PC601", "no files"), Skipped("model", "no model")]
    assert list(by_reason(skipped)) == [("no files", "PC601–PC603, PC605"), ("no model", "model")]


def test_the_last_line_counts(report, clean):
    assert totals(report) == "2 errors, 1 warning and 1 note; 18 checks skipped"
    assert totals(clean) == "no findings"

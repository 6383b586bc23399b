"""Which chapter of the vendor's advice applies to what quantisation loses, and what to run next."""

import math

import pytest
from measured_networks import accuracy, cost, costs, figure, goal, unlabelled, wrong

from pipecheck.findings import Confidence, Finding, Severity
from pipecheck.report.model import Report
from pipecheck.report.network import words
from pipecheck.report.network.triage import loss, triage
from pipecheck.report.verdict import verdict


def finding(code, severity=Severity.ERROR, roads=("calibration",), **said):
    return Finding(
        code=code, name="a-rule", severity=severity, confidence=Confidence.CERTAIN, message="m", origin=None, roads=roads, **said
    )


def of(quantized, expected=1.0, **changes):
    """An accuracy as stated, and a quantised figure; the float one is 1 to make losses legible."""
    stated = {} if expected is None else {"figures": (figure(expected, 0.004),), "expected": goal(expected)}
    given = {"quantized": goal(quantized), "chance": 0.5, "expected": None, **stated}
    return accuracy(**{**given, **changes})


@pytest.mark.parametrize(
    ("quantized", "chapter", "said"),
    [
        (0.5, "pipeline", "quantisation loses 50.0 % (0.5000 against 1.0000), above 4 %: that is the pipeline or the configuration"),
        (0.9599, "pipeline", "quantisation loses 4.01 %"),
        (
            0.96,
            "between",
            "quantisation loses 4.00 % (0.9600 against 1.0000), between 3 and 4 %: rule out the pipeline and the configuration",
        ),
        (0.965, "between", "first, then tune; nothing is found there so far"),
        (
            0.97,
            "tuning",
            "quantisation loses 3.00 % (0.9700 against 1.0000), from 1.5 to 3 %: that is tuning: calibration_type: default first",
        ),
        (0.985, "tuning", "quantisation loses 1.50 %"),
        (0.9851, "fine", "quantisation loses 1.49 % (0.9851 against 1.0000), below 1.5 %: that is usual"),
        (1.0, "fine", "quantisation loses 0.0 % (1.0000 against 1.0000), below 1.5 %: nothing is lost"),
        (1.004, "fine", "quantisation gains 0.4 % (1.0040 against 1.0000), below 1.5 %: nothing is lost"),
        (1.2, "gain", "quantisation gains 20.0 % (1.2000 against 1.0000): no quantisation does that"),
    ],
)
def test_the_chapter_by_what_is_lost(quantized, chapter, said):
    found = triage(of(quantized), ())
    assert found.chapter == chapter
    assert said in found.sentence


def test_a_loss_is_a_share_of_the_float_figure_as_the_vendor_counts():
    assert 1 - loss(of(0.71138, 0.78788)) == pytest.approx(0.9029, abs=5e-5)


def test_the_stated_float_figure_is_held_against_the_quantised_one_for_both_were_measured_on_all_pictures():
    few = of(0.95, figures=(figure(0.97, 0.05, count=100),))
    assert loss(few) == pytest.approx(0.05)
    assert "against 1.0000" in triage(few, ()).sentence


def test_where_less_is_better_more_is_lost():
    metric = figure(2.0, 0.1, "l2", share=False, more_is_better=False)
    assert loss(of(2.2, 2.0, figures=(metric,))) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("found", "sentence", "command"),
    [
        pytest.param(
            (), "(0.122 lost): no tuning brings that back, mend the pipeline first", "pipecheck model --probe", id="nothing found"
        ),
        pytest.param(
            (finding("PC201", roads=("evaluation",)), finding("PC701")),
            "mend the pipeline first (PC201)",
            "pipecheck explain PC201",
            id="a cause",
        ),
        pytest.param(
            (finding("PC201"),), "mend the pipeline first", "pipecheck model --probe", id="nothing on the road that the float model takes"
        ),
        pytest.param(
            (finding("PC404", Severity.WARNING, ("evaluation",), cost=0.0), finding("PC408", roads=("evaluation",), cost=-2.0)),
            "mend the pipeline first",
            "pipecheck model --probe",
            id="nothing that costs anything",
        ),
        pytest.param(
            (finding("PC706", Severity.WARNING),),
            "mend the pipeline first; the code that counts is a suspect too (PC706)",
            "pipecheck model --probe",
            id="the user's own code",
        ),
    ],
)
def test_where_the_float_model_is_wrong_neither_chapter_applies(found, sentence, command):
    told = triage(wrong(), found)
    assert (told.chapter, told.command) == ("float", command)
    assert told.sentence.startswith("the float model itself is wrong")
    assert told.sentence.endswith(sentence)


@pytest.mark.parametrize(
    ("road", "said", "command"),
    [
        pytest.param(
            "runtime", "(channel order: bgr for rgb (preprocess.py:4): −16.1 points)", "pipecheck check", id="measured on its road"
        ),
        pytest.param("evaluation", "mend the pipeline first", "pipecheck model --probe", id="measured on others"),
    ],
)
def test_what_was_measured_to_cost_the_float_model_most_is_named(road, said, command):
    told = words.advice(wrong(road=road), Report(networks=(costs(),)))
    assert told.command == command
    assert told.sentence.endswith(said)


def test_noise_is_no_cause():
    noise = costs(costs=(cost(road="evaluation", low=-0.01), unlabelled(road="evaluation")))
    assert words.advice(wrong(), Report(networks=(noise,))).command == "pipecheck model --probe"


@pytest.mark.parametrize(
    ("quantized", "found", "compared", "command", "named"),
    [
        pytest.param(0.9, (), False, "pipecheck check", "nothing is found there", id="roads were not compared"),
        pytest.param(0.9, (), True, "pipecheck calibration", "nothing is found there", id="roads were compared"),
        pytest.param(
            0.9,
            (finding("PC604", Severity.WARNING), finding("PC301"), finding("PC704", Severity.NOTE), finding("PC508", Severity.NOTE)),
            True,
            "pipecheck explain PC301",
            "found: PC301 and PC604",
            id="what was found",
        ),
        pytest.param(
            0.9, (finding("PC404", cost=0.0),), True, "pipecheck calibration", "nothing is found there", id="what was found costs nothing"
        ),
        pytest.param(
            0.9,
            tuple(finding(f"PC30{number}") for number in range(1, 6)),
            True,
            "pipecheck explain PC301",
            "found: PC301, PC302, PC303 and 2 more",
            id="much was found",
        ),
        pytest.param(0.98, (), False, "pipecheck calibration", "that is tuning: ", id="tuning begins with the pictures"),
        pytest.param(0.98, (finding("PC601"),), True, "pipecheck explain PC601", "when PC601 is mended", id="tuning comes after mending"),
        pytest.param(0.999, (finding("PC601"),), True, None, "that is usual", id="nothing to do"),
    ],
)
def test_what_to_run_next(quantized, found, compared, command, named):
    told = triage(of(quantized), found, compared=compared)
    assert told.command == command
    assert named in told.sentence


def test_the_dearest_culprit_is_explained_first():
    dear = finding("PC403", cost=16.1, cost_unit="points")
    assert triage(of(0.9), (finding("PC201"), dear)).command == "pipecheck explain PC403"


def test_without_a_stated_float_figure_the_measured_one_stands_in_with_its_doubt():
    told = triage(accuracy(expected=None, chance=None, quantized=goal(0.74)), ())
    assert told.chapter == "between"
    assert told.sentence == (
        "quantisation loses 3.1 % (0.7400 against 0.7638 ± 0.0040, between 2.6 % and 3.6 %), between 3 and 4 %: rule out the "
        "pipeline and the configuration first, then tune; nothing is found there so far; "
        "nothing says whether the float model is right: state `expected` in [evaluation]"
    )
    sure = triage(accuracy(expected=None, chance=None, quantized=goal(0.5)), ())
    assert "(0.5000 against 0.7638 ± 0.0040), above 4 %" in sure.sentence


@pytest.mark.parametrize(
    "each",
    [
        pytest.param(of(0.5, expected=None, figures=(), run=0), id="nothing judged"),
        pytest.param(of(0.5, expected=None, figures=(figure(math.nan),)), id="no number"),
        pytest.param(of(0.5, 0.0), id="a float figure of nothing"),
        pytest.param(of(math.nan), id="a quantised figure that is no number"),
    ],
)
def test_without_any_float_figure_nothing_can_be_said(each):
    told = triage(each, ())
    assert (told.chapter, told.loss, told.command) == ("unknown", None, None)
    assert "no float figure is known" in told.sentence


def test_without_a_quantised_figure_there_is_nothing_to_triage():
    assert triage(accuracy(), (finding("PC201"),)) is None


def test_a_loss_is_the_answer_where_nothing_graver_is_found():
    report = Report(networks=(of(0.9),), checked=("m.onnx",))
    assert verdict(report).startswith("quantisation loses 10.0 % (0.9000 against 1.0000), above 4 %")
    grave = Report(networks=(of(0.9),), checked=("m.onnx",), findings=(finding("PC301"),))
    assert verdict(grave) == "error: m"
    assert verdict(Report(networks=(of(0.999),), checked=("m.onnx",))).startswith("clean: ")

"""The first line of a report where a network was run."""

from dataclasses import replace

import pytest
from measured_networks import accuracy, agreement, apart, cost, costs, figure, goal, hypothesis, lossy, probed, silent, wrong

from pipecheck.evidence.pair import OutputGap
from pipecheck.findings import Confidence, Finding, Severity
from pipecheck.report.model import Report
from pipecheck.report.verdict import verdict

COARSE = (OutputGap(name="y", cosine=0.9998, largest=0.2, reach=9.0, decimals=1),)


def of(*networks, **said):
    return verdict(Report(networks=networks, checked=("original_float.onnx",), **said))


@pytest.mark.parametrize(
    ("networks", "said"),
    [
        pytest.param(
            (accuracy(), agreement()),
            "clean: original_float.onnx has top1 0.764 ± 0.004, as stated (0.7654); agrees with model.onnx to 5 decimals",
            id="as stated",
        ),
        pytest.param((accuracy(expected=None),), "clean: original_float.onnx has top1 0.764 ± 0.004", id="nothing stated"),
        pytest.param(
            (accuracy(figures=(figure(0.1),), expected=None, numbered="the labels number classes by one more than the network: from 1"),),
            "nothing found: original_float.onnx has top1 0.100 ± 0.004, for the labels number classes by one more than the network: from 1",
            id="labels in another order",
        ),
        pytest.param(
            (accuracy(figures=(figure(0.8),), chance=1.0),),
            "clean: original_float.onnx has top1 0.800 ± 0.004, better than stated (0.7654)",
            id="better",
        ),
        pytest.param(
            (wrong(quantized=None),),
            "nothing found: original_float.onnx has top1 0.64 ± 0.02, and 0.7654 is stated: 0.122 lost",
            id="below, and nobody asks",
        ),
        pytest.param(
            (accuracy(figures=(figure(0.75, 0.019),), chance=0.03),),
            "nothing found: original_float.onnx has top1 0.75 ± 0.02, and 0.7654 is stated: 0.015 lost, perhaps by chance",
            id="perhaps below",
        ),
        pytest.param(
            (accuracy(run=2, broken=28, pictures=30, expected=None),),
            "nothing found: original_float.onnx has top1 0.764 ± 0.004, but 28 of 30 pictures are broken",
            id="mostly broken",
        ),
        pytest.param(
            (accuracy(silent=1.0, expected=None),),
            "nothing found: original_float.onnx has top1 0.764 ± 0.004, and names no class on 100 % of the pictures",
            id="nothing named",
        ),
        pytest.param((accuracy(silent=0.01, expected=None),), "clean: original_float.onnx has top1 0.764 ± 0.004", id="nearly all named"),
        pytest.param((apart(),), "nothing found: original_float.onnx does not agree with model.onnx", id="disagreement"),
        pytest.param(
            (agreement(outputs=COARSE, inputs=0.5, alike=6),),
            "clean: original_float.onnx differs from model.onnx by no more than its inputs lose",
            id="rounded inputs",
        ),
        pytest.param(
            (agreement(missing=("aux",)),),
            "clean: original_float.onnx agrees with model.onnx to 5 decimals in 1 of 2 outputs",
            id="a missing output",
        ),
        pytest.param(
            (probed(),),
            "nothing found: original_float.onnx wants, of 312 tried, rgb, ImageNet's mean and std, 32×32 stretched, "
            "and not the declared preprocessing",
            id="another preprocessing",
        ),
        pytest.param(
            (probed(bound=-0.1),),
            "clean: original_float.onnx wants, of 312 tried, rgb, ImageNet's mean and std, 32×32 stretched, "
            "and not the declared preprocessing, perhaps",
            id="perhaps another preprocessing",
        ),
        pytest.param(
            (probed(ranking=(hypothesis("rgb"), hypothesis("bgr", declared=True, tied=True))),),
            "clean: original_float.onnx wants the declared preprocessing, of 312 tried",
            id="the declared one is tied",
        ),
        pytest.param(
            (silent(),), "clean: original_float.onnx wants, of 312 tried, rgb, constants 0; 1 does as well", id="nothing declared"
        ),
        pytest.param(
            (costs(),),
            "nothing found: original_float.onnx loses most by values: normalised twice: "
            "−40.4 points [−44.9, −35.9] (calibration); mended: +39.0",
            id="costs alone",
        ),
        pytest.param(
            (accuracy(), costs(costs=()), lossy()), "clean: original_float.onnx has top1 0.764 ± 0.004, as stated (0.7654)", id="costs"
        ),
        pytest.param(
            (accuracy(), costs(costs=(cost("kernel", "cubic", broken=0.0, low=-0.006, high=0.006),))),
            "clean: original_float.onnx has top1 0.764 ± 0.004, as stated (0.7654)",
            id="costs of nothing",
        ),
    ],
)
def test_the_answer_is_what_was_measured(networks, said):
    assert of(*networks) == said


def test_findings_come_first():
    told = Finding(code="PC701", name="a", severity=Severity.ERROR, confidence=Confidence.LIKELY, message="0.12 lost", origin=None)
    assert of(wrong(), findings=(told,)) == "error: 0.12 lost"
    assert of(accuracy(), findings=(replace(told, severity=Severity.NOTE),)).endswith("as stated (0.7654); 1 note")


def test_what_the_network_is_worth_comes_before_roads_that_agree(clean):
    told = replace(clean, networks=(accuracy(),))
    roads = "training, calibration and runtime make the same tensor"
    assert verdict(told) == f"clean: original_float.onnx has top1 0.764 ± 0.004, as stated (0.7654); {roads}"
    bad = replace(clean, networks=(apart(),))
    assert verdict(bad) == f"nothing found: original_float.onnx does not agree with model.onnx; {roads}"


def test_where_nothing_could_be_run_the_network_is_not_vouched_for(clean):
    empty = accuracy(figures=(), run=0, chance=None, expected=goal(0.7))
    assert verdict(replace(clean, networks=(empty,))) == verdict(clean)
    assert of(empty) == "clean: nothing found in original_float.onnx; no road was compared with training"
    assert verdict(Report(networks=(empty,))) == "nothing was checked: there was nothing to check"

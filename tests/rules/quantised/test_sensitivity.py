"""PC802: nodes that lose by themselves what the whole network may lose."""

from dataclasses import replace
from pathlib import Path

import pytest
from rankings import place, ranking

from pipecheck import engine
from pipecheck.evidence.model import Figure
from pipecheck.evidence.quant import Loss
from pipecheck.findings import Confidence
from pipecheck.rules.quantised.sensitivity import RULES

BAD, WORSE, GOOD = place("a_HzCalibration", 0.98), place("b_HzCalibration", 0.91), place("c_HzCalibration", 0.9999)
MANY = tuple(place(f"w{at}_HzCalibration", 0.9 + at / 100) for at in range(6))


def loss(lost, chance=0.001):
    before = Figure(metric="top1", value=0.8, low=0.78, high=0.82, count=1000)
    after = replace(before, value=0.8 * (1 - lost))
    return Loss(before=before, after=after, lost=lost, low=lost / 2, high=lost * 2, chance=chance, folder=Path("val"))


def judged(evidence):
    return [each.message for each in engine.run(RULES, [evidence], engine.Settings())]


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(ranking(), id="nothing is quantised"),
        pytest.param(ranking(GOOD), id="many small errors"),
        pytest.param(ranking(BAD, GOOD, whole=0.995), id="the whole is fine"),
        pytest.param(ranking(BAD, GOOD, loss=loss(0.005)), id="the accuracy is fine"),
        pytest.param(ranking(BAD, GOOD, loss=loss(0.03, chance=0.2)), id="what is lost may be chance"),
        pytest.param(ranking(GOOD, loss=loss(0.2)), id="lost by many"),
        pytest.param(ranking(BAD, GOOD, alone=False), id="left out, nothing is bad"),
        pytest.param(ranking(place("d", 0.99)), id="at the limit"),
    ],
)
def test_PC802_quiet(evidence):
    assert judged(evidence) == []


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        pytest.param(
            ranking(BAD, GOOD),
            "1 weight of m.onnx costs too much when quantised alone: a_HzCalibration (Conv, cosine 0.98)",
            id="one",
        ),
        pytest.param(
            ranking(BAD, WORSE, GOOD, kind="activation"),
            "2 activations of m.onnx cost too much when quantised alone: b_HzCalibration (Conv, cosine 0.91), a_HzCalibration (Conv, ",
            id="the worst first",
        ),
        pytest.param(
            ranking(BAD, whole=0.999, loss=loss(0.05)), "1 weight of m.onnx costs too much", id="labels count more than the outputs"
        ),
        pytest.param(ranking(place("n", 0.9999, 0.97), kind="node"), "n (Conv, cosine 0.97)", id="any output"),
        pytest.param(ranking(*MANY), "w2_HzCalibration (Conv, cosine 0.92) and 3 more", id="three of many"),
    ],
)
def test_PC802_found(evidence, said):
    (message,) = judged(evidence)
    assert said in message


@pytest.mark.parametrize(
    ("evidence", "hint", "confidence"),
    [
        pytest.param(ranking(BAD), "per_channel where it is off", Confidence.LIKELY, id="a weight"),
        pytest.param(ranking(BAD, kind="activation"), "another percentile", Confidence.LIKELY, id="an activation"),
        pytest.param(ranking(BAD, kind="node"), "int16 for the node", Confidence.LIKELY, id="a node"),
        pytest.param(ranking(BAD, explained=True), "mend what was found before", Confidence.LIKELY, id="bad samples"),
        pytest.param(ranking(BAD, loss=loss(0.1)), "per_channel where it is off", Confidence.CERTAIN, id="with labels"),
        pytest.param(ranking(replace(BAD, refined=False), loss=loss(0.1)), "per_channel", Confidence.LIKELY, id="screened only"),
    ],
)
def test_PC802_says_what_helps(evidence, hint, confidence):
    (finding,) = engine.run(RULES, [evidence], engine.Settings())
    assert hint in finding.hint
    assert finding.confidence is confidence
    assert finding.evidence["nodes"][0]["node"] == "a_HzCalibration"

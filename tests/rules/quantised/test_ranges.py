"""PC803..805: scales that do not fit the values they stand for."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.debug.distributions import Channels, Clipped, Cost, Curve, Distribution, Distributions, Known, Verdict
from pipecheck.rules.quantised.ranges import RULES

SOUND = Distribution(
    name="feat_HzCalibration",
    tensor="feat",
    kind="activation",
    nodes=("conv2",),
    op="Conv",
    qtype="int8",
    per_channel=False,
    low=0.0,
    high=1.0,
    total=1000,
    strange=0,
    covered=(-1.0, 1.0),
    steps=100.0,
    most=127,
    dip=0.001,
    single=True,
    curve=Curve(0.0, 0.5, (500, 500), (500, 500)),
    verdicts=(Verdict("unimodal", "has one peak"),),
)
CLIPPED = Clipped(
    samples=20, exceeding=18, limits=(-1.0, 1.0), low=0.0, high=3.0, share=0.12, times=3.0, excess=900.0, cut=0.12, worst="day.jpg"
)
SUFFERS, HARMLESS = Cost(output="prob", planned=11.2, mended=38.0), Cost(output="prob", planned=31.0, mended=60.0)
HOPELESS = Cost(output="prob", planned=11.2, mended=12.0)
TRUNCATED = replace(SOUND, clipped=CLIPPED, cost=SUFFERS, verdicts=(Verdict("truncated", "truncation"),))
WEIGHT = replace(
    SOUND,
    name="w_HzCalibration",
    tensor="w",
    kind="weight",
    channels=Channels(axis=0, boxes=((0,) * 5,) * 2, quantised=((0,) * 5,) * 2, ratio=540.0, apart=1),
    cost=SUFFERS,
    verdicts=(Verdict("channels differ", "per-tensor risk"),),
)
SIGMOID = replace(
    SOUND,
    covered=(-0.62, 0.62),
    known=Known(low=0.0, high=1.0, node="gate", op="Sigmoid"),
    verdicts=(Verdict("known range", "keeps to 0..1"),),
)


def judged(*tensors):
    found = Distributions(model=Path("m.onnx"), calibrated=100, samples=8, evaluated=20, tensors=tensors)
    return [(each.code, str(each.severity), each.message, each.evidence) for each in engine.run(RULES, [found], engine.Settings())]


@pytest.mark.parametrize(
    "tensors",
    [
        pytest.param((), id="nothing was looked at"),
        pytest.param((SOUND,), id="a sound tensor"),
        pytest.param((replace(TRUNCATED, cost=HARMLESS),), id="truncation that no output feels"),
        pytest.param((replace(TRUNCATED, cost=HOPELESS),), id="truncation that a wider scale does not mend"),
        pytest.param((replace(TRUNCATED, cost=None),), id="truncation that was not weighed"),
        pytest.param((replace(SOUND, clipped=replace(CLIPPED, excess=0.2), cost=SUFFERS),), id="a few values beyond"),
        pytest.param((replace(WEIGHT, cost=HARMLESS),), id="channels that no output feels"),
        pytest.param((replace(WEIGHT, kind="activation"),), id="channels of an activation have one scale anyhow"),
        pytest.param((replace(SIGMOID, covered=(-0.97, 0.97)),), id="a known range that was reached"),
        pytest.param((replace(SIGMOID, verdicts=(Verdict("idle range", "keeps to 0..1"),)),), id="a known range that is hardly used"),
    ],
)
def test_quiet(tensors):
    assert judged(*tensors) == []


@pytest.mark.parametrize(
    ("tensors", "code", "severity", "said"),
    [
        pytest.param((SOUND, TRUNCATED), "PC803", "warning", "feat of m.onnx truncated: calibration saw 0..1", id="truncation"),
        pytest.param((TRUNCATED,), "PC803", "warning", "in 18 of 20 samples", id="how often"),
        pytest.param((TRUNCATED,), "PC803", "warning", "an SQNR of 11.2 dB, mended 38.0 dB", id="what it costs"),
        pytest.param((TRUNCATED,) * 5, "PC803", "warning", "feat, feat, feat and 2 more", id="many are one finding"),
        pytest.param((WEIGHT,), "PC804", "warning", "channels of w in m.onnx, and the widest is × 540", id="one scale"),
        pytest.param(
            (replace(WEIGHT, cost=replace(SUFFERS, mended=float("inf"))),), "PC804", "warning", "mended none", id="nothing is left"
        ),
        pytest.param(
            (SIGMOID,), "PC805", "note", "feat keeps to 0..1 (Sigmoid gate) by construction, and the scale covers 0.62", id="known"
        ),
    ],
)
def test_found(tensors, code, severity, said):
    ((found, rank, message, _),) = judged(*tensors)
    assert (found, rank) == (code, severity)
    assert said in message


def test_the_gravest_comes_first():
    ((_, _, message, evidence),) = judged(replace(TRUNCATED, tensor="mild", cost=replace(SUFFERS, planned=20.0)), TRUNCATED)
    assert message.startswith("feat, mild of")
    assert [each["tensor"] for each in evidence["tensors"]] == ["feat", "mild"]

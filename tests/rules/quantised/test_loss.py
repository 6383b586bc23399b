"""PC801: quantisation costs more accuracy than it should."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.model import Figure
from pipecheck.evidence.quant import Distance, Loss, Simulated
from pipecheck.rules.quantised.loss import RULES

BEFORE = Figure(metric="top1", value=0.795, low=0.739, high=0.851, count=200)
FINE = Distance(name="prob", cosine=0.9991, l1=0.01, l2=0.02, chebyshev=0.1, sqnr=27.0)
BROKEN = replace(FINE, cosine=0.42)
PLAIN = Simulated(
    model=Path("m.onnx"), config=None, folder=Path("cal"), samples=100, broken=0, method="max", per_channel=True, asymmetric=False
)


def lossy(after, *, lost, low, high, chance, before=BEFORE):
    found = Loss(before=before, after=replace(before, value=after), lost=lost, low=low, high=high, chance=chance, folder=Path("val"))
    return replace(PLAIN, outputs=(FINE,), loss=found)


NOISE = lossy(0.780, lost=0.019, low=-0.02, high=0.058, chance=0.3)
SMALL = lossy(0.780, lost=0.019, low=0.003, high=0.035, chance=0.01)
SURE = lossy(0.775, lost=0.025, low=0.018, high=0.032, chance=0.0001)
GRAVE = lossy(0.645, lost=0.189, low=0.15, high=0.23, chance=1e-6)
UNLABELLED = replace(PLAIN, outputs=(FINE, replace(BROKEN, name="box")))


def judged(evidence):
    found = engine.run(RULES, [evidence], engine.Settings(("PC801",)))
    return [(str(each.severity), str(each.confidence), each.message, each.hint) for each in found]


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(NOISE, id="no more than chance"),
        pytest.param(lossy(0.785, lost=0.0126, low=0.01, high=0.015, chance=0.001), id="no more than quantisation may cost"),
        pytest.param(lossy(0.80, lost=-0.006, low=-0.01, high=0.0, chance=0.2), id="a gain"),
        pytest.param(replace(NOISE, outputs=(BROKEN,)), id="labels say more than the direction of an output"),
        pytest.param(replace(PLAIN, outputs=(FINE,)), id="no labels and fine outputs"),
        pytest.param(PLAIN, id="nothing was compared"),
    ],
)
def test_PC801_quiet(evidence):
    assert judged(evidence) == []


@pytest.mark.parametrize(
    ("evidence", "severity", "confidence", "said", "hint"),
    [
        pytest.param(GRAVE, "error", "certain", "loses 18.9 % of top1: 0.795 ± 0.056 becomes 0.645", "pipecheck check", id="the pipeline"),
        pytest.param(SMALL, "warning", "likely", "loses 1.9 % of top1", "per_channel", id="tuning, perhaps less than that"),
        pytest.param(SURE, "warning", "certain", "1.8 to 3.2 % with 95 % confidence", "int16", id="tuning"),
        pytest.param(replace(GRAVE, explained=True), "warning", "certain", "18.9 %", "mend what was found before", id="after other errors"),
        pytest.param(UNLABELLED, "warning", "likely", "breaks the output box: its cosine", "pipecheck calibration", id="without labels"),
    ],
)
def test_PC801_found(evidence, severity, confidence, said, hint):
    ((rank, sure, message, advice),) = judged(evidence)
    assert (rank, sure) == (severity, confidence)
    assert said in message
    assert hint in advice

"""PC806: layers that the NPU would compute in one go, and cannot."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.quant import Simulated, Unfused
from pipecheck.rules.quantised.structure import RULES

WHOLE = Simulated(
    model=Path("m.onnx"), config=None, folder=Path("cal"), samples=100, broken=0, method="max", per_channel=True, asymmetric=False
)
NORM = Unfused("bn1", "BatchNormalization", "conv1_out is an output of the network")
MANY = tuple(Unfused(f"relu{number}", "Relu", "its input is taken by others") for number in range(5))


def judged(evidence):
    return [each.message for each in engine.run(RULES, [evidence], engine.Settings(("PC806",)))]


def test_PC806_quiet():
    assert judged(WHOLE) == []


@pytest.mark.parametrize(
    ("apart", "said"),
    [
        pytest.param((NORM,), "1 node of m.onnx cannot be fused: BatchNormalization bn1 (conv1_out is an output of the network)", id="one"),
        pytest.param(MANY, "Relu relu2 (its input is taken by others) and 2 more", id="many are one finding"),
    ],
)
def test_PC806_found(apart, said):
    (message,) = judged(replace(WHOLE, apart=apart))
    assert said in message

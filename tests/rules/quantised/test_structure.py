"""PC806: layers that the NPU would compute in one go, and cannot. PC807: modules that one scale cannot serve."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.debug.structure import Call, Called, Part, Structure
from pipecheck.evidence.quant import Simulated, Unfused
from pipecheck.rules.quantised.structure import RULES

WHOLE = Simulated(
    model=Path("m.onnx"), config=None, folder=Path("cal"), samples=100, broken=0, method="max", per_channel=True, asymmetric=False
)
NORM = Unfused("bn1", "BatchNormalization", "conv1_out is an output of the network")
MANY = tuple(Unfused(f"relu{number}", "Relu", "what conv gives, c, is an output of the network too") for number in range(5))
STRUCTURE = Structure(model="m.onnx", path=Path("m.onnx"), own=True)


def judged(evidence):
    return [each.message for each in engine.run(RULES, [evidence], engine.Settings())]


def module(*reached, times=None, sure=True, name="head"):
    calls = tuple(Call(tensor=f"y{at}", low=0.0, high=value, reach=value) for at, value in enumerate(reached))
    return Called(part=Part(name, "Conv"), times=len(reached) if times is None else times, calls=calls, sure=sure)


def test_PC806_quiet():
    assert judged(WHOLE) == []


@pytest.mark.parametrize(
    ("apart", "said"),
    [
        pytest.param((NORM,), "1 node of m.onnx cannot be fused: BatchNormalization bn1 (conv1_out is an output of the network)", id="one"),
        pytest.param(MANY, "Relu relu2 (what conv gives, c, is an output of the network too) and 2 more", id="many are one finding"),
    ],
)
def test_PC806_found(apart, said):
    (message,) = judged(replace(WHOLE, apart=apart))
    assert said in message


@pytest.mark.parametrize(
    ("why", "hint"),
    [
        pytest.param("what c gives, y, is an output of the network too", "behind the activation", id="output"),
        pytest.param("it was exported in training mode, and normalises by what it finds in each picture", "model.eval()", id="training"),
        pytest.param("it stands at the input: its numbers belong into mean and scale", "mean and scale of the configuration", id="input"),
        pytest.param("its numbers cannot be folded into the weight of c", "how it was exported", id="numbers"),
    ],
)
def test_PC806_says_what_helps(why, hint):
    (finding,) = engine.run(RULES, [replace(WHOLE, apart=(Unfused("n", "BatchNormalization", why),))], engine.Settings())
    assert hint in finding.hint


@pytest.mark.parametrize(
    "called",
    [
        pytest.param((), id="nothing"),
        pytest.param((module(1.0),), id="called once"),
        pytest.param((module(1.0, 3.9),), id="alike"),
        pytest.param((module(0.0, 5.0),), id="one gives zeros alone"),
        pytest.param((module(1.0, times=2),), id="one call was not seen"),
        pytest.param((module(1.0, 100.0, sure=False),), id="perhaps two modules"),
    ],
)
def test_PC807_quiet(called):
    assert judged(replace(STRUCTURE, called=called)) == []


def test_PC807_found():
    worst, other = module(0.5, 50.0, 2.0), module(1.0, 4.0, name="neck")
    (found,) = engine.run(RULES, [replace(STRUCTURE, called=(other, worst))], engine.Settings())
    assert found.message == (
        "one scale cannot serve all calls of the module head (Conv), whose 3 outputs reach from 0.5 to 50, × 100; "
        "the module neck (Conv), whose 2 outputs reach from 1 to 4, × 4"
    )
    assert "post-training quantisation gives each call its own scale" in found.hint
    assert [each["module"] for each in found.evidence["modules"]] == ["head", "neck"]


def test_PC807_names_three_of_many():
    (message,) = judged(replace(STRUCTURE, called=tuple(module(1.0, 10.0 - at, name=f"m{at}") for at in range(5))))
    assert "m2 (Conv)" in message
    assert message.endswith("; and 2 more")


def test_PC807_of_modules_without_a_file():
    (found,) = engine.run(RULES, [Structure(model="Net", called=(module(1.0, 9.0),))], engine.Settings())
    assert found.origin is None
    assert found.hint == "give each call a module of its own before quantisation-aware training"

"""A module that is called again is found by its weight and its path, and what its calls give is told; so is what is set otherwise."""

from pathlib import Path

import numpy as np
import pytest
from graphs import model, saved, value
from onnx import helper

from pipecheck.findings import Origin
from pipecheck.probe.quant.graph.prepare import prepare
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.observe import observe
from pipecheck.probe.quant.plan import Plan, Range
from pipecheck.probe.quant.precision import taken
from pipecheck.probe.quant.precision.said import Said, Wish
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.structure import calls
from pipecheck.probe.quant.structure.check import check
from pipecheck.schema.fault import KeyFault

RNG = np.random.default_rng(5)
SHAPE = (1, 4, 6, 6)
WEIGHTS = {name: RNG.normal(size=(4, 4, 1, 1)) for name in ("head.weight", "other.weight")}
WEIGHTS["copy.weight"] = WEIGHTS["head.weight"]
WEIGHTS["onnx::Conv_9"] = WEIGHTS["head.weight"]


def conv(name, taken, weight, made):
    return helper.make_node("Conv", [taken, weight], [made], name=name)


def times(factor, taken, made):
    return helper.make_node("Mul", [taken, f"x{factor}"], [made], name=f"times {factor} of {taken}")


def looked_at(tmp_path, nodes, outputs=("y", "z"), *, said=None, plan=None):
    """The structure of the network of *nodes*; every output is taken by a Tanh, so that its range is seen."""
    ends = [helper.make_node("Tanh", [name], [f"end of {name}"], name=f"end of {name}") for name in outputs]
    used = {name for each in nodes for name in each.input}
    stored = {name: array.astype(np.float32) for name, array in WEIGHTS.items() if name in used}
    stored |= {name: np.float32(name[1:]) for name in used if name in ("x2", "x100")}
    given = [value(f"end of {name}", SHAPE) for name in outputs]
    prepared = prepare(saved(model([*nodes, *ends], [value("x", SHAPE)], given, stored), tmp_path / "m.onnx"))
    samples = Samples(("a", "b"), lambda name: {"x": np.random.default_rng(ord(name)).normal(size=SHAPE).astype(np.float32)})
    seen = observe(prepared, samples, threads=1)
    ranges = {name: Range(found.low, found.high) for name, found in seen.tensors.items()}
    made = Plan(ranges=ranges, taken=taken.taken(said or Said(), prepared), outputs=taken.outputs(said or Said(), prepared))
    return check(prepared, plan(made) if plan else made, seen, said=said)


def shared(found):
    return [(each.part.name, each.times) for each in found.shared]


def again(found):
    return [(each.part.name, each.times) for each in found.called if each.times > 1]


FIRST = conv("/head/Conv", "x", "head.weight", "y")


@pytest.mark.parametrize(
    ("nodes", "name"),
    [
        pytest.param([FIRST, times(100, "x", "m"), conv("/head_1/Conv", "m", "head.weight", "z")], "head", id="the same weight"),
        pytest.param([FIRST, times(100, "x", "m"), conv("/head_1/Conv", "m", "onnx::Conv_9", "z")], "head", id="the same numbers"),
        pytest.param(
            [
                helper.make_node("Identity", ["head.weight"], ["handed"], name="Identity_0"),
                conv("/head/Conv", "x", "handed", "y"),
                times(100, "x", "m"),
                conv("/head_1/Conv", "m", "head.weight", "z"),
            ],
            "head",
            id="handed on",
        ),
        pytest.param(
            [
                conv("/heads/head/Conv", "x", "onnx::Conv_9", "y"),
                times(100, "x", "m"),
                conv("/heads_1/head/Conv", "m", "onnx::Conv_9", "z"),
            ],
            "/heads/head",
            id="inside of what is called again",
        ),
        pytest.param(
            [conv("Conv_0", "x", "head.weight", "y"), times(100, "x", "m"), conv("Conv_2", "m", "head.weight", "z")], "head", id="no paths"
        ),
    ],
)
def test_a_module_with_very_different_calls_is_named(tmp_path, nodes, name):
    found = looked_at(tmp_path, nodes)
    assert shared(found) == [(name, 2)]
    (module,) = found.shared
    assert [call.tensor for call in module.calls] == ["y", "z"]
    assert module.ratio == pytest.approx(100, rel=0.01)
    assert [(each.part.name, each.said.split(";")[0]) for each in found.reviews] == [(name, "called 2 times")]


@pytest.mark.parametrize(
    ("nodes", "calls"),
    [
        pytest.param([FIRST, times(2, "x", "m"), conv("/head_1/Conv", "m", "head.weight", "z")], [("head", 2)], id="alike"),
        pytest.param([FIRST, times(100, "x", "m"), conv("/head_1/Conv", "m", "other.weight", "z")], [], id="another weight"),
        pytest.param([FIRST, times(100, "x", "m"), conv("/copy/Conv", "m", "copy.weight", "z")], [], id="a copy, as is advised"),
        pytest.param([FIRST, times(100, "x", "m"), conv("/copy/Conv", "m", "head.weight", "z")], [], id="a copy that shares its weight"),
        pytest.param(
            [
                conv("/conv_0/Conv", "x", "head.weight", "y"),
                times(100, "x", "m"),
                conv("/conv_1/Conv", "m", "head.weight", "z"),
            ],
            [],
            id="two modules with numbers",
        ),
    ],
)
def test_other_modules_are_not(tmp_path, nodes, calls):
    found = looked_at(tmp_path, nodes)
    assert again(found) == calls
    assert found.shared == ()
    assert found.reviews == ()


@pytest.mark.parametrize(
    ("values", "reached"),
    [
        pytest.param(np.append(np.full(99_999, -1.0), 1000.0), 1.0, id="one outlier"),
        pytest.param(np.array([0.25, -0.5]), 0.5, id="few values"),
        pytest.param(np.zeros(10), 0.0, id="zeros"),
        pytest.param(np.array([]), 0.0, id="nothing"),
    ],
)
def test_how_far_values_reach(values, reached):
    found = histogram.of(values)
    assert calls.reach(found) == pytest.approx(reached, abs=2 * found.width)


def wish(name, kind, about="all"):
    level = "node_config" if name else "all_node_type"
    return Wish(level=level, name=name, about=about, value=kind, origin=Origin(Path("quant.json"), 4), place=("node_config", name))


FAULT = KeyFault(kind="quant", place=("a",), origin=Origin(Path("q.yaml"), 3), message="the network has no node b")


def reviews(found):
    return [(each.part.name, each.said) for each in found.reviews]


def test_what_was_asked_and_is_not_taken_is_told(tmp_path):
    def narrow(plan):
        return Plan(ranges=plan.ranges, taken=taken.taken(Said(), prepare(tmp_path / "m.onnx")))

    found = looked_at(tmp_path, [FIRST], ("y",), said=Said(wishes=(wish("/head/Conv", "int16"),)), plan=narrow)
    assert reviews(found) == [("/head/Conv", "takes int8, though int16 is asked for (quant.json:4)")]


@pytest.mark.parametrize(
    "wishes",
    [
        pytest.param((wish("/head/Conv", "int16"),), id="granted"),
        pytest.param((wish("", "int16"),), id="of all"),
        pytest.param((wish("/head/Conv", "CPU", "processor"),), id="on the processor"),
        pytest.param((wish("/head/Conv", "CPU", "processor"), wish("/head/Conv", "BPU", "processor")), id="taken back"),
    ],
)
def test_what_was_asked_and_is_taken_is_not(tmp_path, wishes):
    assert reviews(looked_at(tmp_path, [FIRST], ("y",), said=Said(wishes=wishes))) == []


def checked(tmp_path, nodes, outputs, weights=(), *, types=None, faults=()):
    """The structure of the network of *nodes*, whose *outputs* are rounded to *types*, where those are given."""
    stored = {"head.weight": WEIGHTS["head.weight"].astype(np.float32), **dict(weights)}
    given = [helper.make_empty_tensor_value_info(name) for name in outputs]
    prepared = prepare(saved(model(nodes, [value("x", SHAPE)], given, stored), tmp_path / "m.onnx"))
    seen = observe(prepared, Samples(("a",), lambda _: {"x": np.ones(SHAPE, np.float32)}), threads=1)
    ranges = {name: Range(-4, 4) for name in (*prepared.activations, *prepared.outputs)}
    return check(prepared, Plan(ranges=ranges, taken=taken.taken(Said(), prepared), outputs=types or {}), seen, faults=faults)


def test_an_output_that_is_rounded_for_nothing_is_told(tmp_path):
    found = checked(tmp_path, [FIRST], ("y",), types={"y": "int8"})
    assert reviews(found) == [("/head/Conv", "high precision output is off: y is rounded to int8")]
    assert found.outs[0].outputs == ("int8",)


@pytest.mark.parametrize(
    ("covered", "told"),
    [
        pytest.param(0.8, True, id="short of it"),
        pytest.param(0.995, False, id="all of it"),
        pytest.param(0.02, False, id="a small part of it"),
    ],
)
def test_a_known_range_is_to_be_confirmed(tmp_path, covered, told):
    nodes = [FIRST, helper.make_node("Sigmoid", ["y"], ["s"], name="gate")]
    found = looked_at(tmp_path, nodes, ("s",), plan=lambda plan: Plan(ranges={**plan.ranges, "s": Range(0, covered)}, taken=plan.taken))
    said = [("gate", "Fixed scale 0.007874016? Sigmoid keeps s from 0 to 1, and int8 covers ±0.8")]
    assert reviews(found) == (said if told else [])


def test_what_stays_float_and_what_cannot_be_given_is_told(tmp_path):
    nodes = [FIRST, helper.make_node("TopK", ["y", "k"], ["s", "places"], name="top")]
    found = checked(tmp_path, nodes, ("s",), {"k": np.array([2])}, faults=(FAULT,))
    assert reviews(found) == [("top", "stays float32: sorts")]
    assert found.remarks == ("q.yaml:3: the network has no node b",)


def test_what_stands_apart_is_listed(tmp_path):
    found = checked(tmp_path, [FIRST, helper.make_node("Relu", ["y"], ["r"], name="relu")], ("r", "y"))
    assert [(group.parts[0].name, group.why) for group in found.fusable] == [
        ("relu", "what /head/Conv gives, y, is an output of the network too")
    ]

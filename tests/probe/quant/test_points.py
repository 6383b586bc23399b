"""The places at which something is quantised, and plans of only some of them."""

from pathlib import Path

import pytest

from pipecheck.probe.quant.graph.prepared import Prepared, Unit, Weight
from pipecheck.probe.quant.plan import Plan, Range, Taken
from pipecheck.probe.quant.points import Point, named, only, points, without

UNITS = (
    Unit(name="conv", op="Conv", nodes=("conv", "relu"), inputs=("x",), output="a", weight=Weight("w", 0)),
    Unit(name="side", op="Conv", nodes=("side",), inputs=("x",), output="b", weight=Weight("w", 0)),
    Unit(name="add", op="Add", nodes=("add",), inputs=("a", "b"), output="y"),
)
PREPARED = Prepared(path=Path("net.onnx"), model=None, inputs=(), outputs=("y",), units=UNITS, floats={})
PLAN = Plan(
    ranges={name: Range(-1.0, 1.0) for name in "xab"},
    taken={"conv": Taken(inputs=("int8",)), "side": Taken(inputs=("int16",)), "add": Taken(inputs=("int8", "float32"))},
    outputs={"y": "int8"},
)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        pytest.param("weight", ["w_HzCalibration"], id="a shared weight is one place"),
        pytest.param("activation", ["x_HzCalibration", "a_HzCalibration"], id="a tensor that several take is one place, floats are none"),
        pytest.param("node", ["conv", "side", "add"], id="every unit that takes something quantised"),
    ],
)
def test_the_places_are_called_as_the_toolchain_does(kind, names):
    found = points(PREPARED, PLAN, kind)
    assert [each.name for each in found] == names
    assert [named(each.name) for each in found] == [each.of for each in found]


def test_only_what_is_kept_is_quantised():
    kept = only(PREPARED, PLAN, [Point("activation", "x")])
    assert {name: (each.inputs, each.weight) for name, each in kept.taken.items()} == {
        "conv": (("int8",), "float32"),
        "side": (("int16",), "float32"),
        "add": (("float32", "float32"), "int8"),
    }
    assert kept.outputs == {}


def test_what_is_left_stays_float():
    kept = without(PREPARED, PLAN, [Point("node", "conv"), Point("activation", "a")])
    assert {name: (each.inputs, each.weight) for name, each in kept.taken.items()} == {
        "conv": (("float32",), "float32"),
        "side": (("int16",), "int8"),
        "add": (("float32", "float32"), "int8"),
    }
    assert kept.outputs == PLAN.outputs


def test_all_points_together_are_the_plan():
    every = [*points(PREPARED, PLAN, "weight"), *points(PREPARED, PLAN, "activation")]
    assert only(PREPARED, PLAN, every).taken == PLAN.taken
    assert points(PREPARED, without(PREPARED, PLAN, every), "node") == ()

"""What needs nothing that goes in is computed once: sides, weights that are transposed or cast; not what is drawn, or grows too large."""

import numpy as np
import pytest
from float_networks import CLOSE, apart, fed
from graphs import model, saved, value
from onnx import TensorProto, helper

from pipecheck.probe.quant.graph.prepare import prepare


def node(operator, taken, made, **attributes):
    return helper.make_node(operator, taken.split(), [made], **attributes)


def written(tmp_path, nodes, weights, shape=(1, 4, 6, 6), *, opset=13):
    given = [helper.make_empty_tensor_value_info("y")]
    return saved(model(nodes, [value("x", shape)], given, weights, opset=opset), tmp_path / "m.onnx")


SHUFFLE = [
    node("Shape", "x", "sides"),
    node("Gather", "sides first", "count"),
    node("Unsqueeze", "count zero", "row"),
    node("Concat", "row two rest", "inner", axis=0),
    node("Reshape", "x inner", "y"),
]
NUMBERS = {"first": np.array(0), "zero": np.array([0]), "two": np.array([2]), "rest": np.array([-1, 6, 6])}


def test_sides_that_are_known_are_constants(tmp_path):
    path = written(tmp_path, SHUFFLE, NUMBERS)
    prepared = prepare(path)
    assert [each.op_type for each in prepared.model.graph.node] == ["Reshape"]
    assert apart(path, prepared, fed(prepared)) == 0


def test_sides_that_may_vary_are_worked_out_each_time_and_not_listed(tmp_path):
    path = written(tmp_path, SHUFFLE, NUMBERS, ("N", 4, 6, 6))
    prepared = prepare(path)
    assert [unit.op for unit in prepared.units] == ["Reshape"]
    assert not prepared.floats
    assert apart(path, prepared, {"x": np.ones((3, 4, 6, 6), np.float32)}) == 0


def test_sides_behind_many_layers_become_known_one_after_the_other(tmp_path):
    nodes, name = [], "x"
    for layer in range(20):
        made = "y" if layer == 19 else f"t{layer}"
        nodes += [
            node("Shape", name, f"s{layer}"),
            node("Div", f"s{layer} ones", f"d{layer}"),
            node("Reshape", f"{name} d{layer}", made),
        ]
        name = made
    prepared = prepare(written(tmp_path, nodes, {"ones": np.ones(4, np.int64)}))
    assert {each.op_type for each in prepared.model.graph.node} == {"Reshape"}


def test_weights_are_cast_and_transposed_once(tmp_path):
    nodes = [
        node("Cast", "half", "single", to=TensorProto.FLOAT),
        node("Transpose", "single", "turned", perm=[1, 0]),
        node("MatMul", "x turned", "y"),
    ]
    weights = {"half": np.random.default_rng(1).normal(size=(5, 6)).astype(np.float16)}
    path = written(tmp_path, nodes, weights)
    prepared = prepare(path)
    (unit,) = prepared.units
    assert (unit.op, unit.weight.name) == ("MatMul", "turned")
    assert apart(path, prepared, fed(prepared)) < CLOSE


@pytest.mark.parametrize(
    ("nodes", "weights"),
    [
        pytest.param([node("RandomNormalLike", "w", "r"), node("Add", "x r", "y")], {"w": np.zeros(6, np.float32)}, id="drawn"),
        pytest.param(
            [node("ConstantOfShape", "many", "r"), node("ReduceSum", "r", "s"), node("Add", "x s", "y")],
            {"many": np.array([1 << 20, 1 << 10])},
            id="too large",
        ),
        pytest.param(
            [node("Div", "seven none", "r"), node("Cast", "r", "s", to=1), node("Add", "x s", "y")],
            {"seven": np.array([7.0], np.float64), "none": np.array([0.0], np.float64)},
            id="by zero",
        ),
    ],
)
def test_what_is_drawn_too_large_or_odd_does_no_harm(tmp_path, nodes, weights):
    prepared = prepare(written(tmp_path, nodes, weights))
    assert [unit.op for unit in prepared.units] == ["Add"]


def test_a_constant_that_cannot_be_computed_leaves_the_others(tmp_path):
    nodes = [
        node("Reshape", "w bad", "broken"),
        node("Transpose", "w", "turned", perm=[1, 0]),
        node("MatMul", "x turned", "y"),
        node("Identity", "broken", "z"),
    ]
    weights = {"w": np.ones((6, 6), np.float32), "bad": np.array([7, 7])}
    built = model(nodes, [value("x", (1, 6))], [helper.make_empty_tensor_value_info(name) for name in "yz"], weights)
    prepared = prepare(saved(built, tmp_path / "m.onnx"))
    assert {each.op_type for each in prepared.model.graph.node} == {"MatMul", "Reshape"}

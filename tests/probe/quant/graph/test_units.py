"""What is fused stands in one unit, what moves values is shared, and what no NPU computes is float for a reason."""

import numpy as np
import pytest
from graphs import model, saved, value
from onnx import TensorProto, helper

from pipecheck.probe.quant.graph.prepare import prepare
from pipecheck.probe.quant.graph.prepared import Weight

RNG = np.random.default_rng(5)
SHAPE = (1, 4, 6, 6)
WEIGHTS = {
    "w": RNG.normal(size=(4, 4, 1, 1)),
    "v": RNG.normal(size=(4, 4, 1, 1)),
    "t": RNG.normal(size=(4, 2, 1, 1)),
    "d": RNG.normal(size=(6, 6)),
    "b": RNG.normal(size=4),
    "sum": RNG.normal(size=6),
    "six": np.array(6.0),
    "none": np.array(0.0),
    "minus": np.array(-1.0),
    "each": RNG.normal(size=(4, 1, 1)),
}
WEIGHTS = {name: array.astype(np.float32) for name, array in WEIGHTS.items()}


def node(operator, taken, made, **attributes):
    return helper.make_node(operator, taken.split(), made.split(), name=f"the {operator} of {made.split()[0]}", **attributes)


def prepared_of(tmp_path, nodes, outputs=("y",), *, inputs=(("x", SHAPE),), weights=None, opset=13):
    taken = {name for each in nodes for name in each.input}
    stored = {name: array for name, array in {**WEIGHTS, **(weights or {})}.items() if name in taken}
    given = [helper.make_empty_tensor_value_info(name) for name in outputs]
    return prepare(saved(model(nodes, [value(*each) for each in inputs], given, stored, opset=opset), tmp_path / "m.onnx"))


CONV = node("Conv", "x w b", "c")


@pytest.mark.parametrize(
    ("nodes", "ops", "inputs"),
    [
        pytest.param([CONV, node("Relu", "c", "y")], ["Conv", "Relu"], ["x"], id="relu"),
        pytest.param([CONV, node("Clip", "c none six", "y")], ["Conv", "Clip"], ["x"], id="relu6"),
        pytest.param([CONV, node("Clip", "c none", "y")], ["Conv", "Clip"], ["x"], id="no upper limit"),
        pytest.param([CONV, node("Add", "c x", "y")], ["Conv", "Add"], ["x"], id="a shortcut"),
        pytest.param([CONV, node("Add", "x c", "s"), node("Relu", "s", "y")], ["Conv", "Add", "Relu"], ["x"], id="a shortcut and relu"),
        pytest.param(
            [node("ConvTranspose", "x t", "c", group=2), node("Relu", "c", "y")], ["ConvTranspose", "Relu"], ["x"], id="transposed"
        ),
        pytest.param([node("MatMul", "x d", "c"), node("Add", "c sum", "y")], ["MatMul", "Add"], ["x"], id="a dense layer and its bias"),
        pytest.param(
            [node("MatMul", "x d", "c"), node("Add", "sum c", "s"), node("Add", "s x", "u"), node("Relu", "u", "y")],
            ["MatMul", "Add", "Add", "Relu"],
            ["x"],
            id="a dense layer, its bias, a shortcut and relu",
        ),
        pytest.param([node("Add", "x x", "s"), node("Relu", "s", "y")], ["Add", "Relu"], ["x"], id="a sum and relu"),
        pytest.param([node("Sigmoid", "x", "g"), node("Mul", "x g", "y")], ["Sigmoid", "Mul"], ["x"], id="swish"),
    ],
)
def test_what_is_computed_in_one_go_is_one_unit(tmp_path, nodes, ops, inputs):
    (unit,) = prepared_of(tmp_path, nodes).units
    assert [name.split()[1] for name in unit.nodes] == ops
    assert list(unit.inputs) == inputs
    assert unit.output == "y"


@pytest.mark.parametrize(
    ("nodes", "ops"),
    [
        pytest.param([CONV, node("LeakyRelu", "c", "y")], ["Conv", "LeakyRelu"], id="leaky relu"),
        pytest.param([CONV, node("PRelu", "c each", "y")], ["Conv", "PRelu"], id="prelu"),
        pytest.param([CONV, node("Clip", "c minus six", "y")], ["Conv", "Clip"], id="limits that are not 0"),
        pytest.param([CONV, node("Sigmoid", "c", "g"), node("Mul", "c g", "y")], ["Conv", "HzSwish"], id="swish"),
        pytest.param([CONV, node("Relu", "c", "r"), node("Add", "r x", "y")], ["Conv", "Add"], id="a shortcut behind relu"),
        pytest.param([node("Mul", "x x", "s"), node("Relu", "s", "y")], ["Mul", "Relu"], id="a product and relu"),
        pytest.param(
            [CONV, node("GlobalAveragePool", "x", "m"), node("Add", "c m", "y")], ["Conv", "GlobalAveragePool", "Add"], id="spread"
        ),
    ],
)
def test_what_is_not_computed_in_one_go_is_apart(tmp_path, nodes, ops):
    assert [unit.op for unit in prepared_of(tmp_path, nodes).units] == ops


def test_two_convolutions_are_added_by_the_later_one(tmp_path):
    nodes = [CONV, node("Conv", "x v", "e"), node("Add", "c e", "s"), node("Relu", "s", "y")]
    first, second = prepared_of(tmp_path, nodes).units
    assert (first.nodes, first.output) == (("the Conv of c",), "c")
    assert (second.nodes, second.inputs) == (("the Conv of e", "the Add of s", "the Relu of y"), ("x", "c"))


def test_a_unit_says_what_it_multiplies_with_and_adds(tmp_path):
    nodes = [
        CONV,
        node("ConvTranspose", "c t", "e", group=2),
        node("MatMul", "e d", "f"),
        node("Add", "f sum", "g"),
        node("Flatten", "g", "h"),
        node("Gemm", "h k z", "i", transB=1),
        node("Gemm", "h l", "y"),
    ]
    weights = {"k": np.zeros((5, 144), np.float32), "z": np.zeros(5, np.float32), "l": np.zeros((144, 3), np.float32)}
    units = {unit.name.split()[-1]: unit for unit in prepared_of(tmp_path, nodes, ("i", "y"), weights=weights).units}
    assert (units["c"].weight, units["c"].bias) == (Weight("w", 0), "b")
    assert (units["e"].weight, units["e"].bias) == (Weight("t", 1, 2), None)
    assert (units["f"].weight, units["f"].bias) == (Weight("d", 1), "sum")
    assert (units["i"].weight, units["i"].bias) == (Weight("k", 0), "z")
    assert (units["y"].weight, units["y"].bias) == (Weight("l", 1), None)


def test_a_convolution_with_a_computed_weight_takes_two_activations(tmp_path):
    (unit,) = prepared_of(tmp_path, [node("Conv", "x k", "y")], inputs=(("x", SHAPE), ("k", (3, 4, 1, 1)))).units
    assert (unit.inputs, unit.weight) == (("x", "k"), None)


def test_a_factor_for_each_channel_is_a_weight(tmp_path):
    (unit,) = prepared_of(tmp_path, [node("Mul", "x each", "y")]).units
    assert (unit.inputs, unit.weight) == (("x",), Weight("each", 0))


def test_a_weight_that_two_units_share_is_kept_once(tmp_path):
    prepared = prepared_of(tmp_path, [CONV, node("Conv", "c w", "y")])
    assert [unit.weight.name for unit in prepared.units] == ["w", "w"]
    assert [tensor.name for tensor in prepared.model.graph.initializer if tensor.name == "w"] == ["w"]


@pytest.mark.parametrize(
    ("nodes", "shared"),
    [
        pytest.param([node("Transpose", "x", "y", perm=[0, 2, 3, 1])], True, id="transpose"),
        pytest.param([node("MaxPool", "x", "y", kernel_shape=[2, 2])], True, id="max pool"),
        pytest.param([node("AveragePool", "x", "y", kernel_shape=[2, 2])], False, id="average pool"),
        pytest.param([node("Resize", "x e twice", "y", mode="nearest")], True, id="nearest"),
        pytest.param([node("Resize", "x e twice", "y", mode="linear")], False, id="linear"),
        pytest.param([node("Pad", "x wide", "y")], True, id="zeros around"),
        pytest.param([node("Pad", "x wide six", "y")], False, id="sixes around"),
        pytest.param([node("Pad", "x wide", "y", mode="edge")], True, id="the edge around"),
        pytest.param([node("Gather", "x first", "y", axis=1)], True, id="some of the channels"),
        pytest.param([node("Concat", "x x", "y", axis=1)], False, id="concat"),
        pytest.param([node("Softmax", "x", "y")], False, id="softmax"),
        pytest.param([node("Relu", "x", "y")], False, id="relu"),
    ],
)
def test_what_moves_values_is_shared(tmp_path, nodes, shared):
    weights = {"e": np.zeros(0, np.float32), "twice": np.array([1, 1, 2, 2], np.float32), "wide": np.array([0, 0, 1, 1, 0, 0, 1, 1])}
    (unit,) = prepared_of(tmp_path, nodes, weights={**weights, "first": np.array([0, 2])}).units
    assert unit.shared is shared


def test_a_split_gives_more_than_one_tensor(tmp_path):
    (unit,) = prepared_of(tmp_path, [node("Split", "x", "y z", axis=1)], ("y", "z")).units
    assert (unit.output, unit.also, unit.shared) == ("y", ("z",), True)


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        pytest.param([node("ArgMax", "x", "y")], "places", id="arg max"),
        pytest.param([node("TopK", "x k", "y z")], "sorts", id="top k"),
        pytest.param([node("InstanceNormalization", "x b b", "y")], "each picture", id="instance norm"),
        pytest.param([node("Cast", "x", "y", to=TensorProto.INT64)], "another type", id="cast"),
        pytest.param([node("Resize", "x e twice", "y", mode="cubic")], "cubically", id="cubic"),
        pytest.param([node("Gather", "w i", "y")], "", id="a table"),
        pytest.param([node("Gather", "x i", "y")], "places", id="computed places"),
        pytest.param([node("Conv", "x w n", "y")], "bias", id="a computed bias"),
        pytest.param([node("Pow", "x x", "y")], "raises", id="a power of two activations"),
        pytest.param([node("QuantizeLinear", "x six", "y")], "already", id="quantised"),
        pytest.param([node("MaxPool", "x", "y z", kernel_shape=[2, 2])], "more than values", id="max pool with places"),
        pytest.param([node("Einsum", "x", "y", equation="abcd->abdc")], "no operator", id="einsum"),
        pytest.param(
            [helper.make_node("FusedConv", ["x", "w"], ["y"], name="n y", domain="com.microsoft")], "com.microsoft", id="a domain"
        ),
    ],
)
def test_what_is_not_computed_in_integers_stays_float_and_says_why(tmp_path, nodes, words):
    weights = {"k": np.array([2]), "e": np.zeros(0, np.float32), "twice": np.array([1, 1, 2, 2], np.float32)}
    inputs = [("x", SHAPE), ("i", (3,), TensorProto.INT64), ("n", (4,))]
    prepared = prepared_of(tmp_path, nodes, ("y", *(["z"] if "z" in nodes[0].output else [])), weights=weights, inputs=inputs)
    assert not prepared.units
    assert words in prepared.floats.get(nodes[0].name, "")


def test_what_stays_float_is_fused_with_nothing(tmp_path):
    prepared = prepared_of(tmp_path, [node("Conv", "x w n", "c"), node("Relu", "c", "y")], inputs=[("x", SHAPE), ("n", (4,))])
    assert list(prepared.floats) == ["the Conv of c"]
    assert [unit.nodes for unit in prepared.units] == [("the Relu of y",)]


def test_whole_numbers_behind_an_activation_are_named_and_those_before_are_not(tmp_path):
    nodes = [
        node("Shape", "x", "s"),
        node("Gather", "s zero", "n"),
        node("ArgMax", "x", "a"),
        node("Mul", "a n", "y"),
    ]
    prepared = prepared_of(tmp_path, nodes, inputs=[("x", ("N", 4, 6, 6))], weights={"zero": np.array(0)})
    assert prepared.floats == {"the ArgMax of a": "gives places and not values", "the Mul of y": "computes with whole numbers"}


def test_a_node_with_a_graph_inside_stays_float(tmp_path):
    branches = {}
    for name, operator in (("then_branch", "Relu"), ("else_branch", "Neg")):
        ends = [helper.make_empty_tensor_value_info(f"end of {name}")]
        branches[name] = helper.make_graph([helper.make_node(operator, ["c"], [f"end of {name}"])], name, [], ends)
    nodes = [CONV, helper.make_node("If", ["maybe"], ["d"], name="choice", **branches), node("Relu", "c", "r"), node("Add", "d r", "y")]
    prepared = prepared_of(tmp_path, nodes, inputs=[("x", SHAPE), ("maybe", (), TensorProto.BOOL)])
    assert prepared.floats == {"choice": "runs a graph of its own inside"}
    assert [unit.nodes[0].split()[1] for unit in prepared.units] == ["Conv", "Relu", "Add"]
    assert prepared.apart == ()

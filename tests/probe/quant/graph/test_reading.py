"""Whatever a file does that only a file has to do, its network is one graph of float32 numbers with names."""

import drawn_networks
import numpy as np
import onnx
import pytest
from float_networks import CLOSE, apart, fed
from graphs import external, model, saved, value
from onnx import TensorProto, helper, numpy_helper

from pipecheck.probe.network.load import load
from pipecheck.probe.quant.graph import reading
from pipecheck.probe.quant.graph.prepare import prepare, session

SHAPE = (1, 4, 6, 6)
RNG = np.random.default_rng(4)
WEIGHT = RNG.normal(size=(4, 4, 3, 3)).astype(np.float32)


def node(operator, taken, made, **attributes):
    return helper.make_node(operator, taken.split(), made.split(), **attributes)


def unknown(*names):
    return [helper.make_empty_tensor_value_info(name) for name in names]


@pytest.mark.parametrize("opset", drawn_networks.OPSETS)
def test_every_opset_is_read(tmp_path, opset):
    path = saved(drawn_networks.network(opset, opset=opset, batch="N"), tmp_path / "m.onnx")
    prepared = prepare(path)
    assert apart(path, prepared, fed(prepared)) < CLOSE
    assert all(node.name for node in prepared.model.graph.node)


def test_nodes_without_a_name_are_called_by_operator_and_place(tmp_path):
    nodes = [node("Relu", "x", "a"), node("Sigmoid", "a", "b"), node("Relu", "b", "c"), node("Tanh", "c", "y")]
    nodes[0].name = nodes[2].name = "same"
    made, _ = reading.read(saved(model(nodes, [value("x", SHAPE)], unknown("y")), tmp_path / "m.onnx"))
    assert [each.name for each in made.graph.node] == ["same", "Sigmoid_1", "same_1", "Tanh_3"]


def test_weights_among_the_inputs_are_no_inputs(tmp_path):
    built = model([node("Conv", "x w", "y")], [value("x", SHAPE), value("w", WEIGHT.shape)], unknown("y"), {"w": WEIGHT}, ir=3, opset=10)
    prepared = prepare(saved(built, tmp_path / "m.onnx"))
    assert [each.name for each in prepared.inputs] == ["x"]
    assert prepared.units[0].weight.name == "w"


@pytest.mark.parametrize(("kind", "dtype", "word"), [(TensorProto.FLOAT16, np.float16, "float16"), (TensorProto.DOUBLE, float, "float64")])
def test_a_network_of_another_precision_is_made_one_of_float32(tmp_path, kind, dtype, word):
    nodes = [
        node("MatMul", "x w", "c"),
        node("Constant", "", "half", value=numpy_helper.from_array(np.array(0.5, dtype))),
        node("Mul", "c half", "m"),
        node("Cast", "m", "f", to=TensorProto.FLOAT),
        node("Cast", "f", "h", to=kind),
        node("Relu", "h", "y"),
    ]
    weights = {"w": RNG.normal(size=(6, 5)).astype(dtype)}
    path = saved(model(nodes, [value("x", SHAPE, kind)], [value("y", (1, 4, 6, 5), kind)], weights), tmp_path / "m.onnx")
    prepared = prepare(path)
    assert [each.dtype for each in prepared.inputs] == ["float32"]
    (remark,) = prepared.remarks
    assert word in remark
    (unit,) = prepared.units
    assert [name.split("_")[0] for name in unit.nodes] == ["MatMul", "Relu"]
    feed = fed(prepared)
    made = session(prepared).run(feed)["y"]
    wanted = load(path, bare=True).run({"x": feed["x"].astype(dtype)})["y"]
    np.testing.assert_allclose(made, wanted, atol=2e-2)


def test_half_weights_beside_the_model_are_read(tmp_path):
    nodes = [node("Cast", "w", "single", to=TensorProto.FLOAT), node("Conv", "x single", "y")]
    path = external(model(nodes, [value("x", SHAPE)], unknown("y"), {"w": WEIGHT.astype(np.float16)}), tmp_path, location="half.bin")
    prepared = prepare(path)
    (unit,) = prepared.units
    assert unit.weight is not None
    assert apart(path, prepared, fed(prepared)) < CLOSE


def test_a_float32_network_has_nothing_to_say(tmp_path):
    assert prepare(saved(drawn_networks.network(0), tmp_path / "m.onnx")).remarks == ()


def test_a_function_is_what_it_does(tmp_path):
    inner = [helper.make_node("Sigmoid", ["a"], ["g"]), helper.make_node("Mul", ["a", "g"], ["b"])]
    function = helper.make_function("mine", "Bend", ["a"], ["b"], inner, [helper.make_opsetid("", 17)])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("mine", 1)]
    call = helper.make_node("Bend", ["x"], ["y"], domain="mine", name="call")
    graph = helper.make_graph([call], "network", [value("x", SHAPE)], [value("y", SHAPE)])
    path = saved(helper.make_model(graph, opset_imports=opsets, functions=[function], ir_version=8), tmp_path / "m.onnx")
    prepared = prepare(path)
    if hasattr(onnx, "inliner"):
        assert [unit.op for unit in prepared.units] == ["HzSwish"]
    else:
        assert list(prepared.floats) == ["call"]
    assert apart(path, prepared, fed(prepared)) < CLOSE


def branch(name, *nodes):
    """The graph of a branch that gives what the last of *nodes* makes, with a constant of its own."""
    stored = [numpy_helper.from_array(np.array(2, np.float32), "own")]
    return helper.make_graph(list(nodes), name, [], unknown(nodes[-1].output[0]), stored)


def choice(condition, taken, made):
    branches = {
        "then_branch": branch("then", node("Relu", taken, "inside"), node("Mul", "inside own", "end")),
        "else_branch": branch("else", node("Neg", taken, "inside"), node("Add", "inside own", "end")),
    }
    return helper.make_node("If", [condition], [made], **branches)


def test_a_branch_that_is_always_taken_stands_in_the_place_of_the_choice(tmp_path):
    nodes = [
        node("Shape", "x", "sides"),
        node("Gather", "sides one", "channels"),
        node("Equal", "channels four", "settled"),
        choice("settled", "x", "a"),
        choice("no", "a", "y"),
    ]
    weights = {"one": np.array(1), "four": np.array(4), "no": np.array([False])}
    path = saved(model(nodes, [value("x", SHAPE)], unknown("y"), weights), tmp_path / "m.onnx")
    prepared = prepare(path)
    assert [unit.op for unit in prepared.units] == ["Relu", "Mul", "Neg", "Add"]
    assert apart(path, prepared, fed(prepared)) == 0


def test_a_choice_that_depends_on_what_goes_in_stays(tmp_path):
    nodes = [node("ReduceMax", "x", "most", keepdims=0), node("Greater", "most zero", "maybe"), choice("maybe", "x", "y")]
    path = saved(model(nodes, [value("x", SHAPE)], unknown("y"), {"zero": np.array(0, np.float32)}), tmp_path / "m.onnx")
    prepared = prepare(path)
    assert "If_2" in prepared.floats
    assert apart(path, prepared, fed(prepared)) == 0


def test_a_loop_keeps_what_it_takes_from_around_it(tmp_path):
    inputs = [value("i", (), TensorProto.INT64), value("more", (), TensorProto.BOOL), value("state", None)]
    body = helper.make_graph([node("Add", "state bent", "next"), node("Identity", "more", "on")], "body", inputs, unknown("on", "next"))
    nodes = [node("Identity", "x", "same"), node("Relu", "same", "bent"), helper.make_node("Loop", ["three", "", "same"], ["y"], body=body)]
    path = saved(model(nodes, [value("x", SHAPE)], unknown("y"), {"three": np.array(3)}), tmp_path / "m.onnx")
    prepared = prepare(path)
    assert list(prepared.floats) == ["Loop_2"]
    assert apart(path, prepared, fed(prepared)) == 0


def test_a_dropout_that_trains_stays(tmp_path):
    nodes = [node("Dropout", "x ratio yes", "a"), node("Relu", "a", "y")]
    weights = {"ratio": np.array(0.5, np.float32), "yes": np.array(1, bool)}
    prepared = prepare(saved(model(nodes, [value("x", SHAPE)], unknown("y"), weights), tmp_path / "m.onnx"))
    assert list(prepared.floats) == ["Dropout_0"]


def test_what_nothing_needs_is_gone(tmp_path):
    nodes = [node("Relu", "x", "y"), node("Conv", "x w", "unused")]
    made, _ = reading.read(saved(model(nodes, [value("x", SHAPE)], unknown("y"), {"w": WEIGHT}), tmp_path / "m.onnx"))
    assert [each.op_type for each in made.graph.node] == ["Relu"]
    assert not made.graph.initializer


def test_an_input_may_go_straight_to_an_output(tmp_path):
    nodes = [node("Identity", "x", "y"), node("Identity", "x", "z"), node("Relu", "y", "r")]
    path = saved(model(nodes, [value("x", SHAPE)], unknown("y", "z", "r")), tmp_path / "m.onnx")
    prepared = prepare(path)
    assert apart(path, prepared, fed(prepared)) == 0


def test_an_output_may_be_a_constant(tmp_path):
    nodes = [node("Relu", "x", "y"), node("Transpose", "w", "z", perm=[1, 0, 2, 3])]
    path = saved(model(nodes, [value("x", SHAPE)], unknown("y", "z"), {"w": WEIGHT}), tmp_path / "m.onnx")
    prepared = prepare(path)
    np.testing.assert_array_equal(session(prepared).run(fed(prepared))["z"], WEIGHT.transpose(1, 0, 2, 3))


def test_the_preprocessing_node_of_the_vendor_is_cut_off(tmp_path):
    nodes = [
        helper.make_node("HzPreprocess", ["x", "s", "o"], ["p"], name="HZ_PREPROCESS_FOR_x", domain="horizon"),
        helper.make_node("Conv", ["p", "w"], ["c"], name="conv"),
        helper.make_node("HzSwish", ["c"], ["y"], name="act/Mul", domain="horizon"),
    ]
    weights = {"s": np.ones((4, 1, 1, 1), np.float32), "o": np.ones(4, np.float32), "w": WEIGHT}
    built = model(nodes, [value("x", SHAPE, TensorProto.INT8)], unknown("y"), weights, opset=11, ir=6, domains=["horizon"])
    prepared = prepare(saved(built, tmp_path / "m.onnx"))
    assert [(unit.name, unit.op, unit.inputs) for unit in prepared.units] == [("conv", "Conv", ("x",)), ("act/Mul", "HzSwish", ("c",))]
    assert prepared.inputs[0].dtype == "float32"

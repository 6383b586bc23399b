"""What only scales and shifts the channels behind a convolution is folded into it, and nothing else changes."""

import numpy as np
import pytest
from float_networks import CLOSE, apart, fed
from graphs import model, saved, value
from onnx import helper, numpy_helper

from pipecheck.probe.quant.graph.prepare import prepare

RNG = np.random.default_rng(9)
NORM = ("gain", "offset", "mean", "variance")
WEIGHTS = {
    "w": RNG.normal(size=(6, 4, 3, 3)),
    "grouped": RNG.normal(size=(4, 3, 3, 3)),
    "bias": RNG.normal(size=6),
    "dense": RNG.normal(size=(4, 6)),
    "turned": RNG.normal(size=(6, 4)),
    **{name: RNG.uniform(0.5, 2, 6) for name in NORM},
    "each": RNG.uniform(0.5, 2, (6, 1, 1)),
    "last": RNG.uniform(0.5, 2, 6),
    "row": RNG.uniform(0.5, 2, (1, 6)),
    "one": np.array(1.5),
    "half": np.array([0.5]),
    "wide": RNG.normal(size=(1, 6, 8, 8)),
    "zeros": np.zeros(6),
    "columns": RNG.normal(size=(5, 1)),
}
WEIGHTS = {name: array.astype(np.float32) for name, array in WEIGHTS.items()}


def node(operator, taken, made, **attributes):
    return helper.make_node(operator, taken.split(), [made], **attributes)


def written(tmp_path, nodes, shape=(1, 4, 8, 8), outputs=("y",), *, opset=13, **weights):
    taken = {name for each in nodes for name in each.input}
    stored = {name: array for name, array in {**WEIGHTS, **weights}.items() if name in taken}
    given = [helper.make_empty_tensor_value_info(name) for name in outputs]
    return saved(model(nodes, [value("x", shape)], given, stored, opset=opset), tmp_path / "m.onnx")


BATCH_NORM = node("BatchNormalization", f"c {' '.join(NORM)}", "y", epsilon=1e-3)
CONV = node("Conv", "x w", "c", pads=[1, 1, 1, 1])


@pytest.mark.parametrize(
    ("nodes", "shape"),
    [
        pytest.param([CONV, BATCH_NORM], (1, 4, 8, 8), id="batch norm"),
        pytest.param([node("Conv", "x w bias", "c"), BATCH_NORM], (1, 4, 8, 8), id="batch norm behind a bias"),
        pytest.param([node("ConvTranspose", "x grouped bias", "c", group=2), BATCH_NORM], (1, 4, 8, 8), id="transposed, in groups"),
        pytest.param([node("ConvTranspose", "x grouped", "c", group=2), node("Mul", "c each", "y")], (1, 4, 8, 8), id="transposed, times"),
        pytest.param([CONV, node("Mul", "each c", "d"), node("Add", "d each", "y")], (1, 4, 8, 8), id="times and plus"),
        pytest.param([CONV, node("Sub", "each c", "d"), node("Div", "d one", "y")], (1, 4, 8, 8), id="from, and by one number"),
        pytest.param([CONV, node("Sub", "c half", "y")], (1, 4, 8, 8), id="minus a number of one axis"),
        pytest.param([node("Gemm", "x dense", "c"), BATCH_NORM], (2, 4), id="dense"),
        pytest.param([node("Gemm", "x turned bias", "c", transB=1, alpha=0.5, beta=2.0), BATCH_NORM], (2, 4), id="dense, with factors"),
        pytest.param([node("Gemm", "x dense row", "c"), node("Mul", "c row", "y")], (2, 4), id="dense, a bias with two axes"),
        pytest.param([node("Gemm", "x dense one", "y", alpha=2.0, beta=0.5)], (2, 4), id="dense, one number as bias"),
        pytest.param([node("MatMul", "x dense", "c"), BATCH_NORM], (2, 4), id="a product"),
        pytest.param([node("MatMul", "x dense", "c"), node("Mul", "c last", "y")], (2, 3, 4), id="a product of three axes"),
        pytest.param([node("MatMul", "x dense", "c"), node("Add", "c last", "d"), node("Div", "d one", "y")], (2, 4), id="plus and by"),
    ],
)
def test_it_is_folded(tmp_path, nodes, shape):
    path = written(tmp_path, nodes, shape)
    prepared = prepare(path)
    (unit,) = prepared.units
    assert {each.split("_")[0] for each in unit.nodes} <= {nodes[0].op_type, "Add", "BatchNormalization"}
    assert unit.output == "y"
    assert apart(path, prepared, fed(prepared)) < CLOSE


@pytest.mark.parametrize(
    ("nodes", "outputs"),
    [
        pytest.param([CONV, BATCH_NORM, node("Relu", "c", "z")], ("y", "z"), id="the convolution is taken twice"),
        pytest.param([CONV, BATCH_NORM], ("y", "c"), id="the convolution is an output too"),
        pytest.param([CONV, node("Add", "c wide", "y")], ("y",), id="not a number for each channel"),
        pytest.param([CONV, node("Div", "each c", "y")], ("y",), id="divided by the convolution"),
        pytest.param([CONV, node("Mul", "c c", "y")], ("y",), id="a square"),
        pytest.param([CONV, node("Div", "c zeros", "y")], ("y",), id="by zero, along another axis"),
        pytest.param([node("MatMul", "x dense", "c"), node("Add", "c columns", "y")], ("y",), id="rows"),
    ],
)
def test_it_is_left_where_that_would_change_something(tmp_path, nodes, outputs):
    nodes = [each for each in nodes if each.op_type != "Unused"]
    shape = (1, 4, 8, 6) if nodes[0].op_type == "Conv" else (5, 4)
    wide = RNG.normal(size=(1, 6, 8, 6)).astype(np.float32)
    path = written(tmp_path, nodes, shape, outputs, wide=wide)
    prepared = prepare(path)
    assert {name.split("_")[0] for unit in prepared.units for name in unit.nodes} == {each.op_type for each in nodes}


def test_a_batch_norm_that_would_be_no_number_stays(tmp_path):
    path = written(tmp_path, [CONV, BATCH_NORM], variance=np.full(6, -1, np.float32))
    assert [unit.op for unit in prepare(path).units] == ["Conv", "BatchNormalization"]


def test_a_batch_norm_alone_has_one_factor_and_one_offset_for_each_channel(tmp_path):
    path = written(tmp_path, [node("Relu", "x", "c"), BATCH_NORM], (1, 6, 4, 4))
    prepared = prepare(path)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in prepared.model.graph.initializer}
    unit = prepared.units[-1]
    factors = WEIGHTS["gain"] / np.sqrt(WEIGHTS["variance"] + 1e-3)
    np.testing.assert_allclose(stored[unit.weight.name], factors, rtol=1e-6)
    np.testing.assert_allclose(stored[unit.bias], WEIGHTS["offset"] - WEIGHTS["mean"] * factors, rtol=1e-5)
    assert apart(path, prepared, fed(prepared)) < CLOSE


def test_a_weight_that_others_share_is_copied_before_it_changes(tmp_path):
    nodes = [CONV, BATCH_NORM, node("Conv", "x w", "z", pads=[1, 1, 1, 1])]
    path = written(tmp_path, nodes, outputs=("y", "z"))
    prepared = prepare(path)
    first, second = (unit.weight.name for unit in prepared.units)
    assert (first != second, second) == (True, "w")
    assert apart(path, prepared, fed(prepared)) < CLOSE


def test_a_gemm_with_a_matrix_to_add_is_a_product_and_a_sum(tmp_path):
    path = written(tmp_path, [node("Gemm", "x dense matrix", "y")], (5, 4), matrix=RNG.normal(size=(5, 6)).astype(np.float32))
    prepared = prepare(path)
    assert [(unit.op, unit.bias) for unit in prepared.units] == [("Gemm", None), ("Add", None)]
    assert apart(path, prepared, fed(prepared)) < CLOSE


def test_a_network_without_numbers_in_its_weights_is_left_alone(tmp_path):
    path = written(tmp_path, [CONV, BATCH_NORM], w=np.full((6, 4, 3, 3), np.nan, np.float32))
    assert [unit.op for unit in prepare(path).units] == ["Conv", "BatchNormalization"]

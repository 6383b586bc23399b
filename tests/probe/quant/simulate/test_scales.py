"""Scales and whole numbers are onnxruntime's own, bit for bit, and nothing in a weight breaks them."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper
from onnxruntime.quantization import quant_utils
from simulated import run

from pipecheck.probe.quant.graph.prepared import Weight
from pipecheck.probe.quant.plan import Range
from pipecheck.probe.quant.simulate import scales

KINDS = {"int8": (np.int8, TensorProto.INT8), "int16": (np.int16, TensorProto.INT16)}
FLOATS = st.floats(-1.5 * 2.0**126, 1.5 * 2.0**126, width=32)


def of_onnxruntime(low, high, qtype, *, asymmetric):
    dtype, _ = KINDS[qtype]
    limits = np.iinfo(dtype)
    least = limits.min if asymmetric else -limits.max
    zero, scale = quant_utils.compute_scale_zp(
        np.float32(low), np.float32(high), np.array(least, dtype), np.array(limits.max, dtype), symmetric=not asymmetric
    )
    return float(scale), int(zero)


@settings(max_examples=100, deadline=None)
@given(low=FLOATS, high=FLOATS, asymmetric=st.booleans(), qtype=st.sampled_from(["int8", "int16"]))
def test_the_scale_of_a_range_is_that_of_onnxruntime(low, high, asymmetric, qtype):
    low, high = sorted((low, high))
    if asymmetric:  # older versions round the width of the range
        assume(max(high, 0.0) - min(low, 0.0) == float(np.float32(max(high, 0.0)) - np.float32(min(low, 0.0))))
    assert scales.scale(Range(low, high, asymmetric), qtype) == of_onnxruntime(low, high, qtype, asymmetric=asymmetric)


@pytest.mark.parametrize(
    ("covered", "qtype", "wanted"),
    [
        pytest.param(Range(-127.0, 5.0), "int8", (1.0, 0), id="the larger side counts"),
        pytest.param(Range(-127.0, 5.0), "int16-ec", (1.0, 0), id="the first of two numbers"),
        pytest.param(Range(0.0, 255.0, True), "int8", (1.0, -128), id="nothing below 0"),
        pytest.param(Range(3.0, 255.0, True), "int8", (1.0, -128), id="0 is always inside"),
        pytest.param(Range(-255.0, 0.0, True), "int8", (1.0, 127), id="nothing above 0"),
        pytest.param(Range(0.0, 0.0), "int8", (1.0, 0), id="nothing but zeros"),
        pytest.param(Range(0.0, 1e-40), "int8", (1.0, 0), id="a step that no float32 is"),
        pytest.param(Range(0.0, 1e-40, True), "int16", (1.0, 0), id="a step that no float32 is, asymmetric"),
        pytest.param(Range(float("nan"), 127.0), "int8", (1.0, 0), id="a side that is no number"),
        pytest.param(Range(-1.0, float("inf")), "int8", (float(np.float32(1e38 / 127)), 0), id="a side without end"),
        pytest.param(Range(-1.0, 1.0), "float16", (1.0, 0), id="floats have no grid"),
    ],
)
def test_scales_of_ranges(covered, qtype, wanted):
    assert scales.scale(covered, qtype) == wanted


def dequantised(levels, steps, axis):
    """What DequantizeLinear makes of whole numbers."""
    zeros = np.zeros(steps.shape, levels.dtype)
    kind = helper.np_dtype_to_tensor_dtype(levels.dtype)
    node = helper.make_node("DequantizeLinear", ["q", "s", "z"], ["y"], domain="com.microsoft", axis=axis or 0)
    graph = helper.make_graph(
        [node],
        "g",
        [
            helper.make_tensor_value_info("q", kind, levels.shape),
            helper.make_tensor_value_info("s", TensorProto.FLOAT, steps.shape),
            helper.make_tensor_value_info("z", kind, zeros.shape),
        ],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
    )
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("com.microsoft", 1)]
    return run(helper.make_model(graph, opset_imports=opsets, ir_version=8), {"q": levels, "s": steps, "z": zeros})["y"]


@pytest.mark.parametrize("per_channel", [False, True], ids=["per tensor", "per channel"])
@pytest.mark.parametrize("qtype", ["int8", "int16"])
@pytest.mark.parametrize(("shape", "axis"), [((8, 3, 3, 3), 0), ((5, 7), 1), ((2, 6, 9), -1), ((4,), 0)], ids=str)
def test_weights_are_those_of_onnxruntime(shape, axis, qtype, per_channel):
    array = (np.random.default_rng(1).normal(size=shape) * np.random.default_rng(2).lognormal(0, 3, shape)).astype(np.float32)
    found = scales.weights(array, Weight("w", axis), qtype, per_channel=per_channel)
    axis %= array.ndim
    if per_channel:
        parts = [np.take(array, [index], axis) for index in range(shape[axis])]
        made = [quant_utils.quantize_data(part, KINDS[qtype][1], symmetric=True)[-3:] for part in parts]
        wanted = np.concatenate([levels for _, _, levels in made], axis)
        steps = np.array([scale for _, scale, _ in made], np.float32)
    else:
        _, scale, wanted = quant_utils.quantize_data(array, KINDS[qtype][1], symmetric=True)[-3:]
        steps = np.array(scale)
    assert np.array_equal(found.levels, wanted)
    assert np.array_equal(found.steps, steps.reshape(found.steps.shape))
    assert np.array_equal(scales.restored(found), dequantised(found.levels, found.steps, axis))
    assert np.array_equal(found.steps, scales.steps(array, Weight("w", axis), qtype, per_channel=per_channel))


def test_each_channel_of_each_group_has_a_scale():
    array = np.random.default_rng(0).normal(size=(6, 2, 3, 3)).astype(np.float32)
    factors = np.array([[1, 10], [100, 1000], [1e4, 1e5]], np.float32)
    array *= np.repeat(factors, 2, axis=0)[:, :, None, None]
    found = scales.weights(array, Weight("w", 1, groups=3), "int8", per_channel=True)
    apart = array.reshape(3, 2, 2, 3, 3)
    assert np.array_equal(found.steps.reshape(3, 2), (np.abs(apart).max(axis=(1, 3, 4)).astype(np.float64) / 127).astype(np.float32))
    near = np.abs(scales.restored(found) - array).reshape(apart.shape).max(axis=(1, 3, 4))
    assert (near <= found.steps.reshape(3, 2) * 0.5001).all()


@pytest.mark.parametrize("qtype", ["int8", "int16", "int16-ec"])
@pytest.mark.parametrize(
    ("array", "wanted"),
    [
        pytest.param(np.zeros((3, 4)), np.zeros((3, 4)), id="zeros"),
        pytest.param(np.array([[0.0, 0.0], [127.0, -127.0]]), np.array([[0.0, 0.0], [127.0, -127.0]]), id="one channel of zeros"),
        pytest.param(np.full((2, 2), 1e-42), np.zeros((2, 2)), id="too small for a scale"),
        pytest.param(np.array([[np.nan, 127.0]]), np.array([[0.0, 127.0]]), id="no number"),
        pytest.param(np.zeros((0, 3)), np.zeros((0, 3)), id="no channel"),
        pytest.param(np.zeros((3, 0)), np.zeros((3, 0)), id="empty channels"),
        pytest.param(np.array(127.0), np.array(127.0), id="a number"),
    ],
)
@pytest.mark.parametrize("per_channel", [False, True], ids=["per tensor", "per channel"])
def test_strange_weights(array, wanted, qtype, per_channel):
    found = scales.weights(array.astype(np.float32), Weight("w", 0), qtype, per_channel=per_channel)
    assert np.array_equal(scales.restored(found), wanted.astype(np.float32))


def test_what_is_infinite_takes_the_largest_scale():
    found = scales.restored(scales.weights(np.array([[np.inf, -np.inf, 1.0]], np.float32), Weight("w", 0), "int8", per_channel=True))
    assert np.isfinite(found).all()
    assert found[0, 0] > 0.9e38
    assert found[0, 1] == -found[0, 0]


def test_a_second_number_takes_what_the_first_leaves_over():
    array = np.random.default_rng(3).normal(size=(16, 64)).astype(np.float32)
    coarse = scales.weights(array, Weight("w", 0), "int8", per_channel=True)
    both = scales.weights(array, Weight("w", 0), "int16-ec", per_channel=True)
    assert np.array_equal(coarse.levels, both.levels)
    near = np.abs(scales.restored(both) - array).max(axis=1)
    assert (near <= coarse.steps / 254 * 0.51).all()
    assert (np.abs(scales.restored(coarse) - array).max(axis=1) > 50 * near).all()

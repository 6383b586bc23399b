"""What the optimizer puts together is taken apart into the same arithmetic; what only the vendor computes is refused by name."""

import math

import numpy as np
import pytest
from graphs import model, saved, value
from onnx import helper

from pipecheck.errors import SourceError
from pipecheck.probe.network.load import load

SHAPE = (1, 4, 4, 6)
X = np.random.default_rng(5).normal(0, 3, SHAPE).astype(np.float32)
ERF = np.vectorize(math.erf)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x, axis):
    raised = np.exp(x - x.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


def with_operator(name, attributes=None, *, made=SHAPE, opset=11, weights=None, domain="horizon"):
    node = helper.make_node(name, ["x", *(weights or {})], ["made"], name="one", domain=domain, **(attributes or {}))
    return model(
        [node, helper.make_node("Identity", ["made"], ["y"])],
        [value("x", SHAPE)],
        [value("y", made)],
        weights,
        opset=opset,
        ir=6,
        domains=[domain],
    )


@pytest.mark.parametrize(
    ("name", "attributes", "wanted"),
    [
        pytest.param("HzSwish", {}, X * sigmoid(X), id="swish"),
        pytest.param("HzHardSwish", {}, X * np.clip(X + 3, 0, 6) / 6, id="hard swish"),
        pytest.param("HzMish", {}, X * np.tanh(np.log1p(np.exp(X))), id="mish"),
        pytest.param("HzGelu", {}, X * 0.5 * (1 + ERF(X / math.sqrt(2))), id="gelu"),
        pytest.param("HzReluX", {"clip_value": 2.5}, np.clip(X, 0, 2.5), id="limited"),
        pytest.param("HzSoftmax", {"axis": -1}, softmax(X, -1), id="softmax"),
    ],
)
def test_the_same_numbers_come_out(tmp_path, name, attributes, wanted):
    network = load(saved(with_operator(name, attributes), tmp_path / "m.onnx"))
    np.testing.assert_allclose(network.run({"x": X})["y"], wanted, rtol=1e-4, atol=1e-5)


def test_softmax_over_channels_needs_an_opset_that_means_it(tmp_path):
    network = load(saved(with_operator("HzSoftmax", {"axis": 1}, opset=13), tmp_path / "m.onnx"))
    np.testing.assert_allclose(network.run({"x": X})["y"], softmax(X, 1), rtol=1e-5)
    with pytest.raises(SourceError, match="HzSoftmax"):
        load(saved(with_operator("HzSoftmax", {"axis": 1}), tmp_path / "old.onnx"))


@pytest.mark.parametrize(
    ("after", "wanted"),
    [pytest.param(0, 1 / np.sqrt(np.abs(X) + 0.25), id="before the root"), pytest.param(1, 1 / (np.sqrt(np.abs(X)) + 0.25), id="after it")],
)
def test_the_reciprocal_of_a_root(tmp_path, after, wanted):
    built = with_operator("HzRsqrt", {"epsilon": 0.25, "is_sqrt_add_reciprocal": after})
    network = load(saved(built, tmp_path / "m.onnx"))
    np.testing.assert_allclose(network.run({"x": np.abs(X)})["y"], wanted, rtol=1e-5)


def test_blocks_become_channels(tmp_path):
    built = with_operator("HzSpaceToDepth", {"block_height": 2, "block_width": 2}, made=(1, 16, 2, 3))
    made = load(saved(built, tmp_path / "m.onnx")).run({"x": X})["y"]
    np.testing.assert_array_equal(made[0, 4 * (2 * 1 + 0) + 3], X[0, 3, 1::2, 0::2])


@pytest.mark.parametrize("mode", ["constant", "edge"])
def test_borders(tmp_path, mode):
    weights = {"border": np.array(7, np.float32)}
    built = with_operator("HzPad", {"pads": [0, 0, 1, 2, 0, 0, 0, 1], "mode": mode}, made=(1, 4, 5, 9), weights=weights)
    made = load(saved(built, tmp_path / "m.onnx")).run({"x": X})["y"]
    more = {"constant_values": 7} if mode == "constant" else {}
    np.testing.assert_array_equal(made, np.pad(X, ((0, 0), (0, 0), (1, 0), (2, 1)), mode=mode, **more))


def test_names_that_are_taken_are_left_alone(tmp_path):
    nodes = [
        helper.make_node("HzSwish", ["x"], ["made"], domain="horizon"),
        helper.make_node("Identity", ["x"], ["made_standard_gate"]),
        helper.make_node("Add", ["made", "made_standard_gate"], ["y"]),
    ]
    built = model(nodes, [value("x", SHAPE)], [value("y", SHAPE)], domains=["horizon"])
    np.testing.assert_allclose(load(saved(built, tmp_path / "m.onnx")).run({"x": X})["y"], X * sigmoid(X) + X, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("operators", "file", "reason"),
    [
        pytest.param(
            ["HzCalibration"],
            "net_calibrated_model.onnx",
            "a calibrated model, which simulates the quantisation with HzCalibration nodes; only the vendor's runtime does that: "
            "run its float model, net_original_float_model.onnx",
            id="calibrated",
        ),
        pytest.param(
            ["HzSQuantizedPreprocess", "HzSQuantizedConv"],
            "net_quantized_model.onnx",
            "a quantised model with HzSQuantizedPreprocess nodes (domain horizon); only the vendor's runtime computes in its integers: "
            "run its float model, net_original_float_model.onnx",
            id="quantised",
        ),
        pytest.param(
            ["HzLut"],
            "m.onnx",
            "a quantised model with HzLut nodes (domain horizon); only the vendor's runtime computes in its integers: "
            "run its float model, *_original_float_model.onnx",
            id="of another name",
        ),
        pytest.param(["HzFilter"], "m.onnx", "has HzFilter nodes (domain horizon), which only the vendor's runtime computes", id="unknown"),
        pytest.param(
            ["HzGelu"], "m.onnx", "has HzGelu nodes (domain horizon), which only the vendor's runtime computes", id="other formula"
        ),
    ],
)
def test_what_only_the_vendor_computes_is_refused(tmp_path, operators, file, reason):
    tensors = ["x", *(f"t{index}" for index in range(1, len(operators))), "y"]
    nodes = [
        helper.make_node(
            name, [tensors[index]], [tensors[index + 1]], domain="horizon", **({"approximate": "tanh"} if name == "HzGelu" else {})
        )
        for index, name in enumerate(operators)
    ]
    path = saved(model(nodes, [value("x", SHAPE)], [value("y", SHAPE)], domains=["horizon"]), tmp_path / file)
    with pytest.raises(SourceError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: {reason}"


def test_an_operator_that_the_model_itself_defines_is_left_to_it(tmp_path):
    doubled = helper.make_function(
        "own", "HzDouble", ["a"], ["b"], [helper.make_node("Add", ["a", "a"], ["b"])], [helper.make_opsetid("", 13)]
    )
    built = model([helper.make_node("HzDouble", ["x"], ["y"], domain="own")], [value("x", SHAPE)], [value("y", SHAPE)], domains=["own"])
    built.functions.append(doubled)
    np.testing.assert_array_equal(load(saved(built, tmp_path / "m.onnx")).run({"x": X})["y"], 2 * X)

"""Ranges that a network keeps to whatever it is fed."""

import numpy as np
import pytest
from onnx import helper
from simulated import network

from pipecheck.probe.quant.distributions.construction import known


def ranges(tmp_path, *nodes, weights=None, opset=16, shape=(1, 4, 6, 6)):
    made = [helper.make_node(op, list(takes), [gives], name=f"{op}_{gives}", **words) for op, takes, gives, words in nodes]
    found = known(network(tmp_path, made, weights or {}, outputs=(nodes[-1][2],), inputs=(("x", shape),), opset=opset))
    return {name: (each.low, each.high, each.op) for name, each in found.items()}


@pytest.mark.parametrize(
    ("nodes", "wanted"),
    [
        pytest.param([("Sigmoid", ["x"], "y", {})], (0, 1, "Sigmoid"), id="sigmoid"),
        pytest.param([("HardSigmoid", ["x"], "y", {})], (0, 1, "HardSigmoid"), id="hard sigmoid"),
        pytest.param([("Softmax", ["x"], "y", {"axis": 1})], (0, 1, "Softmax"), id="softmax"),
        pytest.param([("Tanh", ["x"], "y", {})], (-1, 1, "Tanh"), id="tanh"),
        pytest.param([("Sigmoid", ["x"], "s", {}), ("Transpose", ["s"], "y", {})], (0, 1, "Sigmoid"), id="moved"),
        pytest.param([("Sigmoid", ["x"], "s", {}), ("Tanh", ["x"], "t", {}), ("Mul", ["s", "t"], "y", {})], (-1, 1, "Tanh"), id="product"),
        pytest.param(
            [("Sigmoid", ["x"], "s", {}), ("Softmax", ["x"], "t", {}), ("Concat", ["s", "t"], "y", {"axis": 1})],
            (0, 1, "Sigmoid"),
            id="joined",
        ),
        pytest.param([("Sigmoid", ["x"], "s", {}), ("Mul", ["x", "s"], "y", {})], None, id="with what is not known"),
        pytest.param([("Relu", ["x"], "y", {})], None, id="relu"),
    ],
)
def test_what_keeps_to_a_range(tmp_path, nodes, wanted):
    assert ranges(tmp_path, *nodes).get("y") == wanted


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [pytest.param(0, 1, (0, 1, "Clip"), id="a hard sigmoid in parts"), pytest.param(0, 6, None, id="relu6 may never get there")],
)
def test_a_clip_keeps_to_what_a_sigmoid_gives(tmp_path, low, high, wanted):
    weights = {"low": np.float32(low), "high": np.float32(high)}
    assert ranges(tmp_path, ("Clip", ["x", "low", "high"], "y", {}), weights=weights).get("y") == wanted


def test_the_places_of_a_grid_sample(tmp_path):
    weights = {"sides": np.array([1, 3, 4, 2], np.int64), "take": np.array([0], np.int64), "end": np.array([24], np.int64)}
    nodes = [
        ("Reshape", ["x", "sides"], "places", {}),
        ("Reshape", ["x", "picture"], "p", {}),
        ("GridSample", ["p", "places"], "y", {}),
    ]
    found = ranges(tmp_path, *nodes, weights={**weights, "picture": np.array([1, 1, 4, 6], np.int64)}, shape=(1, 1, 4, 6))
    assert found["places"] == (-1, 1, "GridSample")

"""A unit costs as often as it multiplies and adds for one picture."""

import drawn_networks
import numpy as np
import pytest
from graphs import model, saved, value
from onnx import helper

from pipecheck.probe.quant.graph import costs
from pipecheck.probe.quant.graph.prepare import prepare


def cost(tmp_path, nodes, shape, **weights):
    """The costs of the units in order, whatever they are called."""
    stored = {name: np.zeros(sides, np.float32) for name, sides in weights.items()}
    given = [helper.make_empty_tensor_value_info("y")]
    prepared = prepare(saved(model(nodes, [value("x", shape)], given, stored, opset=13), tmp_path / "m.onnx"))
    return list(costs.macs(prepared).values())


def node(operator, taken, made="y", **attributes):
    return helper.make_node(operator, taken.split(), [made], **attributes)


@pytest.mark.parametrize(
    ("nodes", "shape", "weights", "wanted"),
    [
        pytest.param([node("Conv", "x w b", strides=[2, 2])], (1, 3, 9, 9), {"w": (8, 3, 3, 3), "b": (8,)}, [8 * 27 * 4 * 4], id="conv"),
        pytest.param([node("Conv", "x w", group=4)], (1, 4, 8, 8), {"w": (4, 1, 3, 3)}, [4 * 9 * 6 * 6], id="depthwise"),
        pytest.param([node("ConvTranspose", "x w", strides=[2, 2])], (1, 4, 5, 5), {"w": (4, 6, 2, 2)}, [25 * 4 * 6 * 4], id="transposed"),
        pytest.param([node("Gemm", "x w", transB=1)], (1, 10), {"w": (7, 10)}, [70], id="gemm"),
        pytest.param([node("MatMul", "x w")], (1, 5, 10), {"w": (10, 7)}, [350], id="matmul"),
        pytest.param([node("MatMul", "x x")], (2, 3, 3), {}, [54], id="matmul of activations"),
        pytest.param([node("Conv", "x w")], ("N", 3, 8, 8), {"w": (8, 3, 1, 1)}, [8 * 3 * 64], id="any number of pictures"),
        pytest.param([node("Conv", "x w", "c"), node("Relu", "c")], (1, 3, 8, 8), {"w": (8, 3, 1, 1)}, [8 * 3 * 64], id="fused"),
        pytest.param([node("Transpose", "x")], (1, 3, 8, 8), {}, [0], id="moved"),
        pytest.param([node("Sigmoid", "x")], (1, 3, 8, 8), {}, [192], id="looked up"),
        pytest.param([node("AveragePool", "x", kernel_shape=[2, 2], strides=[2, 2])], (1, 3, 8, 8), {}, [192], id="pooled"),
        pytest.param([node("GlobalAveragePool", "x")], (1, 3, 8, 8), {}, [192], id="mean"),
        pytest.param([node("Conv", "x w")], (1, 3, "h", "w"), {"w": (8, 3, 1, 1)}, [], id="sides of any length"),
    ],
)
def test_costs(tmp_path, nodes, shape, weights, wanted):
    assert cost(tmp_path, nodes, shape, **weights) == wanted


def test_sides_that_only_running_tells_are_found_by_running(tmp_path):
    prepared = prepare(saved(drawn_networks.network(12, batch="N", length=30), tmp_path / "m.onnx"))
    assert any(unit.op == "Reshape" for unit in prepared.units)
    assert costs.macs(prepared).keys() == {unit.name for unit in prepared.units}

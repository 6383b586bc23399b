"""A curve that is written as several nodes is one unit by the toolchain's name, whatever the framework wrote; another curve is not."""

import numpy as np
import pytest
from float_networks import CLOSE, apart, fed
from graphs import model, saved, value
from onnx import helper

from pipecheck.probe.quant.graph.prepare import prepare

SHAPE = (1, 3, 4, 4)
CONSTANTS = {
    "three": 3,
    "six": 6,
    "zero": 0,
    "one": 1,
    "two": 2,
    "half": 0.5,
    "root": np.sqrt(2),
    "slope": np.sqrt(0.5),
    "sixth": 1 / 6,
    "pi": np.sqrt(2 / np.pi),
    "cube": 0.044715,
}


def prepared_of(tmp_path, text, opset=14):
    """The network of the lines `made = Operator(taken, …)` of *text*, from x to y."""
    nodes = []
    for line in text.strip().splitlines():
        made, _, call = (part.strip() for part in line.partition("="))
        operator, _, taken = call.rstrip(")").partition("(")
        nodes.append(helper.make_node(operator, [each.strip() for each in taken.split(",")], [made], name=f"{operator} {made}"))
    taken = {name for each in nodes for name in each.input}
    weights = {name: np.array(number, np.float32) for name, number in CONSTANTS.items() if name in taken}
    path = saved(model(nodes, [value("x", SHAPE)], [value("y", SHAPE)], weights, opset=opset), tmp_path / "m.onnx")
    return path, prepare(path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("g = Sigmoid(x)\ny = Mul(x, g)", "HzSwish", id="swish"),
        pytest.param("g = Sigmoid(x)\ny = Mul(g, x)", "HzSwish", id="swish turned"),
        pytest.param(
            "a = Add(x, three)\nb = Clip(a, zero, six)\nc = Mul(x, b)\ny = Div(c, six)", "HzHardSwish", id="hard swish, divided last"
        ),
        pytest.param("a = Add(x, three)\nb = Clip(a, zero, six)\nc = Div(b, six)\ny = Mul(x, c)", "HzHardSwish", id="hard swish"),
        pytest.param("a = Add(three, x)\nb = Relu(a)\nc = Min(b, six)\nd = Mul(c, sixth)\ny = Mul(x, d)", "HzHardSwish", id="by minimum"),
        pytest.param("a = Softplus(x)\nb = Tanh(a)\ny = Mul(x, b)", "HzMish", id="mish"),
        pytest.param("a = Div(x, root)\nb = Erf(a)\nc = Add(b, one)\nd = Mul(x, c)\ny = Mul(d, half)", "HzGelu", id="gelu"),
        pytest.param("a = Mul(x, slope)\nb = Erf(a)\nc = Add(one, b)\nd = Mul(half, x)\ny = Mul(d, c)", "HzGelu", id="gelu, half first"),
        pytest.param(
            "a = Pow(x, three)\nb = Mul(a, cube)\nc = Add(x, b)\nd = Mul(c, pi)\n"
            "e = Tanh(d)\nf = Add(e, one)\ng = Mul(x, f)\ny = Mul(g, half)",
            "HzGelu",
            id="gelu by tanh",
        ),
        pytest.param("a = Add(x, three)\nb = Clip(a, zero, six)\ny = Div(b, six)", "HardSigmoid", id="hard sigmoid"),
    ],
)
def test_a_known_curve_is_one_unit(tmp_path, text, name):
    path, prepared = prepared_of(tmp_path, text)
    (unit,) = prepared.units
    assert (unit.op, unit.inputs, unit.output, unit.shared) == (name, ("x",), "y", False)
    assert unit.name.endswith(" y")
    assert apart(path, prepared, fed(prepared)) < CLOSE


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = Add(x, two)\nb = Clip(a, zero, six)\nc = Div(b, six)\ny = Mul(x, c)", id="other numbers"),
        pytest.param("g = Tanh(x)\ny = Mul(x, g)", id="another curve"),
        pytest.param("a = Relu(x)\ng = Sigmoid(a)\ny = Mul(x, g)", id="bent before"),
        pytest.param("g = Sigmoid(x)\nh = Div(x, g)\ny = Mul(h, g)", id="the gate is taken twice"),
    ],
)
def test_another_curve_is_not(tmp_path, text):
    _, prepared = prepared_of(tmp_path, text)
    assert not {unit.op for unit in prepared.units} & {"HzSwish", "HzHardSwish", "HzMish", "HzGelu", "HardSigmoid"}


def test_a_curve_behind_a_curve_is_found_too(tmp_path):
    _, prepared = prepared_of(tmp_path, "g = Sigmoid(x)\na = Mul(x, g)\nh = Sigmoid(a)\ny = Mul(a, h)")
    assert [unit.op for unit in prepared.units] == ["HzSwish", "HzSwish"]

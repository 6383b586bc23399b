"""What an export keeps apart that could be fused is named, with the reason; what the network is made like is not."""

import numpy as np
import pytest
from graphs import model, saved, value
from onnx import helper

from pipecheck.probe.quant.graph.prepare import prepare

RNG = np.random.default_rng(2)
NORM = ("gain", "offset", "mean", "variance")
WEIGHTS = {"w": RNG.normal(size=(4, 4, 1, 1)), "v": RNG.normal(size=(4, 4, 1, 1)), **{name: RNG.uniform(0.5, 2, 4) for name in NORM}}


def node(operator, taken, made):
    return helper.make_node(operator, taken.split(), [made], name=f"{operator.lower()} {made}")


def found(tmp_path, nodes, outputs=("y",)):
    taken = {name for each in nodes for name in each.input}
    weights = {name: array.astype(np.float32) for name, array in WEIGHTS.items() if name in taken}
    given = [helper.make_empty_tensor_value_info(name) for name in outputs]
    return prepare(saved(model(nodes, [value("x", (1, 4, 5, 5))], given, weights), tmp_path / "m.onnx")).apart


def trained(taken):
    """A batch norm as it is in training."""
    each = node("BatchNormalization", f"{taken} {' '.join(NORM)}", "y")
    each.output.extend(["running mean", "running variance"])
    each.attribute.append(helper.make_attribute("training_mode", 1))
    return each


def trained_before_13(taken):
    """A batch norm as it is in training, in the words of older opsets: the statistics it gives besides say so."""
    each = trained(taken)
    del each.attribute[:]
    return each


CONV = node("Conv", "x w", "c")
BATCH_NORM = node("BatchNormalization", f"c {' '.join(NORM)}", "y")


@pytest.mark.parametrize(
    ("nodes", "outputs", "name", "words"),
    [
        pytest.param([CONV, node("Relu", "c", "y")], ("y", "c"), "relu y", "an output of the network", id="relu and an output"),
        pytest.param(
            [CONV, BATCH_NORM],
            ("y", "c"),
            "batchnormalization y",
            "what conv c gives, c, is an output of the network too",
            id="norm and an output",
        ),
        pytest.param([CONV, node("Add", "c x", "y")], ("y", "c"), "add y", "an output of the network", id="sum and an output"),
        pytest.param([node("Add", "x x", "c"), node("Relu", "c", "y")], ("y", "c"), "relu y", "an output", id="relu behind a sum"),
        pytest.param(
            [node("BatchNormalization", f"x {' '.join(NORM)}", "y")], ("y",), "batchnormalization y", "at the input", id="norm at the input"
        ),
        pytest.param([CONV, trained("c")], ("y",), "batchnormalization y", "training mode", id="norm in training"),
        pytest.param([CONV, trained_before_13("c")], ("y",), "batchnormalization y", "training mode", id="norm in training, opset 13"),
    ],
)
def test_what_stands_apart_is_named(tmp_path, nodes, outputs, name, words):
    (each,) = found(tmp_path, nodes, outputs)
    assert each.node == name
    assert words in each.cannot


@pytest.mark.parametrize(
    ("nodes", "outputs"),
    [
        pytest.param([CONV, BATCH_NORM], ("y",), id="folded"),
        pytest.param([CONV, node("Relu", "c", "y")], ("y",), id="fused"),
        pytest.param([CONV, node("Tanh", "c", "y"), node("Sigmoid", "c", "z")], ("y", "z"), id="nothing to fuse"),
        pytest.param([node("MaxPool", "x", "c"), node("Relu", "c", "y")], ("y",), id="relu behind something else"),
        pytest.param(
            [CONV, node("Conv", "c v", "d"), node("Tanh", "d", "e"), node("Add", "e c", "y")], ("y",), id="the start of a shortcut"
        ),
        pytest.param([CONV, node("Conv", "x v", "d"), node("Add", "c d", "y")], ("y",), id="a sum of two"),
        pytest.param([node("Add", "x x", "y")], ("y",), id="a sum of no convolution"),
        pytest.param([CONV, node("Relu", "c", "y"), node("Tanh", "c", "z")], ("y", "z"), id="two branches, one with a relu"),
        pytest.param([CONV, node("Relu", "c", "y"), node("Tanh", "c", "z")], ("y", "z", "c"), id="two branches and an output"),
        pytest.param([CONV, BATCH_NORM, node("Tanh", "c", "z")], ("y", "z"), id="two branches, one with a norm"),
        pytest.param([node("Relu", "x", "c"), BATCH_NORM], ("y",), id="norm behind relu"),
        pytest.param([node("Add", "x x", "c"), BATCH_NORM, node("Tanh", "c", "z")], ("y", "z"), id="norm before the convolution"),
        pytest.param(
            [node("BatchNormalization", f"x {' '.join(NORM)}", "y"), node("Tanh", "x", "z")], ("y", "z"), id="norm of an input taken twice"
        ),
    ],
)
def test_what_is_fused_or_made_like_that_is_not(tmp_path, nodes, outputs):
    for each in nodes:
        if each.op_type == "MaxPool":
            each.attribute.append(helper.make_attribute("kernel_shape", [1, 1]))
    assert found(tmp_path, nodes, outputs) == ()

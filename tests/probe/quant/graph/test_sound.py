"""A broken graph is refused in one line; one in another order is put in order."""

import numpy as np
import pytest
from float_networks import CLOSE, apart, fed
from graphs import model, saved, value
from onnx import helper

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph.prepare import prepare, session


def written(tmp_path, nodes, weights=None, outputs=("y",)):
    given = [helper.make_empty_tensor_value_info(name) for name in outputs]
    return saved(model(nodes, [value("x", (1, 4, 6, 6))], given, weights), tmp_path / "m.onnx")


@pytest.mark.parametrize(
    ("operator", "taken", "made"),
    [
        pytest.param("Conv", ["x"], ["y"], id="a convolution without a weight"),
        pytest.param("Relu", [], ["y"], id="relu of nothing"),
        pytest.param("BatchNormalization", ["x", "x"], ["y"], id="half a batch norm"),
        pytest.param("Add", ["x"], ["y"], id="a sum of one"),
        pytest.param("Identity", ["x"], [], id="nothing comes out"),
        pytest.param("Constant", [], [], id="a constant of no name"),
        pytest.param("If", [], ["y"], id="no condition"),
    ],
)
def test_a_node_that_lacks_something_is_named(tmp_path, operator, taken, made):
    nodes = [helper.make_node(operator, taken, made, name="bad"), helper.make_node("Relu", ["x"], ["z"])]
    with pytest.raises(SourceError, match="its node bad"):
        prepare(written(tmp_path, nodes, outputs=("z", *made)))


@pytest.mark.parametrize(
    ("operator", "weights", "attributes"),
    [
        pytest.param("Conv", [np.ones((4, 4, 1, 1), np.int64)], {}, id="whole weights"),
        pytest.param("Conv", [np.ones(4, np.float32)], {}, id="a weight of one axis"),
        pytest.param("Conv", [np.ones((4, 4, 1, 1), np.float32), np.ones(3, np.float32)], {}, id="a bias for other channels"),
        pytest.param("Conv", [np.ones((0, 4, 1, 1), np.float32)], {}, id="no channels"),
        pytest.param("ConvTranspose", [np.ones((4, 2, 1, 1), np.float32)], {"group": 3}, id="groups that do not fit"),
        pytest.param("ConvTranspose", [np.ones((4, 2, 1, 1), np.float32)], {"group": 0}, id="no groups"),
        pytest.param("Conv", [np.ones((4, 4, 1, 1), np.float32)], {"group": -1}, id="less than no groups"),
        pytest.param("BatchNormalization", [np.ones(each, np.float32) for each in (4, 4, 3, 4)], {}, id="norms for other channels"),
        pytest.param("BatchNormalization", [np.array(["a"] * 4, object)] * 4, {}, id="norms of text"),
        pytest.param("Clip", [np.ones(2, np.float32), np.ones(0, np.float32)], {}, id="several limits"),
        pytest.param("MatMul", [np.ones(6, np.float32)], {}, id="a product with a row"),
        pytest.param("Mul", [np.ones(0, np.float32)], {}, id="times nothing"),
        pytest.param("Reshape", [np.array([-1, -1])], {}, id="sides that cannot be"),
    ],
)
def test_odd_weights_are_an_answer_or_one_line(tmp_path, operator, weights, attributes):
    stored = {f"w{place}": array for place, array in enumerate(weights)}
    nodes = [
        helper.make_node("Conv", ["x", "k"], ["c"]),
        helper.make_node(operator, ["c", *stored], ["d"], **attributes),
        helper.make_node("BatchNormalization", ["d", "n", "n", "n", "n"], ["e"]),
        helper.make_node("Relu", ["e"], ["y"]),
    ]
    stored |= {"k": np.ones((4, 4, 1, 1), np.float32), "n": np.ones(4, np.float32)}
    path = written(tmp_path, nodes, stored)
    try:
        prepared = prepare(path)
        found = set(session(prepared).run(fed(prepared)))
    except SourceError as e:
        found = str(e).split(":")[0]
    assert found in ({"y"}, str(path))


def test_nodes_in_another_order_are_put_in_order(tmp_path):
    nodes = [
        helper.make_node("Relu", ["c"], ["y"], name="last"),
        helper.make_node("Add", ["b", "x"], ["c"], name="third"),
        helper.make_node("Tanh", ["x"], ["a"], name="first"),
        helper.make_node("Sigmoid", ["a"], ["b"], name="second"),
    ]
    path = written(tmp_path, nodes)
    prepared = prepare(path)
    assert [unit.name for unit in prepared.units] == ["first", "second", "third"]
    assert apart(path, prepared, fed(prepared)) < CLOSE


def test_a_circle_is_refused(tmp_path):
    nodes = [helper.make_node("Add", ["x", "b"], ["a"], name="one"), helper.make_node("Relu", ["a"], ["b"], name="two")]
    with pytest.raises(SourceError, match="its node one takes what is made of what it gives"):
        prepare(written(tmp_path, [*nodes, helper.make_node("Relu", ["b"], ["y"])]))

"""What chooses at the end of a network is cut off, and what goes into it compared."""

import numpy as np
import pytest
from debugged import chain
from onnx import helper

from pipecheck.probe.quant.badcases.tail import tail, without
from pipecheck.probe.quant.graph import prepare


def node(op, takes, gives, **words):
    return helper.make_node(op, takes, gives, name=f"{op}_{gives[0]}", **words)


FLAT = node("Reshape", ["y", "flat"], ["f"])


@pytest.mark.parametrize(
    ("nodes", "outputs", "compared", "cut"),
    [
        pytest.param([], ("y",), ("y",), [], id="nothing chooses"),
        pytest.param([node("ArgMax", ["y"], ["m"], axis=1)], ("m",), ("y",), ["ArgMax"], id="argmax"),
        pytest.param([FLAT, node("TopK", ["f", "k"], ["v", "i"])], ("v", "i"), ("f",), ["TopK"], id="topk"),
        pytest.param([node("ArgMax", ["y"], ["m"], axis=1)], ("y", "m"), ("y",), ["ArgMax"], id="an output beside it"),
        pytest.param(
            [FLAT, node("TopK", ["f", "k"], ["v", "i"]), node("Sigmoid", ["f"], ["s"]), node("GatherElements", ["s", "i"], ["p"], axis=1)],
            ("p", "v"),
            ("s", "f"),
            ["TopK"],
            id="what the choice is made of and what is chosen",
        ),
    ],
)
def test_what_is_compared(tmp_path, nodes, outputs, compared, cut):
    found = tail(chain(tmp_path, outputs=outputs, tail=nodes, whole=("m", "i")))
    assert set(found.compared) == set(compared)
    assert [each.op for each in found.cut] == cut
    assert found.stays == ()


def test_what_layers_compute_with_stays(tmp_path):
    nodes = [
        node("ArgMax", ["y"], ["m"], axis=1, keepdims=1),
        node("Cast", ["m"], ["float"], to=1),
        node("Concat", ["y", "float"], ["four"], axis=1),
        helper.make_node("Conv", ["four", "w4"], ["z"], name="last", kernel_shape=[1, 1]),
    ]
    found = tail(chain(tmp_path, outputs=("z",), tail=nodes, more={"w4": np.ones((2, 4, 1, 1), np.float32)}))
    assert found.compared == ("z",)
    assert [each.op for each in found.stays] == ["ArgMax"]
    assert found.cut == ()


def test_boxes_and_scores_of_nms(tmp_path):
    nodes = [
        node("Reshape", ["y", "boxed"], ["boxes"]),
        node("ReduceMean", ["boxes"], ["mean"], axes=[2], keepdims=0),
        node("Unsqueeze", ["mean", "one"], ["scores"]),
        node("NonMaxSuppression", ["boxes", "scores", "k"], ["picked"]),
    ]
    more = {"boxed": np.array([1, -1, 4], np.int64), "one": np.array([1], np.int64)}
    found = tail(chain(tmp_path, outputs=("picked",), whole=("picked",), tail=nodes, more=more))
    assert set(found.compared) == {"boxes", "scores"}
    assert found.cut[0].before == ("boxes", "scores")
    assert found.gone == {"NonMaxSuppression_picked"}


def test_without_its_tail_a_network_gives_what_goes_into_it(tmp_path):
    made = chain(tmp_path, outputs=("m", "v"), tail=[node("ArgMax", ["y"], ["m"], axis=1), node("Relu", ["y"], ["v"])], whole=("m",))
    ended = without(made)
    assert (ended.outputs, ended.units) == (("y", "v"), made.units)
    assert [value.name for value in made.model.graph.output] == ["m", "v"]
    assert prepare.session(ended).outputs == ("y", "v")


def test_a_network_that_chooses_nothing_stays_as_it_is(tmp_path):
    made = chain(tmp_path, outputs=("y",))
    assert without(made) is made

"""The list of classes among outputs of any shape, and the class that is named."""

import numpy as np
import pytest

from pipecheck.probe.scores import answers
from pipecheck.sources.onnxfile import Tensor

LIST = np.array([0.1, 2.5, -3, 0], np.float32)


@pytest.mark.parametrize(
    ("outputs", "answer"),
    [
        pytest.param({"y": LIST.reshape(1, 4)}, 1, id="1×C"),
        pytest.param({"y": LIST.reshape(1, 4, 1, 1)}, 1, id="1×C×1×1"),
        pytest.param({"y": LIST.reshape(1, 1, 1, 4)}, 1, id="1×1×1×C"),
        pytest.param({"y": LIST}, 1, id="C"),
        pytest.param({"y": LIST.astype(np.float16)[None]}, 1, id="half"),
        pytest.param({"y": np.array([[-128, 5, 127]], np.int8)}, 2, id="int8"),
        pytest.param({"map": np.zeros((1, 3, 4, 4)), "y": LIST[None]}, 1, id="beside a map"),
        pytest.param({"y": LIST[None], "z": -LIST[None, :3]}, 1, id="the first of two"),
        pytest.param({"y": np.array([3, 3, 1.0])[None]}, 0, id="the first of equals"),
        pytest.param({"y": np.array([[7]], np.int64)}, 7, id="ArgMax in the graph"),
        pytest.param({"v": np.array([[5, 4, 1.0]]), "i": np.array([[8, 2, 0]])}, 8, id="TopK in the graph"),
        pytest.param({"y": np.array([[1.0, np.inf, 0]])}, 1, id="one is infinite"),
        pytest.param({"y": np.array([[1.0, np.nan, 3]])}, None, id="one is NaN"),
        pytest.param({"y": np.full((1, 10), 3.0)}, None, id="all the same"),
        pytest.param({"y": np.full((1, 10), np.inf)}, None, id="all infinite"),
        pytest.param({"y": np.array([[-1]], np.int64)}, None, id="below the first class"),
        pytest.param({"y": np.array([[0.7]])}, None, id="one number"),
        pytest.param({"y": np.zeros((1, 84, 20))}, None, id="boxes"),
        pytest.param({"y": np.zeros((1, 0))}, None, id="empty"),
        pytest.param({}, None, id="no output"),
    ],
)
def test_answer(outputs, answer):
    assert answers.answer(outputs) == answer


def test_the_list_that_fits_is_taken():
    outputs = {"features": np.arange(8.0)[None], "y": LIST[None]}
    assert answers.said(outputs, 4).scores.tolist() == LIST.tolist()
    assert len(answers.said(outputs, 5).scores) == len(answers.said(outputs).scores) == 8


@pytest.mark.parametrize(
    ("shapes", "classes"),
    [
        pytest.param([(1, 10)], 10, id="1×C"),
        pytest.param([("N", 1000, 1, 1)], 1000, id="any batch"),
        pytest.param([(1, 1, 1, 19)], 19, id="at the end"),
        pytest.param([(10,)], 10, id="C"),
        pytest.param([(1, 10), (1, 10)], 10, id="two that agree"),
        pytest.param([(1, 10), (1, 128)], None, id="two that do not"),
        pytest.param([(1, "C")], None, id="not told"),
        pytest.param([None], None, id="no shape"),
        pytest.param([(1, 84, 8400)], None, id="boxes"),
        pytest.param([(1, 1)], None, id="one number"),
    ],
)
def test_how_many_classes_a_network_tells_apart(shapes, classes):
    assert answers.classes([Tensor("y", shape, "float32") for shape in shapes]) == classes


@pytest.mark.parametrize(
    ("shape", "possible"), [((1, 10), True), ((1, "C"), True), (None, True), ((1, 84, 8400), False), ((1, 3, "H", "W"), True), ((1,), True)]
)
def test_whether_an_output_can_be_a_list_of_classes(shape, possible):
    assert answers.possible([Tensor("y", shape, "float32")]) is possible

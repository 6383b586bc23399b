"""Which output is which: by name, by shape and order, and in either layout."""

import numpy as np
import pytest

from pipecheck.probe.agreement import matching

RNG = np.random.default_rng(3)


def made(*shape):
    return RNG.normal(size=shape)


MAP = made(1, 5, 7, 9)
SQUARE = made(1, 6, 6, 6)
LOGITS = made(1, 10)


@pytest.mark.parametrize(
    ("first", "second", "pairs", "missing"),
    [
        pytest.param({"a": LOGITS, "b": MAP}, {"b": MAP, "a": LOGITS}, [("a", "a"), ("b", "b")], (), id="by name"),
        pytest.param({"a": LOGITS, "b": MAP}, {"1": LOGITS + 9, "2": MAP + 9}, [("a", "1"), ("b", "2")], (), id="by shape"),
        pytest.param(
            {"a": MAP, "b": MAP + 9}, {"1": MAP * 2, "2": MAP * 3}, [("a", "1"), ("b", "2")], (), id="of one shape by their order"
        ),
        pytest.param({"a": MAP, "b": MAP + 9}, {"1": MAP + 9, "2": MAP}, [("a", "2"), ("b", "1")], (), id="of one shape by what they hold"),
        pytest.param({"a": LOGITS}, {"a": LOGITS, "more": MAP}, [("a", "a")], ("more",), id="one more"),
        pytest.param({"a": LOGITS, "b": MAP}, {"a": LOGITS}, [("a", "a")], ("b",), id="one less"),
        pytest.param({"a": LOGITS}, {"b": made(1, 11)}, [], ("a", "b"), id="nothing in common"),
        pytest.param({"a": LOGITS}, {"a": made(3, 4)}, [("a", "a")], (), id="one name and another shape"),
        pytest.param({"a": np.array(["cat"])}, {"a": np.array(["cat"])}, [], ("a",), id="text"),
        pytest.param({}, {}, [], (), id="no outputs"),
    ],
)
def test_outputs_are_matched(first, second, pairs, missing):
    found, left = matching.matched(first, second)
    assert [(each.first, each.second) for each in found] == pairs
    assert left == missing


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(MAP, MAP, id="as it is"),
        pytest.param(MAP, MAP.transpose(0, 2, 3, 1), id="channels last"),
        pytest.param(MAP.transpose(0, 2, 3, 1), MAP, id="channels first"),
        pytest.param(SQUARE, SQUARE.transpose(0, 2, 3, 1), id="channels last, all sides alike"),
        pytest.param(MAP[0], MAP[0].transpose(0, 2, 1), id="three axes"),
        pytest.param(LOGITS, LOGITS[:, :, None, None], id="ones added"),
        pytest.param(LOGITS[:, None, None], LOGITS[:, :, None, None], id="ones moved"),
        pytest.param(np.float32(2), np.float32([2]), id="a number"),
    ],
)
def test_layouts_are_recognised(first, second):
    (match,), missing = matching.matched({"a": first}, {"b": second})
    np.testing.assert_array_equal(match.laid_out(second, np.shape(first)), first)
    assert missing == ()


def test_an_output_of_another_shape_cannot_be_laid_out():
    (match,), _ = matching.matched({"a": LOGITS}, {"a": made(3, 4)})
    assert match.laid_out(made(3, 4), LOGITS.shape) is None


def test_an_output_that_is_another_stays_in_its_layout():
    other = made(1, 6, 6, 6)
    (match,), _ = matching.matched({"a": SQUARE}, {"a": other})
    assert match.laid_out(other, SQUARE.shape) is other or np.array_equal(match.laid_out(other, SQUARE.shape), other)

"""How an accuracy stands to the stated one."""

import math

import pytest
from measured_networks import accuracy, figure, goal

from pipecheck.rules.network.standing import standing


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(accuracy(), "within", id="within noise"),
        pytest.param(accuracy(chance=0.05), "within", id="once in twenty"),
        pytest.param(accuracy(chance=0.03), "doubtful", id="once in thirty"),
        pytest.param(accuracy(chance=0.009), "below", id="less than once in a hundred"),
        pytest.param(accuracy(figures=(figure(0.8),), chance=1.0), "above", id="better"),
        pytest.param(accuracy(figures=(figure(0.7695),), chance=0.98), "above", id="better by more than noise and rounding"),
        pytest.param(accuracy(figures=(figure(0.7695),), expected=goal(0.77, 2), chance=0.4), "within", id="as rounded as it is stated"),
        pytest.param(accuracy(figures=(figure(0.7),), chance=None), "doubtful", id="no chance is known, but the interval"),
        pytest.param(
            accuracy(figures=(figure(2.0, 0.1, "l2", more_is_better=False),), expected=goal(3.0), chance=1.0), "above", id="less is more"
        ),
        pytest.param(
            accuracy(figures=(figure(4.0, 0.1, "l2", more_is_better=False),), expected=goal(3.0), chance=None),
            "doubtful",
            id="more is less",
        ),
        pytest.param(accuracy(chance=math.nan), "within", id="chance is no number"),
        pytest.param(accuracy(expected=None), None, id="nothing stated"),
        pytest.param(accuracy(figures=(figure(math.nan),)), None, id="no number"),
        pytest.param(accuracy(figures=(), run=0), None, id="nothing measured"),
    ],
)
def test_an_accuracy_against_what_is_stated(given, expected):
    assert standing(given) == expected

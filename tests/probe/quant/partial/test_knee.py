"""The knee of a curve is found without measuring all of it."""

import numpy as np
import pytest

from pipecheck.probe.quant.partial import knee


def searched(curve):
    """The knee of the errors *curve* by count, and how many had to be measured for it."""
    last = len(curve) - 1
    errors = {count: curve[count] for count in {0, last, *(2**power for power in range(10) if 2**power < last)}}
    while (found := knee.find(errors)).doubt is not None:
        assert found.doubt not in errors
        errors[found.doubt] = curve[found.doubt]
    return found.count, len(errors)


@pytest.mark.parametrize(
    ("curve", "count"),
    [
        pytest.param([1.0] * 3 + [0.001] * 37 + [0.0], 3, id="a step"),
        pytest.param([1.0] * 17 + [0.01] * 84, 17, id="a late step"),
        pytest.param([1, 0.8, 0.6, 0.4, 0.2, 0.01, 0.009, 0.008, 0.007, 0.006, 0.0], 5, id="a straight way down"),
        pytest.param([1, 0.3, 0.1, 0.03, 0.0005, 0.0004, *np.linspace(0.0004, 0.0001, 30), 0.0], 4, id="of many sizes"),
        pytest.param([1, 0.9, 0.7, 0.1, 0.05, 0.02, 0.005, 0.0], 3, id="few nodes"),
    ],
)
def test_the_knee_is_where_little_is_left_to_gain(curve, count):
    assert searched(curve)[0] == count


def test_few_counts_are_measured():
    assert searched([1.0] * 50 + [0.001] * 450 + [0.0])[1] < 30


@pytest.mark.parametrize(
    "errors",
    [
        pytest.param({0: 0.0}, id="nothing to leave"),
        pytest.param({0: 0.0, 3: 0.0}, id="no error"),
        pytest.param({0: 1.0, 3: 1.0}, id="nothing gained"),
        pytest.param({0: 1.0, 1: 0.0}, id="all or nothing"),
        pytest.param({0: 0.1, 1: 0.5, 2: 1.0}, id="worse and worse"),
    ],
)
def test_there_may_be_none(errors):
    assert knee.find(errors).count is None

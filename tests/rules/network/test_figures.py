"""No more digits than an interval carries."""

import math

import pytest
from measured_networks import figure as made

from pipecheck.evidence.model import Figure
from pipecheck.rules.network.figures import figure, fixed, percent, places, short


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(made(0.7638, 0.004), "0.7638 ± 0.0040", id="four digits"),
        pytest.param(made(0.644, 0.0385), "0.644 ± 0.038", id="three"),
        pytest.param(made(0.5, 0.1), "0.50 ± 0.10", id="a power of ten"),
        pytest.param(made(0.85, 0.5), "0.85 ± 0.50", id="few pictures"),
        pytest.param(made(123.4, 17.0, "l2"), "123 ± 17", id="no share"),
        pytest.param(made(-0.25, 0.031), "−0.250 ± 0.031", id="below nothing"),
        pytest.param(Figure(metric="top1", value=0.987, low=0.958, high=0.996, count=100), "0.987 (0.958..0.996)", id="lopsided"),
        pytest.param(Figure(metric="top1", value=1.0, low=0.963, high=1.0, count=100), "1.000 (0.963..1.000)", id="all right"),
        pytest.param(made(0.75, 0.0), "0.7500", id="no interval"),
        pytest.param(made(1.0, 4e-7), "1.0000", id="an interval of nothing but noughts"),
        pytest.param(made(0.75, math.nan), "0.7500", id="an interval that is no number"),
        pytest.param(made(math.nan, 0.1), "unknown", id="no number"),
    ],
)
def test_a_figure_with_its_interval(given, said):
    assert figure(given) == said


def test_a_sentence_has_a_digit_less():
    assert figure(made(0.7638, 0.004), 1) == "0.764 ± 0.004"


@pytest.mark.parametrize(
    ("low", "high", "behind"),
    [(0.0, 8e-9, 6), (0.0, 0.02, 3), (0.0, 0.08, 3), (0.0, 0.2, 2), (0.0, 24.0, 0), (0.0, 0.0, 4), (0.1, 0.0, 4), (math.nan, 1.0, 4)],
)
def test_places_behind_the_point(low, high, behind):
    assert places(low, high) == behind


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (fixed(-0.04, 1), "0.0"),
        (fixed(-0.04, 1, sign=True), "0.0"),
        (fixed(15.83, 1, sign=True), "+15.8"),
        (fixed(-15.83, 1, sign=True), "−15.8"),
        (fixed(math.inf, 1), "unknown"),
        (short(0.000123), "0.00012"),
        (short(math.nan), "unknown"),
        (percent(0.314), "31 %"),
        (percent(0.0), "0 %"),
        (percent(0.003), "<1 %"),
        (percent(0.997), ">99 %"),
        (percent(1.0), "100 %"),
        (percent(math.nan), "unknown"),
    ],
)
def test_numbers(said, expected):
    assert said == expected

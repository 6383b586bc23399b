"""What figures prove: intervals hold the truth as often as they say, chances are exact where they can be."""

from math import comb, inf, isclose

import numpy as np
import pytest
from scored import each, goal, mean, parts, ratio

from pipecheck.errors import UsageError
from pipecheck.probe.scores import figures, statistics
from pipecheck.probe.scores.score import Judged

NO_SHARE = mean(share=False)
DISTANCE = mean(share=False, more_is_better=False)


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [
        pytest.param(0, 0, 0, 1, id="no pictures"),
        pytest.param(0, 10, 0, 0.2775, id="none right"),
        pytest.param(10, 10, 0.7225, 1, id="all right"),
        pytest.param(81, 263, 0.2553, 0.3662, id="Newcombe's first case"),
        pytest.param(1, 29, 0.0061, 0.1718, id="Newcombe's fourth case"),
    ],
)
def test_wilson(right, count, low, high):
    assert statistics.wilson(right, count) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("draw", "truth", "bounds"),
    [
        pytest.param(lambda chance: chance.random(60) < 0.85, 0.85, figures.SHARE, id="right and wrong"),
        pytest.param(lambda chance: chance.random(25) < 0.5, 0.5, figures.SHARE, id="few pictures"),
        pytest.param(lambda chance: chance.beta(2, 3, 30), 0.4, figures.SHARE, id="shares"),
        pytest.param(lambda chance: chance.normal(5, 2, 8), 5, figures.ANY, id="any numbers"),
    ],
)
def test_an_interval_holds_the_true_mean_as_often_as_it_says(draw, truth, bounds):
    chance = np.random.default_rng(3)
    held = [low <= truth <= high for low, high in (figures.interval(draw(chance).astype(float), bounds) for _ in range(700))]
    assert 0.93 <= np.mean(held) <= 0.975


def test_drawing_again_holds_what_is_no_mean_as_often_as_it_says():
    chance, score, held = np.random.default_rng(4), ratio(), []
    for _ in range(250):
        under = chance.integers(1, 20, 60)
        figure = score.sum_up(parts(zip(chance.binomial(under, 0.6), under, strict=True)))[0]
        held.append(figure.low <= 0.6 <= figure.high)
    assert 0.92 <= np.mean(held) <= 0.98


@pytest.mark.parametrize(
    ("values", "bounds", "interval"),
    [
        pytest.param([], figures.SHARE, (0, 1), id="nothing"),
        pytest.param([0.5], figures.SHARE, (0, 1), id="one share"),
        pytest.param([3.0], (0, inf), (0, inf), id="one distance"),
        pytest.param([1.0, inf], (0, inf), (0, inf), id="no number among them"),
        pytest.param([1e308] * 3, figures.ANY, figures.ANY, id="more than numbers hold"),
        pytest.param([0.5] * 4, figures.SHARE, statistics.wilson(2, 4), id="all alike, which proves little"),
        pytest.param([0.0, 0.1, 0.0], (0, inf), (0, 0.1768), id="within the bounds"),
    ],
)
def test_what_proves_nothing_has_a_wide_interval(values, bounds, interval):
    assert figures.interval(np.array(values, float), bounds) == pytest.approx(interval, abs=1e-4)


def test_the_same_pictures_give_the_same_interval():
    pairs = [(3, 4), (1, 5), (9, 9)]
    assert ratio().sum_up(parts(pairs)) == ratio().sum_up(parts(pairs))


def test_a_set_of_many_pictures_is_drawn_less_often():
    assert figures.draws(300_000).shape == (40, 300_000)
    assert figures.draws(50).sum(axis=1).tolist() == [50] * 200


@pytest.mark.parametrize(
    ("text", "score", "value", "digits"),
    [
        pytest.param("0.7654", mean(), 0.7654, 4, id="a share"),
        pytest.param("76.54", mean(), 0.7654, 4, id="per cent"),
        pytest.param("76", mean(), 0.76, 2, id="whole per cent"),
        pytest.param("0.70", mean(), 0.7, 2, id="a zero that says something"),
        pytest.param("7.654e-1", mean(), 0.7654, 4, id="exponent"),
        pytest.param("1", mean(), 1, 2, id="all of them"),
        pytest.param("100", mean(), 1, 2, id="a hundred per cent"),
        pytest.param("12.5", DISTANCE, 12.5, 1, id="no share"),
        pytest.param("1e3", DISTANCE, 1000, 0, id="a large exponent"),
        pytest.param("1e-300", DISTANCE, 1e-300, 15, id="a small exponent"),
        pytest.param("0.9" + "0" * 300, mean(), 0.9, 15, id="more zeros than a number keeps"),
    ],
)
def test_a_goal_is_as_exact_as_it_is_written(text, score, value, digits):
    found = statistics.goal(float(text), text, score)
    assert (found.value, found.digits) == (value, digits)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 7654.0])
def test_what_is_no_figure_is_no_goal(value):
    with pytest.raises(UsageError, match=r"is no m: a share such as 0\.7654 is wanted, or per cent"):
        statistics.goal(value, None, mean())


def test_a_goal_without_text_has_the_digits_that_the_number_needs():
    assert statistics.goal(0.7654, None, mean()).digits == 4


@pytest.mark.parametrize(("right", "count", "value", "digits"), [(3, 10, 0.7654, 4), (7, 10, 0.7, 1), (10, 10, 0.9, 2), (0, 3, 0.01, 1)])
def test_below_is_the_binomial_of_the_least_that_the_digits_allow(right, count, value, digits):
    least = max(value - 0.5 * 10**-digits, 0)
    exact = sum(comb(count, k) * least**k * (1 - least) ** (count - k) for k in range(right + 1))
    found = statistics.below(mean(), each([1] * right + [0] * (count - right)), goal(value, digits))
    assert isclose(found, exact)


@pytest.mark.parametrize(
    ("score", "judged", "stated", "low", "high"),
    [
        pytest.param(mean(), [], goal(0.9), 1, 1, id="nothing was judged"),
        pytest.param(mean(), each([1, 1, 0, 1] * 50), goal(0.7501), 0.4, 0.6, id="within noise"),
        pytest.param(mean(), each([1, 1, 0, 1] * 50), goal(0.95), 0, 1e-20, id="far below"),
        pytest.param(mean(more_is_better=False), each([1, 1, 0, 1] * 50), goal(0.05), 0, 1e-20, id="less would be better"),
        pytest.param(NO_SHARE, each([0.5]), goal(0.9), 0.249, 0.251, id="one picture"),
        pytest.param(NO_SHARE, each([0.5, 0.5]), goal(0.9), 0.09, 0.1, id="two that are alike"),
        pytest.param(NO_SHARE, each([0.5] * 40), goal(0.9), 0, 1e-20, id="many that are alike"),
        pytest.param(NO_SHARE, each([0.9] * 40), goal(0.9, 1), 1, 1, id="many that are right"),
        pytest.param(DISTANCE, each([0.5, 0.7, 0.6, 0.4] * 9), goal(0.1), 0, 1e-9, id="further away"),
        pytest.param(DISTANCE, each([0.5, 0.7, 0.6, 0.4] * 9), goal(0.9), 1 - 1e-9, 1, id="nearer"),
        pytest.param(DISTANCE, each([0.5, inf]), goal(0.9), 0, 0, id="no number"),
        pytest.param(DISTANCE, each([0.5, 0.7] * 20), goal(1e308), 1 - 1e-9, 1, id="nearer than numbers square"),
        pytest.param(DISTANCE, each([1e-300] * 40), goal(0.0, 300), 0, 1e-9, id="further than numbers square"),
        pytest.param(ratio(), parts([(6, 10), (7, 11), (5, 10)] * 20), goal(0.58), 0.5, 1, id="no mean, good"),
        pytest.param(ratio(), parts([(6, 10), (7, 11), (5, 10)] * 20), goal(0.68), 0, 1e-6, id="no mean, bad"),
        pytest.param(ratio(drawn=False), parts([(6, 10), (7, 11), (5, 10)] * 20), goal(0.68), 0, 1e-6, id="by its interval"),
    ],
)
def test_below(score, judged, stated, low, high):
    assert low <= statistics.below(score, judged, stated) <= high


def test_below_is_an_honest_chance_for_means():
    chance = np.random.default_rng(5)
    found = np.array([statistics.below(NO_SHARE, each(chance.normal(0.9, 0.1, 20)), goal(0.9, 9)) for _ in range(600)])
    assert 0.03 <= np.mean(found < 0.05) <= 0.07
    assert 0.45 <= np.mean(found < 0.5) <= 0.55


@pytest.mark.parametrize(
    ("score", "first", "second", "value", "low", "high", "chance"),
    [
        pytest.param(mean(), [1, 0] * 50, [1, 0] * 50, 0, -0.03, 0.03, 1, id="the same"),
        pytest.param(mean(), [1] * 90 + [0] * 10, [1] * 80 + [0] * 20, -0.1, -0.17, -0.03, 2 * 0.5**10, id="McNemar"),
        pytest.param(mean(), [0, 0, 0], [1, 0, 0], 1 / 3, -0.5, 0.95, 1, id="few"),
        pytest.param(mean(), [], [], 0, -inf, inf, 1, id="nothing"),
        pytest.param(mean(more_is_better=False), [1] * 10, [0] * 10, 1, 0.5, 1, 2 * 0.5**10, id="less is better"),
        pytest.param(DISTANCE, [3, 4, 5] * 10, [2, 3.1, 3.9] * 10, 1, 0.9, 1.1, 0, id="nearer"),
        pytest.param(DISTANCE, [3, inf], [3, 2], 0.5, -12, 14, 0.5, id="no number counts as the worst"),
    ],
)
def test_gain(score, first, second, value, low, high, chance):
    found = statistics.gain(score, each(first), each(second))
    assert found.value == pytest.approx(value)
    assert low <= found.low <= found.value <= found.high <= high
    assert found.chance == pytest.approx(chance, abs=1e-3 if 0 < chance < 1e-2 else 0.2)


def test_gain_of_what_is_no_mean_is_paired():
    chance = np.random.default_rng(6)
    under = chance.integers(5, 200, 80)
    over = chance.binomial(under, 0.5)
    found = statistics.gain(ratio(), parts(zip(over, under, strict=True)), parts(zip(over + 1, under, strict=True)))
    assert found.value == pytest.approx(80 / under.sum())
    assert 0 < found.low < found.value < found.high < 2 * found.value
    assert found.chance < 1e-6


def test_gain_wants_the_same_pictures():
    with pytest.raises(ValueError, match="the same pictures"):
        statistics.gain(mean(), each([1]), each([1, 0]))


def test_the_interval_of_a_gain_holds_the_truth_as_often_as_it_says():
    chance, held, sure = np.random.default_rng(8), [], []
    for _ in range(600):
        first = chance.random(80) < 0.7
        second = np.where(chance.random(80) < 0.15, chance.random(80) < 0.7, first)
        found = statistics.gain(mean(), each(first), each(second))
        held.append(found.low <= 0 <= found.high)
        sure.append(found.chance < 0.05)
    assert 0.94 <= np.mean(held) <= 0.995
    assert np.mean(sure) <= 0.05


def test_what_is_no_mean_and_cannot_be_drawn_is_compared_by_what_each_picture_adds():
    first, second = parts([(3, 10), (2, 10), (4, 10)]), [Judged(value=0.9, detail=(9, 10))] * 3
    assert statistics.gain(ratio(drawn=False), first, second).value == pytest.approx(0.6)

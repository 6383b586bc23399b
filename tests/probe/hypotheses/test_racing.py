import numpy as np
import pytest

from pipecheck.probe.hypotheses.racing import clearly_below, critical

RNG = np.random.default_rng(5)
NOISE = RNG.normal(0, 1, 60)


@pytest.mark.parametrize(
    ("best", "other", "below"),
    [
        pytest.param(NOISE + 1, NOISE, True, id="always by as much"),
        pytest.param(NOISE, NOISE, False, id="the same"),
        pytest.param(NOISE, NOISE[::-1], False, id="other pictures right, as many"),
        pytest.param(NOISE[:2] + 1, NOISE[:2], False, id="two pictures prove nothing"),
        pytest.param(np.r_[1.0, np.zeros(59)], np.zeros(60), False, id="one picture of sixty"),
        pytest.param(NOISE, NOISE + 1, False, id="above"),
    ],
)
def test_what_is_clearly_below(best, other, below):
    assert clearly_below(np.stack((best, other))[np.newaxis], 0, 1e-3).tolist() == [False, below]


def test_a_coarser_layer_has_to_confirm():
    finer = np.stack((NOISE + 1, NOISE))
    better, same = np.stack((np.ones(60), np.arange(60) % 2)), np.ones((2, 60))
    assert clearly_below(np.stack((finer, better)), 0, 1e-3).tolist() == [False, True]
    assert clearly_below(np.stack((finer, same)), 0, 1e-3).tolist() == [False, False]


def test_chance_seldom_makes_one_of_equals_clearly_worse():
    wrong = 0
    for _ in range(400):
        merits = RNG.random((20, 32))
        wrong += bool(clearly_below(merits[np.newaxis], int(merits.mean(axis=1).argmax()), 0.05 / 20)[0])
    assert wrong <= 20


def test_the_more_different_ones_were_looked_at_the_farther_chance_reaches():
    apart = RNG.normal(0.3, 0.5, (40, 60))
    one, twins, many = (critical(rows) for rows in (apart[:1], np.repeat(apart[:1], 40, axis=0), apart))
    assert 1.6 < one < 1.8
    assert twins == pytest.approx(one, abs=0.01)
    assert 2.7 < many < 3.6


@pytest.mark.parametrize("apart", [np.zeros((3, 20)), np.ones((2, 1))], ids=["the same", "one picture"])
def test_chance_reaches_anywhere_where_nothing_varies(apart):
    assert critical(apart) == np.inf


def test_a_lead_by_chance_seldom_has_a_bound_above_nothing():
    wrong = 0
    for _ in range(300):
        apart = RNG.normal(0, 1, (12, 40))
        best = apart[apart.mean(axis=1).argmax()]
        wrong += best.mean() > critical(apart) * best.std(ddof=1) / np.sqrt(40)
    assert wrong <= 27

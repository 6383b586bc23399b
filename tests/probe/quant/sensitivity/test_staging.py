"""Who is looked at again."""

import numpy as np
import pytest

from pipecheck.probe.quant.sensitivity import staging


def losses(means, noise, samples=2, seed=0):
    """Mean square errors of places, whose logarithms vary by *noise* beyond what the sample does to all."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 1, samples)
    return {f"p{at}": list(mean * np.exp(common + rng.normal(0, noise, samples))) for at, mean in enumerate(means)}


def screened(values, leading=3, *, alone=True):
    return staging.screened(values, "mse", leading=leading, alone=alone)


def test_clear_orders_need_no_second_look():
    found = screened(losses([2.0**-at for at in range(20)], 0.01))
    assert found.first == ("p0", "p1", "p2")
    assert found.near == ()


def test_what_chance_may_have_put_behind_is_near():
    found = screened(losses([1.0, 0.9, 0.8, 0.78, 0.77, *[0.01] * 15], 0.05, seed=1))
    assert {*found.first, *found.near} == {"p0", "p1", "p2", "p3", "p4"}


def test_what_all_samples_share_is_no_noise():
    assert screened(losses([2.0**-at for at in range(20)], 0.1, samples=8)).noise == pytest.approx(0.1, rel=0.25)


@pytest.mark.parametrize("seed", range(20))
def test_the_first_ones_are_among_those_that_are_looked_at(seed):
    means = np.exp(-np.linspace(0, 5, 40))
    found = screened(losses(means, 0.3, seed=seed), leading=5)
    assert {*found.first, *found.near} >= {f"p{at}" for at in range(5)}


def test_a_single_sample_tells_nothing_of_chance():
    assert screened(losses([2.0**-at for at in range(6)], 0.0, samples=1)).near == ("p3", "p4", "p5")


def test_what_costs_nothing_is_never_near():
    assert screened({"p0": [1.0], "p1": [0.5], "p2": [0.2], "p3": [0.1], "p4": [0.0]}, leading=3).near == ("p3",)


def test_left_out_the_best_are_first():
    found = screened(losses([2.0**at for at in range(20)], 0.01), alone=False)
    assert found.first == ("p0", "p1", "p2")
    assert found.near == ()


def test_no_number_is_the_worst():
    values = {"p0": [1.0, 1.0], "p1": [float("nan"), 1.0], "p2": [2.0, 2.0]}
    assert screened(values, leading=1).first == ("p1",)
    assert staging.ranked({"a": float("nan"), "b": 1.0, "c": float("inf")}, "mse", alone=True)[-1] == "b"

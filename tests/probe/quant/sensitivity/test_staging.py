"""The order of places, and who is looked at again."""

import numpy as np
import pytest

from pipecheck.probe.quant.sensitivity import staging


def losses(means, noise, samples=2, seed=0):
    """Mean square errors of places, whose logarithms vary by *noise* beyond what the sample does to all."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 1, samples)
    return {f"p{at}": list(mean * np.exp(common + rng.normal(0, noise, samples))) for at, mean in enumerate(means)}


def ordered(values, leading=3, *, alone=True):
    return staging.order(values, "mse", leading=leading, alone=alone)


def test_clear_orders_need_no_second_look():
    found = ordered(losses([2.0**-at for at in range(20)], 0.01))
    assert found.first == ("p0", "p1", "p2")
    assert found.open == ()


def test_what_chance_may_have_put_behind_is_open():
    found = ordered(losses([8.0, 4.0, 0.8, 0.78, 0.77, *[0.01] * 15], 0.05, seed=1))
    assert found.first[:2] == ("p0", "p1")
    assert set(found.open) == {"p2", "p3", "p4"}


def test_what_all_samples_share_is_no_noise():
    assert ordered(losses([2.0**-at for at in range(20)], 0.1, samples=8)).noise == pytest.approx(0.1, rel=0.25)


def test_the_first_ones_lead_or_are_open():
    means = np.exp(-np.linspace(0, 5, 40))
    found = [ordered(losses(means, 0.3, seed=seed), leading=5) for seed in range(200)]
    missed = [each for each in found if not {*each.first, *each.open} >= {f"p{at}" for at in range(5)}]
    assert len(missed) <= 6


def test_more_samples_settle_what_was_open():
    whole = losses([8.0, 4.0, 0.8, 0.76, 0.2, *[0.01] * 15], 0.08, samples=200, seed=3)
    found = ordered({place: each[:2] for place, each in whole.items()})
    count = 2
    while found.open:
        count *= 2
        found = staging.again(found, {place: whole[place][:count] for place in found.open})
    assert 2 < count <= 200
    assert found.first == ("p0", "p1", "p2")
    assert sorted(found.places) == sorted(whole)


def test_those_that_lead_may_be_looked_at_as_well():
    whole = losses([8.0, 7.9, 0.8, 0.1, *[0.01] * 15], 0.2, samples=64, seed=4)
    found = ordered({place: each[:2] for place, each in whole.items()})
    again = staging.again(found, {place: whole[place] for place in found.places[: max(3, found.end)]})
    assert again.first[0] == max(("p0", "p1"), key=lambda place: np.mean(whole[place]))
    assert again.places[3:] == found.places[3:]


def test_a_single_sample_tells_nothing_of_chance():
    assert ordered(losses([2.0**-at for at in range(6)], 0.0, samples=1)).open == tuple(f"p{at}" for at in range(6))


def test_what_costs_nothing_is_never_open():
    assert ordered({"p0": [1.0], "p1": [0.5], "p2": [0.2], "p3": [0.1], "p4": [0.0]}).open == ("p0", "p1", "p2", "p3")


def test_left_out_the_best_are_first():
    found = ordered(losses([2.0**at for at in range(20)], 0.01), alone=False)
    assert found.first == ("p0", "p1", "p2")
    assert found.open == ()


def test_no_number_is_the_worst():
    values = {"p0": [1.0, 1.0], "p1": [float("nan"), 1.0], "p2": [2.0, 2.0]}
    assert ordered(values, leading=1).first == ("p1",)
    assert staging.ranked({"a": [float("nan")], "b": [1.0], "c": [float("inf")]}, "mse", alone=True)[-1] == "b"


def test_a_place_that_cannot_be_run_any_more_is_taken_out():
    found = ordered(losses([8.0, 4.0, 0.8, 0.78, 0.77, *[0.01] * 15], 0.05, seed=1))
    for gone in ("p0", "p3", "p19"):
        left = staging.without(found, [gone])
        assert left.places == tuple(place for place in found.places if place != gone)
        assert left.open == tuple(place for place in found.open if place != gone)


def test_fewer_places_than_are_looked_for_all_lead():
    found = ordered(losses([2.0, 1.0], 0.1), leading=5)
    assert (found.first, found.open) == (("p0", "p1"), ())

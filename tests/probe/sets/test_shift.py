"""What is told of calibration against training is both certain and large."""

import cv2
import numpy as np
import pytest
from photographs import drawn, measured, photograph, photographs

from pipecheck.probe.sets.shift import LARGE, shifts
from pipecheck.probe.sets.survey import Survey


def some(survey, indices):
    return Survey(root=survey.root, names=tuple(survey.names[index] for index in indices), rows=survey.rows[indices])


def told(here, there):
    return [shift.quantity for shift in shifts(here, there)]


def training():
    return measured([photograph(seed) for seed in range(30, 110)])


@pytest.mark.parametrize("full", [False, True], ids=["scaled", "full"])
@pytest.mark.parametrize(
    ("change", "quantities"),
    [
        pytest.param(lambda each: each, set(), id="nothing"),
        pytest.param(
            lambda each: (each * 0.4).astype(np.uint8), {"brightness", "contrast", "red", "green", "blue", "saturation"}, id="dark"
        ),
        pytest.param(lambda each: cv2.cvtColor(each, cv2.COLOR_RGB2GRAY), {"saturation"}, id="gray"),
        pytest.param(lambda each: cv2.GaussianBlur(each, (0, 0), 4), {"sharpness"}, id="blurred"),
        pytest.param(lambda each: each[:, 100:200], {"size", "shape"}, id="upright cuts"),
        pytest.param(lambda each: cv2.resize(each, (192, 144), interpolation=cv2.INTER_AREA), {"size"}, id="half as large"),
    ],
)
def test_other_pictures_are_found(change, quantities, full):
    found = set(told(measured(photographs(change=change), full=full), training()))
    assert found >= quantities
    assert found <= quantities | {"sharpness"} if quantities & {"size", "shape"} else found == quantities


@pytest.mark.parametrize(
    ("here", "there"),
    [
        pytest.param(drawn(30, 1), drawn(500, 2), id="the same kind"),
        pytest.param(drawn(30, 1, saturation=0), drawn(100, 2, saturation=0), id="gray as in training"),
        pytest.param(drawn(100, 1, width=640, height=480), drawn(100, 2, width=648, height=480), id="hardly larger"),
        pytest.param(drawn(50, 1, luma=100), drawn(50, 2, luma=102), id="hardly brighter"),
        pytest.param(drawn(19, 1, luma=10), drawn(500, 2), id="too few here"),
        pytest.param(drawn(500, 1, luma=10), drawn(19, 2), id="too few there"),
        pytest.param(drawn(0), drawn(500), id="none here"),
        pytest.param(drawn(500), drawn(0), id="none there"),
    ],
)
def test_what_is_like_training_is_not_told(here, there):
    assert shifts(here, there) == ()


@pytest.mark.parametrize(
    ("fields", "quantity"),
    [
        ({"saturation": 60}, "saturation"),
        ({"luma": 100}, "brightness"),
        ({"width": 512, "height": 512}, "size"),
        ({"sharpness": 0}, "sharpness"),
    ],
)
def test_training_that_never_varies_is_a_measure_too(fields, quantity):
    steady = {"saturation": 0, "luma": 60, "width": 1920, "height": 1080, "sharpness": 400.0, "contrast": 50}
    found = {shift.quantity: shift for shift in shifts(drawn(30, 1, **{**steady, **fields}), drawn(100, 2, **steady))}
    assert quantity in found
    assert all(np.isfinite([shift.distance, shift.bound]).all() for shift in found.values())


def test_the_furthest_comes_first_with_its_means():
    here = drawn(60, 1, width=512, height=512, luma=np.random.default_rng(0).normal(30, 5, 60))
    found = shifts(here, drawn(200, 2, width=1920, height=1080))
    assert [shift.quantity for shift in found] == ["size", "brightness", "shape"]
    size, brightness, shape = found
    assert (size.here, size.there) == pytest.approx((512 * 512, 1920 * 1080))
    assert (shape.here, shape.there) == pytest.approx((1, 16 / 9))
    assert (brightness.here, brightness.there) == pytest.approx((30, 115), abs=6)
    assert all(shift.distance >= shift.bound >= LARGE for shift in found)


def test_the_same_sets_give_the_same_figures():
    here, there = drawn(60, 1, luma=20), drawn(200, 2)
    assert shifts(here, there) == shifts(here, there) != ()


POPULATIONS = {
    "even": {},
    "two kinds": {"luma": [40] * 3800 + [220] * 200, "width": [640] * 3800 + [4000] * 200},
    "heavy tails": {
        "luma": np.random.default_rng(0).lognormal(3, 1.2, 4000),
        "width": 1 + np.random.default_rng(1).pareto(0.8, 4000).clip(0, 1e6).astype(int),
        "sharpness": np.random.default_rng(2).lognormal(3, 5, 4000),
    },
    "a rare kind": {"saturation": [0] * 3996 + [255] * 4},
}


@pytest.mark.parametrize("count", [30, 100])
@pytest.mark.parametrize("name", POPULATIONS)
def test_a_random_part_of_a_population_is_like_the_rest(name, count):
    population, rng = drawn(4000, **POPULATIONS[name]), np.random.default_rng(9)
    for _ in range(15):
        chosen = rng.permutation(4000)
        assert shifts(some(population, chosen[:count]), some(population, chosen[count:1000])) == ()


@pytest.mark.parametrize("apart", [0.5, 0.9, 1.5])
def test_the_bound_is_kept(apart):
    """Of 9 × 40 bounds on a known distance that holds with 99 % for nine at once, hardly one is above it."""
    rng, over = np.random.default_rng(4), 0
    for seed in range(40):
        here, there = drawn(40, seed), drawn(150, seed + 1000)
        here.rows["luma"], there.rows["luma"] = rng.normal(120 + 30 * apart, 30, 40), rng.normal(120, 30, 150)
        over += sum(shift.bound > apart + 0.02 for shift in shifts(here, there) if shift.quantity == "brightness")
    assert over <= 1

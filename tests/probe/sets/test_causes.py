"""Each cause by which a set is unlike training is told once: by its pictures, or as a shift of the whole set."""

from collections import Counter

import cv2
import numpy as np
import pytest
from photographs import drawn, measured, photograph, photographs

from pipecheck.probe.sets.causes import told
from pipecheck.probe.sets.oddities import odd
from pipecheck.probe.sets.shift import shifts


def lit(gain, bias=0):
    return lambda each: (each * gain + bias).clip(0, 255).astype(np.uint8)


def blurred(each):
    return cv2.GaussianBlur(each, (0, 0), 4)


def gray(each):
    return cv2.cvtColor(each, cv2.COLOR_RGB2GRAY)


def small(each):
    return cv2.resize(each, (96, 72), interpolation=cv2.INTER_AREA)


def some(change, every=2, count=60):
    """Of *count* pictures every so-many-th is changed."""
    return measured([change(photograph(seed)) if seed % every == 0 else photograph(seed) for seed in range(count)])


def training():
    return measured([photograph(seed) for seed in range(100, 200)])


def kinds(found):
    exceptions, shifted = found
    return set(Counter(each.oddity for each in exceptions)), {each.quantity for each in shifted}


@pytest.mark.parametrize(
    ("change", "oddities"),
    [
        pytest.param(lit(0.15), {"dark"}, id="dark"),
        pytest.param(lit(0.2, 205), {"bright"}, id="bright"),
        pytest.param(blurred, {"blurred"}, id="blurred"),
    ],
)
@pytest.mark.parametrize("every", [1, 2])
def test_pictures_that_are_exceptional_explain_what_they_shift(change, oddities, every):
    assert kinds(told(some(change, every), training())) == (oddities, set())


@pytest.mark.parametrize(
    ("change", "oddity", "quantity"),
    [
        pytest.param(lit(0.28), "dark", "brightness", id="dark"),
        pytest.param(lit(0.25, 186), "bright", "brightness", id="bright"),
        pytest.param(lambda each: cv2.GaussianBlur(each, (0, 0), 2.4), "blurred", "sharpness", id="soft"),
    ],
)
def test_the_far_end_of_a_shifted_set_is_no_exception(change, oddity, quantity):
    here, there = some(change, 1), training()
    assert 0 < len([each for each in odd(here, there) if each.oddity == oddity]) < 40
    exceptions, shifted = told(here, there)
    assert exceptions == ()
    assert quantity in {each.quantity for each in shifted}
    assert shifted == shifts(here, there)


@pytest.mark.parametrize(
    ("others", "quantities"),
    [
        pytest.param(gray, {"saturation"}, id="gray"),
        pytest.param(lit(0.5, 120), {"brightness", "contrast", "saturation", "red", "green", "blue"}, id="brighter"),
        pytest.param(small, {"size"}, id="small"),
    ],
)
def test_two_causes_are_told_apart(others, quantities):
    pictures = [lit(0.15)(others(photograph(seed))) if seed % 10 == 0 else others(photograph(seed)) for seed in range(60)]
    oddities, shifted = kinds(told(measured(pictures), training()))
    assert (oddities, shifted - {"sharpness"}) == ({"dark"}, quantities)


@pytest.mark.parametrize(
    ("levels", "luma", "oddities"),
    [
        pytest.param({"high": 60}, 100, set(), id="dark pictures in a darker set"),
        pytest.param({"high": 60}, 130, {"dark"}, id="dark pictures in a brighter set"),
        pytest.param({"low": 200}, 130, set(), id="bright pictures in a brighter set"),
        pytest.param({"low": 200}, 100, {"bright"}, id="bright pictures in a darker set"),
    ],
)
def test_contrast_is_lost_with_the_light(levels, luma, oddities):
    here = drawn(60, 1, luma=luma, contrast=30)
    for name, level in levels.items():
        here.rows[name][:5] = level
    found, shifted = kinds(told(here, drawn(200, 2)))
    assert (found, shifted - {"sharpness"}) == (oddities, {"contrast"})


def test_pictures_that_are_all_exceptional_are_of_another_size_besides():
    assert kinds(told(measured([small(lit(0.15)(photograph(seed))) for seed in range(30)]), training())) == ({"dark"}, {"size"})


@pytest.mark.parametrize("there", [None, drawn(0), drawn(9)], ids=["none", "empty", "few"])
def test_without_training_pictures_are_exceptional_by_themselves(there):
    here = measured(photographs(change=lit(0.15)))
    assert told(here, there) == (odd(here, there), ())
    assert len(odd(here, there)) == 30

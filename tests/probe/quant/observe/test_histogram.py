import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.histogram import BINS, LEAST, Histogram

# Smaller ones than these are taken for 0 beside large ones.
SIZES = st.floats(2.0**-60, 2.0**60, width=32)
NUMBERS = st.one_of(st.just(0.0), SIZES, SIZES.map(lambda value: -value), st.sampled_from([1.0, -1.0, 6.0, -0.375, 0.5, 1024.0]))
TENSORS = arrays.arrays(np.float32, st.integers(0, 40), elements=NUMBERS)


def values(*, kind=np.float32, size=100_003, scale=1.0, seed=0):
    found = np.random.default_rng(seed).normal(0, scale, size).astype(kind)
    found[:2] = 0.0, -0.0
    return found


def same(first, second):
    assert (first.low, first.high, first.total, first.strange) == (second.low, second.high, second.total, second.strange)
    assert first.exponent == second.exponent
    np.testing.assert_array_equal(first.counts, second.counts)


@pytest.mark.parametrize("kind", [np.float32, np.float16, np.float64])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 37.0, 1e4])
def test_the_counts_are_those_of_numpy(kind, scale):
    array = values(kind=kind, scale=scale)
    found = histogram.of(array)
    np.testing.assert_array_equal(found.counts, np.histogram(array.astype(np.float64), found.edges)[0])
    assert (found.low, found.high, found.total) == (array.min(), array.max(), array.size)


@settings(max_examples=66, deadline=None)
@given(TENSORS)
def test_a_bin_begins_at_its_lower_edge(array):
    found = histogram.of(array)
    np.testing.assert_array_equal(found.counts, np.histogram(array.astype(np.float64), found.edges)[0])


@settings(max_examples=66, deadline=None)
@given(st.lists(TENSORS, max_size=6), st.randoms())
def test_the_order_changes_nothing(parts, random):
    whole, turned, merged = Histogram(), Histogram(), Histogram()
    for part in parts:
        whole.add(part)
    random.shuffle(parts)
    for part in parts:
        turned.add(part)
    for number in range(2):
        half = Histogram()
        for part in parts[number::2]:
            half.add(part)
        merged.merge(half)
    same(turned, whole)
    same(merged, whole)
    same(histogram.of(np.concatenate([np.zeros(0, np.float32), *parts])), whole)


@settings(max_examples=33, deadline=None)
@given(TENSORS)
def test_half_of_the_bins_or_more_are_within_what_was_seen(array):
    found = histogram.of(array)
    if found.magnitude:
        assert BINS / 2 <= found.magnitude / found.width < BINS


def test_many_values_are_counted_in_parts():
    array = values(size=600_000)
    found = histogram.of(array)
    np.testing.assert_array_equal(found.counts, np.histogram(array.astype(np.float64), found.edges)[0])


def test_a_count_may_be_larger_than_a_float_can_hold():
    found = Histogram()
    ones = histogram.of(np.ones(2**20 + 1, np.float32))
    for _ in range(20):
        found.merge(ones)
    assert found.counts.max() == found.total == 20 * (2**20 + 1)


def test_what_is_no_finite_number_is_counted_apart():
    array = values(size=1000)
    found = histogram.of(np.concatenate([array, np.array([np.nan, np.inf, -np.inf, np.nan], np.float32)]))
    assert found.strange == 4
    found.strange = 0
    same(found, histogram.of(array))


@pytest.mark.parametrize(
    ("array", "low", "high", "total", "strange"),
    [
        pytest.param(np.zeros((0, 3), np.float32), 0, 0, 0, 0, id="empty"),
        pytest.param(np.float32(2.5), 2.5, 2.5, 1, 0, id="a number"),
        pytest.param(np.zeros((2, 2), np.float32), 0, 0, 4, 0, id="zeros"),
        pytest.param(np.full(3, -0.0, np.float32), 0, 0, 3, 0, id="negative zeros"),
        pytest.param(np.full(3, np.nan, np.float32), 0, 0, 0, 3, id="no numbers"),
        pytest.param(np.full(3, 7.0, np.float32), 7, 7, 3, 0, id="constant"),
        pytest.param(np.array([-3, 5], np.int64), -3, 5, 2, 0, id="whole numbers"),
        pytest.param(np.array([True, False]), 0, 1, 2, 0, id="truths"),
        pytest.param(np.array([65504, -1], np.float16), -1, 65504, 2, 0, id="the largest half"),
        pytest.param(np.array([1e300, -1e308]), -1e308, 1e300, 2, 0, id="large doubles"),
        pytest.param(np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))[:, ::2], 0, 5, 4, 0, id="strided"),
    ],
)
def test_any_tensor_can_be_counted(array, low, high, total, strange):
    found = histogram.of(array)
    assert (found.low, found.high, found.total, found.strange) == (low, high, total, strange)
    assert found.counts.sum() == total
    assert math.copysign(1, found.low) == 1 or found.low < 0


def test_the_ends_of_float32_have_bins():
    most, least = np.finfo(np.float32).max, np.finfo(np.float32).smallest_subnormal
    assert histogram.of(np.array([most, -most, least])).counts.sum() == 3
    found = histogram.of(np.array([least], np.float32))
    assert found.exponent == LEAST
    assert found.counts[BINS] == 1


def test_the_threads_of_opencv_change_nothing():
    array, before = values(size=600_000), cv2.getNumThreads()
    try:
        cv2.setNumThreads(4)
        found = histogram.of(array)
    finally:
        cv2.setNumThreads(before)
    same(found, histogram.of(array))


@pytest.mark.parametrize("doublings", [1, 5, 13, 14, 300])
def test_wider_bins_hold_what_the_narrow_ones_held(doublings):
    found = histogram.of(values(size=5000))
    wide = histogram.widened(found.counts, doublings)
    places = np.floor_divide(np.flatnonzero(found.counts) - BINS, 2.0**doublings).astype(int) + BINS
    wanted = np.zeros_like(found.counts)
    np.add.at(wanted, places, found.counts[found.counts > 0])
    np.testing.assert_array_equal(wide, wanted)

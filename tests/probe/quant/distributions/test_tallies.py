"""Channels are counted apart, in little memory, sample by sample."""

import numpy as np
import pytest

from pipecheck.probe.quant.distributions import tallies
from pipecheck.probe.quant.distributions.tallies import Tally


def made(seed=0, shape=(1, 5, 30, 30), scales=(1, 100, 0.01, 3, 0)):
    found = np.random.default_rng(seed).normal(2, 1, shape).astype(np.float32)
    return found * np.float32(scales).reshape(1, -1, 1, 1)


def tallied(*arrays, axis=1):
    found = Tally(axis=axis, channels=arrays[0].shape[axis], magnitude=max(float(np.nanmax(np.abs(each))) for each in arrays))
    for each in arrays:
        found.add(each)
    return found


def test_boxes_are_those_of_all_samples_together():
    arrays = [made(seed) for seed in range(4)]
    found = np.array(tallied(*arrays).boxes())
    wanted = tallies.exact(np.concatenate(arrays), 1)
    np.testing.assert_array_equal(found[:, [0, 4]], wanted[:, [0, 4]])
    np.testing.assert_allclose(found[:, 1:4], wanted[:, 1:4], rtol=0.07)


def test_the_order_of_samples_does_not_matter():
    arrays = [made(seed) for seed in range(4)]
    assert tallied(*arrays).boxes() == tallied(*arrays[::-1]).boxes()


def test_channels_may_be_last():
    array = made()
    assert tallied(np.moveaxis(array, 1, -1), axis=3).boxes() == tallied(array).boxes()


def test_what_is_no_number_is_left_out():
    array = made()
    spoiled = array.copy()
    spoiled[0, 1, 0, :3] = np.nan, np.inf, -np.inf
    found = tallied(array)
    found.add(np.full_like(array, np.nan))
    assert found.boxes() == tallied(array).boxes()
    assert np.isfinite(np.array(tallied(spoiled[:, :1]).boxes())).all()


def test_a_sample_with_other_channels_is_left_out():
    found = tallied(made())
    before = found.boxes()
    found.add(made()[:, :3])
    found.add(np.zeros((1, 5, 0, 0), np.float32))
    assert found.boxes() == before


@pytest.mark.parametrize(
    ("magnitudes", "wanted"),
    [
        pytest.param([1.0, 1.0], (1.0, 0), id="alike"),
        pytest.param([1.0, 0.01, 0.5], (100.0, 1), id="a hundred times"),
        pytest.param([1.0, 0.0, 1e-12], (1.0, 0), id="channels without values"),
        pytest.param([0.0, 0.0], (1.0, 0), id="no values at all"),
        pytest.param([], (1.0, 0), id="no channels"),
    ],
)
def test_how_many_times_channels_differ(magnitudes, wanted):
    assert tallies.ratio(np.array(magnitudes), 100) == pytest.approx(wanted)

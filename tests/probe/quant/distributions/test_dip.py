"""One peak or several."""

import numpy as np
import pytest

from pipecheck.probe.quant.distributions.dip import dip, peaked


def counted(*parts, seed=0, bins=256):
    rng = np.random.default_rng(seed)
    return np.histogram(np.concatenate([part(rng) for part in parts]), bins)[0]


def normal(at, spread, count):
    return lambda rng: rng.normal(at, spread, count)


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        pytest.param([5], 0, id="a single bin"),
        pytest.param([], 0, id="nothing"),
        pytest.param([0, 0, 0], 0, id="no values"),
        pytest.param([1, 2, 3, 3, 1], 0, id="up and down"),
        pytest.param([9, 4, 2, 1], 0, id="down"),
        pytest.param([1, 0, 1], 1 / 8, id="two of equal height"),
        pytest.param([2, 0, 2, 0, 2], 1 / 12, id="three of equal height"),
        pytest.param([1, 0, 0, 0, 1], 3 / 16, id="farther apart"),
        pytest.param([3, 0, 1], 1 / 16, id="one of them lower"),
    ],
)
def test_the_dip_is_the_distance_from_one_peak(counts, wanted):
    assert dip(np.array(counts)) == pytest.approx(wanted)
    assert dip(np.array(counts[::-1])) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("counts", "single"),
    [
        pytest.param(counted(normal(0, 1, 10**5)), True, id="normal"),
        pytest.param(counted(lambda rng: rng.laplace(0, 1, 10**5)), True, id="long tails"),
        pytest.param(counted(lambda rng: np.maximum(rng.normal(0, 1, 10**5), 0)), True, id="behind a Relu"),
        pytest.param(counted(lambda rng: rng.uniform(0, 1, 400)), True, id="few without any peak"),
        pytest.param(counted(normal(0, 1, 27)), True, id="too few to tell"),
        pytest.param(counted(normal(0, 1, 10**4), normal(9, 1, 10**4)), False, id="two clusters"),
        pytest.param(counted(normal(0, 1, 9 * 10**4), normal(9, 1, 10**4)), False, id="a small cluster apart"),
        pytest.param(counted(lambda rng: np.maximum(rng.normal(0, 1, 10**4), 0), normal(6, 0.5, 10**4)), False, id="zeros and a cluster"),
    ],
)
def test_one_peak_is_told_from_several(counts, single):
    assert peaked(counts)[1] is single


def test_chance_alone_seldom_looks_like_two_peaks():
    found = [peaked(np.histogram(np.random.default_rng(seed).uniform(size=600), 256)[0])[1] for seed in range(200)]
    assert sum(not single for single in found) <= 6

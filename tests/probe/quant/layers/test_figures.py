"""Figures of two tensors."""

import math

import numpy as np
import pytest

from pipecheck.evidence.debug.badcases import METRICS
from pipecheck.probe.quant.layers.figures import divergence, figures, relative


def arrays(seed=0, shape=(2, 3, 5)):
    rng = np.random.default_rng(seed)
    return rng.normal(0, 2, shape).astype(np.float32), rng.normal(0, 2, shape).astype(np.float32)


def test_the_divergence_is_that_of_softmaxes_along_the_last_axis():
    first, second = (np.float64(each) for each in arrays())
    p, q = (np.exp(each) / np.exp(each).sum(-1, keepdims=True) for each in (first, second))
    assert divergence(*arrays()) == pytest.approx((p * np.log(p / q)).sum() / first.size)


@pytest.mark.parametrize(
    ("reference", "other", "wanted"),
    [
        pytest.param([1, 2], [1, 2], 0, id="alike"),
        pytest.param([1, 2], [1.5, 2], 0.5, id="half"),
        pytest.param([0, 2], [5, 2], 0, id="beside zero there are no parts"),
        pytest.param([1, 2], [math.inf, 2], math.inf, id="infinite"),
        pytest.param([1, 2], [math.nan, 2], math.inf, id="no number"),
        pytest.param([], [], 0, id="nothing"),
    ],
)
def test_relative_differences(reference, other, wanted):
    assert relative(np.float32(reference), np.float32(other)) == pytest.approx(wanted)


@pytest.mark.parametrize("shape", [(), (0,), (3,), (1, 1), (2, 70000)])
def test_equal_tensors_of_any_shape(shape):
    found = figures(METRICS, *(np.ones(shape, np.float32),) * 2)
    assert found == {"COSINE": 1.0, "MSE": 0.0, "L1": 0.0, "KL": 0.0, "SQNR": math.inf, "ATOL": 0.0, "RTOL": 0.0}


def test_other_shapes_are_unlike():
    found = figures(METRICS, np.ones(3, np.float32), np.ones(4, np.float32))
    assert found["COSINE"] == 0
    assert {found["KL"], found["RTOL"], found["L1"]} == {math.inf}


def test_large_numbers_have_a_divergence():
    found = divergence(np.float32([[1e30, -1e30]]), np.float32([[1e30, -1e30]]))
    assert found == 0
    assert divergence(np.float32([[np.nan, 1]]), np.float32([[1, 1]])) == math.inf

"""The figures that places are ranked by."""

import math

import numpy as np
import pytest

from pipecheck.errors import UsageError
from pipecheck.evidence.debug.sensitivity import lost
from pipecheck.probe.quant.sensitivity import figures

RNG = np.random.default_rng(0)


def one(metric, reference, other):
    return figures.figures([metric], np.asarray(reference, np.float32), np.asarray(other, np.float32))[metric]


def test_the_divergence_is_that_of_the_softmax():
    reference, other = RNG.normal(size=(2, 3, 7)).astype(np.float32), RNG.normal(size=(2, 3, 7)).astype(np.float32)
    grown = [np.exp(each.astype(np.float64)) for each in (reference, other)]
    first, second = (each / each.sum(-1, keepdims=True) for each in grown)
    assert one("KL", reference, other) == pytest.approx((first * np.log(first / second)).sum(-1).mean())


@pytest.mark.parametrize(
    ("reference", "other", "value"),
    [
        pytest.param([[1.0, 2.0]], [[1.0, 2.0]], 0.0, id="the same"),
        pytest.param([[1.0, 2.0]], [[6.0, 7.0]], 0.0, id="a step for all is none"),
        pytest.param([[1e30, 0.0]], [[1e30, 0.0]], 0.0, id="large"),
        pytest.param([], [], 0.0, id="nothing"),
        pytest.param([1.0], [1.0, 2.0], math.inf, id="another shape"),
        pytest.param([[1.0, np.nan]], [[1.0, 2.0]], math.inf, id="no number"),
        pytest.param(3.0, 4.0, 0.0, id="a single number"),
    ],
)
def test_divergences_at_the_edge(reference, other, value):
    assert one("KL", reference, other) == value


def test_many_rows_are_the_mean_of_their_parts():
    reference, other = RNG.normal(size=(300, 1000)).astype(np.float32), RNG.normal(size=(300, 1000)).astype(np.float32)
    rows = [one("KL", reference[at : at + 1], other[at : at + 1]) for at in range(300)]
    assert one("KL", reference, other) == pytest.approx(np.mean(rows))


def test_the_toolchains_names_in_any_case():
    assert figures.named(["Cosine", "MSE", "L1", "kl", "SQNR", "ATOL", "mse"]) == ("cosine-similarity", "mse", "l1", "KL", "sqnr", "ATOL")
    assert figures.named(None) == figures.DEFAULT
    assert one("ATOL", [1.0, 2.0], [1.0, 2.5]) == one("chebyshev", [1.0, 2.0], [1.0, 2.5]) == 0.5
    with pytest.raises(UsageError, match="name a metric"):
        figures.named([])


@pytest.mark.parametrize(
    ("cosines", "chosen"),
    [
        pytest.param([0.99999, 0.9], "cosine-similarity", id="one moves it"),
        pytest.param([0.99999, 0.99995], "mse", id="none does"),
        pytest.param([0.99999, math.nan], "cosine-similarity", id="one breaks it"),
    ],
)
def test_the_metric_is_one_that_tells_the_places_apart(cosines, chosen):
    assert figures.choose({"cosine-similarity": cosines, "mse": [1.0, 2.0]}) == chosen


def test_the_mean_sqnr_is_that_of_the_samples_in_which_anything_differs():
    assert figures.mean("sqnr", [20.0, math.inf, 40.0]) == 30.0
    assert figures.mean("sqnr", [math.inf]) == math.inf
    assert figures.mean("mse", [1.0, 3.0]) == 2.0


@pytest.mark.parametrize("metric", figures.METRICS)
def test_what_is_farther_off_has_lost_more(metric):
    reference = RNG.normal(size=(4, 50)).astype(np.float32)
    noise = RNG.normal(size=(4, 50)).astype(np.float32)
    losses = [lost(metric, one(metric, reference, reference + scale * noise)) for scale in (0, 0.01, 0.1, 1)]
    assert losses[0] == 0.0
    assert losses == sorted(losses)
    assert lost(metric, math.nan) == math.inf

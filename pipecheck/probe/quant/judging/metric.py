"""The measures by which the toolchain judges a quantised tensor, one number each, by the names that it gives them."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from pipecheck.probe.quant.judging.measures import measures
from pipecheck_transformers.pixels import Array

Metric = Literal["cosine-similarity", "mse", "mae", "mre", "sqnr", "chebyshev", "l1", "l2"]
METRICS: tuple[Metric, ...] = get_args(Metric)
_FIELDS = {"cosine-similarity": "cosine", "mae": "l1"}
_LARGER = ("cosine-similarity", "sqnr")


def merit(metric: Metric, value: float) -> float:
    """*value* so that more of it is better, whatever it measures; what is no number is the worst of all."""
    if np.isnan(value):
        return float("-inf")
    return value if metric in _LARGER else -value


def reached(metric: Metric, value: float | None, wanted: float | None) -> bool:
    """Whether *value* is as good as *wanted*."""
    return value is not None and wanted is not None and merit(metric, value) >= merit(metric, wanted)


def figure(metric: Metric, reference: Array, other: Array) -> float:
    """How far *other* lies from *reference*."""
    found: float = getattr(measures(reference, other), _FIELDS.get(metric, metric))
    return found


def loss(metric: Metric, value: float) -> float:
    """*value* as what is lost by it: 0 where nothing is, and about as much for two losses together as for both."""
    if np.isnan(value):
        return float("inf")
    if metric == "cosine-similarity":
        return 1.0 - value
    return 10.0 ** (-value / 10.0) if metric == "sqnr" else value

"""The figures that a place is ranked by: all that the toolchain's debugging tools know, by its names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from pipecheck.errors import UsageError
from pipecheck.probe.quant.judging.measures import SAME, Measures, measures
from pipecheck_transformers.pixels import Array

FIELDS = {
    "cosine-similarity": "cosine",
    "mse": "mse",
    "mre": "mre",
    "sqnr": "sqnr",
    "l1": "l1",
    "chebyshev": "chebyshev",
    "ATOL": "chebyshev",
    "mae": "l1",
    "l2": "l2",
}
KL = "KL"
METRICS: tuple[str, ...] = (*FIELDS, KL)
DEFAULT: tuple[str, ...] = ("cosine-similarity", "mse", "mre", "sqnr", "l1", "chebyshev")
"""What costs nothing more to have at once."""
_ALSO = {"cosine": "cosine-similarity"}
_LARGER = ("cosine-similarity", "sqnr")
_BLOCK = 1 << 16
_TELLING = 1e-4
"""An output of a detector is mostly the same whatever is rounded, and its cosine stays closer to 1 than this."""


def named(metrics: str | Sequence[str] | None) -> tuple[str, ...]:
    """*metrics* as the toolchain writes them; all that cost nothing where none are named."""
    if metrics is None:
        return DEFAULT
    found = tuple(dict.fromkeys(map(_named, [metrics] if isinstance(metrics, str) else metrics)))
    if not found:
        raise UsageError(f"name a metric: {', '.join(METRICS)}")
    return found


def _named(metric: str) -> str:
    known = {each.lower(): each for each in METRICS} | _ALSO
    if metric.lower() not in known:
        raise UsageError(f"unknown metric {metric}: choose of {', '.join(METRICS)}")
    return known[metric.lower()]


def figures(metrics: Sequence[str], reference: Array, other: Array) -> dict[str, float]:
    """How far *other* lies from *reference* by each of *metrics*."""
    found: Measures = SAME if other is reference else measures(reference, other)
    return {metric: _divergence(reference, other) if metric == KL else getattr(found, FIELDS[metric]) for metric in metrics}


def mean(metric: str, values: Sequence[float]) -> float:
    """The mean over samples; of *sqnr* that of the samples in which anything differs."""
    told = [value for value in values if value != math.inf] if metric == "sqnr" else list(values)
    return sum(told) / len(told) if told else math.inf


def choose(values: Mapping[str, Sequence[float]]) -> str:
    """The metric by which the places are told apart best, given the *values* of all of them by each metric.

    That is the cosine, as the toolchain has it, unless no place moves it by 1e-4: then the mean square error.
    """
    cosine = values.get("cosine-similarity", ())
    tells = any(not math.isfinite(value) or 1.0 - value >= _TELLING for value in cosine)
    return "cosine-similarity" if tells or "mse" not in values else "mse"


def _divergence(reference: Array, other: Array) -> float:
    """The Kullback-Leibler divergence of *other* from *reference*: of the softmax along the last axis, the mean over all others."""
    if other is reference:
        return 0.0
    if reference.shape != other.shape:
        return math.inf
    if reference.size == 0:
        return 0.0
    width = reference.shape[-1] if reference.ndim else 1
    left, right = reference.reshape(-1, width), other.reshape(-1, width)
    step = max(1, _BLOCK // width)
    total = sum(_over_rows(left[at : at + step], right[at : at + step]) for at in range(0, len(left), step))
    return math.inf if math.isnan(total) else max(0.0, total / len(left))


def _over_rows(left: Array, right: Array) -> float:
    """The sum over all rows."""
    with np.errstate(invalid="ignore", over="ignore"):
        first, second = _logarithms(left), _logarithms(right)
        shares = np.exp(first)
        terms = np.where(shares == 0, 0.0, shares * (first - second))
    return float(terms.sum())


def _logarithms(rows: Array) -> Array:
    """The logarithm of the softmax of every row."""
    wide = rows.astype(np.float64)
    wide -= wide.max(axis=1, keepdims=True)
    found: Array = wide - np.log(np.exp(wide).sum(axis=1, keepdims=True))
    return found

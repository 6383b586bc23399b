"""The figures by which a tensor of the quantised network is held against the float one, as the toolchain's tables have them."""

from __future__ import annotations

import math

import numpy as np

from pipecheck.evidence.debug.badcases import Metric
from pipecheck.probe.quant.judging.measures import Measures, measures
from pipecheck_transformers.pixels import Array

_FIELDS = {"COSINE": "cosine", "MSE": "mse", "L1": "l1", "SQNR": "sqnr", "ATOL": "chebyshev"}
_BLOCK = 1 << 16


def figures(wanted: tuple[Metric, ...], reference: Array, other: Array) -> dict[Metric, float]:
    """Each of the *wanted* figures of *other* against *reference*."""
    found = measures(reference, other)
    return {metric: _figure(metric, found, reference, other) for metric in wanted}


def _figure(metric: Metric, found: Measures, reference: Array, other: Array) -> float:
    if metric == "KL":
        return divergence(reference, other)
    return relative(reference, other) if metric == "RTOL" else float(getattr(found, _FIELDS[metric]))


def divergence(reference: Array, other: Array) -> float:
    """The relative entropy, in nats, of both after a softmax along their last axis, by the number of values: 0 where they are alike."""
    if reference.shape != other.shape:
        return math.inf
    if reference.size == 0:
        return 0.0
    sides = (-1, reference.shape[-1] if reference.ndim else 1)
    left, right = reference.reshape(sides), other.reshape(sides)
    rows = max(1, _BLOCK // sides[1])
    with np.errstate(all="ignore"):
        total = sum(_entropy(left[start : start + rows], right[start : start + rows]) for start in range(0, len(left), rows))
    return max(total, 0.0) / reference.size if math.isfinite(total) else math.inf


def _entropy(left: Array, right: Array) -> float:
    """The sum of p · (log p - log q) over all rows."""
    first, second = _logs(left), _logs(right)
    return float((np.exp(first) * (first - second)).sum())


def _logs(rows: Array) -> Array:
    """The logarithms of the softmax of each of *rows*."""
    wide = np.asarray(rows, np.float64)
    wide = wide - wide.max(axis=1, keepdims=True)
    found: Array = wide - np.log(np.exp(wide).sum(axis=1, keepdims=True))
    return found


def relative(reference: Array, other: Array) -> float:
    """The largest difference in parts of what should be there, where that is not zero."""
    if reference.shape != other.shape:
        return math.inf
    left, right = reference.reshape(-1), other.reshape(-1)
    most = 0.0
    with np.errstate(all="ignore"):
        for start in range(0, left.size, _BLOCK):
            a, b = (np.asarray(each[start : start + _BLOCK], np.float64) for each in (left, right))
            there = (a != 0) & (a != b)
            if there.any():
                parts = np.abs(a[there] - b[there]) / np.abs(a[there])
                most = max(most, float(np.nan_to_num(parts, nan=math.inf, posinf=math.inf).max()))
    return most

"""The range outside of which only a small share of the values lies."""

from __future__ import annotations

import numpy as np

from pipecheck.probe.quant.observe.histogram import BINS, Histogram
from pipecheck_transformers.pixels import Array

_ROUNDING = 1e-12


def largest(histogram: Histogram, share: float) -> tuple[float, float]:
    """The range around 0 in which the *share* of all values lies.

    Its end is where the bin begins in which the share is reached, as onnxruntime takes it: never a bin too far.
    """
    if share >= 1.0:
        return histogram.low, histogram.high
    # A negative value on an edge counts with those between it and 0: the bins on both sides mirror each other.
    absolute = histogram.counts[BINS:] + histogram.counts[BINS - 1 :: -1]
    reached = _reached(absolute, share)
    # A range of nothing would lose all of the few values that are not about 0.
    most = max(reached, 1) * histogram.width
    return -most, most


def both(histogram: Histogram, share: float) -> tuple[float, float]:
    """The range in which the *share* of all values lies, and as many below as above."""
    if share >= 1.0:
        return histogram.low, histogram.high
    cut = (1.0 - share) / 2
    low, high = (_reached(histogram.counts, part) - BINS for part in (cut, 1.0 - cut))
    if low >= 0 >= high:
        low, high = -1, 1
    return low * histogram.width, high * histogram.width


def _reached(counts: Array, share: float) -> int:
    """The first bin up to which, it included, the *share* of all *counts* is found."""
    found = np.cumsum(counts)
    # A share such as 0.9999 is no exact number: as many values as were meant are enough.
    return int(np.searchsorted(found, share * found[-1] * (1 - _ROUNDING)))

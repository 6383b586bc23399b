"""How the values of a tensor are spread: counts in bins whose widths are powers of two, so that histograms add up exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from pipecheck_transformers.pixels import Array

BINS = 8192
"""The bins on either side of 0: at least half of those on the wider side lie within what was seen."""
LEAST = -126
"""The exponent of the narrowest bin; its inverse is still a float32."""
_BYTE = 256
_PART = 1 << 18
"""So many values are counted at once; OpenCV gives the counts as float32, which are exact below 2²⁴."""


@dataclass(slots=True, kw_only=True, eq=False)
class Histogram:
    """The finite values of a tensor, from *low* to *high*, *total* of them; *strange* others are infinite or no numbers.

    *counts* has 2 · BINS bins, each 2 ^ *exponent* wide and half-open: number k holds those from (k − BINS) · 2 ^ exponent on. The exponent
    is the least with which all values have a bin, whatever they came in: neither the order nor what was merged when changes anything.
    """

    low: float = 0.0
    high: float = 0.0
    total: int = 0
    strange: int = 0
    exponent: int = LEAST
    counts: Array = field(default_factory=lambda: np.zeros(2 * BINS, np.int64), repr=False)

    @property
    def width(self) -> float:
        """The width of a bin."""
        return math.ldexp(1.0, self.exponent)

    @property
    def magnitude(self) -> float:
        """The largest of all absolute values."""
        return max(-self.low, self.high, 0.0)

    @property
    def edges(self) -> Array:
        """Where the bins begin, and where the last one ends."""
        return np.ldexp(np.arange(-BINS, BINS + 1, dtype=np.float64), self.exponent)

    def add(self, array: Array) -> None:
        """Count the values of *array*, of whatever shape and type of number."""
        self.merge(of(array))

    def merge(self, other: Histogram) -> None:
        """Take in what *other* has counted."""
        self.strange += other.strange
        if other.total == 0:
            return
        self.low = min(self.low, other.low) if self.total else other.low
        self.high = max(self.high, other.high) if self.total else other.high
        exponent = max(self.exponent, other.exponent)
        self.counts = widened(self.counts, exponent - self.exponent)
        self.counts += widened(other.counts, exponent - other.exponent)
        self.total += other.total
        self.exponent = exponent


def of(array: Array) -> Histogram:
    """The histogram of *array* alone."""
    flat = np.asarray(array).reshape(-1)
    values = flat if flat.dtype in (np.float32, np.float16) else flat.astype(np.float64)
    if values.size == 0:
        return Histogram()
    with np.errstate(invalid="ignore"):
        low, high = float(values.min()), float(values.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        return _without_strange(values)
    # A negative zero has no sign worth keeping.
    low, high = low + 0.0, high + 0.0
    exponent = _exponent(max(-low, high))
    return Histogram(low=low, high=high, total=values.size, exponent=exponent, counts=_counted(values, exponent))


def _without_strange(values: Array) -> Histogram:
    finite = values[np.isfinite(values)]
    found = of(finite)
    found.strange = values.size - finite.size
    return found


def _exponent(magnitude: float) -> int:
    """That of the narrowest bins of which BINS reach beyond *magnitude*."""
    _, power = math.frexp(magnitude)
    return max(power - (BINS.bit_length() - 1), LEAST) if magnitude else LEAST


def _counted(values: Array, exponent: int) -> Array:
    """How many of *values* each bin holds.

    OpenCV counts pairs of bytes as a histogram of two channels: twice as fast as NumPy counts numbers, and other threads go on meanwhile.
    """
    kind = np.float64 if values.dtype == np.float64 else np.float32
    scale = np.ldexp(kind(1), -exponent)
    counts = np.zeros(2 * BINS, np.int64)
    scaled, places = np.empty(min(_PART, values.size), kind), np.empty(min(_PART, values.size), "<u2")
    for start in range(0, values.size, _PART):
        part = values[start : start + _PART]
        floats, bins = scaled[: part.size], places[: part.size]
        np.multiply(part, scale, out=floats, dtype=kind)
        np.floor(floats, out=floats)
        np.add(floats, BINS, out=floats)
        np.copyto(bins, floats, casting="unsafe")
        counts += _pairs(bins).astype(np.int64)
    return counts


def _pairs(bins: Array) -> Array:
    """How often each number below 2 · BINS occurs among *bins*."""
    high = 2 * BINS // _BYTE
    image: Any = bins.view(np.uint8).reshape(-1, 1, 2)
    found: Array = cv2.calcHist([image], [1, 0], None, [high, _BYTE], [0, high, 0, _BYTE])
    return found.reshape(-1)


def widened(counts: Array, doublings: int) -> Array:
    """*counts* in bins so often twice as wide."""
    # With as many doublings as that, all that is left on either side is the bin at 0.
    doublings = min(doublings, BINS.bit_length() - 1)
    if doublings <= 0:
        return counts
    kept = 2 * BINS >> doublings
    made = np.zeros_like(counts)
    made[BINS - kept // 2 : BINS + kept // 2] = counts.reshape(kept, -1).sum(axis=1)
    return made

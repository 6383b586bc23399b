"""The range with the least mean squared error: rounding, which grows with the range, against clipping, which shrinks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from pipecheck.probe.quant.observe.histogram import BINS, Histogram, widened
from pipecheck_transformers.pixels import Array

_STEPS = 127
"""The steps of a symmetric int8 range on either side of 0."""
_SPAN = 255
"""The steps of an asymmetric one."""
_COARSER = 2
"""So often the bins are put together by twos: between 8 and 16 of them are left in each step of the largest range."""
_GRID, _NARROWINGS = 16, 3
"""So many ends are tried, and so often as many again between the neighbours of the best."""
_TURNS = 2
"""How often one end is looked for after the other."""


def least(histogram: Histogram, *, asymmetric: bool) -> tuple[float, float]:
    """The range with the least error in int8 numbers, values being spread evenly over each bin."""
    most = histogram.magnitude
    if most == 0.0:
        return histogram.low, histogram.high
    spread = _spread(histogram, most)
    if not asymmetric:
        best = _best(lambda ends: _errors(spread, -ends, ends, ends / _STEPS), 1.0)
        return -best * most, best * most
    low, high = _apart(spread, max(-histogram.low / most, 0.0), max(histogram.high / most, 0.0))
    return -low * most, high * most


@dataclass(frozen=True, slots=True)
class _Spread:
    """The *share* of all values that lies between neighbours of *edges*, in units of the largest value."""

    edges: Array
    share: Array


def _spread(histogram: Histogram, most: float) -> _Spread:
    counts = widened(histogram.counts, _COARSER)
    filled = np.flatnonzero(counts)
    first, last = int(filled[0]), int(filled[-1]) + 1
    edges = (np.arange(first, last + 1) - BINS) * (histogram.width * 2**_COARSER / most)
    # Many values may be the largest one itself, as behind a Clip: the outermost bins have no more than is there.
    edges[0], edges[-1] = histogram.low / most, histogram.high / most
    return _Spread(edges, counts[first:last] / histogram.total)


def _apart(spread: _Spread, low: float, high: float) -> tuple[float, float]:
    """How far the best range goes below 0 and above it, *low* and *high* at most."""

    def errors(lows: Array | float, highs: Array | float) -> Array:
        below, above = np.broadcast_arrays(lows, highs)
        step = (below + above) / _SPAN
        # 0 is one of the numbers, and shifts all others by part of a step.
        begin = -np.rint(below / step) * step
        return _errors(spread, begin, begin + _SPAN * step, step)

    part = _best(lambda parts: errors(parts * low, parts * high), 1.0)
    low_end, high_end = part * low, part * high
    for _ in range(_TURNS if low and high else 0):
        high_end = _best(partial(errors, low_end), high)
        low_end = _best(lambda ends, high_end=high_end: errors(ends, high_end), low)  # type: ignore[misc]
    return low_end, high_end


def _best(errors: Callable[[Array], Array], most: float) -> float:
    """The end up to *most* with the least of *errors*."""
    smallest, largest = 0.0, most
    found = most
    for _ in range(_NARROWINGS):
        step = (largest - smallest) / _GRID
        ends = largest - step * np.arange(_GRID)
        found = float(ends[np.argmin(errors(ends))])
        smallest, largest = max(found - step, 0.0), min(found + step, most)
    return found


def _errors(spread: _Spread, low: Array, high: Array, step: Array) -> Array:
    """The mean squared error of each of several ranges."""
    edges, width = spread.edges, np.diff(spread.edges)
    low, high, step = (each[:, None] for each in (low, high, step))
    inside = np.clip(edges, low, high)
    steps = np.rint(inside / step)
    rest, beyond = inside - steps * step, edges - inside
    # The integral of the squared error from 0 on: step³ / 12 for each whole step, d³ / 3 for part of one and for what is clipped.
    integral = steps * (step**3 / 12) + (rest**3 + beyond**3) / 3
    mean = np.diff(integral) / np.where(width > 0, width, 1.0)
    # A bin without width has but one value.
    mean = np.where(width > 0, mean, (rest + beyond)[:, 1:] ** 2)
    return np.asarray(mean @ spread.share)

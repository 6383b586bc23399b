"""Counts of values in bins that suit a picture and a judgement: those of a scale's own steps."""

from __future__ import annotations

import numpy as np

from pipecheck.evidence.debug.distributions import Curve
from pipecheck.probe.quant import rounding
from pipecheck.probe.quant.distributions.dip import peaked
from pipecheck.probe.quant.observe.histogram import BINS, Histogram
from pipecheck.probe.quant.simulate.wiring import Lattice
from pipecheck_transformers.pixels import Array

_MOST = 512
"""So many bins at most."""
_FINE = 256
_TAIL = 0.0005
"""So many of the values on either side have no say in how many peaks there are: whether they lie far off is another question."""
_BULK = 0.999


def curve(floats: Histogram, quantised: Histogram, lattice: Lattice | None) -> Curve:
    """What both histograms count, in bins around the numbers of *lattice*; wider ones where these would be too many."""
    low, high = min(floats.low, quantised.low), max(floats.high, quantised.high)
    width = rounding.step(lattice) if lattice is not None else None
    if high <= low:
        return Curve(low, max(abs(low), 1.0) * 2.0**-8, (floats.total,), (quantised.total,))
    least = (high - low) / _FINE
    if width is None or (high - low) / width > _MOST:
        width = least
    first = np.floor(low / width + 0.5)
    count = int(np.floor(high / width + 0.5) - first) + 1
    start = float((first - 0.5) * width)
    edges = start + width * np.arange(count + 1)
    return Curve(start, float(width), _whole(floats, edges), _whole(rounded(quantised, lattice), edges))


def binned(found: Histogram, edges: Array) -> Array:
    """About how many of the values that *found* counts lie between the *edges*."""
    heights = np.concatenate([[0], np.cumsum(found.counts)])
    return np.diff(np.interp(edges, found.edges, heights))


def modes(found: Histogram) -> tuple[float, bool]:
    """The dip of what *found* counts, but for the last few on either side, and whether that is one peak."""
    if found.total == 0 or found.low == found.high:
        return 0.0, True
    low, high = quantile(found, _TAIL), quantile(found, 1 - _TAIL)
    if high <= low:
        return 0.0, True
    # Bins that begin at 0 keep the zeros behind a Relu together.
    width = max((high - low) / _FINE, found.width)
    edges = width * np.arange(np.floor(low / width), np.ceil(high / width) + 1)
    return peaked(np.rint(binned(found, edges)))


def quantile(found: Histogram, share: float) -> float:
    """The value that this share of those counted do not exceed, to within a bin."""
    heights = np.cumsum(found.counts)
    at = int(np.searchsorted(heights, share * found.total, side="left"))
    ends = found.edges
    return float(np.clip(ends[at if share < 0.5 else at + 1], found.low, found.high))


def bulk(found: Histogram) -> float | None:
    """The size that all but one in a thousand of the values do not exceed, of those that are not zero; None where there are none."""
    sizes = found.counts[BINS:] + found.counts[:BINS][::-1]
    # The first bin above 0 has the zeros too: others are taken to be as many there as in the next one.
    sizes[0] = found.counts[BINS - 1] + min(found.counts[BINS], found.counts[BINS + 1])
    heights = np.cumsum(sizes)
    if heights[-1] == 0:
        return None
    at = int(np.searchsorted(heights, _BULK * heights[-1], side="left"))
    return min((at + 1) * found.width, found.magnitude)


def rounded(found: Histogram, lattice: Lattice | None) -> Histogram:
    """What *found* would count if its values were rounded."""
    if lattice is None or found.total == 0:
        return found
    used = np.flatnonzero(found.counts)
    middles = (found.edges[:-1] + found.width / 2)[used]
    values = rounding.rounded(np.clip(middles, found.low, found.high).astype(np.float32), lattice)
    made = Histogram(low=float(values.min()), high=float(values.max()), total=found.total, strange=found.strange, exponent=found.exponent)
    places = np.clip(np.floor(np.ldexp(values.astype(np.float64), -found.exponent)).astype(np.int64) + BINS, 0, 2 * BINS - 1)
    np.add.at(made.counts, places, found.counts[used])
    return made


def _whole(found: Histogram, edges: Array) -> tuple[int, ...]:
    return tuple(np.rint(binned(found, edges)).astype(np.int64).tolist())

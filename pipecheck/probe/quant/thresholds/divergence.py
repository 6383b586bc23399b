"""The range that loses the least information: quantised, its histogram diverges the least from what it was (Kullback and Leibler)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pipecheck.probe.quant.observe.histogram import BINS, Histogram
from pipecheck_transformers.pixels import Array

USUAL = 2048
"""The bins between the largest absolute value and its negative, where no other number is asked for."""
LEVELS = 128
"""The bins that are left when a range is quantised; it has no fewer before."""
_BESIDE = 8
"""So many bins on either side tell how many values lie about 0 without being 0."""
_EPS = 1e-4
"""What an empty bin counts, so that no logarithm is infinite."""
_CLOSE = 1e-5
"""Divergences that differ by less are told apart by nothing but the digits of float32."""
_MOST = 0.5
"""What a bin may give up for the empty ones; it holds at least 1."""


def least(histogram: Histogram, bins: int | None = None) -> tuple[float, float]:
    """The range that diverges the least, of all that end with one of the *bins*, judged as onnxruntime's entropy calibration does.

    Zeros are left out of account, as TensorRT does: with 2048 bins the many behind a Relu would else clip all that is large.
    """
    most = histogram.magnitude
    if most == 0.0:
        return histogram.low, histogram.high
    counts = resampled(_without_zeros(histogram), bins or USUAL)
    reach = _best(counts)
    half = counts.size // 2
    return -reach * most / half, min(reach + 1, half) * most / half


def _without_zeros(histogram: Histogram) -> Histogram:
    """*histogram* with no more values at 0 than close by: 0 itself is one of the numbers of any range, and loses nothing in it."""
    counts = histogram.counts.copy()
    beside = np.concatenate([counts[BINS - _BESIDE : BINS], counts[BINS + 1 : BINS + 1 + _BESIDE]])
    counts[BINS] = min(counts[BINS], beside.max())
    return replace(histogram, counts=counts, total=int(counts.sum()))


def resampled(histogram: Histogram, bins: int) -> Array:
    """The counts in *bins* from the largest absolute value to its negative: an even number, and none finer than those of *histogram*."""
    most = histogram.magnitude
    finest = int(2 * most / histogram.width)
    half = max(LEVELS, min(bins, finest)) // 2
    edges = np.arange(-half, half + 1) * (most / half)
    below = np.interp(edges, histogram.edges, _summed(histogram.counts))
    # The outermost bins have all that is left.
    below[0], below[-1] = 0, histogram.total
    counts: Array = np.diff(np.rint(below).astype(np.int64))
    return counts


def _best(counts: Array) -> int:
    """How many bins the best range has on either side of the middle, all of them where none can be judged."""
    found = divergences(counts)
    close = np.flatnonzero(found <= found.min() + _CLOSE)
    if not np.isfinite(found.min()):
        return counts.size // 2
    # Where several are the same, as without values between them, onnxruntime takes what its digits make the least.
    reaches = [int(place) + LEVELS // 2 for place in close]
    return min(reaches, key=lambda reach: divergence(counts, reach)) if len(reaches) > 1 else reaches[0]


def divergence(counts: Array, reach: int) -> float:
    """By how much the range of *reach* bins on either side of the middle of *counts* diverges, in the digits of float32."""
    start, end = counts.size // 2 - reach, min(counts.size // 2 + reach + 1, counts.size)
    own = counts[start:end].copy()
    width = own.size // LEVELS
    sums = own[: width * LEVELS].reshape(LEVELS, width).sum(axis=1)
    sums[-1] += own[width * LEVELS :].sum()
    own[0] += counts[:start].sum()
    own[-1] += counts[end:].sum()
    filled = (own[: width * LEVELS] > 0).reshape(LEVELS, width).sum(axis=1)
    coarse = np.zeros_like(own)
    coarse[: width * LEVELS] = np.repeat(np.where(filled > 0, sums / np.maximum(filled, 1), 0).astype(np.int64), width)
    p, q = _shares(own), _shares(coarse)
    return float(np.sum(p * np.log(p / q)))


def _shares(counts: Array) -> Array:
    """*counts* as shares of all, none of which is 0."""
    empty = (counts == 0).astype(np.float32)
    gift = min(_EPS * float(empty.sum()) / max(float(counts.size - empty.sum()), 1.0), _MOST)
    smooth = counts.astype(np.float32)
    smooth += _EPS * empty + -gift * (1 - empty)
    shares: Array = 1.0 * smooth / np.sum(smooth)
    return shares


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cuts:
    """Candidates, one in each place: the bins from *start* to *end*, of which the *first* and the *last* count what lies beyond.

    *filled* of them are not empty; each of those gives up a *gift*, of which every empty one gets its share.
    """

    start: Array
    end: Array
    first: Array
    last: Array
    filled: Array
    gift: Array


def divergences(counts: Array) -> Array:
    """By how much each candidate diverges: the bins up to 64, 65, … away from the middle of *counts*."""
    before = _summed(counts)
    filled = _summed(counts > 0)
    half, total = counts.size // 2, int(before[-1])
    reach = np.arange(LEVELS // 2, half + 1)
    start, end = half - reach, np.minimum(half + reach + 1, counts.size)
    first, last = before[start + 1], total - before[end - 1]
    number = filled[end - 1] - filled[start + 1] + (first > 0) + (last > 0)
    gift = np.minimum(_EPS * (end - start - number) / number, _MOST)
    cuts = _Cuts(start=start, end=end, first=first, last=last, filled=number, gift=gift)
    cross, mass = _cross(before, filled, cuts)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = (_own(counts, cuts) - cross) / total - np.log(total) + np.log(mass)
    return np.where(mass > 0, found, np.inf)


def _summed(values: Array) -> Array:
    """The sum of all *values* before each place, and of all of them."""
    return np.concatenate([[0], np.cumsum(values, dtype=np.int64)])


def _own(counts: Array, cuts: _Cuts) -> Array:
    """The sum of p · log p over the bins of each candidate.

    A filled bin holds p = count − gift. The gift differs from candidate to candidate, so that only the terms of Taylor's series can be
    summed beforehand; five of them are exact to float32.
    """
    full = np.maximum(counts, 1).astype(np.float64)
    terms = np.where(counts > 0, [full * np.log(full), -np.log(full) - 1, 1 / (2 * full), 1 / (6 * full**2), 1 / (12 * full**3)], 0.0)
    before = np.pad(np.cumsum(terms, axis=1), ((0, 0), (1, 0)))
    inner = before[:, cuts.end - 1] - before[:, cuts.start + 1]
    found: Array = (inner * cuts.gift ** np.arange(5)[:, None]).sum(axis=0)
    for outer in (cuts.first, cuts.last):
        left = np.where(outer > 0, outer - cuts.gift, 1.0)
        found += left * np.log(left)
    found += (cuts.end - cuts.start - cuts.filled) * (_EPS * np.log(_EPS))
    return found


def _cross(before: Array, filled: Array, cuts: _Cuts) -> tuple[Array, Array]:
    """The sum of p · log q over the bins of each candidate, and that of q, which is its range quantised.

    Quantised, a range has LEVELS groups of bins, of which all have the same count; bins that are left over at the end are empty.
    """
    size = cuts.end - cuts.start
    width = size // LEVELS
    bounds = cuts.start[:, None] + width[:, None] * np.arange(LEVELS + 1)
    sums, number = np.diff(before[bounds]), np.diff(filled[bounds])
    over = cuts.end > bounds[:, -1]
    levels = sums.copy()
    levels[:, -1] += before[cuts.end] - before[bounds[:, -1]]
    # The outermost bins count what lies beyond: they may be filled by that alone.
    number[:, 0] += (cuts.first > 0) & (before[cuts.start + 1] == before[cuts.start])
    number[:, -1] += ~over & (cuts.last > 0) & (before[cuts.end] == before[cuts.end - 1])
    sums[:, 0] += before[cuts.start]
    sums[:, -1] += np.where(over, 0, before[-1] - before[cuts.end])
    levels = np.where(number > 0, levels // np.maximum(number, 1), 0)
    empty = size - width * (levels > 0).sum(axis=1)
    gift = np.minimum(_EPS * empty / np.maximum(size - empty, 1), _MOST)
    quantised = np.where(levels > 0, levels - gift[:, None], _EPS)
    own = sums - cuts.gift[:, None] * number + _EPS * (width[:, None] - number)
    rest = np.where(over, before[-1] - own.sum(axis=1), 0.0)
    mass = np.where(empty < size, width * np.where(levels > 0, quantised, 0.0).sum(axis=1) + _EPS * empty, 0.0)
    return (own * np.log(quantised)).sum(axis=1) + rest * np.log(_EPS), mass

"""The grid that the distinct values of a channel lie on, found without knowing what was done to them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pipecheck.probe.tensors.lattice.distinct import NOISE, Seen, Values

LEVELS = 20
"""So many distinct values a channel must have before a grid under them means anything.

A grid that spans 255 steps is told from its neighbours by its step and its place, in 255 / error² ways at the most; random numbers all lie
within the error of one of these with a probability of 255 / error² · (2 · error)^levels: for 20 levels and the largest error, 1e-15.
"""
LARGEST = 0.05
"""A grid that rounding blurs by more than this part of a step is none."""
SLACK = 0.002
"""What other orders of the same arithmetic may add."""
SPAN = 255
_PARTS = 8
"""The two values that lie closest may lie so many steps apart."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Values at `start + step · k` for whole *k* from 0 to *span*, off by *error* steps at most."""

    step: float
    start: float
    span: int
    levels: int
    error: float


def grids(seen: Seen) -> tuple[Grid | None, ...] | None:
    """The grid of each channel, the coarsest one there is, None for a channel with too few values; None where any other has none."""
    if seen.channels is None:
        return None
    found = [grid(values, spacing) for values, spacing in zip(seen.channels, seen.spacing, strict=True)]
    missing = any(one is None and len(values) >= LEVELS for one, values in zip(found, seen.channels, strict=True))
    return None if missing or not any(found) else tuple(found)


def grid(values: Values, spacing: float) -> Grid | None:
    """The coarsest grid of at most 255 steps that all *values* lie on."""
    if len(values) < LEVELS:
        return None
    gaps = np.diff(values)
    for parts in range(1, _PARTS + 1):
        step = _refined(gaps, float(gaps.min()) / parts)
        if (values[-1] - values[0]) / step > SPAN + 0.5:
            return None
        if found := _verified(values, step, spacing):
            return found
    return None


def tolerance(spacing: float, step: float) -> float:
    """How far off a grid rounding may bring a value, in steps."""
    return SLACK + NOISE * spacing / step


def _refined(gaps: Values, step: float) -> float:
    """*step*, made more precise by ever larger gaps, each of which is counted in steps that are precise enough for it."""
    reach = 1.5
    while reach < 2 * SPAN:
        near = gaps[gaps < reach * step]
        steps = float(np.rint(near / step).sum())
        step = float(near.sum()) / steps if steps else step
        reach *= 2
    return step


def _verified(values: Values, step: float, spacing: float) -> Grid | None:
    """The grid of about *step* that lies best under *values*, if it does."""
    index = np.cumsum(np.concatenate([[0.0], np.rint(np.diff(values) / step)]))
    centred = index - index.mean()
    slope = float(centred @ values / (centred @ centred))
    start = float(values.mean() - slope * index.mean())
    error = float(np.abs(values - start - slope * index).max() / slope)
    allowed = tolerance(spacing, slope)
    if error > allowed or allowed > LARGEST or index[-1] > SPAN:
        return None
    return Grid(slope, start, int(index[-1]), len(values), error)


def dyadic(found: Grid) -> bool:
    """Whether *found* may be the spacing of half-precision or fixed-point numbers: steps of a power of two, with zero among them."""
    place = found.start / found.step
    return halves(found.step) and abs(place - round(place)) < LARGEST


def halves(step: float) -> bool:
    """Whether *step* is a power of two."""
    return abs(math.log2(step) - round(math.log2(step))) < 1e-6

"""Whether counted values have one peak: the dip of Hartigan and Hartigan (1985), in one go over the bins.

The dip is the largest distance between how the values add up and the nearest way to add up with one peak: a second peak that holds a
share p of the values has a dip of p / 2 at most, the less the nearer it lies. Values that have one peak by nature come to a dip of chance,
which falls with the square root of their number.
"""

from __future__ import annotations

import math

import numpy as np

from pipecheck_transformers.pixels import Array

LEAST = 0.01
"""A second peak of less than one value in fifty is not an obvious one."""
_CHANCE = 0.6
"""With one chance in a hundred so much, by the square root of their number, for values without any peak: those dip most by chance.

Found by drawing 4000 times from them."""


def peaked(counts: Array) -> tuple[float, bool]:
    """The dip of *counts* in bins of one width, and whether it is small enough for one peak."""
    found, total = dip(counts), float(np.sum(counts))
    return found, total == 0 or found <= max(LEAST, _CHANCE / math.sqrt(total))


def dip(counts: Array) -> float:
    """The least distance of what *counts* add up to from anything that has one peak."""
    total = float(np.sum(counts))
    if total == 0:
        return 0.0
    heights = np.concatenate([[0.0], np.cumsum(counts, dtype=np.float64)]) / total
    low, high, found = 0, len(heights) - 1, 0.0
    while True:
        here = np.arange(low, high + 1)
        below, above = _hull(heights, low, high, 1.0), _hull(heights, low, high, -1.0)
        convex, concave = np.interp(here, below, heights[below]), np.interp(here, above, heights[above])
        gap = concave - convex
        corners = np.union1d(below, above)
        at = int(corners[np.argmax(gap[corners - low])])
        # The peak lies between the corners of the two hulls around the place where these are farthest apart.
        first = at if at in below else int(below[below <= at].max())
        last = at if at in above else int(above[above >= at].min())
        if at in below and at in above:
            first = last = at
        if gap[at - low] <= found:
            return found / 2
        left = float((heights[low : first + 1] - convex[: first - low + 1]).max())
        right = float((concave[last - low :] - heights[last : high + 1]).max())
        found = max(found, left, right)
        if (first, last) == (low, high):
            return found / 2
        low, high = first, last


def _hull(heights: Array, low: int, high: int, sign: float) -> Array:
    """The corners of the greatest convex curve below *heights* from *low* to *high*; with a *sign* of −1 of the least concave one above."""
    corners: list[int] = []
    for index in range(low, high + 1):
        while len(corners) > 1:
            before, last = corners[-2], corners[-1]
            turn = (heights[last] - heights[before]) * (index - last) - (heights[index] - heights[last]) * (last - before)
            if sign * turn < 0:
                break
            corners.pop()
        corners.append(index)
    return np.array(corners)

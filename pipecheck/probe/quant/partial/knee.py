"""The knee of a curve that was not measured everywhere, and where it has to be measured for that."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

_FLOOR = 1e-6
"""What is left of an error of which a millionth is left counts as nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knee:
    """The *count* that bulges most, by how much, and the count that would have to be measured to be sure of it."""

    count: int | None
    doubt: int | None


def find(errors: Mapping[int, float]) -> Knee:
    """The knee of *errors* by count, in parts of that at 0; both ends have to be among them.

    Seen along the straight line from the first to the last, it is where the curve lies farthest below, on a linear and on a logarithmic
    axis together: an eye finds it on the one where all errors are of one size, and on the other where they are not. The curve is taken to
    fall from count to count.
    """
    counts = sorted(errors)
    last = counts[-1]
    if last == 0 or not errors[last] < errors[0]:
        return Knee(count=None, doubt=None)
    gains = {count: _gain(errors[count], errors[0], errors[last]) for count in counts}
    best = max(counts, key=lambda count: (gains[count] - 2 * count / last, -count))
    bulge = gains[best] - 2 * best / last
    doubts = [(gap - bulge, low, high) for gap, low, high in _bounds(counts, gains, last) if gap - bulge > 1 / last]
    most = max(doubts, default=None)
    doubt = None if most is None else (most[1] + most[2]) // 2
    return Knee(count=best if bulge > 0 else None, doubt=doubt)


def _gain(error: float, first: float, last: float) -> float:
    """How much of the way from the *first* error to the *last* is done, on both axes together."""
    return (first - error) / (first - last) + (_decades(first) - _decades(error)) / (_decades(first) - _decades(last) or 1.0)


def _decades(error: float) -> float:
    return math.log10(min(max(error, _FLOOR), 1 / _FLOOR))


def _bounds(counts: list[int], gains: Mapping[int, float], last: int) -> Iterator[tuple[float, int, int]]:
    """The most that a count between two that were measured can bulge, and these two."""
    for low, high in pairwise(counts):
        if high - low > 1:
            yield gains[high] - 2 * (low + 1) / last, low, high

"""How far apart two arrays are that should be the same, and at which scale that is much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from pipecheck.evidence.agreeing import DECIMALS
from pipecheck_transformers.pixels import Array

_FEW = 16
"""A slice of fewer numbers says nothing about the scale of the channel that it is."""
_SMALL = 32
"""A channel whose numbers are so many times smaller than those of all counts no less: rounding comes from the large ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The largest difference and the largest numbers of an output, over all of it and, in *slices*, along each of its axes."""

    apart: float = 0.0
    first: float = 0.0
    second: float = 0.0
    slices: Mapping[tuple[int, int], tuple[Array, Array]] = field(default_factory=dict)

    @property
    def reach(self) -> float:
        """What counts as large: what the first network reaches, or the second where the first gives nothing but zero."""
        return self.first or self.second

    @property
    def share(self) -> float:
        """The largest difference as a share of what numbers reach in the same channel, as far as channels have their own scale.

        A detector may hold places of 640 and probabilities in one tensor: what moves the latter has to be seen beside the former.
        """
        if not self.apart or not self.reach:
            return float("inf") if self.apart else 0.0
        shares = (float((apart / np.maximum(reach, self.reach / _SMALL)).max()) for apart, reach in self.slices.values())
        return max((self.apart / self.reach, *shares))


def scale(first: Array, second: Array) -> Scale:
    """The scale of two arrays of one shape."""
    apart, mine = difference(first, second), np.abs(finite(first))
    slices = {
        (axis, first.shape[axis]): (apart.max(axis=others, initial=0.0), mine.max(axis=others, initial=0.0))
        for axis, others in _axes(first.shape)
    }
    return Scale(apart=float(apart.max(initial=0.0)), first=float(mine.max(initial=0.0)), second=reach(second), slices=slices)


def both(one: Scale, two: Scale) -> Scale:
    """The scale over the pictures of either."""
    slices = dict(one.slices)
    for key, (apart, mine) in two.slices.items():
        before = slices.get(key, (apart, mine))
        slices[key] = np.maximum(before[0], apart), np.maximum(before[1], mine)
    return Scale(apart=max(one.apart, two.apart), first=max(one.first, two.first), second=max(one.second, two.second), slices=slices)


def decimals(share: float) -> int:
    """How many digits behind the point agree, were the output scaled so that it reaches 1; those of a float at most."""
    if share <= 0.5 * 10.0**-DECIMALS:
        return DECIMALS
    return max(int(np.floor(-np.log10(2 * share))), 0) if np.isfinite(share) else 0


def difference(first: Array, second: Array) -> Array:
    """How far apart two arrays of one shape are, number by number: 0 where neither is finite in the same way, else infinity."""
    with np.errstate(all="ignore"):
        apart = np.abs(np.subtract(first, second, dtype=np.float64))
    odd = ~np.isfinite(apart)
    if odd.any():
        alike = (first == second) | (np.isnan(first) & np.isnan(second))
        apart[odd] = np.where(alike[odd], 0.0, np.inf)
    return apart


def share(first: Array, second: Array) -> float:
    """How far apart two arrays of one shape are at most, as a share of what the first one reaches."""
    return float(difference(first, second).max(initial=0.0)) / (reach(first) or reach(second) or 1.0)


def reach(array: Array) -> float:
    """The largest absolute value that is a number."""
    return float(np.abs(finite(array)).max(initial=0.0))


def cosine(first: Array, second: Array) -> float:
    """The cosine between two arrays of one shape over the numbers that are finite in both; two zero vectors are the same."""
    both = np.isfinite(first) & np.isfinite(second)
    one, two = (each[both].astype(np.float64) for each in (first, second))
    # divided first, so that neither huge nor tiny numbers leave the range of a float when they are squared
    one, two = (each / (reach(each) or 1.0) for each in (one, two))
    lengths = float(np.linalg.norm(one)), float(np.linalg.norm(two))
    if not all(lengths):
        return float(not any(lengths) and np.array_equal(np.isfinite(first), np.isfinite(second)))
    return float(np.clip(one @ two / (lengths[0] * lengths[1]), -1.0, 1.0))


def finite(array: Array) -> Array:
    """*array* as floats, with nothing where there is no number."""
    return np.nan_to_num(array.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)


def _axes(shape: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The axes whose slices are large enough to have a scale of their own, each with all the others; not that of the batch."""
    size = int(np.prod(shape))
    for axis in range(1, len(shape)):
        if 1 < shape[axis] <= size // _FEW:
            yield axis, tuple(each for each in range(len(shape)) if each != axis)

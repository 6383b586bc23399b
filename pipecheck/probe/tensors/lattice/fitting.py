"""How well the distinct values of a sample lie where one way of making numbers of pixels would put them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap

import numpy as np

from pipecheck.probe.tensors.lattice import grid
from pipecheck.probe.tensors.lattice.distinct import Seen, Values
from pipecheck.probe.tensors.lattice.known import Way, each
from pipecheck.spec import affine

LOOSE = affine.TOLERANCE
"""Constants that were cut short may bring a pixel so many levels off."""
BITS = 30.0
"""That numbers lie where they lie by chance must be less likely than 1 in 2 to the power of this."""
_FEW = 3
"""Rounding makes no more values than this of one level."""
WAYS = 1024
"""No more ways than these are tried."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a *way* fits: off by *error* levels at most where *allowed* are, with so many *levels* in each channel.

    *reach* is how far apart the least and the largest level of any channel lie. *mixed*: of channels that cannot be told apart. *coarse*:
    all levels of a channel lie some number apart, *odd*: and they are no multiples of it.
    """

    way: Way
    error: float
    allowed: float
    levels: tuple[int, ...]
    reach: int
    mixed: bool = False
    coarse: bool = False
    odd: bool = False

    @property
    def exact(self) -> bool:
        """Whether rounding alone explains how far off the values are."""
        return self.error <= self.allowed

    @property
    def proven(self) -> bool:
        """Whether it cannot be by chance that the values lie so.

        Where all channels are alike a few round numbers, such as halves and quarters, fit more than one way: there a channel must have many
        levels, and without gaps that would make them steps of another kind.
        """
        allowed = self.allowed if self.exact else LOOSE
        hits = min(1.0, 2 * allowed * (len(self.way.affine.scale) if self.mixed else 1))
        bits = sum(self.levels) * -math.log2(hits) - math.log2(WAYS)
        if not self.way.affine.uniform:
            return bits >= BITS
        other = self.coarse and (self.odd or grid.halves(abs(self.way.affine.scale[0])))
        return bits >= BITS and max(self.levels) >= grid.LEVELS and (not other or self.way.affine.identity)


def fits(seen: Seen, ways: Iterable[Way]) -> Iterator[Fit]:
    """Those of *ways* that fit what was *seen*, within what constants cut short explain."""
    for way in ways:
        if found := fit(seen, way):
            yield found


def fit(seen: Seen, way: Way) -> Fit | None:
    """How *way* fits what was *seen*, None where it does not."""
    channels = seen.channels
    if channels is None or 0.0 in way.affine.scale:
        return None
    if way.affine.uniform or len(way.affine.scale) == len(channels):
        return _separate(channels, seen.spacing, way)
    return _mixed(channels[0], seen.spacing[0], way) if len(channels) == 1 else None


def _separate(channels: tuple[Values, ...], spacing: tuple[float, ...], way: Way) -> Fit | None:
    scales, biases = each(way.affine, len(channels))
    if not all(starmap(_reached, zip(channels, scales, biases, strict=True))):
        return None
    error, allowed, gaps, present = 0.0, 0.0, [], []
    for values, blur, scale, bias in zip(channels, spacing, scales, biases, strict=True):
        exact = (values - bias) / scale
        index = np.rint(exact)
        error = max(error, float(np.abs(exact - index).max()))
        levels = np.unique(index)
        if error > LOOSE or len(values) > _FEW * (len(levels) + 1):
            return None
        present.append(levels)
        gaps.append(_common(levels))
        allowed = max(allowed, grid.tolerance(blur, abs(scale)))
    reach = int(max(levels[-1] for levels in present) - min(levels[0] for levels in present))
    coarse = min(gaps) > 1
    odd = coarse and any(levels[0] % gap for levels, gap in zip(present, gaps, strict=True))
    return Fit(way, error, min(allowed, LOOSE), tuple(map(len, present)), reach, coarse=coarse, odd=odd)


def _reached(values: Values, scale: float, bias: float) -> bool:
    """Whether the least and the largest of *values* are levels of 0..255: a glance that spares most ways the rest."""
    ends = (float(values[0]) - bias) / scale, (float(values[-1]) - bias) / scale
    return min(ends) > -0.5 and max(ends) < grid.SPAN + 0.5


def _mixed(values: Values, spacing: float, way: Way) -> Fit | None:
    """How *way* fits values of which each may be of any channel: only where they lie as exactly as rounding lets them."""
    tops = [bias + grid.SPAN * scale for scale, bias in zip(way.affine.scale, way.affine.bias, strict=True)]
    margin = max(map(abs, way.affine.scale))
    if values[0] < min(*tops, *way.affine.bias) - margin or values[-1] > max(*tops, *way.affine.bias) + margin:
        return None
    exact = (values[:, None] - np.array(way.affine.bias)) / np.array(way.affine.scale)
    index = np.rint(exact)
    off = np.where((index >= 0) & (index <= grid.SPAN), np.abs(exact - index), np.inf)
    nearest, error = off.argmin(axis=1), float(off.min(axis=1).max())
    allowed = grid.tolerance(spacing, min(map(abs, way.affine.scale)))
    if error > min(allowed, grid.LARGEST):
        return None
    levels = len(np.unique(index[np.arange(len(values)), nearest] + 256 * nearest))
    return Fit(way, error, allowed, (levels,), 0, mixed=True) if len(values) <= _FEW * (levels + 1) else None


def _common(levels: Values) -> int:
    """The largest whole number that all differences of *levels* are multiples of."""
    return int(np.gcd.reduce(np.diff(levels).astype(np.int64))) if len(levels) > 1 else 0

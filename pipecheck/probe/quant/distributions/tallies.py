"""How the values of each channel of a tensor are spread, counted over samples in little memory: quartiles to within a sixteenth."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipecheck.evidence.debug.distributions import Box
from pipecheck.probe.quant import rounding
from pipecheck.probe.quant.simulate.wiring import Lattice
from pipecheck_transformers.pixels import Array

_PARTS, _DOUBLINGS = 8, 16
"""Each doubling is counted in so many bins, so many doublings down from the largest value; what is smaller counts as 0."""
_SIDE = _PARTS * _DOUBLINGS
_BINS = 2 * _SIDE + 2
"""Those below 0, one at 0, those above, and one for what is no finite number."""
_STRANGE = _BINS - 1
_KEYS = 1 << 12
"""The sign, the exponent and the first three digits of a float32."""
_NEGATIVE, _FIRST_STRANGE = 1 << 11, 255 << 3
_QUARTERS = (0.25, 0.5, 0.75)
ROW = _BINS * 4 + 16
"""The bytes that a channel takes."""


@dataclass(slots=True, kw_only=True, eq=False)
class Tally:
    """The values of *channels* channels along *axis*, the largest of which are about *magnitude*; threads may add to it."""

    axis: int
    channels: int
    magnitude: float
    counts: Array = field(init=False, repr=False)
    least: Array = field(init=False, repr=False)
    most: Array = field(init=False, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        """Nothing is counted yet."""
        self.counts = np.zeros((self.channels, _BINS), np.int32)
        self.least = np.full(self.channels, np.inf)
        self.most = np.full(self.channels, -np.inf)

    def add(self, array: Array) -> None:
        """Count the values of *array*, unless it has other channels."""
        if array.ndim <= self.axis or array.shape[self.axis] != self.channels or array.size == 0:
            return
        rows = np.ascontiguousarray(np.moveaxis(array, self.axis, 0), np.float32).reshape(self.channels, -1)
        keys = rows.view(np.uint32) >> np.uint32(20)
        places = _places(self.magnitude)[keys]
        places += np.arange(self.channels, dtype=np.int64)[:, None] * _BINS
        found = np.bincount(places.reshape(-1), minlength=self.channels * _BINS).reshape(self.channels, _BINS)
        least, most = _extremes(rows, strange=bool(found[:, _STRANGE].any()))
        with self.lock:
            self.counts += found.astype(np.int32)
            np.minimum(self.least, least, out=self.least)
            np.maximum(self.most, most, out=self.most)

    @property
    def magnitudes(self) -> Array:
        """The largest absolute value of each channel, 0 where there was none."""
        found: Array = np.where(np.isfinite(self.least), np.maximum(np.abs(self.least), np.abs(self.most)), 0.0)
        return found

    def boxes(self) -> tuple[Box, ...]:
        """The box of each channel."""
        middles = _middles(self.magnitude)
        counts = self.counts[:, :_STRANGE].cumsum(axis=1, dtype=np.int64)
        found = np.zeros((self.channels, 5))
        seen = np.isfinite(self.least)
        found[seen, 0], found[seen, 4] = self.least[seen], self.most[seen]
        for column, share in enumerate(_QUARTERS, 1):
            wanted = np.ceil(share * counts[:, -1:])
            inner = middles[np.minimum((counts < np.maximum(wanted, 1)).sum(axis=1), _STRANGE - 1)]
            found[seen, column] = np.clip(inner, found[:, 0], found[:, 4])[seen]
        return rows(found)


def rows(numbers: Array) -> tuple[Box, ...]:
    """Each row of *numbers* as a box."""
    return tuple((a, b, c, d, e) for a, b, c, d, e in np.asarray(numbers, np.float64).tolist())


def exact(array: Array, axis: int) -> Array:
    """The least value, the quartiles and the greatest of each channel of *array*, a row for each."""
    flat = np.moveaxis(array, axis, 0).reshape(array.shape[axis], -1)
    found: Array = np.percentile(flat, (0, 25, 50, 75, 100), axis=1).T
    return found


def ratio(magnitudes: Array, times: float) -> tuple[float, int]:
    """How many times the widest channel is as wide as the narrowest which has values, and how many are *times* narrower or more.

    A channel that float32 would lose beside the widest has none.
    """
    widest = float(np.max(magnitudes, initial=0.0))
    alive = magnitudes[magnitudes > widest * 2.0**-24]
    if alive.size == 0:
        return 1.0, 0
    return widest / float(alive.min()), int((alive * times <= widest).sum())


def rounded_boxes(boxes: Sequence[Box], lattice: Lattice | None) -> tuple[Box, ...]:
    """*boxes* of values that are then rounded to *lattice*: that keeps their order, so quartiles stay quartiles."""
    return rows(rounding.rounded(np.array(boxes, np.float32).reshape(-1, 5), lattice))


def _extremes(rows_: Array, *, strange: bool) -> tuple[Array, Array]:
    if not strange:
        return rows_.min(axis=1), rows_.max(axis=1)
    finite = np.isfinite(rows_)
    return np.where(finite, rows_, np.inf).min(axis=1), np.where(finite, rows_, -np.inf).max(axis=1)


def _places(magnitude: float) -> Array:
    """The bin for each of the first digits of a float32."""
    keys = np.arange(_KEYS)
    sizes = keys & (_NEGATIVE - 1)
    levels = np.clip(sizes - _base(magnitude), 0, _SIDE)
    places = _SIDE + np.where(keys & _NEGATIVE, -levels, levels)
    places[sizes >= _FIRST_STRANGE] = _STRANGE
    found: Array = places.astype(np.int64)
    return found


def _base(magnitude: float) -> int:
    """The first digits of the largest of values that count as 0."""
    return int(np.float32(magnitude).view(np.uint32) >> 20) - _SIDE


def _middles(magnitude: float) -> Array:
    """The number that stands for each bin."""
    digits = _base(magnitude) + np.arange(1, _SIDE + 1, dtype=np.int64)
    starts = (np.clip(digits, 0, _FIRST_STRANGE - 1).astype(np.uint32) << 20) | (1 << 19)
    sizes = np.where(digits < 0, 0.0, starts.view(np.float32))
    return np.concatenate([-sizes[::-1], [0.0], sizes])

"""How many numbers, how low, how high, their sum and the sum of their squares: of parts, and added without any error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np

from pipecheck_transformers.pixels import Array

_RUN = 1024
"""So many float32 are summed up in float32: the error is below one part in a million of their magnitude."""
_STEEP = 1e-3
"""Where the variance is below this part of the mean square, the squares of single precision do not tell it."""
_HUGE = 1e150
_EXACT = 1 << 24
"""OpenCV counts in float32, which is exact up to here."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of *count* finite numbers the lowest, the highest, the *total* and the sum of the *squares*; tallies of any parts may be added."""

    count: int = 0
    low: float = math.inf
    high: float = -math.inf
    total: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.count + other.count,
            min(self.low, other.low),
            max(self.high, other.high),
            self.total + other.total,
            self.squares + other.squares,
        )

    @property
    def mean(self) -> float:
        return float(self.total / self.count)

    @property
    def deviation(self) -> float:
        variance = self.squares / self.count - (self.total / self.count) ** 2
        shift = max((variance.numerator.bit_length() - variance.denominator.bit_length()) // 2 - 400, 0)
        return math.ldexp(math.sqrt(max(variance / 4**shift, 0)), shift)  # a variance may be too large for a float


@dataclass(frozen=True, slots=True)
class Rows:
    """What was found in rows of numbers: a tally of each channel in all of them; of every row its ends, and whether all is *finite*."""

    tallies: tuple[Tally, ...]
    low: Array
    high: Array
    finite: Array


def measured(rows: Array, channels: int = 1) -> Rows:
    """What *rows* hold, a two-dimensional array of any real dtype in the byte order of the machine; in a row, channels take turns."""
    if rows.dtype.itemsize == 1:
        return _of_bytes(rows, channels)
    with np.errstate(all="ignore"):  # of what is no number, and of what is too large for a square, numpy warns
        return _of_wide(rows, channels)


def _of_wide(rows: Array, channels: int) -> Rows:
    if rows.dtype == np.float16:
        rows = rows.astype(np.float32)
    low, high = (_ends(rows, channels, end) for end in (np.minimum, np.maximum))
    finite: Array = np.isfinite(np.hstack([low, high])).all(axis=1)
    ends = low.min(axis=1), high.max(axis=1), finite
    if rows.dtype == np.float32 and finite.all():
        totals, squares = _sums(rows, channels)
        count = rows.size // channels
        if (squares - totals**2 / count > _STEEP * squares).all():  # which infinity is not
            parts = zip(low.min(axis=0).tolist(), high.max(axis=0).tolist(), totals.tolist(), squares.tolist(), strict=True)
            return Rows(tuple(Tally(count, least, most, Fraction(a), Fraction(b)) for least, most, a, b in parts), *ends)
    tallies = tuple(_carefully(rows[:, channel::channels]) for channel in range(channels))
    return Rows(tallies, *(ends if finite.all() else _finite_ends(rows, *ends)))


def _ends(rows: Array, channels: int, end: np.ufunc) -> Array:
    """The lowest or the highest of every channel in every row; NaN where there is one."""
    if channels == 1:
        return np.asarray(end.reduce(rows, axis=1, keepdims=True), np.float64)
    turns, rest = _turns(rows, channels)
    found = end.reduce(end.reduce(turns, axis=1).reshape(len(rows), -1, channels), axis=1)
    return np.asarray(end(found, end.reduce(rest, axis=1)) if rest.size else found, np.float64)


def _sums(rows: Array, channels: int) -> tuple[Array, Array]:
    """The sum and the sum of squares of each channel of float32: in runs that are short enough, and of these in float64."""
    if channels == 1:
        length = min(_RUN, rows.shape[1])
        whole = rows.shape[1] // length * length
        runs, rest = rows[:, :whole].reshape(len(rows), -1, length), rows[:, whole:, None]
        sums, squares = np.matmul(runs, np.ones(length, np.float32)), np.matmul(runs[:, :, None, :], runs[:, :, :, None])
    else:
        turns, rest = _turns(rows, channels)
        sums, squares = np.add.reduce(turns, axis=1), np.einsum("brk,brk->bk", turns, turns)
    more = rest.astype(np.float64)
    return (
        sums.reshape(-1, channels).sum(axis=0, dtype=np.float64) + more.sum(axis=(0, 1)),
        squares.reshape(-1, channels).sum(axis=0, dtype=np.float64) + np.square(more).sum(axis=(0, 1)),
    )


def _turns(rows: Array, channels: int) -> tuple[Array, Array]:
    """Rows cut to pieces of whole pixels, to be held against each other at once, and the pixels that are left over."""
    pixels = rows.shape[1] // channels
    length = min(_RUN, pixels, 2 ** (pixels.bit_length() // 2 + 1)) * channels  # about as many pieces as pixels in each
    whole = rows.shape[1] // length * length
    return rows[:, :whole].reshape(len(rows), -1, length), rows[:, whole:].reshape(len(rows), -1, channels)


def _of_bytes(rows: Array, channels: int) -> Rows:
    """Whole numbers of one byte, exactly: how often each of them occurs tells all."""
    pixels = rows.view(np.uint8).reshape(len(rows), -1, channels)
    values = np.arange(256) if rows.dtype != np.int8 else np.arange(256, dtype=np.uint8).view(np.int8).astype(np.int64)
    counts = np.zeros((channels, 256), np.int64)
    step = max(_EXACT // pixels.shape[1], 1)
    for channel in range(channels):
        for start in range(0, len(rows), step):
            counts[channel] += cv2.calcHist([pixels[start : start + step]], [channel], None, [256], [0, 256]).ravel().astype(np.int64)
    ends = rows.min(axis=1).astype(np.float64), rows.max(axis=1).astype(np.float64)
    return Rows(tuple(_counted(count, values) for count in counts), *ends, np.ones(len(rows), np.bool_))


def _counted(counts: Array, values: Array) -> Tally:
    seen = values[counts > 0]
    total, squares = int(counts @ values), int(counts @ values**2)
    return Tally(int(counts.sum()), float(seen.min()), float(seen.max()), Fraction(total), Fraction(squares))


def _carefully(channel: Array) -> Tally:
    """In float64 and around the mean, leaving out what is no finite number."""
    numbers = channel.astype(np.float64).ravel()
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return Tally()
    least, most = float(numbers.min()), float(numbers.max())
    largest = max(abs(least), abs(most))
    unit = largest if largest > _HUGE else 1.0  # squares must not overflow
    numbers /= unit
    total = math.fsum(numbers[start : start + _RUN].sum() for start in range(0, numbers.size, _RUN))
    numbers -= total / numbers.size
    exact = Fraction(total) * Fraction(unit)
    squares = Fraction(float(numbers @ numbers)) * Fraction(unit) ** 2 + exact**2 / numbers.size
    return Tally(numbers.size, least, most, exact, squares)


def _finite_ends(rows: Array, low: Array, high: Array, finite: Array) -> tuple[Array, Array, Array]:
    """The ends of every row without what is not finite; not a number where a row holds nothing else."""
    for index in np.flatnonzero(~finite):
        numbers = rows[index][np.isfinite(rows[index])]
        low[index], high[index] = (float(numbers.min()), float(numbers.max())) if numbers.size else (np.nan, np.nan)
    return low, high, finite

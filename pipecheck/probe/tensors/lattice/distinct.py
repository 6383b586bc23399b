"""The distinct values of a sample, channel by channel, and what is known of all the data that it was taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipecheck.evidence.tensors import Numbers

Values = NDArray[np.float64]
SINGLE = float(np.finfo(np.float32).eps)
"""Files of doubles are made of single-precision arithmetic as often as not."""
CROWD = 1024
"""Pixels of 8 bits have 256 values in a channel; rounding, and channels that cannot be told apart, make a few times as many of them."""
NOISE = 4.0
"""So many roundings of the largest value may lie between two values that stand for the same pixel."""
_FEW = 20
_HUGE = 1e30
"""No picture's numbers, and too large to be reckoned with."""
LAGS, SMOOTH = (1, 2, 3, 4), 0.1
"""The correlation with a near neighbour that pictures have: photographs above 0.5, text that was made small above 0.2. That of noise strays
by 1 / √(numbers)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a sample shows.

    *channels* hold the distinct values in rising order, the least and the largest of all data among them, None where they are too many for
    pixels of 8 bits. *spacing* is what rounding may have moved a value of each channel by. *low*, *high* and *deviation* are of all data.
    *bytes*: the files hold bytes. *smooth*: neighbours are alike, as those of pictures are.
    """

    channels: tuple[Values, ...] | None
    spacing: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    deviation: tuple[float, ...]
    bytes: bool
    smooth: bool

    @property
    def signed(self) -> bool:
        """Whether there are negative values."""
        return min(self.low) < 0

    @property
    def count(self) -> int:
        """How many distinct values there are in all channels."""
        return sum(map(len, self.channels or ()))

    @property
    def few(self) -> bool:
        """Whether there are so few distinct values that there is no telling how they spread."""
        return self.channels is not None and self.count < _FEW * len(self.channels)


def seen(sample: Sequence[NDArray[Any]], numbers: Numbers) -> Seen | None:
    """What *sample* shows; None where a channel holds no number at all."""
    finite = [_finite(array) for array in sample]
    if not finite or any(array.size == 0 for array in finite):
        return None
    stated = len(numbers.low) == len(finite)
    low, high, deviation = (numbers.low, numbers.high, numbers.deviation) if stated else _measured(finite)
    ends = [max(abs(a), abs(b)) for a, b in zip(low, high, strict=True)]
    spacing = tuple(end * _precision(array.dtype) for end, array in zip(ends, finite, strict=True))
    if not np.isfinite([*low, *high, *deviation]).all() or max(ends) > _HUGE:
        return None
    distinct = [_distinct(array, pair, end) for array, pair, end in zip(finite, zip(low, high, strict=True), ends, strict=True)]
    return Seen(
        channels=tuple(distinct) if all(len(values) <= CROWD for values in distinct) else None,
        spacing=spacing,
        low=low,
        high=high,
        deviation=deviation,
        bytes=all(array.dtype == np.uint8 for array in finite),
        smooth=any(_smooth(array) for array in finite),
    )


def together(seen: Seen) -> Seen | None:
    """The same values as if they were all of one channel; None where there is but one, or nothing to be told of them."""
    if seen.channels is None or len(seen.channels) == 1:
        return None
    ends = (min(seen.low),), (max(seen.high),), (max(seen.deviation),)
    values = np.unique(np.concatenate(seen.channels))
    return replace(seen, channels=(values,), spacing=(max(seen.spacing),), low=ends[0], high=ends[1], deviation=ends[2])


def _finite(array: NDArray[Any]) -> NDArray[Any]:
    flat = np.asarray(array).ravel()
    if flat.dtype.kind in "iub":
        return flat
    kept = flat if flat.dtype.kind == "f" else flat.astype(np.float64)
    fit = np.isfinite(kept)
    return kept if fit.all() else kept[fit]


def _measured(arrays: list[NDArray[Any]]) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """The least, the largest and the spread of each sample, where those of all data are of other channels."""
    deviation = tuple(float(array.std(dtype=np.float64)) for array in arrays)
    return tuple(float(array.min()) for array in arrays), tuple(float(array.max()) for array in arrays), deviation


def _precision(dtype: np.dtype[Any]) -> float:
    """The relative rounding of numbers that were stored as *dtype*."""
    return max(SINGLE, float(np.finfo(dtype).eps)) if dtype.kind == "f" else SINGLE


def _distinct(array: NDArray[Any], ends: tuple[float, float], largest: float) -> Values:
    """The distinct values of *array* and *ends*, those that only rounding parts as one.

    A border of zeros may have been put around a picture that was normalised already: it lies on no grid, and it tells nothing where there
    are both smaller and larger values.
    """
    values = np.unique(array).astype(np.float64)
    values = np.unique(np.append(values, ends)) if len(values) <= 16 * CROWD else values
    if len(values) > 2 and values[0] < 0 < values[-1]:
        values = values[values != 0]
    starts = np.flatnonzero(np.diff(values, prepend=-np.inf) > NOISE * SINGLE * largest)
    return np.asarray(np.add.reduceat(values, starts) / np.diff(starts, append=len(values)), dtype=np.float64)


def _smooth(run: NDArray[Any]) -> bool:
    """Whether neighbours are alike, as those of pictures are; their channels may take turns."""
    centred = run.astype(np.float64) - run.mean(dtype=np.float64)
    power = float(np.square(centred).sum())
    return power > 0 and any(float((centred[lag:] * centred[:-lag]).sum()) > SMOOTH * power for lag in LAGS)

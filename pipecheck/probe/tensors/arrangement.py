"""Whether pictures lie plane by plane or pixel by pixel, by their numbers alone: in which order of axes they are smooth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isqrt

import numpy as np

from pipecheck_transformers.pixels import Array
from pipecheck_transformers.words import Layout

SMALLEST = 16
"""Sides below this leave too few rows to judge by."""
_MARGIN = 4 / 3
"""Rows that truly lie on top of each other are more alike than those of any other reading by at least this factor.

Of CHW pictures rows three apart differ by 1.47 to 2.9 times as much as neighbours, of HWC pictures those of the wrong reading by 1.8 to
160 times as much (photographs of 32 to 640 pixels); of noise, by 0.98 to 1.02 times.
"""
_GROWTH = 1.1
"""What is farther apart in a picture is less alike, along and across; in a pattern that repeats it is not."""
_ROUGH, _VARIED = 0.75, 0.05
"""Rows of a picture differ by less than this part of what its numbers do from their mean, and more than so many of them do differ."""
_PERIODIC, _UNIFORM = 0.1, 1.0
"""How much the steps from number to number differ by their place in a pixel: of HWC pictures by 0.17 to 3, half of them by 0.9; of CHW ones
by 0 to 0.03, those that were enlarged by 3/2 or a multiple of 3 by up to 0.9, and by 3 if pixels were but repeated."""
_PIECES, _ROWS = 5, 8
_QUANTILES = 10_000


@dataclass(frozen=True, slots=True)
class Arranged:
    """The *layout* that pictures have; *turned*: with height and width exchanged as well."""

    layout: Layout
    turned: bool = False


def arranged(pictures: Sequence[Array], height: int, width: int, channels: int = 3) -> Arranged | None:
    """How *pictures*, as flat arrays of numbers, are arranged; None where they do not show it clearly, or not all the same."""
    if channels not in (3, 4) or min(height, width) < SMALLEST:
        return None
    seen = [found for each in pictures if (found := _one(each, height, width, channels)) is not None]
    return seen[0] if seen and len(set(seen)) == 1 and len(seen) * 2 >= len(pictures) else None


def sides(numbers: int, channels: int = 3) -> tuple[int, int] | None:
    """Height and width of a square picture of so many *numbers*."""
    side = isqrt(numbers // channels)
    return (side, side) if side * side * channels == numbers and side >= SMALLEST else None


def _one(picture: Array, height: int, width: int, channels: int) -> Arranged | None:
    if picture.size != height * width * channels:
        return None
    longest = max(height, width) * channels
    flat = picture.ravel()
    shown = flat[:: max(flat.size // _QUANTILES, 1)]
    if not np.isfinite(shown).all():
        return None
    with np.errstate(all="ignore"):
        low, high = np.percentile(shown, (1, 99))  # a few huge numbers would speak for all
        pieces = [piece.clip(low, high).astype(np.float32) for piece in _pieces(flat, longest, channels)]
    readings = {channels * width: Arranged("hwc"), width: Arranged("chw")}
    if height != width:
        readings |= {channels * height: Arranged("hwc", turned=True), height: Arranged("chw", turned=True)}
    if len(readings) not in (2, 4):
        return None  # one row of a reading is as long as one of another
    most = 2 * longest
    with np.errstate(all="ignore"):
        steps = {length: _step(pieces, length, most) for length in readings}
        (best, least), (_, second) = sorted(steps.items(), key=lambda pair: pair[1])[:2]
        smooth = least <= _ROUGH * np.mean([np.abs(piece - piece.mean()).mean() for piece in pieces])
        across = 1 if readings[best].layout == "chw" else channels
        grows = all(_step(pieces, 2 * length, most) > _GROWTH * _step(pieces, length, most) for length in (best, across))
        clear = smooth and grows and second >= _MARGIN * least and _varied(pieces, best)
        unlike = _unlike_by_place(pieces, channels)
    fits = unlike > _PERIODIC if readings[best].layout == "hwc" else unlike < _UNIFORM
    return readings[best] if clear and fits and np.isfinite(second) else None


def _pieces(flat: Array, longest: int, channels: int) -> Iterator[Array]:
    """Runs of several rows that begin with a pixel, spread evenly over a picture that is too large to look at all of it."""
    size = longest * (_ROWS + 1)
    if flat.size <= size * _PIECES:
        yield flat
        return
    for index in range(_PIECES):
        start = (flat.size - size) * index // (_PIECES - 1) // channels * channels
        yield flat[start : start + size]


def _step(pieces: Sequence[Array], length: int, most: int) -> float:
    """How much numbers differ from those *length* further on; up to *most* the same numbers are looked at for every length."""
    return float(np.mean([np.abs(piece[length : piece.size - most + length] - piece[:-most]).mean(dtype=np.float64) for piece in pieces]))


def _varied(pieces: Sequence[Array], length: int) -> bool:
    """Whether numbers do change from row to row, and not only where one plane ends and the next begins."""
    return float(np.mean([np.count_nonzero(piece[length:] != piece[:-length]) / piece.size for piece in pieces])) > _VARIED


def _unlike_by_place(pieces: Sequence[Array], channels: int) -> float:
    """How much the steps from one number to the next depend on the place within a pixel, if pixels lay one after the other."""
    totals = np.zeros(channels)
    for piece in pieces:
        steps = np.abs(np.diff(piece))
        totals += steps[: steps.size // channels * channels].reshape(-1, channels).mean(axis=0, dtype=np.float64)
    return float(np.ptp(totals) / totals.mean()) if totals.mean() > 0 else 0.0

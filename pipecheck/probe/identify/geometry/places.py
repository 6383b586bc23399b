"""Where the pixels of a picture go: coordinates measured on ramps, and how far a guess at the geometry is off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.identify.asking.subject import Subject
from pipecheck.probe.identify.values.samples import Axes, hwc
from pipecheck_transformers.apply import applied
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Op
from pipecheck_transformers.pixels import Array, Pixels

_MARGIN = 4.0
"""Levels next to black and white where a ramp is bent by the border of the picture."""
_FEWEST = 6


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a picture of *source* pixels that became *target* ones.

    *start* and *stop* enclose those of them that show the picture, *coordinates* say which source pixel each of them shows.
    """

    source: int
    target: int
    start: int
    stop: int
    coordinates: Array

    @property
    def line(self) -> tuple[float, float] | None:
        """Source pixels per target pixel, and the source coordinate of target pixel 0; None where too little is seen."""
        level = self.coordinates * (255.0 / max(self.source - 1, 1))
        inside = (level > _MARGIN) & (level < 255 - _MARGIN)
        where = np.nonzero(inside)[0]
        if len(where) < _FEWEST:
            return None
        where = _longest_rise(where, self.coordinates)
        if len(where) < _FEWEST:
            return None
        slope, offset = np.polyfit(where + self.start, self.coordinates[where], 1)
        return (float(slope), float(offset)) if abs(slope) > 1e-3 else None

    @property
    def resized(self) -> float | None:
        """How many pixels the whole side has become."""
        return self.source / abs(self.line[0]) if self.line else None

    @property
    def cut(self) -> float | None:
        """How many of them are cut off before the first one, negative where some were added."""
        return (self.line[1] + 0.5) / self.line[0] - 0.5 if self.line else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What became of a picture: its two axes, and the value of every channel where it does not show, None where it always does."""

    rows: Axis
    columns: Axis
    around: tuple[float, ...] | None
    turned: bool = False

    @property
    def source(self) -> tuple[int, int]:
        return self.rows.source, self.columns.source

    @property
    def target(self) -> tuple[int, int]:
        return self.rows.target, self.columns.target


def look(subject: Subject, axes: Axes, height: int, width: int, *, planar: bool) -> Seen | None:
    """What *subject* does to pictures of *height* × *width*; None where nothing can be seen."""
    shots = [pictures.constant(height, width, (level,) * 3) for level in (0, 255)]
    shots += [pictures.ramp(height, width, axis) for axis in (0, 1)]
    answers = [hwc(subject(shot), axes).astype(np.float64) for shot in shots]
    if planar:
        answers = [answer[: answer.shape[0] * 2 // 3] for answer in answers]
    if len({answer.shape for answer in answers}) > 1:
        return None
    black, white, down, right = answers
    channel = int(np.abs(white - black).max(axis=(0, 1)).argmax())
    contrast = (white - black)[:, :, channel]
    shown = np.abs(contrast) > np.abs(contrast).max() / 2
    if not shown.any():
        return None
    levels = [np.where(shown, 255 * (ramp - black)[:, :, channel] / np.where(shown, contrast, 1), np.nan) for ramp in (down, right)]
    outside = ~shown
    around = tuple(map(float, np.median(black[outside], axis=0))) if outside.any() else None
    return _seen(shown, levels[0], levels[1], (height, width), around)


def _seen(shown: Array, down: Array, right: Array, source: tuple[int, int], around: tuple[float, ...] | None) -> Seen:
    rows, columns = np.nonzero(shown.any(axis=1))[0], np.nonzero(shown.any(axis=0))[0]
    box = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    vertical, horizontal = down[box], right[box]
    turned = bool(np.nanstd(np.nanmean(vertical, axis=0)) > 3 * np.nanstd(np.nanmean(vertical, axis=1)) + 1)
    return Seen(
        rows=Axis(source[0], shown.shape[0], box[0].start, box[0].stop, np.nanmean(vertical, axis=1) * (source[0] - 1) / 255),
        columns=Axis(source[1], shown.shape[1], box[1].start, box[1].stop, np.nanmean(horizontal, axis=0) * (source[1] - 1) / 255),
        around=around,
        turned=turned,
    )


def predicted(ops: Sequence[Op], height: int, width: int) -> Seen | None:
    """What *ops* would do to a picture of that size, None where they do not fit it."""
    grid = np.ones((height, width, 3), np.float32)
    grid[:, :, 0] = np.linspace(0, 255, height, dtype=np.float32)[:, None]
    grid[:, :, 1] = np.linspace(0, 255, width, dtype=np.float32)[None, :]
    try:
        array = applied(ops, Pixels(grid, "rgb")).array.astype(np.float64)
    except StepError:
        return None
    shown = array[:, :, 2] > 0.5
    if not shown.any():
        return None
    down, right = (np.where(shown, array[:, :, channel], np.nan) for channel in (0, 1))
    return _seen(shown, down, right, (height, width), None)


def apart(mine: Seen | None, other: Seen) -> float:
    """How many target pixels the two lie apart on average along the worse axis; infinite where they fill different places."""
    if mine is None or mine.target != other.target:
        return float("inf")
    return max(_axis_apart(mine.rows, other.rows), _axis_apart(mine.columns, other.columns))


def _axis_apart(mine: Axis, other: Axis) -> float:
    if abs(mine.start - other.start) > 1 or abs(mine.stop - other.stop) > 1:
        return float("inf")
    start, stop = max(mine.start, other.start), min(mine.stop, other.stop)
    one, two = (axis.coordinates[start - axis.start : stop - axis.start] for axis in (mine, other))
    per_pixel = max(abs((mine.line or other.line or (1.0, 0.0))[0]), 1e-3)
    edge = max(len(one) // 20, 1) if len(one) > 2 * _FEWEST else 0
    inner = slice(edge, len(one) - edge)
    return float(np.abs(one[inner] - two[inner]).mean()) / per_pixel


def _longest_rise(where: Array, coordinates: Array) -> Array:
    """The part of *where* along which the coordinate runs steadily one way: a reflected border runs back."""
    values = coordinates[where]
    rising = bool(np.median(np.diff(values)) >= 0)
    steps = np.diff(values) if rising else -np.diff(values)
    breaks = np.nonzero((steps < -1.0) | (np.diff(where) > 1))[0]
    pieces = np.split(where, breaks + 1)
    longest: Array = max(pieces, key=len)
    return longest

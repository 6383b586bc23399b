"""A network's map of classes brought onto the pixels of a mask, wherever the picture lies in the network's input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipecheck.spec.frames import Axis, Frame
from pipecheck_transformers.pixels import Array

_CLOSE = 0.02


@dataclass(frozen=True, slots=True)
class Line:
    """For every pixel of one side of a mask: the two of the map that it lies between, how near to the second, and whether it is *seen*."""

    first: Array
    second: Array
    share: Array
    seen: Array


def lines(size: tuple[int, int], mask: tuple[int, int], frame: Frame | None) -> tuple[Line, Line]:
    """How the rows and the columns of a *mask* lie on a map of *size*; without *frame*, or for masks made for the map, edge on edge."""
    finer = (1.0, 1.0) if frame is None else _finer(mask, frame)
    if frame is None or (finer is None and size == mask):
        return _line(size[0], mask[0], None, 1.0), _line(size[1], mask[1], None, 1.0)
    down, across = finer or (1.0, 1.0)
    return _line(size[0], mask[0], frame.rows, down), _line(size[1], mask[1], frame.columns, across)


def named(scores: Array, rows: Line, columns: Line) -> Array:
    """The class with the highest of the *scores* (class × height × width) at every pixel of the mask, between pixels by both lines.

    One plane is spread at a time, so a thousand classes take no more room than one. The first of equals is named, as by `argmax`.
    """
    best = _spread(scores[0], rows, columns)
    found = np.zeros(best.shape, np.int64)
    for number in range(1, len(scores)):
        plane = _spread(scores[number], rows, columns)
        higher = plane > best
        found[higher] = number
        np.maximum(best, plane, out=best)
    return found


def nearest(numbers: Array, rows: Line, columns: Line) -> Array:
    """The one of the *numbers* (height × width) that every pixel of the mask lies nearest to."""
    down, across = (np.where(line.share < 0.5, line.first, line.second) for line in (rows, columns))
    found: Array = numbers[down][:, across]
    return found


def _spread(plane: Array, rows: Line, columns: Line) -> Array:
    across = _between(plane.T, columns).T
    return _between(across, rows)


def _between(plane: Array, line: Line) -> Array:
    if len(line.first) == len(plane) and not line.share.any() and (line.first == np.arange(len(plane))).all():
        return np.array(plane, np.float32)
    low = plane[line.first].astype(np.float32)
    low += (plane[line.second].astype(np.float32) - low) * line.share[:, None]
    return low


def _line(size: int, mask: int, axis: Axis | None, finer: float) -> Line:
    """Where the middle of every pixel lies, edges being at whole numbers; beyond the last middle the last pixel goes on."""
    middles = (np.arange(mask) + 0.5) / finer
    if axis is None:
        at, seen = middles * (size / mask), np.ones(mask, bool)
    else:
        at = middles * axis.scale + axis.shift
        seen = (at > 0) & (at < axis.size)
        at = at * (size / axis.size)
    at = np.clip(at - 0.5, 0, size - 1)
    first = np.floor(at).astype(np.int64)
    return Line(first, np.minimum(first + 1, size - 1), (at - first).astype(np.float32), seen)


def _finer(mask: tuple[int, int], frame: Frame) -> tuple[float, float] | None:
    """How many pixels of a *mask* there are to one of the picture, down and across; None: no single size of the picture explains them.

    A side that begins before the input does was cut, so what is seen of it does not tell how long it was; the other one does.
    """
    down, across = (_share(side, axis) for side, axis in zip(mask, (frame.rows, frame.columns), strict=True))
    if down is None or across is None:
        alone = down or across or 1.0
        return alone, alone
    slack = _CLOSE + max(1 / side for side in mask)
    return (down, across) if abs(down / across - 1) < slack else None


def _share(mask: int, axis: Axis) -> float | None:
    cut = axis.scale <= 0 or axis.shift < axis.begin - _CLOSE or axis.end <= axis.begin
    return None if cut else mask * axis.scale / (axis.end - axis.begin)

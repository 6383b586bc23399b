"""Where geometry steps put a picture: which part of it is seen, how large, and where; found by arithmetic on sizes alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipecheck.spec.facts import Placed
from pipecheck_transformers import sizes
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Geometry,
    Letterbox,
    LongSideCrop,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    WarpAffine,
)

USUAL = ((480, 640), (640, 480), (427, 640), (375, 500), (500, 333), (720, 1280), (1080, 1920), (1200, 900), (600, 600))
PROBES = (*USUAL, *((97 + 61 * i % 911, 101 + 173 * i % 1217) for i in range(27)))
"""Picture sizes, height first, on which two ways of placing a picture show whether they are one: small, large, narrow, odd and even."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a tensor of *size* pixels: the picture's edge *x* lies at `x · scale + shift`, and it is seen from *begin* to *end*."""

    size: int
    scale: float
    shift: float
    begin: float
    end: float

    def moved(self, factor: float, by: float, size: int) -> Axis:
        """This side after every point went to `point · factor + by`, and what lies outside of *size* pixels was cut off."""
        first, last = sorted((self.begin * factor + by, self.end * factor + by))
        return Axis(size, self.scale * factor, self.shift * factor + by, min(max(first, 0.0), size), max(min(last, float(size)), 0.0))

    def resized(self, size: int) -> Axis:
        return self.moved(size / self.size, 0.0, size)

    def cut(self, offset: int, size: int) -> Axis:
        return self.moved(1.0, -offset, size)

    def padded(self, before: int, after: int) -> Axis:
        return self.moved(1.0, before, before + self.size + after)

    def mirrored(self) -> Axis:
        return self.moved(-1.0, self.size, self.size)


@dataclass(frozen=True, slots=True)
class Frame:
    """Both sides of a tensor; *picture* is how high and wide the picture is that lies in it."""

    rows: Axis
    columns: Axis
    picture: tuple[int, int] = (0, 0)

    @property
    def size(self) -> tuple[int, int]:
        return self.rows.size, self.columns.size


def frame(steps: Sequence[Placed], height: int, width: int) -> Frame | None:
    """Where *steps* put a picture of *height* × *width*; None where they refuse it, or turn it by an angle."""
    found: Frame | None = Frame(Axis(height, 1.0, 0.0, 0.0, height), Axis(width, 1.0, 0.0, 0.0, width))
    for step in steps:
        found = None if found is None else _after(step.op, found)
    return found and Frame(found.rows, found.columns, (height, width))


def _after(op: Geometry, at: Frame) -> Frame | None:
    rows, columns = at.rows, at.columns
    match op:
        case Resize(height=height, width=width):
            return _resized(at, height, width)
        case ResizeShort():
            return _resized(at, *sizes.short_side(op, *at.size))
        case ResizeLong():
            return _resized(at, *sizes.long_side(op, *at.size))
        case ResizeHeight():
            return _resized(at, *sizes.to_height(op, *at.size))
        case ResizeToMultiple():
            return _resized(at, *sizes.to_multiple(op, *at.size))
        case ResizeBy(fy=fy, fx=fx):
            height, width = sizes.by_factors(op, *at.size)
            return Frame(rows.moved(fy, 0.0, height), columns.moved(fx, 0.0, width))
        case Letterbox():
            return _letterbox(op, at)
        case CenterCrop():
            return _center(op, at)
        case CropFraction():
            side = sizes.fraction_side(op, *at.size)
            top, left = (sizes.center_offset(full, side, op.offset) for full in at.size)
            return _cut(at, top, left, side, side)
        case LongSideCrop():
            return _long_side(at)
        case Crop(top=top, left=left, height=height, width=width):
            return _cut(at, top, left, height, width)
        case Pad():
            return Frame(rows.padded(op.top, op.bottom), columns.padded(op.left, op.right))
        case PadTo() | PadToMultiple():
            above, beside = sizes.margins(op, *at.size)
            return Frame(rows.padded(*above), columns.padded(*beside))
        case WarpAffine():
            return _warped(op, at)
        case Flip(direction="horizontal"):
            return Frame(rows, columns.mirrored())
        case Flip():
            return Frame(rows.mirrored(), columns)


def _resized(at: Frame, height: int, width: int) -> Frame:
    return Frame(at.rows.resized(height), at.columns.resized(width))


def _cut(at: Frame, top: int, left: int, height: int, width: int) -> Frame | None:
    if min(top, left) < 0 or top + height > at.rows.size or left + width > at.columns.size:
        return None
    return Frame(at.rows.cut(top, height), at.columns.cut(left, width))


def _center(op: CenterCrop, at: Frame) -> Frame | None:
    missing = max(op.height - at.rows.size, 0), max(op.width - at.columns.size, 0)
    if any(missing):
        if op.fill is None:
            return None
        rows, columns = ((more // 2, more - more // 2) for more in missing)
        at = Frame(at.rows.padded(*rows), at.columns.padded(*columns))
    top = sizes.center_offset(at.rows.size, op.height, op.rounding)
    left = sizes.center_offset(at.columns.size, op.width, op.rounding)
    return _cut(at, top, left, op.height, op.width)


def _long_side(at: Frame) -> Frame | None:
    height, width = at.size
    if width > height:
        return _cut(at, 0, (width - height) // 2, height, height)
    offset = (height - width) // 2
    return _cut(at, offset, 0, height - offset, width)


def _letterbox(op: Letterbox, at: Frame) -> Frame:
    place = sizes.letterbox(op, *at.size)
    inner = _resized(at, place.height, place.width)
    rows = inner.rows.padded(place.top, op.height - place.height - place.top)
    return Frame(rows, inner.columns.padded(place.left, op.width - place.width - place.left))


def _warped(op: WarpAffine, at: Frame) -> Frame | None:
    """A warp speaks of the middles of pixels, which lie half a pixel from their edges."""
    height, width = at.size
    if op.matrix is None:
        factor = op.width / (max(height, width) * op.scale)
        across, down = (factor, op.width / 2 - factor * width / 2), (factor, op.height / 2 - factor * height / 2)
    else:
        a, b, c, d, e, f = op.matrix
        if b or d or not a or not e:
            return None
        across, down = (a, c), (e, f)
    (gain_y, by_y), (gain_x, by_x) = down, across
    rows = at.rows.moved(gain_y, by_y + (1 - gain_y) / 2, op.height)
    return Frame(rows, at.columns.moved(gain_x, by_x + (1 - gain_x) / 2, op.width))

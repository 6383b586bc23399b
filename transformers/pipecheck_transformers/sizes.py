"""The arithmetic of sizes and offsets, in the float order of the libraries that made it a habit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipecheck_transformers.ops import (
    CropFraction,
    Letterbox,
    OffsetRounding,
    Order,
    PadTo,
    PadToMultiple,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    Rounding,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The size of a picture inside a letterbox, and where its top left corner lies."""

    height: int
    width: int
    top: int
    left: int


def short_side(op: ResizeShort, height: int, width: int) -> tuple[int, int]:
    """The height and width that *op* gives a picture."""
    short, long = sorted((height, width))
    if op.order == "ratio":
        ratio = op.size / short if op.longest is None else min(op.size / short, op.longest / long)
        return _side(height * ratio, op.rounding), _side(width * ratio, op.rounding)
    new_short, new_long = op.size, _side(_scaled(op.size, long, short, op.order), op.rounding)
    if op.longest is not None and new_long > op.longest:
        new_short, new_long = _limited(op, op.longest, (short, long), new_long), op.longest
    return (new_short, new_long) if height <= width else (new_long, new_short)


def _limited(op: ResizeShort, longest: int, sides: tuple[int, int], new_long: int) -> int:
    if op.rounding == "floor":  # torchvision shrinks the size that it has rounded already
        return _side(longest * op.size / new_long, op.rounding)
    return _side(_scaled(longest, *sides, op.order), op.rounding)


def long_side(op: ResizeLong, height: int, width: int) -> tuple[int, int]:
    """The height and width that *op* gives a picture."""
    short, long = sorted((height, width))
    if op.order == "ratio":
        ratio = op.size / long
        return min(_side(height * ratio, op.rounding), op.size), min(_side(width * ratio, op.rounding), op.size)
    new_short = _side(_scaled(op.size, short, long, op.order), op.rounding)
    return (new_short, op.size) if height <= width else (op.size, new_short)


def by_factors(op: ResizeBy, height: int, width: int) -> tuple[int, int]:
    """The height and width that *op* gives a picture; OpenCV refuses to make nothing of a side."""
    return round(height * op.fy), round(width * op.fx)


def to_height(op: ResizeHeight, height: int, width: int) -> tuple[int, int]:
    """The height and width that *op* gives a picture."""
    new_width = _side(_scaled(op.height, width, height, op.order), op.rounding)
    return op.height, new_width if op.widest is None else min(new_width, op.widest)


def to_multiple(op: ResizeToMultiple, height: int, width: int) -> tuple[int, int]:
    """The height and width that *op* gives a picture."""
    ratio = _limiting_ratio(op, *sorted((height, width)))
    rows, columns = (_rounded(int(side * ratio) / op.divisor, op.rounding) * op.divisor for side in (height, width))
    return max(rows, op.divisor), max(columns, op.divisor)


def _limiting_ratio(op: ResizeToMultiple, short: int, long: int) -> float:
    if op.size is None:
        return 1.0
    match op.limit:
        case "longest":
            return min(op.size / long, 1.0)
        case "shortest":
            return max(op.size / short, 1.0)
        case "exact":
            return op.size / long


def margins(op: PadTo | PadToMultiple, height: int, width: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many rows *op* adds above and below, and how many columns left and right."""
    targets = (op.height, op.width) if isinstance(op, PadTo) else _multiples(op, height, width)
    rows, columns = (max(target - side, 0) for target, side in zip(targets, (height, width), strict=True))
    top, left = (rows // 2, columns // 2) if op.position == "center" else (0, 0)
    return (top, rows - top), (left, columns - left)


def _multiples(op: PadToMultiple, height: int, width: int) -> tuple[int, int]:
    if op.square:
        height = width = max(height, width)
    return up_to_multiple(height, op.divisor), up_to_multiple(width, op.divisor)


def letterbox(op: Letterbox, height: int, width: int) -> Placement:
    """Where *op* puts a picture; the odd row or column of a centred border goes to the bottom and the right."""
    new_height, new_width = _inside(op, height, width)
    if op.position == "corner":
        return Placement(height=new_height, width=new_width, top=0, left=0)
    top, left = (op.height - new_height) // 2, (op.width - new_width) // 2
    return Placement(height=new_height, width=new_width, top=top, left=left)


def _inside(op: Letterbox, height: int, width: int) -> tuple[int, int]:
    rows, columns = op.height / height, op.width / width
    if not op.grow and min(rows, columns) >= 1:
        return height, width
    if op.order == "ratio":
        ratio = min(rows, columns)
        return min(_side(height * ratio, op.rounding), op.height), min(_side(width * ratio, op.rounding), op.width)
    if rows <= columns:
        return op.height, min(_side(_scaled(op.height, width, height, op.order), op.rounding), op.width)
    return min(_side(_scaled(op.width, height, width, op.order), op.rounding), op.height), op.width


def fraction_side(op: CropFraction, height: int, width: int) -> int:
    """The side of the square that *op* cuts out."""
    return _side(op.fraction * min(height, width), op.rounding)


def center_offset(size: int, crop: int, rounding: OffsetRounding) -> int:
    """Where a centred crop of *crop* out of *size* begins."""
    if rounding == "halves":
        return size // 2 - crop // 2
    return _rounded((size - crop) / 2, rounding)


def up_to_multiple(side: int, divisor: int) -> int:
    """The smallest multiple of *divisor* that is not below *side*."""
    return -(-side // divisor) * divisor


def _scaled(size: int, side: int, other: int, order: Order) -> float:
    """What *side* becomes when *other* becomes *size*."""
    return size * (side / other) if order == "aspect" else size * side / other


def _side(length: float, rounding: Rounding) -> int:
    return max(_rounded(length, rounding), 1)


def _rounded(value: float, rounding: Rounding) -> int:
    match rounding:
        case "floor":
            return math.floor(value)
        case "half-even":
            return round(value)
        case "half-up":
            return math.floor(value + 0.5)
        case "ceil":
            return math.ceil(value)

"""The arithmetic of sizes and offsets, in the float order of the libraries that made it a habit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipecheck_transformers.ops import CropFraction, Letterbox, OffsetRounding, ResizeLong, ResizeShort, Rounding


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
    new_short, new_long = op.size, _side(op.size * long / short, op.rounding)
    if op.longest is not None and new_long > op.longest:
        new_short, new_long = _limited(op, short, long, new_long), op.longest
    return (new_short, new_long) if height <= width else (new_long, new_short)


def _limited(op: ResizeShort, short: int, long: int, new_long: int) -> int:
    assert op.longest is not None
    if op.rounding == "floor":  # torchvision shrinks the size that it has rounded already
        return _side(op.longest * op.size / new_long, op.rounding)
    return _side(op.longest * short / long, op.rounding)


def long_side(op: ResizeLong, height: int, width: int) -> tuple[int, int]:
    """The height and width that *op* gives a picture."""
    short, long = sorted((height, width))
    new_short = _side(op.size * short / long, op.rounding)
    return (new_short, op.size) if height <= width else (op.size, new_short)


def letterbox(op: Letterbox, height: int, width: int) -> Placement:
    """Where *op* puts a picture; the odd row or column of a centred border goes to the bottom and the right."""
    # Letterboxes take the ratio first and multiply then, so a truncated side may fall one short of the target.
    ratio = min(op.height / height, op.width / width)
    if not op.grow:
        ratio = min(ratio, 1.0)
    new_height = min(_side(height * ratio, op.rounding), op.height)
    new_width = min(_side(width * ratio, op.rounding), op.width)
    if op.position == "corner":
        return Placement(height=new_height, width=new_width, top=0, left=0)
    top, left = (op.height - new_height) // 2, (op.width - new_width) // 2
    return Placement(height=new_height, width=new_width, top=top, left=left)


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

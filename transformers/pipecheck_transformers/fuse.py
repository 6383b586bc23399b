"""The order of a chain's operations that touches the fewest numbers, and which of them act on each byte alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeGuard

from pipecheck_transformers.ops import (
    Affine,
    Cast,
    CenterCrop,
    Color,
    Crop,
    CropFraction,
    Flip,
    Letterbox,
    LongSideCrop,
    Op,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    TakeChannel,
    ToColor,
    Transpose,
)

_OTHER: dict[Color, Color] = {"rgb": "bgr", "bgr": "rgb"}


def arranged(ops: Sequence[Op], color: Color) -> tuple[Op, ...]:
    """*ops* in an order that gives the same from bytes in *color*: cuts before arithmetic, a swap after the first geometry."""
    return tuple(_cuts_early(_swap_late(ops, color), color))


def stretches(ops: Sequence[Op], color: Color) -> Iterator[tuple[int, int, Color]]:
    """From every operation that acts on each value alone: its index, where the stretch of such operations ends, the color before it."""
    colors = list(_colors(ops, color))
    pointwise = [_is_pointwise(op, before) for op, before in zip(ops, colors, strict=True)]
    for start, before in enumerate(colors):
        end = next((index for index in range(start, len(ops)) if not pointwise[index]), len(ops))
        if end > start:
            yield start, end, before


def _swap_late(ops: Sequence[Op], color: Color) -> Sequence[Op]:
    """Every channel of a picture of bytes is stretched, cut and padded alike, so a swap may wait until there is less to swap."""
    if not ops or not _is_swap(ops[0], color):
        return ops
    end = next((index for index, op in enumerate(ops[1:], 1) if not _treats_channels_alike(op)), len(ops))
    return (*ops[1:end], ops[0], *ops[end:])


def _cuts_early(ops: Sequence[Op], color: Color) -> Iterator[Op]:
    waiting: list[Op] = []
    for op, before in zip(ops, _colors(ops, color), strict=True):
        if _is_pointwise(op, before):
            waiting.append(op)
            continue
        if not _cuts(op):
            yield from waiting
            waiting.clear()
        yield op
    yield from waiting


def _colors(ops: Sequence[Op], color: Color) -> Iterator[Color]:
    """The true color before each operation."""
    for op in ops:
        yield color
        match op:
            case TakeChannel():
                color = "gray"
            case ToColor() if _is_swap(op, color):
                color = _OTHER.get(color, op.color)
            case ToColor() if (op.source or color) != op.color:
                color = op.color
            case _:
                pass


def _is_swap(op: Op, color: Color) -> TypeGuard[ToColor]:
    return isinstance(op, ToColor) and _OTHER.get(op.source or color) == op.color


def _is_pointwise(op: Op, color: Color) -> bool:
    match op:
        case Affine() | Cast() | TakeChannel() | Transpose():
            return True
        case ToColor():
            believed = op.source or color
            return believed == op.color or (believed in ("rgb", "bgr", "gray") and op.color in ("rgb", "bgr"))
        case _:
            return False


def _cuts(op: Op) -> bool:
    """Whether what *op* leaves was all there before."""
    match op:
        case Crop() | CropFraction() | LongSideCrop() | Flip():
            return True
        case CenterCrop():
            return op.fill is None
        case _:
            return False


def _treats_channels_alike(op: Op) -> bool:
    match op:
        case ResizeBy():
            return True
        case Resize() | ResizeShort() | ResizeLong() | ResizeHeight() | ResizeToMultiple():
            return op.library in ("opencv", "pil")
        case Letterbox():
            return op.library in ("opencv", "pil") and not isinstance(op.fill, tuple)
        case CenterCrop() | Pad() | PadTo() | PadToMultiple():
            return not isinstance(op.fill, tuple)
        case _:
            return _cuts(op)

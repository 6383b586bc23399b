"""Geometry steps in their shortest form: without those that certainly change nothing, and two that are one as that one."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.spec.facts import Placed
from pipecheck_transformers.ops import (
    CenterCrop,
    Flip,
    Geometry,
    Letterbox,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    WarpAffine,
)


def simplified(steps: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """*steps* in their shortest form."""
    kept: list[Placed] = []
    for step in steps:
        before = kept[-1] if kept else None
        joined = _joined(before, step) if before else None
        if isinstance(step.op, Flip) and before and before.op == step.op:
            kept.pop()
        elif joined is not None:
            kept[-1] = joined
        elif not _changes_nothing(step.op, before.op if before else None):
            kept.append(_without_idle_fill(step, before.op if before else None))
    return tuple(kept)


def in_one_order(steps: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """*steps* as if all of them multiplied floats in the same order."""
    return tuple(replace(step, op=_in_one_order(step.op)) for step in steps)


def _in_one_order(op: Geometry) -> Geometry:
    return replace(op, order="product") if isinstance(op, ResizeShort | ResizeLong | ResizeHeight | Letterbox) else op


def _joined(before: Placed, step: Placed) -> Placed | None:
    """The one step that does what the two do."""
    match before.op, step.op:
        case ResizeLong() as resize, PadTo(mode="constant") as pad if resize.size == pad.height == pad.width:
            return replace(before, op=_letterbox(resize, pad), padded=step.origin, filled=step.filled)
        case PadTo(mode="constant", position="center") as pad, CenterCrop() as crop if _size(pad) == _size(crop):
            return replace(before, op=replace(crop, fill=pad.fill))
        case _:
            return None


def _letterbox(resize: ResizeLong, pad: PadTo) -> Letterbox:
    return Letterbox(
        pad.height,
        pad.width,
        fill=pad.fill,
        position=pad.position,
        rounding=resize.rounding,
        order=resize.order,
        interpolation=resize.interpolation,
        library=resize.library,
        antialias=resize.antialias,
    )


def _without_idle_fill(step: Placed, before: Geometry | None) -> Placed:
    """*step* without the fill of a crop that always fits."""
    if not isinstance(step.op, CenterCrop) or step.op.fill is None:
        return step
    return replace(step, op=replace(step.op, fill=None)) if _covers(_least_size(before), _size(step.op)) else step


def _changes_nothing(op: Geometry, before: Geometry | None) -> bool:
    size = _fixed_size(before)
    match op:
        case Pad(top=0, bottom=0, left=0, right=0) | PadToMultiple(divisor=1, square=False):
            return True
        case PadTo():
            return _covers(_least_size(before), _size(op))
        case PadToMultiple(divisor=divisor, square=square) if size is not None:
            return all(side % divisor == 0 for side in size) and (size[0] == size[1] or not square)
        case Resize() | CenterCrop():
            return size == _size(op)
        case ResizeShort(size=side, longest=None) if size is not None:
            return min(size) == side
        case ResizeLong(size=side) if size is not None:
            return max(size) == side
        case _:
            return False


def _fixed_size(op: Geometry | None) -> tuple[int, int] | None:
    match op:
        case Resize() | CenterCrop() | Letterbox() | WarpAffine():
            return _size(op)
        case _:
            return None


def _least_size(op: Geometry | None) -> tuple[int, int]:
    """What the sides of a picture after *op* are at least."""
    match op:
        case PadTo():
            return _size(op)
        case ResizeShort(longest=None) if op.order != "ratio" or op.rounding != "floor":
            return op.size, op.size
        case _:
            return _fixed_size(op) or (1, 1)


def _size(op: Resize | CenterCrop | Letterbox | WarpAffine | PadTo) -> tuple[int, int]:
    return op.height, op.width


def _covers(size: tuple[int, int], other: tuple[int, int]) -> bool:
    return size[0] >= other[0] and size[1] >= other[1]

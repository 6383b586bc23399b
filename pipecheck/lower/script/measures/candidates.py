"""The operations that a source may mean by the sizes it computes, and the picture sizes that tell them apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from typing import Any, get_args

from pipecheck.lower.script.measures import extents
from pipecheck.lower.script.measures.size_math import RefusedError
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Letterbox,
    LongSideCrop,
    OffsetRounding,
    Order,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    Rounding,
)

Size = tuple[int, int]
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
ORDERS: tuple[Order, ...] = get_args(Order)
OFFSETS: tuple[OffsetRounding, ...] = get_args(OffsetRounding)
_TELLING = 24
_POOL = 250
_LARGEST = 1100


def resizes(after: Sequence[Size], how: Mapping[str, Any]) -> Iterator[Any]:
    """The resizes that may have made the sizes *after*."""
    heights, widths = {size[0] for size in after}, {size[1] for size in after}
    if len(heights) == len(widths) == 1:
        yield Resize(*after[0], **how)
        return
    short, long = max(map(min, after)), max(map(max, after))
    for order in ORDERS:
        for rounding in ROUNDINGS:
            yield ResizeShort(short, rounding=rounding, order=order, **how)
            yield ResizeLong(long, rounding=rounding, order=order, **how)
            if long > short:
                yield ResizeShort(short, rounding=rounding, order=order, longest=long, **how)
            if len(heights) == 1:
                yield ResizeHeight(after[0][0], rounding=rounding, order=order, **how)
                yield ResizeHeight(after[0][0], widest=max(widths), rounding=rounding, order=order, **how)
    yield from _multiples(after, how)


def _multiples(after: Sequence[Size], how: Mapping[str, Any]) -> Iterator[ResizeToMultiple]:
    divisor = math.gcd(*heights_and_widths(after))
    for rounding in ROUNDINGS:
        if divisor > 1:
            yield ResizeToMultiple(None, divisor=divisor, rounding=rounding, **how)
        yield ResizeToMultiple(max(map(max, after)), divisor=divisor, limit="longest", rounding=rounding, **how)
        yield ResizeToMultiple(max(map(max, after)), divisor=divisor, limit="exact", rounding=rounding, **how)
        yield ResizeToMultiple(min(map(min, after)), divisor=divisor, limit="shortest", rounding=rounding, **how)


def heights_and_widths(sizes: Iterable[Size]) -> Iterator[int]:
    """All sides of *sizes*."""
    for height, width in sizes:
        yield height
        yield width


def letterboxes(height: int, width: int, position: Any, fill: Any, how: Mapping[str, Any]) -> Iterator[Letterbox]:
    """The letterboxes of *height* × *width*."""
    for order in ("ratio", "product", "aspect"):
        for rounding in ROUNDINGS:
            for grow in (True, False):
                yield Letterbox(height, width, position=position, fill=fill, order=order, rounding=rounding, grow=grow, **how)


def borders(after: Sequence[Size], position: Any, fill: Any, mode: Any) -> Iterator[PadTo | PadToMultiple]:
    """The paddings that may have made the sizes *after*."""
    yield PadTo(max(size[0] for size in after), max(size[1] for size in after), fill=fill, position=position, mode=mode)
    divisor = math.gcd(*heights_and_widths(after))
    if divisor > 1:
        yield PadToMultiple(divisor, fill=fill, position=position, mode=mode)
    yield PadToMultiple(divisor, square=True, fill=fill, position=position, mode=mode)


def crops(boxes: Sequence[tuple[int, int, int, int]], *, centered: bool) -> Iterator[Any]:
    """The crops that may have cut *boxes* (top, left, height, width) out of pictures."""
    sizes = {box[2:] for box in boxes}
    if len(sizes) == 1:
        if centered:
            yield from (CenterCrop(*boxes[0][2:], rounding=rounding) for rounding in OFFSETS)
        yield Crop(top=boxes[0][0], left=boxes[0][1], height=boxes[0][2], width=boxes[0][3])
        return
    yield from (CropFraction(1.0, offset=rounding) for rounding in OFFSETS)
    yield LongSideCrop()


def fractions(before: Sequence[Size], boxes: Sequence[tuple[int, int, int, int]]) -> Iterator[CropFraction]:
    """The centred squares whose side is a round fraction of the short one."""
    sides = [(box[2], min(size)) for box, size in zip(boxes, before, strict=True)]
    side, short = max(sides, key=lambda pair: pair[1])
    for digits in (1, 2, 3):
        share = round(side / short, digits)
        if 0 < share < 1:
            yield from (CropFraction(share, rounding=rounding, offset=offset) for rounding in ROUNDINGS for offset in OFFSETS)


def telling(op: Any) -> list[Size]:
    """Picture sizes for which *op* gives something else than the same with its floats in another order, or rounded another way."""
    sizes = [getattr(op, name, None) for name in ("size", "height", "width")]
    pool = [pair for size in dict.fromkeys(sizes) if size for pair in _edges(size)]
    found = pool[:: max(len(pool) // _TELLING, 1)]
    for name, words in (("order", ORDERS), ("rounding", ROUNDINGS)):
        others = [replace(op, **{name: word}) for word in words if word != getattr(op, name, word)]
        for other in others:  # one by one: most sizes tell floor and ceil apart, few half-up from half-even
            found += islice((pair for pair in pool if _differ(op, other, pair)), _TELLING)
    return found


def _edges(size: int) -> list[Size]:
    """Picture sizes whose other side comes out whole, or at a half, when one becomes *size*: there the last bit of a float decides.

    By turns those for which it is another bit in another order of the floats, those at a half, and the others.
    """
    odd: list[Size] = []
    halves: list[Size] = []
    even: list[Size] = []
    for side in range(16, _LARGEST):
        step = side // math.gcd(2 * size, side)
        for other in (side, *range(step, 3 * side, max(step, side // 6 // step * step))):
            exact = 2 * size * other // side
            inexact = 2 * (other * (size / side)) != exact or 2 * (size * (other / side)) != exact
            kind = odd if inexact else halves if exact % 2 else even
            kind.append((side, other) if other % 2 else (other, side))
    kinds = [pairs[:: max(len(pairs) // _POOL, 1)] for pairs in (odd, halves, even)]
    return [pair for pairs in zip_longest(*kinds) for pair in pairs if pair is not None]


def _differ(one: Any, other: Any, size: Size) -> bool:
    return placed(one, size) != placed(other, size)


def placed(op: Any, size: Size) -> object:
    """What *op* makes of a picture of *size*, as far as sizes and offsets go."""
    from pipecheck_transformers import sizes

    try:
        return sizes.letterbox(op, *size) if isinstance(op, Letterbox) else extents.one(op, *size)
    except RefusedError:
        return None

"""What cuts or pads a resized picture to the tensor's size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import ceil, floor
from statistics import median
from typing import Literal

from pipecheck.probe.identify.geometry.places import Axis, Seen
from pipecheck_transformers.ops import (
    BorderMode,
    CenterCrop,
    Crop,
    CropFraction,
    Geometry,
    LongSideCrop,
    OffsetRounding,
    Pad,
    PadTo,
    PadToMultiple,
)

OFFSETS: tuple[OffsetRounding, ...] = ("half-even", "floor", "halves", "ceil")
"""Half of a whole number rounded half up is the same as rounded up."""
POSITIONS: tuple[Literal["center", "corner"], ...] = ("center", "corner")
_MODES: tuple[BorderMode, ...] = ("constant", "edge", "reflect")
_DIVISORS = (2, 4, 8, 14, 16, 28, 32, 64, 128, 256)
_NEAR = 1.2
_MANY = 12
Sizes = Sequence[tuple[int, int]]


def finishes(seen: Sequence[Seen], sizes: Sizes) -> Iterator[tuple[Geometry, ...]]:
    """The ways from pictures of *sizes* to what was seen."""
    targets = [one.target for one in seen]
    modes = _MODES[:1] if any(one.around is not None for one in seen) else _MODES
    if targets == list(sizes):
        yield ()
        return
    yield from _by_a_border(seen, sizes, modes)
    if len(set(targets)) == 1:
        yield from _to_one_size(seen, sizes, targets[0], modes)
    for divisor, position, mode in product(_DIVISORS, POSITIONS, modes):
        if all(_up(size, divisor) == target for size, target in zip(sizes, targets, strict=True)):
            yield (PadToMultiple(divisor, position=position, mode=mode),)
    if len(set(targets)) > 1:
        yield (LongSideCrop(),)
        sides = [target[0] if target[0] == target[1] else None for target in targets]
        for fraction, offset in product(fractions(sides, sizes), OFFSETS):
            yield (CropFraction(fraction, offset=offset),)


def fractions(sides: Iterable[float | None], sizes: Sizes, slack: float = 0.0) -> Iterator[float]:
    """The short fractions of the short side that give squares of about *sides*."""
    pairs = [(side, min(size)) for side, size in zip(sides, sizes, strict=True) if side is not None]
    if len(pairs) != len(sizes):
        return
    least, most = max((side - 1 - slack) / short for side, short in pairs), min((side + 1 + slack) / short for side, short in pairs)
    if least > most:
        return
    for digits in (2, 3):
        unit = 10**digits
        whole = range(ceil(least * unit), floor(min(most, 1.0) * unit) + 1)
        yield from [number / unit for number in sorted(whole, key=lambda number: number % 5)][:_MANY]  # used at once


def _to_one_size(
    seen: Sequence[Seen], sizes: Sizes, target: tuple[int, int], modes: Iterable[BorderMode]
) -> Iterator[tuple[Geometry, ...]]:
    smaller = any(size[0] < target[0] or size[1] < target[1] for size in sizes)
    larger = any(size[0] > target[0] or size[1] > target[1] for size in sizes)
    if larger:
        for rounding in OFFSETS:
            if rounding != "halves" or target[0] % 2 or target[1] % 2:  # halving an even side on its own is what `floor` does
                yield (CenterCrop(*target, rounding=rounding, fill=0.0 if smaller else None),)
    elif smaller:
        yield from ((PadTo(*target, position=position, mode=mode),) for position, mode in product(POSITIONS, modes))
    top, left = _middle(one.rows for one in seen), _middle(one.columns for one in seen)
    if not smaller and min(top, left) > -_NEAR:
        yield (Crop(top=max(round(top), 0), left=max(round(left), 0), height=target[0], width=target[1]),)


def _by_a_border(seen: Sequence[Seen], sizes: Sizes, modes: Iterable[BorderMode]) -> Iterator[tuple[Geometry, ...]]:
    """The same number of rows and columns added around every picture."""
    grown = {(one.target[0] - size[0], one.target[1] - size[1]) for one, size in zip(seen, sizes, strict=True)}
    if len(grown) != 1:
        return
    (rows, columns), *_ = grown
    top, left = (max(-round(_middle(axes)), 0) for axes in ([one.rows for one in seen], [one.columns for one in seen]))
    if rows >= top and columns >= left and (rows or columns):
        for mode in modes:
            yield (Pad(top=top, bottom=rows - top, left=left, right=columns - left, mode=mode),)


def _up(size: tuple[int, int], divisor: int) -> tuple[int, int]:
    height, width = (-(-side // divisor) * divisor for side in size)
    return height, width


def _middle(axes: Iterable[Axis]) -> float:
    """How much is cut off before the picture begins, in the middle of all that was seen."""
    known = [axis.cut for axis in axes if axis.cut is not None]
    return median(known) if known else 0.0

"""Geometry, colors and values put together into one chain of operations, in every order that people write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from pipecheck.probe.identify.asking.subject import as_read
from pipecheck.probe.identify.values.spelling import short
from pipecheck_transformers.apply import applied
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import (
    Cast,
    CenterCrop,
    Geometry,
    Letterbox,
    Numbers,
    Op,
    Pad,
    PadTo,
    PadToMultiple,
    Read,
    ResizeLong,
    Sampled,
    WarpAffine,
)
from pipecheck_transformers.pixels import Array, Pixels

_TRUNCATED = Cast("uint8", overflow="clip")
_ROUNDED = Cast("uint8", rounding="half-even", overflow="clip")
_BYTE = 0.02
"""So far from a whole number a fill is none that a byte holds."""
_Filled = Letterbox | CenterCrop | Pad | PadTo | PadToMultiple | WarpAffine
_Order = tuple[tuple[Op, ...], tuple[Geometry, ...], tuple[Op, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is settled before the kernel is: the reader, the conversion of *colors* (as in a tint), the values *around* the picture."""

    read: Read
    colors: tuple[Op, ...]
    mixes: bool
    around: tuple[float, ...] | None


def arrangements(frame: Frame, geometry: Sequence[Geometry], values: tuple[Op, ...]) -> Iterator[tuple[Op, ...]]:
    """Every order, the usual one first; all of them make the same of a picture in one color."""
    for before, middle, after in _orders(frame, tuple(geometry), values):
        if frame.around is None or not any(isinstance(op, _Filled) for op in middle):
            yield (*before, *middle, *after)
        elif (fill := _fill(frame, before, after)) is not None:
            yield (*before, *(_with(op, fill) for op in middle), *after)


def _orders(frame: Frame, middle: tuple[Geometry, ...], values: tuple[Op, ...]) -> Iterator[_Order]:
    colors = frame.colors
    if frame.mixes:
        yield (), middle, (*colors, *values)
    yield colors, middle, values
    if any(isinstance(op, Sampled | WarpAffine) for op in middle):
        for split in range(1, len(values) + 1):
            yield (*colors, *values[:split]), middle, values[split:]
        for before, after in _on_floats(frame, middle):
            yield (*colors, *before), middle, (*after, *values)
    if values and middle and isinstance(middle[-1], _Filled):
        inner, border = _split(middle[-1])
        yield (*colors, *middle[:-1], *inner, *values), (border,), ()


def _split(op: Geometry) -> tuple[tuple[Geometry, ...], Geometry]:
    """A letterbox as a resize and a border, where it is that for every picture; the border follows the values sometimes."""
    if isinstance(op, Letterbox) and op.height == op.width and op.grow:
        how: dict[str, Any] = {name: getattr(op, name) for name in ("rounding", "order", "interpolation", "library", "antialias")}
        return (ResizeLong(op.height, **how),), PadTo(op.height, op.width, position=op.position)
    return (), op


def _on_floats(frame: Frame, middle: Sequence[Geometry]) -> Iterator[tuple[tuple[Op, ...], tuple[Op, ...]]]:
    """What may stand around a resize that leaves floats, or that is made to work on them."""
    starts: tuple[tuple[Op, ...], ...] = () if frame.read.unit else ((Cast("float32"),),)
    if any(isinstance(op, Sampled) and op.library in ("skimage", "tensorflow") for op in middle):
        starts = ((), *starts)
        yield (), (Cast("float32"),)
    for start in starts:
        if start:
            yield start, ()
        yield start, (_TRUNCATED,)
        yield start, (_ROUNDED,)


def _with(op: Geometry, fill: Numbers) -> Geometry:
    if not isinstance(op, _Filled) or (isinstance(op, CenterCrop) and op.fill is None):
        return op
    return cast("Geometry", replace(op, fill=fill))


def _fill(frame: Frame, before: tuple[Op, ...], after: tuple[Op, ...]) -> Numbers | None:
    """The fill between *before* and *after* that ends as what is around the picture; None where no byte can be that."""
    assert frame.around is not None
    levels = np.broadcast_to(np.repeat(np.arange(256, dtype=np.uint8), 2)[None, :, None], (2, 512, 3))  # even, for the sake of NV12
    try:
        with np.errstate(all="ignore"):
            here = applied(before, Pixels(as_read(levels, frame.read), frame.read.color))
            there = applied(after, here)
    except StepError:
        return None
    given, made = (pixels.hwc[0, ::2].astype(np.float64) for pixels in (here, there))
    wanted = np.array(frame.around)
    if not given.shape[1] == made.shape[1] == len(wanted):  # colors are mixed later: a gray it is
        nearest = int(np.abs(made - wanted[: made.shape[1]]).sum(axis=1).argmin())
        return float(given[nearest, 0])
    slopes = (made[-1] - made[0]) / (given[-1] - given[0])
    if not np.all(slopes):
        return None
    fill = given[0] + (wanted - made[0]) / slopes
    if here.array.dtype.kind == "f":
        return _plain(fill, float(np.abs(given).max()))
    return _plain(np.rint(fill), 0.0) if np.abs(fill - np.rint(fill)).max() <= _BYTE else None


def _plain(fill: Array, reach: float) -> Numbers:
    numbers = tuple(short(float(number), 2e-6 * reach) for number in fill)
    return numbers[0] if len(set(numbers)) == 1 else numbers

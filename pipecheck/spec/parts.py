"""The parts of a geometry that can be told apart: where it puts a picture, how it computes new pixels, what it fills borders with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, TypeVar

from pipecheck.spec.facts import Placed
from pipecheck.spec.likeness import alike, borders
from pipecheck.spec.sampling import Kernel, kernel
from pipecheck_transformers.ops import (
    KERNELS,
    BorderMode,
    CenterCrop,
    Interpolation,
    Letterbox,
    Numbers,
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

Part = Literal["placement", "kernel", "fill"]
PARTS: tuple[Part, ...] = ("placement", "kernel", "fill")
Steps = tuple[Placed, ...]
T = TypeVar("T")


class Manner(NamedTuple):
    """How a step computes new pixels, and *on* what, where that matters."""

    kernel: Kernel
    on: Literal["integers", "floats"] | None


class Rim(NamedTuple):
    """What a step puts around a picture."""

    mode: BorderMode
    fill: Numbers


def parts(steps: Steps, other: Steps) -> tuple[Part, ...] | None:
    """The parts in which *other* differs from *steps*; None where they cannot be told apart."""
    found: list[Part] = []
    reached = steps
    for part in PARTS:
        alone, further = carried(steps, other, part), carried(reached, other, part)
        if alone is None or further is None:
            return None
        if not alike(steps, alone):
            found.append(part)
            reached = further
    return tuple(found) if alike(reached, other) else None


def carried(steps: Steps, other: Steps, part: Part) -> Steps | None:
    """*steps* with one *part* as it is in *other*; None where that cannot be written."""
    match part:
        case "placement":
            sampled = _resampled(other, steps)
            return None if sampled is None else _refilled(sampled, steps)
        case "kernel":
            return _resampled(steps, other)
        case "fill":
            return _refilled(steps, other)


def manners(steps: Steps) -> list[Manner]:
    """How each of *steps* that computes new pixels does it."""
    return [Manner(found, step.on) for step in steps if (found := kernel(step)) is not None]


def rims(steps: Steps) -> list[Rim]:
    """What each of *steps* that makes a border fills it with."""
    return [Rim(border.mode, border.fill) for border in borders(steps)]


def _resampled(steps: Steps, other: Steps) -> Steps | None:
    """*steps* computing new pixels as *other* does; as they did where *other* computes none."""
    wanted = _shared(manners(other), len(manners(steps)))
    if wanted is None:
        return None
    at = iter(wanted)
    return _whole(step if kernel(step) is None else _with_manner(step, next(at, None)) for step in steps)


def _refilled(steps: Steps, other: Steps) -> Steps | None:
    """*steps* filling borders as *other* does; as they did where *other* has none."""
    wanted = _shared(rims(other), len(rims(steps)))
    if wanted is None:
        return None
    at = iter(wanted)
    return _whole(_with_rim(step, next(at, None)) if rims((step,)) else step for step in steps)


def _shared(theirs: Sequence[T], count: int) -> Sequence[T] | None:
    """*theirs* for *count* steps, one by one, or one for all where it is the same everywhere; None where neither can be said."""
    if len(theirs) == count or not theirs:
        return theirs
    return [theirs[0]] * count if count == 0 or len(set(theirs)) == 1 else None


def _whole(steps: Iterator[Placed | None]) -> Steps | None:
    made = list(steps)
    return None if None in made else tuple(step for step in made if step is not None)


def _with_manner(step: Placed, manner: Manner | None) -> Placed | None:
    """*step* with another kernel; None where it has no such one."""
    if manner is None:
        return step
    library, name, smooths = manner.kernel
    match step.op:
        case Resize() | ResizeShort() | ResizeLong() | ResizeHeight() | ResizeToMultiple() | Letterbox() as op:
            return replace(step, op=replace(op, library=library, interpolation=name, antialias=smooths), on=manner.on)
        case ResizeBy() as op if library == "opencv" and name in KERNELS["opencv"]:
            return replace(step, op=replace(op, interpolation=name), on=manner.on)
        case WarpAffine() as op if library == "opencv":
            warped = _warped(op, name)
            return None if warped is None else replace(step, op=warped, on=manner.on)
        case _:
            return None


def _warped(op: WarpAffine, name: Interpolation) -> WarpAffine | None:
    match name:
        case "nearest" | "linear" | "cubic":
            return replace(op, interpolation=name)
        case _:
            return None


def _with_rim(step: Placed, rim: Rim | None) -> Placed | None:
    """*step* with another border; None where it makes none of the kind."""
    if rim is None:
        return step
    mode, fill = rim
    match step.op:
        case Pad() | PadTo() | PadToMultiple() as op:
            return replace(step, op=replace(op, mode=mode, fill=fill))
        case Letterbox() | WarpAffine() | CenterCrop() as op if mode == "constant":
            return replace(step, op=replace(op, fill=fill))
        case _:
            return None

"""A spec as a program again: the shortest one that makes the same tensor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from pipecheck.spec import affine
from pipecheck.spec.facts import Affinity, Arrangement, ColorState, Placed, Spec, Values
from pipecheck.spec.program import Decoded, Program, Step
from pipecheck.spec.scrambled import SCRAMBLED
from pipecheck_transformers.ops import Affine, Cast, Color, Geometry, Op, Reinterpret, ToColor, Transpose, YuvRange


def executable(spec: Spec, color: Color = "rgb") -> Program | None:
    """The program that decodes to *color* and then does what *spec* says; None where an aspect is unknown."""
    decode, placed, end = spec.decode.value, spec.geometry.value, spec.color.value
    values, layout, dtype = spec.values.value, spec.layout.value, spec.dtype.value
    if decode is None or placed is None or end is None or values is None or layout is None or dtype is None:
        return None
    if _returns_to_integers(placed):
        return None
    if color == "gray" and (not end.colorless or end.crossed):
        return None
    ops = [*_color(color, end), *_values(values), Cast(dtype), *_layout(layout)]
    decoded = Decoded(library=decode.library, exif=decode.exif, color=color)
    return Program(decoded, (*_geometry(placed, color), *(Step(op) for op in ops)))


def _geometry(placed: tuple[Placed, ...], start: Color) -> Iterator[Step]:
    """The steps on 8-bit pixels as long as that is right, then on floats."""
    floats = False
    for step in placed:
        if not floats and (step.on == "floats" or not _whole_levels(step.op)):
            floats = True
            yield Step(Cast("float32"))
        elif floats and step.on == "integers":
            floats = False
            yield Step(Cast("uint8", rounding="half-even", overflow="clip"))
        yield Step(_with_fill_order(step.op, start), step.origin)


def _whole_levels(op: Geometry) -> bool:
    """Whether what *op* fills in is a pixel that 8 bits can hold."""
    fill = getattr(op, "fill", None)
    levels = fill if isinstance(fill, tuple) else (fill or 0.0,)
    return all(0 <= level <= 255 and level == int(level) for level in levels)


def _returns_to_integers(placed: tuple[Placed, ...]) -> bool:
    """Whether a fill that no byte can hold is followed by a step on bytes, which has no short spelling."""
    odd = [index for index, step in enumerate(placed) if not _whole_levels(step.op)]
    return bool(odd) and any(step.on == "integers" for step in placed[odd[0] :])


def _with_fill_order(op: Geometry, start: Color) -> Geometry:
    fill = getattr(op, "fill", None)
    if start != "bgr" or not isinstance(fill, tuple):
        return op
    mirrored: Geometry = replace(cast("Any", op), fill=fill[::-1])
    return mirrored


def _color(start: Color, end: ColorState) -> Iterator[Op]:
    """From *start* to *end*, the confusions on the way included."""
    believed: Color = ("bgr" if start == "rgb" else "rgb") if end.crossed else start
    if end.misread is not None:  # a tensor that is YUV again after a misreading has no short spelling
        other: YuvRange = "video" if end.misread == "full" else "full"
        yield ToColor("yuv444", source=believed, range=end.misread, library="horizon")
        yield ToColor(end.name, source="yuv444", range=other, library="horizon")
    elif end.colorless and start != "gray":
        yield ToColor("gray", source=believed)
        yield ToColor(end.name)
    elif end.name != start or end.crossed:
        yield ToColor(end.name, source=believed, range=end.range or "full", library="horizon" if end.range else "opencv")


def _values(values: Values) -> Iterator[Op]:
    reached = Affinity()
    for lost in values.casts:
        yield from _towards(reached, lost.before)
        yield Cast(lost.dtype, rounding=lost.rounding, overflow=lost.overflow)
        reached = lost.before
    yield from _towards(reached, values.affine)


def _layout(layout: Arrangement) -> Iterator[Op]:
    if layout in ("hwc", "chw"):
        yield Transpose(layout)
    else:
        memory, taken = SCRAMBLED[layout]
        yield Transpose(memory)
        yield Reinterpret(taken)


def _towards(reached: Affinity, goal: Affinity) -> Iterator[Op]:
    back = affine.inverse(reached)
    step = goal if back is None else affine.after(back, goal)
    if step is not None and not step.identity:
        yield Affine(scale=_numbers(step.scale), bias=_numbers(step.bias))


def _numbers(part: tuple[float, ...]) -> float | tuple[float, ...]:
    return part[0] if len(part) == 1 else part

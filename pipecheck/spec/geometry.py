"""What geometry steps amount to: their order kept, their defaults resolved, their fills carried back to pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pipecheck.spec import affine
from pipecheck.spec.facts import Affinity, Placed
from pipecheck.spec.numbers import LIMITS
from pipecheck.spec.program import Step
from pipecheck.spec.scrambled import SCRAMBLED
from pipecheck.spec.state import State
from pipecheck_transformers.ops import (
    CenterCrop,
    DType,
    Geometry,
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
    Sampled,
    WarpAffine,
    antialiases,
)

_OVERSHOOTS = ("cubic", "lanczos")


def place(state: State, op: Geometry, step: Step) -> State:
    """*state* after a geometry step."""
    dtype = _dtype_after(op, state.dtype)
    state = state if dtype == state.dtype else state.touched("dtype", step, dtype=dtype)
    if state.geometry is None:
        return state
    planar = state.color is not None and state.color.name == "nv12"  # two planes in one array: geometry would tear them apart
    resolved = None if planar or state.layout in SCRAMBLED else _resolved(op, state)
    if resolved is None:
        return state.forget(frozenset({"geometry"}), step)
    placed = replace(resolved, origin=step.origin, filled=getattr(op, "fill", None), assumed=step.assumed, kernel_only=step.kernel_only)
    return state.touched("geometry", step, geometry=(*state.geometry, placed))


def _resolved(op: Geometry, state: State) -> Placed | None:
    """*op* with every default spelled out; None where its fill cannot be told in pixels."""
    match op:
        case Resize() | ResizeShort() | ResizeLong() | ResizeHeight() | ResizeToMultiple():
            return Placed(replace(op, antialias=antialiases(op)), _domain(op.interpolation, state.dtype))
        case ResizeBy():
            return Placed(op, _domain(op.interpolation, state.dtype))
        case Letterbox():
            fill = _fill_in_pixels(op.fill, state)
            spelled = None if fill is None else replace(op, antialias=antialiases(op), fill=fill)
            return None if spelled is None else Placed(spelled, _domain(op.interpolation, state.dtype))
        case WarpAffine():
            fill = _fill_in_pixels(op.fill, state)
            return None if fill is None else Placed(replace(op, fill=fill), _domain(op.interpolation, state.dtype))
        case Pad(mode="edge" | "reflect") | PadTo(mode="edge" | "reflect") | PadToMultiple(mode="edge" | "reflect"):
            return Placed(replace(op, fill=0.0))
        case Pad() | PadTo() | PadToMultiple():
            fill = _fill_in_pixels(op.fill, state)
            return None if fill is None else Placed(replace(op, fill=fill))
        case CenterCrop(fill=None):
            return Placed(op)
        case CenterCrop():
            fill = _fill_in_pixels(op.fill, state) if op.fill is not None else None
            return None if fill is None else Placed(replace(op, fill=fill))
        case _:
            return Placed(op)


def _fill_in_pixels(fill: Numbers, state: State) -> Numbers | None:
    """*fill* as a decoded level, its channels as R, G, B."""
    if state.values is None or state.values.casts:
        return None
    back = affine.inverse(state.values.affine)
    stated = fill if isinstance(fill, tuple) else (fill,)
    pixels = None if back is None else affine.after(Affinity((0.0,) * len(stated), stated), back)
    if pixels is None or (state.color is not None and state.color.range is not None):
        return None  # in YUV one number for all channels is not a gray
    if pixels.uniform:
        return _level(pixels.bias[0])
    if state.color is None or state.color.colorless or state.color.name not in ("rgb", "bgr"):
        return None
    levels = tuple(map(_level, pixels.bias if state.color.name == "rgb" else pixels.bias[::-1]))
    return levels if len(set(levels)) > 1 else levels[0]


def _level(value: float) -> float:
    """*value* without the dust that going through an affine and back leaves."""
    return round(value, 4) + 0.0


def _domain(interpolation: str, dtype: DType | None) -> Literal["integers", "floats"] | None:
    if interpolation not in _OVERSHOOTS or dtype is None:
        return None
    return "integers" if dtype in LIMITS else "floats"


def _dtype_after(op: Geometry, dtype: DType | None) -> DType | None:
    if not isinstance(op, Sampled) or dtype is None:
        return dtype
    if op.library == "tensorflow" and op.interpolation != "nearest":
        return "float32"
    if op.library == "skimage" and op.interpolation != "nearest" and dtype != "float32":
        return "float64"
    return dtype

"""The grid of numbers that a tensor is rounded to: scale and zero point of a range, and the whole numbers of a weight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipecheck.probe.quant.graph.prepared import Weight
from pipecheck.probe.quant.plan import Qtype, Range
from pipecheck_transformers.pixels import Array

Grid = Literal["int8", "int16"]
_DTYPES = {"int8": np.int8, "int16": np.int16}
_INFINITE = 1e38
"""What stands for an infinite value: 127 steps to it are still a float32."""
_LEAST = float(np.finfo(np.float32).tiny)
"""A scale below this is none: it would be rounded itself."""
_REST = 254
"""The remainder of a rounding is at most half a step to either side: 127 steps of its own."""


def grid(qtype: Qtype) -> Grid | None:
    """The integers that numbers of *qtype* are made of; None where they are floats."""
    return "int8" if qtype == "int16-ec" else qtype if qtype in ("int8", "int16") else None


def scale(covered: Range, qtype: Qtype) -> tuple[float, int]:
    """The step between two numbers that a tensor of this range can have, a float32, and the integer that stands for 0."""
    kind = grid(qtype)
    if kind is None:
        return 1.0, 0
    low, high = min(_finite(covered.low), 0.0), max(_finite(covered.high), 0.0)
    limits = np.iinfo(_DTYPES[kind])
    if not covered.asymmetric:
        step = max(-low, high) / limits.max
        return (float(np.float32(step)), 0) if step >= _LEAST else (1.0, 0)
    step = (high - low) / (limits.max - limits.min)
    if step < _LEAST:
        return 1.0, 0
    return float(np.float32(step)), round(limits.min - low / step)


def rest(step: float) -> float:
    """The step of the second int8 number of `int16-ec`, which stands for what the first, of this *step*, leaves over."""
    found = step / _REST
    return float(np.float32(found)) if found >= _LEAST else 1.0


def _finite(value: float) -> float:
    return 0.0 if math.isnan(value) else math.copysign(_INFINITE, value) if math.isinf(value) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """A weight as whole numbers, *levels* · *steps*, plus the *rests* · *fine* of `int16-ec`.

    *steps* is one number, or one for each output channel, group after group; *axis* is where they are counted in *levels*. Where that is an
    axis within *groups*, the groups lie side by side along it: `ungrouped` puts them back.
    """

    levels: Array
    steps: Array
    rests: Array | None
    fine: Array | None
    axis: int | None
    groups: int


def weights(array: Array, weight: Weight, qtype: Qtype, *, per_channel: bool) -> Levels:
    """*array*, the constant *weight*, in integers of *qtype*, with a scale for each output channel if *per_channel*."""
    kind, laid, axis, groups = _laid(array, weight, qtype, per_channel=per_channel)
    found = _steps(laid, axis, kind)
    along = _along(found, laid.ndim, axis)
    levels = _rounded(laid, along, kind)
    if qtype != "int16-ec":
        return Levels(levels=levels, steps=found, rests=None, fine=None, axis=axis, groups=groups)
    fine = np.array([rest(float(step)) for step in found.reshape(-1)], np.float32).reshape(found.shape)
    left = laid - _times(levels, found, axis)
    rests = _rounded(left, _along(fine, laid.ndim, axis), "int8")
    return Levels(levels=levels, steps=found, rests=rests, fine=fine, axis=axis, groups=groups)


def steps(array: Array, weight: Weight, qtype: Qtype, *, per_channel: bool) -> Array:
    """The scale of *array*, the constant *weight*, in integers of *qtype*, or that of each of its output channels."""
    kind, laid, axis, _ = _laid(array, weight, qtype, per_channel=per_channel)
    return _steps(laid, axis, kind)


def _laid(array: Array, weight: Weight, qtype: Qtype, *, per_channel: bool) -> tuple[Grid, Array, int | None, int]:
    """The integers that stand for *array*, and its numbers so that those with a scale of their own lie along one axis."""
    axis = weight.axis % array.ndim if per_channel and array.ndim else None
    groups = weight.groups if axis is not None else 1
    return grid(qtype) or "int8", grouped(_usable(array), axis, groups), axis, groups


def restored(found: Levels) -> Array:
    """The numbers that *found* stands for, as DequantizeLinear has them."""
    made = _times(found.levels, found.steps, found.axis)
    if found.rests is not None and found.fine is not None:
        made += _times(found.rests, found.fine, found.axis)
    return ungrouped(made, found.axis, found.groups)


def _times(levels: Array, steps: Array, axis: int | None) -> Array:
    """The product of both, which for the largest of floats may be without end."""
    with np.errstate(over="ignore", under="ignore"):
        found: Array = np.asarray(levels.astype(np.float32) * _along(steps, levels.ndim, axis))
    return found


def grouped(array: Array, axis: int | None, groups: int) -> Array:
    """*array*, whose first axis has the *groups* one after the other, with them side by side along *axis* instead."""
    if axis is None or groups == 1:
        return array
    parts = np.split(array, groups, axis=0)
    return np.concatenate(parts, axis=axis)


def ungrouped(array: Array, axis: int | None, groups: int) -> Array:
    """What `grouped` was given."""
    if axis is None or groups == 1:
        return array
    return np.concatenate(np.split(array, groups, axis=axis), axis=0)


def _usable(array: Array) -> Array:
    """*array* as float32 without anything that is no number."""
    plain = np.asarray(array, np.float32)
    return plain if np.isfinite(plain).all() else np.nan_to_num(plain, nan=0.0, posinf=_INFINITE, neginf=-_INFINITE)


def _largest(array: Array, axis: int | None) -> Array:
    others = None if axis is None else tuple(each for each in range(array.ndim) if each != axis)
    if array.size == 0:
        return np.zeros(() if axis is None else array.shape[axis], np.float32)
    found: Array = np.maximum(array.max(axis=others), -array.min(axis=others))
    return found


def _steps(array: Array, axis: int | None, kind: Grid) -> Array:
    """The scale of each channel; one that has nothing but zeros keeps them with any."""
    found = np.asarray(_largest(array, axis), np.float64) / np.iinfo(_DTYPES[kind]).max
    kept: Array = np.where(found >= _LEAST, found, 1.0).astype(np.float32)
    return kept


def _along(steps: Array, ndim: int, axis: int | None) -> Array:
    return steps if axis is None else steps.reshape([-1 if each == axis else 1 for each in range(ndim)])


def _rounded(array: Array, step: Array, kind: Grid) -> Array:
    most = np.iinfo(_DTYPES[kind]).max
    levels = np.asarray(np.divide(array, step, dtype=np.float32))
    np.rint(levels, out=levels)
    np.clip(levels, -most, most, out=levels)
    return levels.astype(_DTYPES[kind])

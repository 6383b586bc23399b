"""The colors and values of a tensor, fitted to a picture that has its geometry already, and snapped to published constants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

import numpy as np

from pipecheck.probe.identify.values import recipes, tints
from pipecheck.probe.identify.values.spelling import Line, Spelled, line, short
from pipecheck.probe.identify.values.tints import Tint
from pipecheck_transformers.apply import applied
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Affine, Cast, DType, Numbers, Op, ToColor
from pipecheck_transformers.pixels import Array, Pixels

_SNAP = 0.02
"""Levels by which published constants may miss those of least squares where the picture fits exactly."""
_SHARE = 3.0
"""So many times the mean difference that the kernel leaves: a kernel that sharpens looks like a larger scale."""
_MOST = 6
_UNRELATED = 60.0
"""Levels in the mean beyond which no line was found but a coincidence."""


def fitted(mine: Array, made: Array, *, planar: bool) -> tuple[Tint, ...]:
    """What brings *mine* (resized, R, G, B) to *made* in the same shape, the best first."""
    found = [tint for ops in tints.conversions(made.shape[2], "rgb", planar=planar) if (tint := _tint(ops, mine, made)) is not None]
    found.sort(key=lambda tint: round(tint.levels, 3))
    return tuple(tint for tint in found if tint.levels <= found[0].levels * 1.05 + _SNAP)


def _tint(ops: tuple[Op, ...], mine: Array, made: Array) -> Tint | None:
    try:
        colored = applied(ops, Pixels(np.ascontiguousarray(mine), "rgb")).array
    except StepError:
        return None
    if colored.shape != made.shape:
        return None
    given, wanted = (array.reshape(-1, array.shape[2]).astype(np.float64) for array in (colored, made))
    fit = line(given, wanted)
    if not np.all(np.abs(fit.gain) > 0):
        return None
    off = float((np.abs(wanted - given * fit.gain - fit.offset) / np.abs(fit.gain)).mean())
    if off > _UNRELATED:
        return None
    order: Literal["rgb", "bgr"] = "bgr" if ToColor("bgr") in ops else "rgb"
    mixes = any(isinstance(op, ToColor) and op.color not in ("rgb", "bgr") for op in ops)
    spelled = tuple(_spellings(fit, off, order, cast("DType", made.dtype.name), made.shape[2]))[:_MOST]
    return Tint(ops=ops, spellings=spelled, levels=off, mixes=mixes, gains=tuple(map(float, np.abs(fit.gain))))


def _spellings(fit: Line, off: float, order: Literal["rgb", "bgr"], dtype: DType, channels: int) -> Iterator[Spelled]:
    """Published constants that fit as well as those of least squares, then those."""
    slack = _SNAP + _SHARE * off
    found = []
    for ops in recipes.known(order):
        if all(isinstance(op, Affine) and op.channels in (None, channels) for op in ops):
            miss = _miss(ops, fit)
            if miss <= slack:
                found.append((round(miss, 2), ops))
    found.sort(key=lambda pair: pair[0])
    for miss, ops in found:
        yield Spelled(ops=(*ops, *_cut(ops, dtype)), levels=miss)
    own = _own(fit, slack)
    yield Spelled(ops=(*own, *_cut(own, dtype)), levels=0.0)


def _miss(ops: tuple[Op, ...], fit: Line) -> float:
    """How many levels *ops* lie off *fit* for black or for white."""
    ends = np.repeat(np.array([[[0.0]], [[255.0]]]), len(fit.gain), axis=2)
    made = applied(ops, Pixels(ends, "rgb")).array
    return float((np.abs(made - ends * fit.gain - fit.offset) / np.abs(fit.gain)).max())


def _cut(ops: tuple[Op, ...], dtype: DType) -> tuple[Op, ...]:
    made = "float32" if ops else "uint8"
    return () if made == dtype else (Cast(dtype),)


def _own(fit: Line, slack: float) -> tuple[Op, ...]:
    means = _numbers(-fit.offset / fit.gain, slack / 4)
    stds = _numbers(1 / fit.gain, 0.0, slack / 1020)
    return (Affine(mean=means, std=stds),)


def _numbers(values: Array, absolute: float, relative: float = 0.0) -> Numbers:
    each = tuple(short(float(value), max(absolute, relative * abs(float(value)))) for value in values)
    return each[0] if len(set(each)) == 1 else each

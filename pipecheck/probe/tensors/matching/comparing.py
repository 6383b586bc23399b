"""A calibration file against what the declared source makes of its picture: the same, red and blue exchanged, or something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipecheck.probe.pixels.found import ROUNDING
from pipecheck.probe.tensors.matching import shapes
from pipecheck.probe.tensors.matching.declared import Declared
from pipecheck_transformers.pixels import Array

Kind = Literal["same", "swapped", "other", "unlike"]
_COARSE = 3
_CLOSE = 0.95
"""So much alike are a tensor and a picture only if its axes are read in the right order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a file is, against what was *made* of its picture, and how many levels the two are apart; *unlike* has another shape.

    *held* are the file's numbers in the order of *made*, channels last. A *gray* picture looks the same in both orders.
    """

    kind: Kind
    made: Array
    held: Array
    largest: float = np.inf
    mean: float = np.inf
    gray: bool = False


def compare(tensor: Array, made: Array, declared: Declared) -> Verdict:
    """What *tensor* is, against what *declared* *made* of its picture, channels last."""
    readings = shapes.like(tensor, (made.shape[0], made.shape[1], made.shape[2]))
    if not readings:
        return Verdict(kind="unlike", made=made, held=next(iter(shapes.pictures(tensor)), tensor))
    held = next((each for each in readings if likeness(each, made) >= _CLOSE), readings[0])
    level, limit = declared.level(made), declared.rounding
    gap = apart(held, made, level)
    largest, mean = float(gap.max()), float(gap.mean())
    if largest <= limit:
        kind: Kind = "same"
    else:
        exchanged = any(float(apart(held, other, level).max()) <= limit for other in _exchanged(made, declared))
        kind = "swapped" if exchanged else "other"
    return Verdict(kind=kind, made=made, held=held, largest=largest, mean=mean, gray=_is_gray(made, declared))


def likeness(held: Array, made: Array) -> float:
    """How much the brightness of *held* goes with that of *made*, whatever its scale and the order of its channels."""
    with np.errstate(all="ignore"):
        mine, theirs = (each[::_COARSE, ::_COARSE].astype(np.float64).mean(axis=2).ravel() for each in (held, made))
        mine, theirs = mine - mine.mean(), theirs - theirs.mean()
        norm = float(np.sqrt(np.square(mine).sum() * np.square(theirs).sum()))
        return float((mine * theirs).sum()) / norm if np.isfinite(norm) and norm > 0 else 0.0


def apart(held: Array, made: Array, level: Array) -> Array:
    """How many levels lie between the two, number by number; a file of whole numbers may have cut them off, clipped or wrapped."""
    with np.errstate(all="ignore"):
        wide, wanted = held.astype(np.float64), made.astype(np.float64)
        gap = np.abs(wide - wanted)
        if held.dtype.kind in "iu" and made.dtype.kind == "f" and level.min() > 1 / ROUNDING:
            for cut in cuts(wanted, held.dtype):
                gap = np.minimum(gap, np.abs(wide - cut))
        gap /= level
    return np.nan_to_num(gap, nan=np.inf, posinf=np.inf) if np.isnan(gap.max()) else gap


def cuts(floats: Array, dtype: np.dtype[np.generic]) -> Iterator[Array]:
    """*floats* as whole numbers of *dtype*: clipped to its range, and wrapped around."""
    limits = np.iinfo(dtype)  # type: ignore[type-var]
    whole = np.trunc(np.clip(np.nan_to_num(floats), -(2.0**53), 2.0**53))
    yield np.clip(np.rint(np.nan_to_num(floats)), limits.min, limits.max)
    yield np.mod(whole - limits.min, 2.0**limits.bits) + limits.min


def _exchanged(made: Array, declared: Declared) -> Iterator[Array]:
    """*made* with red and blue exchanged: the constants left where they stand, and taken along."""
    if made.shape[2] != 3:
        return
    color, values = declared.spec.color.value, declared.spec.values.value
    if color is not None and color.name not in ("rgb", "bgr"):
        return
    if values is not None and all(values.affine.scale) and not values.affine.uniform:
        scale, bias = np.array(values.affine.scale), np.array(values.affine.bias)
        yield ((made - bias) / scale)[:, :, ::-1] * scale + bias
    yield made[:, :, ::-1]


def _is_gray(made: Array, declared: Declared) -> bool:
    few = made[::_COARSE, ::_COARSE]
    return any(float(apart(few, other, declared.level(made)).max()) <= declared.rounding for other in _exchanged(few, declared))

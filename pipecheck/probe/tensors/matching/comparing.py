"""A calibration file against what the declared source makes of its picture: the same, red and blue exchanged, or something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pipecheck.probe.pixels.found import ROUNDING
from pipecheck.probe.tensors.matching import shapes
from pipecheck.probe.tensors.matching.declared import Declared
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.words import Layout

Kind = Literal["same", "swapped", "other", "unlike"]
_FITS: tuple[Kind, ...] = ("same", "swapped")
_COARSE = 3
_CLOSE, _FAR = 0.95, 0.5
"""So much alike are a tensor and a picture only if its axes are read in the right order, and so little in the wrong one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a file is, against what was *made* of its picture, and how many levels the two are apart; *unlike* has another shape.

    *held* are the file's numbers in the order of *made*, channels last. A *gray* picture looks the same in both orders of red and blue.
    *layout* is the order of axes in which the file is that, or shows it, where it does not in the other one too.
    """

    kind: Kind
    made: Array
    held: Array
    largest: float = np.inf
    mean: float = np.inf
    gray: bool = False
    layout: Layout | None = None


def compare(tensor: Array, made: Array, declared: Declared) -> Verdict:
    """What *tensor* is, against what *declared* *made* of its picture, channels last."""
    readings = shapes.like(tensor, (made.shape[0], made.shape[1], made.shape[2]))
    if not readings:
        return Verdict(kind="unlike", made=made, held=next(iter(shapes.pictures(tensor)), tensor))
    alike = [likeness(held, made) for _, held in readings]
    close = [each for each, share in zip(readings, alike, strict=True) if share >= _CLOSE]
    found = [(layout, _verdict(held, made, declared)) for layout, held in close or readings]
    fitting = [each for each in found if each[1].kind in _FITS]
    layout, verdict = min(fitting or found, key=lambda each: each[1].kind != "same")
    sure = len(fitting) == 1 or (not fitting and len(close) == 1 and min(alike) < _FAR)
    ordered = len(readings) > 1 and declared.spec.layout.value in ("chw", "hwc")
    return replace(verdict, layout=layout) if sure and ordered else verdict


def _verdict(held: Array, made: Array, declared: Declared) -> Verdict:
    """What a file is of which *held* is the picture."""
    level, limit = declared.level(made), declared.rounding
    gap = apart(held, made, level)
    largest, mean = float(gap.max()), float(gap.mean())
    if largest <= limit:
        kind: Kind = "same"
    else:
        turned = any(float(apart(held, other, level).max()) <= limit for other in exchanged(made, declared))
        kind = "swapped" if turned else "other"
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


def exchanged(made: Array, declared: Declared) -> Iterator[Array]:
    """*made* with red and blue exchanged, where there are such: the constants left where they stand, and taken along."""
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
    return any(float(apart(few, other, declared.level(made)).max()) <= declared.rounding for other in exchanged(few, declared))

"""Size policies ranked by how well a picture, resized by them, explains a tensor whatever its colors and values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import ceil
from typing import Any, cast

import numpy as np

from pipecheck.probe.identify.asking.running import Clock
from pipecheck.probe.identify.geometry.finishes import OFFSETS, POSITIONS
from pipecheck.probe.identify.geometry.kernels import Kernel, fitted
from pipecheck.probe.identify.geometry.places import predicted
from pipecheck.probe.identify.geometry.policies import ROUNDINGS, Guess
from pipecheck_transformers.apply import applied
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Letterbox,
    LongSideCrop,
    Resize,
    ResizeLong,
    ResizeShort,
    WarpAffine,
)
from pipecheck_transformers.pixels import Array, Pixels

_STANDINS = (Kernel("pil", "linear"), Kernel("opencv", "linear"))
_ENLARGED = 1.6
"""Short sides up to so many times the crop are tried; 256 for 224 is 1.14."""
_POINTS = 60
_BEST = 3
_MOST = 40
_HOPELESS = 40.0
_RATIOS = (0.875, 0.9, 0.95, 0.96, 0.965, 0.98)
_STEPS = tuple(range(-4, 5))
Size = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A *guess* with the stand-in *kernel* that did best, what is *around* the picture, and how many *levels* the mean is off."""

    guess: Guess
    kernel: Kernel
    around: tuple[float, ...] | None
    levels: float


def ranked(picture: Array, made: Array, target: Size, until: Clock) -> list[Fit]:
    """The policies that bring *picture* to *target*, those first that explain *made* (height × width × channels)."""
    source = picture.shape[0], picture.shape[1]
    known: dict[Guess, Fit] = {}
    tried: Iterable[Guess] = _policies(source, target)
    for finer in (_nearby, _roundings, None):
        known |= {fit.guess: fit for fit in _fits([guess for guess in dict.fromkeys(tried) if guess not in known], picture, made, until)}
        best = sorted(known.values(), key=lambda fit: round(fit.levels, 3))
        if finer is None or not best or best[0].levels > _HOPELESS:
            break
        tried = [guess for fit in best[:_BEST] for guess in finer(fit.guess)]
    return best[:_MOST]


def resized(guess: Guess, kernel: Kernel, picture: Array) -> Array | None:
    """*picture* after *guess* with *kernel*, None where that cannot be."""
    geometry = fitted(guess, kernel)
    try:
        return None if geometry is None else applied(geometry, Pixels(picture, "rgb")).array
    except (StepError, ValueError):
        return None


def shown(guess: Guess, source: Size) -> tuple[slice, slice] | None:
    """The part of the tensor in which the picture shows."""
    if not any(isinstance(op, Letterbox | WarpAffine) for op in guess):
        return slice(None), slice(None)
    seen = predicted(guess, *source)
    return None if seen is None else (slice(seen.rows.start, seen.rows.stop), slice(seen.columns.start, seen.columns.stop))


def _fits(guesses: Iterable[Guess], picture: Array, made: Array, until: Clock) -> Iterator[Fit]:
    for guess in guesses:
        until.check()
        found = [fit for kernel in _STANDINS if (fit := _fit(guess, kernel, picture, made)) is not None]
        if found:
            yield min(found, key=lambda fit: fit.levels)


def _fit(guess: Guess, kernel: Kernel, picture: Array, made: Array) -> Fit | None:
    mine = resized(guess, kernel, picture)
    if mine is None or mine.shape[:2] != made.shape[:2]:
        return None
    box = shown(guess, (picture.shape[0], picture.shape[1]))
    if box is None:
        return None
    outside = np.ones(made.shape[:2], bool)
    outside[box] = False
    around = tuple(map(float, np.median(made[outside], axis=0))) if outside.any() else None
    return Fit(guess=guess, kernel=kernel, around=around, levels=_off(mine[box], made[box]) + _uneven(made[outside], made))


def _off(mine: Array, made: Array) -> float:
    """The mean difference between *made* and the best mixture of the channels of *mine*, in levels of gray."""
    rows, columns = (max(side // _POINTS, 1) for side in mine.shape[:2])
    given = mine[::rows, ::columns].reshape(-1, mine.shape[2]).astype(np.float64)
    wanted = made[::rows, ::columns].reshape(-1, made.shape[2])
    known = np.column_stack([given, np.ones(len(given))])
    weights, *_ = np.linalg.lstsq(known, wanted, rcond=None)
    left = np.abs(wanted - known @ weights).mean(axis=0)
    gains = np.abs(weights[:-1]).max(axis=0)
    return float((left / np.maximum(gains, 1e-12)).max())


def _uneven(outside: Array, made: Array) -> float:
    """How far from one color the border is, in parts of the range: a border that was guessed into the picture is not even."""
    if not len(outside):
        return 0.0
    spread = float(np.ptp(made)) or 1.0
    return float(np.abs(outside - np.median(outside, axis=0)).mean() / spread * 255)


def _policies(source: Size, target: Size) -> Iterator[Guess]:
    if source == target:
        yield ()
    yield (Resize(*target),)
    for position, grow in product(POSITIONS, (True, False)):
        yield (Letterbox(*target, fill=0.0, position=position, grow=grow),)
    yield (ResizeShort(min(target)),)
    yield (ResizeLong(max(target)),)
    if source[0] >= target[0] and source[1] >= target[1]:
        yield (CenterCrop(*target),)
        yield (Crop(top=0, left=0, height=target[0], width=target[1]),)
    yield (WarpAffine(*target),)
    yield LongSideCrop(), Resize(*target)
    yield from ((CropFraction(part / 50), Resize(*target)) for part in range(25, 51))
    yield CropFraction(target[0] / (target[0] + 32), offset="ceil"), Resize(*target)
    for side in _short_sides(source, target):
        yield ResizeShort(side), CenterCrop(*target)
    for side in _usual_sides(max(target)):
        yield Resize(side, side), CenterCrop(*target)


def _short_sides(source: Size, target: Size) -> Iterator[int]:
    """The short sides that cover *target* and do not enlarge too much."""
    short = min(source)
    least = max(ceil(side * short / whole) for side, whole in zip(target, source, strict=True))
    yield from _usual_sides(least)


def _usual_sides(least: int) -> Iterator[int]:
    """Sides from *least* on: what crop ratios in use give, and the rest in steps over which a picture hardly moves."""
    usual = {round(least / ratio) for ratio in _RATIOS} | {int(least / ratio) for ratio in _RATIOS}
    yield from sorted(usual | set(range(least, ceil(least * _ENLARGED), max(least // 80, 1))))


def _nearby(guess: Guess) -> Iterator[Guess]:
    """*guess* with its size or fraction a little larger and smaller."""
    match guess:
        case (ResizeShort(size=size) as resize, crop):
            yield from ((replace(resize, size=size + step), crop) for step in _STEPS if size + step > 0)
        case (Resize(height=size) as resize, CenterCrop() as crop):
            yield from ((replace(resize, height=size + step, width=size + step), crop) for step in _STEPS if size + step > 0)
        case (CropFraction(fraction=fraction) as crop, resize):
            near = [round(fraction + step / 200, 3) for step in _STEPS]
            yield from ((replace(crop, fraction=part), resize) for part in near if 0 < part <= 1)
        case _:
            return


def _roundings(guess: Guess) -> Iterator[Guess]:
    """*guess* with its sizes and offsets rounded in every other way."""
    choices: list[Sequence[Any]] = []
    for op in guess:
        if isinstance(op, ResizeShort | ResizeLong | Letterbox):
            choices.append([replace(op, rounding=rounding) for rounding in ROUNDINGS])
        elif isinstance(op, CenterCrop):
            choices.append([replace(op, rounding=rounding) for rounding in OFFSETS])
        elif isinstance(op, CropFraction):
            choices.append([replace(op, rounding=rounding, offset=offset) for rounding, offset in product(ROUNDINGS, OFFSETS)])
        else:
            choices.append([op])
    yield from (cast("Guess", chosen) for chosen in product(*choices))

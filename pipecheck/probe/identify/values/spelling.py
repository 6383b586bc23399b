"""Affines in the spellings that people write, from a table of levels and values: the shortest numbers that give the same bits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Literal

import numpy as np

from pipecheck.probe.identify.values import recipes
from pipecheck_transformers.apply import apply
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Affine, Cast, DType, Numbers, Op
from pipecheck_transformers.pixels import Array, Pixels

Precision = Literal["float32"] | None
EXACT = 1e-3
"""Levels that a spelling may be off: what a rounding of float32 can do to any constants in use."""
_DIVISORS = (255.0, 256.0)
_MOST = 10
_FAMILIAR, _STEP, _ODD = 3, 3, 8
"""What a published constant, a step, and a float64 on the way cost, in digits."""
_PRECISIONS: tuple[Precision, ...] = ("float32", None)
_FINER = (1, 8, 64, 512)
"""Constants are tried with the fewest digits that the measurement allows, and with more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """The operations *ops*, and by how many levels they miss the table."""

    ops: tuple[Op, ...]
    levels: float


@dataclass(frozen=True, slots=True)
class Line:
    """`made = given · gain + offset` per channel, and how many *levels* the worst sample is off."""

    gain: Array
    offset: Array
    levels: float


def line(given: Array, made: Array) -> Line:
    """The line of least squares through the table, channel by channel."""
    gains, offsets, worst = [], [], 0.0
    for x, y in zip(given.T.astype(np.float64), made.T.astype(np.float64), strict=True):
        spread = ((x - x.mean()) ** 2).sum()
        gain = ((x - x.mean()) * (y - y.mean())).sum() / spread if spread else 0.0
        offset = y.mean() - gain * x.mean()
        off = float(np.abs(y - gain * x - offset).max())
        worst = max(worst, off / abs(gain) if gain else (np.inf if off else 0.0))
        gains.append(gain)
        offsets.append(offset)
    return Line(np.array(gains), np.array(offsets), worst)


def spellings(given: Array, made: Array) -> list[Spelled]:
    """The operations that bring *given* to *made* (colors × channels), the best first; none where no affine does."""
    fit = line(given, made)
    if not np.isfinite(fit.levels) or not np.all(fit.gain):
        return []
    candidates = _whole(made, fit) if made.dtype.kind in "ui" else _floating(given, made, fit)
    tried = [_tried(ops, given, made, fit) for ops in dict.fromkeys(candidates)]
    good = [one for one in tried if one.levels <= max(EXACT, fit.levels * 2) and one.levels < 1]
    familiar = recipes.numbers()
    return sorted(good, key=lambda one: (_bucket(one.levels), _effort(one.ops, familiar)))[:_MOST]


def _tried(ops: tuple[Op, ...], given: Array, made: Array, fit: Line) -> Spelled:
    pixels = Pixels(np.ascontiguousarray(given[None]), "rgb")
    try:
        with np.errstate(all="ignore"):
            for op in ops:
                if len(ops) > 1 and isinstance(op, Cast) and pixels.array.dtype == op.dtype:
                    return Spelled(ops=ops, levels=np.inf)  # said already
                pixels = apply(op, pixels)
    except StepError:
        return Spelled(ops=ops, levels=np.inf)
    if pixels.array.dtype != made.dtype:
        return Spelled(ops=ops, levels=np.inf)
    off = np.abs(pixels.array[0].astype(np.float64) - made.astype(np.float64)) / np.abs(fit.gain)
    return Spelled(ops=ops, levels=float(np.nan_to_num(off, nan=np.inf).max()))


def _bucket(levels: float) -> int:
    return 0 if levels == 0 else 1 if levels <= EXACT / 50 else 2


def _effort(ops: tuple[Op, ...], familiar: frozenset[float]) -> int:
    """How much there is to write: the digits of all numbers that are not *familiar*, the steps, and precisions that are no habit."""
    odd = sum(isinstance(op, Affine) and op.dtype != "float32" for op in ops)
    numbers = [part for op in ops if isinstance(op, Affine) for part in (op.mean, op.scale, op.std, op.bias)]
    flat = [each for part in numbers for each in (part if isinstance(part, tuple) else (part,)) if each not in (0.0, 1.0)]
    digits = sum(_FAMILIAR if number in familiar else len(repr(number).strip("0.-")) for number in flat)
    return digits + _STEP * len(ops) + _ODD * odd


def _floating(given: Array, made: Array, fit: Line) -> Iterator[tuple[Op, ...]]:
    last: tuple[Op, ...] = (Cast(made.dtype.name),)
    if given.dtype == made.dtype:
        yield ()
    yield last
    coarse = float(np.finfo(made.dtype).eps) if made.dtype != np.float64 else 1e-12
    reach = max(1.0, float(np.abs(made.astype(np.float64)).max() / np.abs(fit.gain).min() / 255))
    noise = max(coarse, fit.levels / 255 / 8) * 8 * reach
    for ops in chain(*(_affines(fit, noise / finer, precision) for finer in _FINER for precision in _PRECISIONS)):
        yield ops
        yield (*ops, *last)
    for ops in chain(*(_mixed(fit, noise / finer) for finer in _FINER), _published(given.shape[1])):
        yield ops
        yield (*ops, *last)


def _published(channels: int) -> Iterator[tuple[Op, ...]]:
    """Constants with more digits than can be measured."""
    for ops in recipes.known("rgb"):
        if all(isinstance(op, Affine) and op.channels in (None, channels) for op in ops):
            yield ops
            if len(ops) > 1:
                yield Affine(scale=1 / 255, dtype=None), Cast("float32"), *ops[1:]
                yield Affine(scale=1 / 255), *ops[1:]


def _affines(fit: Line, noise: float, precision: Precision) -> Iterator[tuple[Op, ...]]:
    make = partial(Affine, dtype=precision)
    means, stds = _means(fit, noise, 1.0), _numbers(1 / fit.gain, noise)
    gains, offsets = _numbers(fit.gain, noise), _numbers(fit.offset, noise, absolute=noise * 255 * float(np.abs(fit.gain).min()))
    centred = means == 0.0
    yield (make(std=stds),) if centred else (make(mean=means, std=stds),)
    yield (make(scale=gains),) if centred else (make(mean=means, scale=gains),)
    if not centred:
        yield (make(scale=_inverse(stds), mean=means),)
        yield (make(std=stds, bias=offsets),)
        yield (make(scale=gains, bias=offsets),)
        yield (make(scale=_inverse(stds), bias=offsets),)
        yield (make(bias=offsets),) if gains == 1.0 else ()
    else:
        yield (make(scale=_inverse(stds)),)
    for divisor in _DIVISORS:
        means, stds = _means(fit, noise, divisor), _numbers(1 / fit.gain / divisor, noise)
        rest = () if means == 0.0 and stds == 1.0 else (make(mean=means, std=stds),)
        yield (make(std=divisor), *rest)
        yield (make(scale=1 / divisor), *rest)
        yield (make(std=divisor), make(scale=_numbers(fit.gain * divisor, noise), bias=offsets))


def _mixed(fit: Line, noise: float) -> Iterator[tuple[Op, ...]]:
    """A division in float64 in front of a normalisation in float32."""
    means, stds = _means(fit, noise, 255.0), _numbers(1 / fit.gain / 255, noise)
    for first in (Affine(std=255.0, dtype=None), Affine(scale=1 / 255, dtype=None)):
        yield first, Cast("float32"), Affine(mean=means, std=stds)
        yield first, Affine(mean=means, std=stds)


def _whole(made: Array, fit: Line) -> Iterator[tuple[Op, ...]]:
    """Integers: the pixels themselves, shifted, or cut down from floats."""
    yield ()
    dtype: DType = made.dtype.name
    noise = max(fit.levels, 1e-3) / 64
    shift = _numbers(np.rint(fit.offset), 0.0)
    for rounding in ("truncate", "half-even"):
        for overflow in ("wrap", "clip"):
            cut = Cast(dtype, rounding=rounding, overflow=overflow)
            yield (cut,)
            yield Affine(bias=shift), cut
            for ops in _affines(fit, noise, "float32"):
                yield (*ops, cut)


def _means(fit: Line, noise: float, divisor: float) -> Numbers:
    """What is taken off before the division, in units of `x / divisor`."""
    return _numbers(-fit.offset / fit.gain / divisor, noise, absolute=noise * 255 / divisor)


def _numbers(values: Array, relative: float, absolute: float = 0.0) -> Numbers:
    """*values* in as few digits as the measurement allows, one number where all are alike."""
    each = tuple(short(float(value), max(relative * abs(float(value)), absolute)) for value in values)
    if max(each) - min(each) <= 2 * max(relative * abs(each[0]), absolute):
        mean = float(np.mean(values))
        return short(mean, max(relative * abs(mean), absolute))
    return each


def short(value: float, slack: float) -> float:
    """The number with the fewest digits within *slack* of *value*."""
    if abs(value) <= slack:
        return 0.0
    for digits in range(1, 12):
        rounded = float(f"{value:.{digits}g}")
        if abs(rounded - value) <= slack:
            return rounded
    return value


def _inverse(numbers: Numbers) -> Numbers:
    return tuple(1 / number for number in numbers) if isinstance(numbers, tuple) else 1 / numbers

"""The ways in which pixels are known to become numbers, the right ones and the mistakes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipecheck.evidence.tensors import Expected, Kind
from pipecheck.schema.constants import ORDERS, RECIPES, Recipe
from pipecheck.spec import Affinity, affine

Order = Literal["rgb", "bgr"]
UNITS = (Affinity((1 / 255,)), Affinity((1 / 256,)))
_NORMALISED = 32.0
"""A picture that was normalised is smaller than this."""
_NAMED: tuple[tuple[str, Kind, float, float], ...] = (
    ("x", "levels", 0.0, 1.0),
    ("x / 255", "unit", 0.0, 255.0),
    ("x / 256", "unit", 0.0, 256.0),
    ("x - 128", "shifted", 128.0, 1.0),
    ("x / 127.5 - 1", "normalised", 127.5, 127.5),
    ("(x - 128) / 128", "normalised", 128.0, 128.0),
    ("(x - 127.5) / 128", "normalised", 127.5, 128.0),
    ("(x - 127) / 128", "normalised", 127.0, 128.0),
    ("(x - 127.5) / 255", "normalised", 127.5, 255.0),
    ("(x - 128) / 255", "normalised", 128.0, 255.0),
    ("(x - 128) / 256", "normalised", 128.0, 256.0),
    ("x - 127.5", "normalised", 127.5, 1.0),
    ("x / 255, twice", "divided twice", 0.0, 255.0**2),
    ("x / 256, twice", "divided twice", 0.0, 256.0**2),
    ("x / 255 / 256", "divided twice", 0.0, 255.0 * 256.0),
    ("x · 255", "other", 0.0, 1 / 255),
    ("x · 257", "other", 0.0, 1 / 257),
)
"""What it is called, what numbers made so are, the mean, and what is divided by: the same for all channels."""
_MOBILE = Recipe("Caffe's MobileNet", (123.68 / 255, 116.78 / 255, 103.94 / 255), (1 / 0.017 / 255,) * 3)


@dataclass(frozen=True, slots=True)
class Way:
    """One way from levels to numbers: what it is called, what such numbers are, the affine, and the order of its channels."""

    name: str
    kind: Kind
    affine: Affinity
    order: Order | None = None


@cache
def singles() -> tuple[Way, ...]:
    """Every way that somebody may have meant, likely ones first."""
    named = [Way(name, kind, affine.make((1 / std,), (-mean / std if mean else 0.0,))) for name, kind, mean, std in _NAMED]
    return (*named, *(way for recipe in (*RECIPES, _MOBILE) for order in ORDERS for way in _spelled(recipe, order)))


@cache
def blunders() -> tuple[Way, ...]:
    """What comes of each of these when it is done wrongly."""
    return tuple(wrong for way in singles() for wrong in mistakes(way))


def declared(expected: Expected) -> Way | None:
    """The way that the numbers were expected to have been made."""
    if expected.values is None or 0.0 in expected.values.scale:
        return None
    known = next((way for way in singles() if affine.same(way.affine, expected.values)), None)
    if known is not None:
        return Way(known.name, nature(expected.values), expected.values, known.order)
    stated: Order | None = expected.color if expected.color in ORDERS and not expected.values.uniform else None
    return Way("the expected constants", nature(expected.values), expected.values, stated)


def mirrored(way: Way) -> Way | None:
    """*way* with its constants in the opposite channel order, where that makes a difference."""
    if way.affine.uniform:
        return None
    order: Order | None = None if way.order is None else "bgr" if way.order == "rgb" else "rgb"
    return Way(f"{way.name}, in the opposite channel order", way.kind, affine.reverse(way.affine), order)


def nature(values: Affinity) -> Kind:
    """What numbers are that were made so, once and on purpose."""
    if values.identity:
        return "levels"
    if any(affine.same(values, unit) for unit in UNITS):
        return "unit"
    return "shifted" if affine.same(values, Affinity(bias=(-128.0,))) else "normalised"


def each(values: Affinity, channels: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Scale and bias of each of *channels*."""
    return (values.scale * channels, values.bias * channels) if values.uniform else (values.scale, values.bias)


def mistakes(way: Way) -> Iterator[Way]:
    """What comes of *way*, which normalises, when it is done wrongly."""
    if normalises(way):
        yield from _repeated(way)
    if normalises(way) and any(way.affine.bias):
        yield from _upside_down(way)


def normalises(way: Way) -> bool:
    """Whether *way* makes pixels smaller than any picture could be, on purpose."""
    return way.kind == "normalised" and all(abs(scale) * 255 < _NORMALISED for scale in way.affine.scale)


def chained() -> Iterator[Way]:
    """Each two ways that normalise, one after the other."""
    normal = [way for way in singles() if normalises(way) and any(way.affine.bias)]
    for first, second in itertools.product(normal, normal):
        if first is not second and (both := affine.after(first.affine, second.affine)) is not None:
            yield Way(f"{first.name}, then {second.name}", "twice", both)


def _repeated(way: Way) -> Iterator[Way]:
    """*way* twice, with constants for 0..255 and for 0..1, and together with a division by 255."""
    unit = UNITS[0]
    again = [(f"{way.name}, twice", way.affine, way.affine)]
    if small := affine.after(Affinity((255.0,)), way.affine):
        again.append((f"{way.name}, twice", way.affine, small))
    again += [(f"x / 255, then {way.name} as for 0..255", unit, way.affine), (f"{way.name}, then x / 255", way.affine, unit)]
    for name, first, second in again:
        if (both := affine.after(first, second)) is not None:
            yield Way(name, "twice", both, way.order)


def _upside_down(way: Way) -> Iterator[Way]:
    """*way* multiplied by its standard deviation, in each of the ranges that pixels and constants may have."""
    means = tuple(-bias / scale for scale, bias in zip(way.affine.scale, way.affine.bias, strict=True))
    for range_ in (1.0, 1 / 255, 1 / 255**2):
        scales = tuple(range_ / scale for scale in way.affine.scale)
        biases = tuple(-mean * scale for mean, scale in zip(means, scales, strict=True))
        if not any(abs(new - 1) < 0.01 or abs(new / old - 1) < 0.01 for new, old in zip(scales, way.affine.scale, strict=True)):
            yield Way(f"{way.name}, multiplied by the standard deviation", "std as scale", affine.make(scales, biases), way.order)


def _spelled(recipe: Recipe, order: Order) -> Iterator[Way]:
    """*recipe* in channel order *order*, and its mean alone."""
    mean, std = (recipe.mean, recipe.std) if order == "rgb" else (recipe.mean[::-1], recipe.std[::-1])
    scale = tuple(1 / (255 * s) for s in std)
    only = affine.make((1.0,) * 3, tuple(-255 * m for m in mean))
    full = affine.make(scale, tuple(-m / s for m, s in zip(mean, std, strict=True)))
    if recipe is _MOBILE or any(abs(s - 1) > 1e-6 for s in scale):
        yield Way(f"the mean and standard deviation of {recipe.name}", "normalised", full, order)
    if recipe is not _MOBILE:
        yield Way(f"the mean of {recipe.name}", "normalised", only, order)

"""The published normalisations as operations, for either order of channels."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.schema.constants import RECIPES, Recipe
from pipecheck_transformers.ops import Affine, Op

_EVEN: tuple[tuple[Op, ...], ...] = (
    (),
    (Affine(std=255.0),),
    (Affine(std=256.0),),
    (Affine(std=127.5, bias=-1.0),),
    (Affine(mean=127.5, std=128.0),),
    (Affine(bias=-128.0),),
)
"""Those that treat all channels alike."""


def known(order: str) -> Iterator[tuple[Op, ...]]:
    """Every published normalisation, its constants in *order*; the opposite order follows, because people mix it up."""
    yield from _EVEN
    for reverse in (order == "bgr", order != "bgr"):
        yield from (steps(recipe, reverse=reverse) for recipe in RECIPES)


def numbers() -> frozenset[float]:
    """All constants that are published, in both units."""
    parts = [number for recipe in RECIPES for number in (*recipe.mean, *recipe.std)]
    return frozenset((*parts, *(round(number * 255, 6) for number in parts)))


def steps(recipe: Recipe, *, reverse: bool) -> tuple[Op, ...]:
    """The operations of *recipe*, its constants as B, G, R if *reverse*."""
    mean, std = (part[::-1] if reverse else part for part in (recipe.mean, recipe.std))
    if set(std) == {1 / 255}:  # only a mean is taken off the bytes
        return (Affine(mean=tuple(round(number * 255, 6) for number in mean)),)
    return Affine(std=255.0), Affine(mean=mean, std=std)

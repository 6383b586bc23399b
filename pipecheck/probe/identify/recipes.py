"""The published normalisations as operations, for either order of channels."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.schema.constants import RECIPES, Recipe
from pipecheck_transformers.ops import Affine, Op

_EVEN: tuple[tuple[str, tuple[Op, ...]], ...] = (
    ("0..255", ()),
    ("0..1", (Affine(std=255.0),)),
    ("0..1 by 256", (Affine(std=256.0),)),
    ("−1..1", (Affine(std=127.5, bias=-1.0),)),
    ("−1..1 by 128", (Affine(mean=127.5, std=128.0),)),
    ("−128..127", (Affine(bias=-128.0),)),
)


def known(order: str) -> Iterator[tuple[str, tuple[Op, ...]]]:
    """Every published normalisation by name, its constants in *order*; the opposite order follows, because people mix it up."""
    yield from _EVEN
    for suffix, reverse in (("", order == "bgr"), (", constants in the other order", order != "bgr")):
        for recipe in RECIPES:
            yield recipe.name + suffix, _ops(recipe, reverse)


def numbers() -> frozenset[float]:
    """All constants that are published, in both units."""
    parts = [number for recipe in RECIPES for number in (*recipe.mean, *recipe.std)]
    return frozenset((*parts, *(round(number * 255, 6) for number in parts)))


def _ops(recipe: Recipe, reverse: bool) -> tuple[Op, ...]:
    mean, std = (part[::-1] if reverse else part for part in (recipe.mean, recipe.std))
    if set(std) == {1 / 255}:  # only a mean is taken off the bytes
        return (Affine(mean=tuple(round(number * 255, 6) for number in mean)),)
    return Affine(std=255.0), Affine(mean=mean, std=std)

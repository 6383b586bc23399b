"""The means and standard deviations that networks are known to be trained with, and where a YAML's numbers come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A mean and a standard deviation for 0..1, channels as R, G, B."""

    name: str
    mean: Triple
    std: Triple


RECIPES = (
    Recipe("ImageNet", (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    Recipe("Caffe's ImageNet", (123.68 / 255, 116.779 / 255, 103.939 / 255), (1 / 255, 1 / 255, 1 / 255)),
    Recipe("SSD", (123 / 255, 117 / 255, 104 / 255), (1 / 255, 1 / 255, 1 / 255)),
    Recipe("CIFAR-10", (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    Recipe("CIFAR-10", (0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)),
    Recipe("CIFAR-100", (0.5071, 0.4867, 0.4408), (0.2675, 0.2565, 0.2761)),
    Recipe("CLIP", (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    Recipe("CenterNet's COCO", (0.470, 0.447, 0.408), (0.278, 0.274, 0.289)),
)
ORDERS: tuple[Literal["rgb", "bgr"], ...] = ("rgb", "bgr")
TOLERANCE = 0.004
"""Constants are written with three digits at least."""
UNITS: dict[Literal["0..255", "0..1"], float] = {"0..255": 255.0, "0..1": 1.0}


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from: the *recipe*, the channel *order* in which they stand, and the *unit* of the pixels they count for."""

    recipe: Recipe
    order: Literal["rgb", "bgr"]
    unit: Literal["0..255", "0..1"]


def means(numbers: tuple[float, ...]) -> Source | None:
    """The recipe whose mean *numbers* are."""
    return _nearest(numbers, "mean")


def deviations(numbers: tuple[float, ...]) -> Source | None:
    """The recipe whose standard deviation *numbers* are."""
    return _nearest(numbers, "std")


def _nearest(numbers: tuple[float, ...], part: Literal["mean", "std"]) -> Source | None:
    if len(numbers) != 3 or len(set(numbers)) == 1:
        return None
    distance, source = min(_candidates(numbers, part), key=lambda candidate: candidate[0])
    return source if distance <= TOLERANCE else None


def _candidates(numbers: tuple[float, ...], part: Literal["mean", "std"]) -> Iterator[tuple[float, Source]]:
    """Every reading of *numbers*, with how far it is off at the worst."""
    for recipe in RECIPES:
        triple: Triple = recipe.mean if part == "mean" else recipe.std
        for unit, factor in UNITS.items():
            for order in ORDERS:
                wanted = triple if order == "rgb" else triple[::-1]
                distance = max(abs(number / (value * factor) - 1) for number, value in zip(numbers, wanted, strict=True))
                yield distance, Source(recipe, order, unit)

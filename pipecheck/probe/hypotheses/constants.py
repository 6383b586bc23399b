"""The constants that a network may want its pixels normalised with, each with the words for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipecheck.probe.identify.values import recipes
from pipecheck.schema.constants import RECIPES, Recipe
from pipecheck.spec import affine
from pipecheck.spec.facts import Affinity
from pipecheck.spec.wording import level
from pipecheck_transformers.ops import Affine, Numbers

Order = Literal["rgb", "bgr", "gray"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """What happens to the values of a pixel, channels as R, G, B; *stated*: the project names these numbers, *known*: many do."""

    words: str
    ops: tuple[Affine, ...]
    stated: bool = False
    known: bool = True

    def of(self, order: Order) -> tuple[Affine, ...]:
        """The same with the channels in *order*."""
        return tuple(map(_mirrored, self.ops)) if order == "bgr" else self.ops

    @property
    def affinity(self) -> Affinity | None:
        """All of it as one affine, channels as R, G, B."""
        found: Affinity | None = affine.IDENTITY
        for op in self.ops:
            found = None if found is None else affine.after(found, affine.of(op))
        return found


_EVEN = (
    Constants(words="x / 255", ops=(Affine(std=255.0),)),
    Constants(words="0..255 unchanged", ops=()),
    Constants(words="x / 127.5 − 1", ops=(Affine(std=127.5, bias=-1.0),)),
    Constants(words="(x − 127) / 128", ops=(Affine(mean=127.0, std=128.0),)),
    Constants(words="(x − 127.5) / 128", ops=(Affine(mean=127.5, std=128.0),)),
    Constants(words="x − 128", ops=(Affine(bias=-128.0),)),
    Constants(words="x / 256", ops=(Affine(std=256.0),)),
)
_HANDWRITING = Constants(words="MNIST's mean and std", ops=(Affine(std=255.0), Affine(mean=0.1307, std=0.3081)))
_SHIFTED = Constants(words="x − 128", ops=(Affine(bias=-128.0),))
_WHOLE = Constants(words="0..255 unchanged", ops=())


def known(channels: int, dtype: str, stated: Sequence[Constants] = ()) -> tuple[Constants, ...]:
    """All that is tried for a picture of so many *channels* in *dtype*: those *stated* by the project, the published, the plain first."""
    if dtype == "uint8":
        return (_WHOLE,)
    if dtype == "int8":
        return (_SHIFTED,)
    given = [each for each in stated if _channels(each) in (None, channels)]
    return tuple(_distinct([*given, *_published(channels)]))


def _published(channels: int) -> Iterator[Constants]:
    even, others = _EVEN[:3], _EVEN[3:]
    yield from even
    if channels == 1:
        yield _HANDWRITING
    else:
        yield from map(_of_recipe, RECIPES)
    yield from others


def _of_recipe(recipe: Recipe) -> Constants:
    ops = tuple(op for op in recipes.steps(recipe, reverse=False) if isinstance(op, Affine))
    what = "mean" if len(ops) == 1 else "mean and std"
    possessive = recipe.name if recipe.name.endswith("ImageNet") or "'s" in recipe.name else f"{recipe.name}'s"
    twin = sum(other.name == recipe.name for other in RECIPES) > 1
    return Constants(words=f"{possessive} {what}{f' {recipe.std[0]:.4g}…' if twin else ''}", ops=ops)


def formula(ops: tuple[Affine, ...]) -> str:
    """What *ops* do to a pixel, as a mean and a standard deviation where that can be said."""
    found = Constants(words="", ops=ops).affinity
    if found is None or 0.0 in found.scale:
        return "other values"
    if found.identity:
        return "0..255 unchanged"
    means = tuple(round(-b / s, 3) + 0.0 for s, b in zip(found.scale, found.bias, strict=True))
    stds = tuple(float(f"{1 / s:.6g}") for s in found.scale)
    return f"mean {level(_one(means))} and std {level(_one(stds))} of 0..255"


def _one(numbers: tuple[float, ...]) -> Numbers:
    return numbers[0] if len(set(numbers)) == 1 else numbers


def _distinct(found: Sequence[Constants]) -> Iterator[Constants]:
    """*found* without those that an earlier one equals on every pixel; what the project states has a published name where there is one."""
    kept: list[Constants] = []
    for each in found:
        twin = next((i for i, other in enumerate(kept) if equal(each, other)), None)
        if twin is None:
            kept.append(each)
        elif kept[twin].stated and not each.stated:
            kept[twin] = replace(each, ops=kept[twin].ops, stated=True)
    yield from kept


def equal(one: Constants, other: Constants) -> bool:
    """Whether no pixel can tell the two apart."""
    first, second = one.affinity, other.affinity
    return first is not None and second is not None and affine.same(first, second)


def _channels(constants: Constants) -> int | None:
    return next((op.channels for op in constants.ops if op.channels is not None), None)


def _mirrored(op: Affine) -> Affine:
    return replace(op, mean=_turned(op.mean), scale=_turned(op.scale), std=_turned(op.std), bias=_turned(op.bias))


def _turned(numbers: Numbers) -> Numbers:
    return numbers[::-1] if isinstance(numbers, tuple) else numbers

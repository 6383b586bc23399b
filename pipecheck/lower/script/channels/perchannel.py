"""Arithmetic that is written channel by channel: `x[..., 0] = (x[..., 0] - m) / s`."""

from __future__ import annotations

from dataclasses import dataclass

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes, brackets
from pipecheck.lower.script.numbers import dtypes
from pipecheck.lower.script.numbers.arrays import array
from pipecheck.lower.script.numbers.constants import Array
from pipecheck.lower.script.numbers.operators import NAMES, operated
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Constant, Items, Value
from pipecheck.spec.numbers import LIMITS
from pipecheck_transformers.ops import Affine, Cast


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator on a channel."""

    name: str
    numbers: Array
    flipped: bool
    in_place: bool


def set_channels(call: Call, base: Value, index: Value, value: Value, walk: Walk) -> Picture | None:
    """The picture *base* after one of its channels was set to what *value* makes of it."""
    picture = walk.subject(base)
    if picture.kind == "pil" or picture.gray:
        raise NotReadError("a part of a picture is set")
    if _trades_places(base, index, value, picture):
        return axes.swapped(picture, call.origin)
    place = channel_of(index, picture)
    now = picture
    for each in operators(value, base, index):
        made = _operated(now, each, place)
        now = now.do(*made, origin=call.origin, dtype=made[-1].dtype or now.dtype)
    if picture.dtype is None:
        raise NotReadError("the dtype is not known")
    return dtypes.cast(now, picture.dtype, call.origin)


def _operated(picture: Picture, each: Operator, place: int) -> tuple[Affine | Cast, ...]:
    if len(each.numbers.numbers) != 1 or (each.numbers.shape or ()) not in ((), (1,)):
        raise NotReadError("a channel meets several numbers")
    if each.flipped and each.name in ("-", "/"):
        raise NotReadError("a channel is taken from a number")
    neutral = 1.0 if each.name in ("*", "/") else 0.0
    by = tuple(each.numbers.numbers[0] if channel == place else neutral for channel in range(3))
    ops = operated(picture, each.name, each.numbers, by, in_place=each.in_place)
    last = ops[-1]
    if isinstance(last, Cast) and last.dtype in LIMITS and picture.dtype not in LIMITS:
        raise NotReadError("a cast of one channel alone")
    return ops


def channel_of(index: Value, picture: Picture) -> int:
    """Which channel *index* is about."""
    known = axes.names(picture)
    found = {name: part for name, part in brackets.spread(index, known) if name != "new" and not brackets.is_whole(part)}
    if picture.batched and isinstance(first := found.get("batch"), Constant) and first.value == 0:
        del found["batch"]
    match found:
        case {"channels": Constant(value=int(place))} if len(found) == 1 and -3 <= place < 3:
            return place % 3
        case _:
            raise NotReadError("what is set is not one channel")


def operators(value: Value, base: Value, index: Value) -> list[Operator]:
    """What *value* does to the channel at *index*, in order."""
    match value:
        case Call(name="[]", args=(holder, place)) if _same(place, index) and _is_as_before(holder, base, index):
            return []
        case Call(name=name, args=(left, right)) if not value.kwargs:
            known = name.startswith((".", "numpy.", "torch."))
            word = name.strip("._=").rsplit(".", 1)[-1] if known else name.removesuffix("=")
            symbol = NAMES.get(word, word)
            in_place = name.endswith("=") or (known and name.endswith("_"))
            try:
                numbers, inner, flipped = array(right), left, False
            except NotReadError:
                numbers, inner, flipped = array(left), right, True
            return [*operators(inner, base, index), Operator(symbol, numbers, flipped, in_place)]
        case _:
            raise NotReadError("a channel is set to something else")


def _is_as_before(holder: Value, base: Value, index: Value) -> bool:
    """Whether the channel at *index* is in *base* what it was in *holder*: only others were set since."""
    while base is not holder and isinstance(base, Call) and base.name == "[]=" and _is_other(base.args[1], index):
        base = base.args[0]
    return base is holder


def _is_other(one: Value, other: Value) -> bool:
    """Whether two indices are alike but for one number."""
    match one, other:
        case Constant(value=int(mine)), Constant(value=int(theirs)):
            return mine != theirs and (mine < 0) == (theirs < 0)
        case Items(items=mine), Items(items=theirs) if len(mine) == len(theirs):
            apart = [pair for pair in zip(mine, theirs, strict=True) if not _same(*pair)]
            return len(apart) == 1 and _is_other(*apart[0])
        case _:
            return False


def _trades_places(base: Value, index: Value, value: Value, picture: Picture) -> bool:
    """Whether red and blue trade places: `x[..., [0, 2]] = x[..., [2, 0]]`."""
    match value:
        case Call(name="[]", args=(holder, place)) if holder is base:
            known = axes.names(picture)
            mine, theirs = (
                {name: part for name, part in brackets.spread(each, known) if not brackets.is_whole(part)} for each in (index, place)
            )
            picks = [_numbers(found.get("channels")) if len(found) == 1 else () for found in (mine, theirs)]
            return sorted(picks) == [(0, 2), (2, 0)] or (sorted(picks) == [(0, 1, 2), (2, 1, 0)])
        case _:
            return False


def _numbers(value: Value | None) -> tuple[object, ...]:
    return tuple(getattr(item, "value", None) for item in value.items) if isinstance(value, Items) else ()


def _same(one: Value, other: Value) -> bool:
    """Whether two indices are alike, wherever they stand."""
    match one, other:
        case Constant(value=mine), Constant(value=theirs):
            return bool(mine == theirs)
        case Items(items=mine), Items(items=theirs):
            return len(mine) == len(theirs) and all(map(_same, mine, theirs))
        case Call(name=mine, args=parts), Call(name=theirs, args=others):
            return mine == theirs and len(parts) == len(others) and all(map(_same, parts, others))
        case _:
            return False

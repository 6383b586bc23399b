"""A new array that is filled channel by channel from a picture: `y[i] = (x[i] - m[i]) / s[i]`."""

from __future__ import annotations

from collections.abc import Mapping

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes
from pipecheck.lower.script.channels.perchannel import Operator, channel_of, operators
from pipecheck.lower.script.measures import canvas
from pipecheck.lower.script.measures.extents import USUAL
from pipecheck.lower.script.measures.sizes import Sample, canvas_shape
from pipecheck.lower.script.numbers import dtypes
from pipecheck.lower.script.numbers.operators import operated
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Value


def filled(call: Call, walk: Walk) -> Picture | None:
    """The array that *call* completes; None where it is not one that was empty and now has every channel of a single picture."""
    try:
        base, holders, parts = _taken_apart(call, walk)
    except NotReadError:
        return None
    if len(parts) != 3 or not canvas.is_new(base) or any(holder is not holders[0] for holder in holders):
        return None
    made = _operated(walk.subject(holders[0]), parts, call)
    kind = canvas.filling(base, walk).dtype
    shape = canvas_shape(base, Sample(walk, *USUAL[0], root=walk.root(made)))
    names = axes.names(made)
    if kind is None or len(shape) != len(names) or shape[names.index("channels")] != 3:
        raise NotReadError("an array of another form")
    return dtypes.cast(made, kind, call.origin)


def _taken_apart(call: Call, walk: Walk) -> tuple[Value, list[Value], dict[int, list[Operator]]]:
    """What three parts are set of, from what, and what is done to each channel."""
    base: Value = call
    holders: list[Value] = []
    parts: dict[int, list[Operator]] = {}
    while isinstance(base, Call) and base.name == "[]=" and len(parts) < 3:
        base, index, value = base.args
        holder = _holder(value)
        picture = walk.subject(holder)
        if holder is None or picture.gray or picture.kind == "pil":
            raise NotReadError("no channel")
        holders.append(holder)
        parts.setdefault(channel_of(index, picture), operators(value, holder, index))
    return base, holders, parts


def _holder(value: Value) -> Value | None:
    """The picture of which *value* takes a channel, before it calculates with it."""
    match value:
        case Call(name="[]", args=(holder, _)):
            return holder
        case Call(args=(left, right), kwargs={}):
            return _holder(left) if isinstance(left, Call) else _holder(right)
        case _:
            return None


def _operated(picture: Picture, parts: Mapping[int, list[Operator]], call: Call) -> Picture:
    """*picture* after what is done to each of its channels, which is the same but for the numbers."""
    for steps in zip(*(parts[place] for place in range(3)), strict=True):
        first = steps[0]
        if any((each.name, each.flipped, len(each.numbers.numbers)) != (first.name, first.flipped, 1) for each in steps):
            raise NotReadError("channels of different makes")
        by = tuple(each.numbers.numbers[0] for each in steps)
        ops = operated(picture, first.name, first.numbers, by, flipped=first.flipped, in_place=False)
        picture = picture.do(*ops, origin=call.origin, dtype=ops[-1].dtype or picture.dtype)
    return picture

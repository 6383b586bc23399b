"""A choice between two values: the one that a picture of three channels takes, or the one that does what the other does, and more."""

from __future__ import annotations

from typing import Any

from pipecheck.lower.picture import Picture
from pipecheck.lower.script import chance
from pipecheck.lower.script.measures import detours, sizes
from pipecheck.lower.script.walk import Walk, furthest
from pipecheck.sources.pyvalues import Call, Parameter, Reference, Value
from pipecheck.spec import ASPECTS, Random, canonical


def chosen(condition: Value, yes: Value, no: Value, walk: Walk) -> Picture | None:
    """The picture of either outcome; unknown where the two differ and nobody can tell which is taken."""
    known = sizes.holds(condition, walk)
    if known is not None:
        return walk.picture(yes if known else no)
    one, other = walk.picture(yes), walk.picture(no)
    if one is None or other is None:
        return one or other  # the other way out has no picture
    if one.program == other.program or _reads(condition, one, other):
        return furthest((one, other))
    if chance.is_random(condition, walk):
        return _by_chance(condition, one, other)
    return detours.either(condition, one, other, walk) or _unknown(condition, one, other)


def _reads(condition: Value, one: Picture, other: Picture) -> bool:
    """Whether the choice is one between a path and a picture: what is read is known better."""
    decides = isinstance(condition, Call) and condition.name == "isinstance"
    return decides and (one.program.decoded.library is None) != (other.program.decoded.library is None)


def _by_chance(condition: Value, one: Picture, other: Picture) -> Picture:
    """Either of the two, whichever is drawn."""
    apart = chance.apart(one.program, other.program)
    made = _shorter(one, other).chance(Random("a random choice" if apart else "a random flip", apart), condition.origin)
    return made.do(origin=condition.origin, **_alike(one, other))


def _shorter(one: Picture, other: Picture) -> Picture:
    return min(one, other, key=lambda picture: len(picture.program.steps))


def _unknown(condition: Value, one: Picture, other: Picture) -> Picture:
    """Both roads as far as they go together, and what sets them apart unknown."""
    base = _shorter(one, other)
    text = getattr(condition, "text", "") or (condition.name if isinstance(condition, Parameter | Reference) else "a condition")
    mine, theirs = canonical(one.program), canonical(other.program)
    touches = frozenset(aspect for aspect in ASPECTS if getattr(mine, aspect).value != getattr(theirs, aspect).value)
    return base.lose(text, condition.origin, touches, **_alike(one, other))


def _alike(one: Picture, other: Picture) -> dict[str, Any]:
    return {"dtype": one.dtype if one.dtype == other.dtype else None, "layout": one.layout if one.layout == other.layout else None}

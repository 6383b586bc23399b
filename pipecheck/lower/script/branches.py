"""A choice between two values: the one that a picture of three channels takes, or the one that does what the other does, and more."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.lower.picture import Picture
from pipecheck.lower.script import detours, sizes
from pipecheck.lower.script.walk import Walk, furthest
from pipecheck.sources.pyvalues import Call, Items, Parameter, Reference, Value
from pipecheck.spec import ASPECTS, Aspect, Program, Random, canonical
from pipecheck_transformers.ops import Flip


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
    if _is_chance(condition):
        return _shorter(one, other).chance(Random(_chance(one, other), _apart(one, other)), condition.origin)
    return detours.either(condition, one, other, walk) or _unknown(condition, one, other)


def _reads(condition: Value, one: Picture, other: Picture) -> bool:
    """Whether the choice is one between a path and a picture: what is read is known better."""
    decides = isinstance(condition, Call) and condition.name == "isinstance"
    return decides and (one.program.decoded.library is None) != (other.program.decoded.library is None)


def _is_chance(condition: Value) -> bool:
    waiting, seen = [condition], 0
    while waiting and seen < 200:
        seen += 1
        match waiting.pop():
            case Call(name=name, args=args):
                if name.split(".", 1)[0] == "random" or ".random." in name:
                    return True
                waiting += args
            case Items(items=items):
                waiting += items
            case _:
                pass
    return False


def _shorter(one: Picture, other: Picture) -> Picture:
    return min(one, other, key=lambda picture: len(picture.program.steps))


def _apart(one: Picture, other: Picture) -> frozenset[Aspect]:
    """The aspects in which the two differ, a mirrored picture left aside: its distribution is the same."""
    mine, theirs = (canonical(_unmirrored(picture.program)) for picture in (one, other))
    return frozenset(aspect for aspect in ASPECTS if getattr(mine, aspect).value != getattr(theirs, aspect).value)


def _unmirrored(program: Program) -> Program:
    return replace(program, steps=tuple(step for step in program.steps if not isinstance(step.op, Flip)))


def _chance(one: Picture, other: Picture) -> str:
    return "a random choice" if _apart(one, other) else "a random flip"


def _unknown(condition: Value, one: Picture, other: Picture) -> Picture:
    """Both roads as far as they go together, and what sets them apart unknown."""
    base = _shorter(one, other)
    text = getattr(condition, "text", "") or (condition.name if isinstance(condition, Parameter | Reference) else "a condition")
    mine, theirs = canonical(one.program), canonical(other.program)
    touches = frozenset(aspect for aspect in ASPECTS if getattr(mine, aspect).value != getattr(theirs, aspect).value)
    alike = {"dtype": one.dtype if one.dtype == other.dtype else None, "layout": one.layout if one.layout == other.layout else None}
    return base.lose(text, condition.origin, touches, **alike)

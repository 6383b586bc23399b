"""albumentations' pipelines, as they were written for version 1 and for version 2, from their source text."""

from __future__ import annotations

from pipecheck.lower.albumentations import chances
from pipecheck.lower.albumentations.applied import applied
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call, Items, Value, spelled
from pipecheck.spec import Decoded, Program, Random

_PACKAGE = "albumentations."
_IN_ORDER = ("Compose", "ReplayCompose", "Sequential")


def speaks(value: Value) -> bool:
    """Whether *value* is an albumentations transform, a list of them, or a sum."""
    match value:
        case Call(name="+", args=args):
            return any(map(speaks, args))
        case Call(name=name):
            return name.startswith(_PACKAGE)
        case Items(items=items):
            return any(map(speaks, items))
        case _:
            return False


def lower(value: Value) -> Program:
    """The program of the transform *value*, on an array of bytes of which nothing else is said."""
    return run(value, begin(value)).program


def begin(value: Value) -> Picture:  # noqa: ARG001  # every dialect is asked alike
    """What the first step gets: an array whose reader and order the library leaves to the caller."""
    return Picture(program=Program(Decoded()), kind="array")


def run(value: Value, picture: Picture) -> Picture:
    """*picture* after the transform *value*."""
    match value:
        case Call(name="+", args=parts) if speaks(value):
            return _in_turn(parts, picture)
        case Items(items=parts):
            return _in_turn(parts, picture)
        case Call() if speaks(value) and chances.short(value) in chances.JOINED:
            return _composed(value, picture)
        case Call() if speaks(value):
            return applied(value, picture)
        case _:
            return picture.lose(spelled(value), value.origin)


def _in_turn(parts: tuple[Value, ...], picture: Picture) -> Picture:
    for part in parts:
        picture = run(part, picture)
    return picture


def _composed(call: Call, picture: Picture) -> Picture:
    """*picture* after several transforms, all of them in order or some of them by chance."""
    name, inside = chances.short(call), chances.inside(call)
    try:
        probability = chances.probability(call)
    except NotReadError:
        return picture.lose(call.text, call.origin, chances.touches(call))
    if probability <= 0:
        return picture
    if probability < 1 or name not in _IN_ORDER:
        return picture.chance(Random(name, chances.touches(call)), call.origin)
    return picture.lose(call.text, call.origin) if inside is None else _in_turn(inside, picture)

"""What stands in brackets, axis by axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipecheck.lower.arguments import NotReadError
from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Value

if TYPE_CHECKING:
    from pipecheck.lower.script.channels.axes import Axis


def spread(index: Value, known: tuple[Axis, ...]) -> list[tuple[Axis, Value]]:
    """Every axis of the result with its part of *index*, `...` and what is left out spelled as `:`; `new` for a new axis."""
    parts = list(index.items) if isinstance(index, Items) and not is_pick(index) else [index]
    taken = sum(not is_new(part) and not _is_dots(part) for part in parts)
    dots = sum(map(_is_dots, parts))
    if not parts or dots > 1 or taken > len(known):
        raise NotReadError("another number of brackets than axes")
    whole = _whole(index)
    if not dots:
        parts.append(Constant(..., index.origin))
    full: list[Value] = []
    for part in parts:
        full += [whole] * (len(known) - taken) if _is_dots(part) else [part]
    left = iter(known)
    return [("new", part) if is_new(part) else (next(left), part) for part in full]


def _whole(index: Value) -> Value:
    nothing = Constant(None, index.origin)
    return Call("slice", (nothing, nothing, nothing), {}, index.origin, ":")


def _is_dots(part: Value) -> bool:
    return isinstance(part, Constant) and part.value is ...


def is_new(part: Value) -> bool:
    """Whether *part* makes a new axis."""
    match part:
        case Constant(value=None) | Reference(name="numpy.newaxis"):
            return True
        case _:
            return False


def is_whole(part: Value) -> bool:
    """Whether *part* is `:`, or `::1`."""
    match part:
        case Call(name="slice", args=(Constant(value=None), Constant(value=None), Constant(value=None | 1))):
            return True
        case _:
            return False


def is_pick(index: Items) -> bool:
    """Whether *index* is a list of all channel numbers rather than one index per axis."""
    values = [part.value for part in index.items if isinstance(part, Constant) and isinstance(part.value, int)]
    return len(values) == len(index.items) and sorted(values) == [0, 1, 2]

"""What a loop goes over, as far as that is known."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from pipecheck.sources.pyvalues import Call, Constant, Items, Table, Unread, Value

ROUNDS = 64
COLORS = 3
SEVERAL = "how many these are is computed"
"""Why an element of a list is not read that stands for any number of them."""


def elements(given: Value) -> tuple[Value, ...] | None:
    """The elements of *given* in order, None where their number is not known."""
    match given:
        case Items(items=items) if len(items) <= ROUNDS and not any(map(several, items)):
            return items
        case Table(pairs=pairs, origin=origin) if len(pairs) <= ROUNDS:
            return tuple(Constant(key, origin) for key in pairs)
        case Call(name="zip", args=args) if args:
            return _zipped(args, given)
        case Call(name="enumerate", args=(inner,)):
            known = elements(inner)
            return known and tuple(Items((Constant(index, given.origin), item), given.origin) for index, item in enumerate(known))
        case _:
            return None


def channels(given: Value, holders: Iterable[Value]) -> tuple[Value, ...] | None:
    """The rounds of a loop over an axis of an array, which also counts through lists of three that the file writes out.

    One of other length would end the loop too early, or fail.
    """
    match given:
        case Call(name="range", args=(Call(),), kwargs={}) if {_length(value) for value in holders} - {None} == {COLORS}:
            return tuple(Constant(index, given.origin) for index in range(COLORS))
        case _:
            return None


def picked(loop: ast.For) -> Iterator[ast.expr]:
    """The things from which a round of *loop* takes the part that it is at."""
    for part in (inner for statement in loop.body for inner in ast.walk(statement)):
        match part, loop.target:
            case ast.Subscript(value=ast.Name() | ast.Attribute() as holder, slice=ast.Name(id=name)), ast.Name(id=count) if name == count:
                yield holder
            case _:
                pass


def _length(value: Value) -> int | None:
    match value:
        case Items(items=items) | Call(name="numpy.array" | "numpy.asarray" | "torch.tensor", args=(Items(items=items), *_)):
            return len(items)
        case _:
            return None


def several(item: Value) -> bool:
    """Whether *item* of a list stands for any number of elements."""
    return item.name == "each" if isinstance(item, Call) else isinstance(item, Unread) and item.reason == SEVERAL


def _zipped(args: tuple[Value, ...], given: Call) -> tuple[Value, ...] | None:
    """The rows of a `zip` that a list of known length ends; the others give their parts by number."""
    columns = [elements(part) for part in args]
    lengths = [len(column) for column in columns if column is not None]
    if not lengths:
        return None
    rows = []
    for index in range(min(lengths)):
        place = Constant(index, given.origin)
        pairs = zip(columns, args, strict=True)
        parts = tuple(column[index] if column else Call("[]", (part, place), {}, part.origin, given.text) for column, part in pairs)
        rows.append(Items(parts, given.origin))
    return tuple(rows)

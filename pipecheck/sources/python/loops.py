"""What a loop goes over, as far as that is known."""

from __future__ import annotations

from pipecheck.sources.pyvalues import Call, Constant, Items, Table, Unread, Value

ROUNDS = 64
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

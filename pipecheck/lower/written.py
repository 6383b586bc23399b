"""Calls that a library makes by itself, as if they stood in the source that set it off."""

from __future__ import annotations

from typing import Any

from pipecheck.findings import Origin
from pipecheck.sources.pyvalues import Call, Constant, Items, Table, Value


def value(data: Any, origin: Origin) -> Value:
    """*data* as a value that stands at *origin*; what is a value already stays what it is."""
    match data:
        case None | bool() | int() | float() | str():
            return Constant(data, origin)
        case tuple() | list():
            return Items(tuple(value(part, origin) for part in data), origin)
        case dict():
            return Table({key: value(part, origin) for key, part in data.items()}, origin)
        case _:
            found: Value = data
            return found


def call(name: str, within: Call, **kwargs: Any) -> Call:
    """A call of *name* that the call *within* leads to, and in whose place it stands."""
    return Call(name, (), {key: value(data, within.origin) for key, data in kwargs.items()}, within.origin, within.text)

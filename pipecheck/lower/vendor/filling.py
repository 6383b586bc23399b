"""What a function gives once some of its arguments are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipecheck.sources.pyvalues import Call, Constant, Items, Parameter, Value

DEPTH = 40


def filled(value: Value, given: Mapping[str, Any], depth: int = 0) -> Value:
    """*value* with the parameters that *given* names in their places, and what follows from that: comparisons, choices and slices."""
    if depth > DEPTH:
        return value
    match value:
        case Parameter(name=name, origin=origin) if name in given:
            return _constant(given[name], origin)
        case Items(items=items, origin=origin):
            return Items(tuple(filled(item, given, depth + 1) for item in items), origin)
        case Call(name=name, args=args, kwargs=kwargs, origin=origin, text=text):
            made = tuple(filled(arg, given, depth + 1) for arg in args)
            named = {word: filled(arg, given, depth + 1) for word, arg in kwargs.items()}
            return _followed(Call(name, made, named, origin, text))
        case _:
            return value


def _constant(data: Any, origin: Any) -> Value:
    return Items(tuple(_constant(part, origin) for part in data), origin) if isinstance(data, tuple | list) else Constant(data, origin)


def _followed(call: Call) -> Value:
    match call.name, call.args:
        case "==", (Constant(value=one), Constant(value=other)):
            return Constant(one == other, call.origin)
        case "!=", (Constant(value=one), Constant(value=other)):
            return Constant(one != other, call.origin)
        case "if", (Constant(value=bool(chosen)), yes, no):
            return yes if chosen else no
        case "[]", (
            Constant(value=str(text)),
            Call(name="slice", args=(Constant(value=lower), Constant(value=upper), Constant(value=step))),
        ):
            return Constant(text[lower:upper:step], call.origin)
        case "[]", (Items(items=items), Constant(value=int(index))) if -len(items) <= index < len(items):
            return items[index]
        case _:
            return call

"""Arithmetic that a source leaves to a library: on arrays of numbers, and over constants that a library publishes."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from pipecheck.lower.arguments import ARRAYS, NotReadError, number, plain
from pipecheck.lower.constants import constant
from pipecheck.sources.pyvalues import Call, Items, Value

_OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def computed(value: Value) -> Any:
    """What *value* amounts to: a sum, a product, a part of an array, or a list made of the elements of another."""
    match value:
        case Call(name=name, args=(left, right), kwargs={}) if name in _OPERATORS:
            return _joined(_OPERATORS[name], left, right)
        case Call(name="[]", args=(array, Call(name="slice", args=ends))) if _is_array(array):
            return plain(array)[slice(*map(plain, ends))]
        case Items(items=(Call(name="each", args=(body,)),)) if (source := _looped(body)) is not None:
            each, elements = source
            return tuple(plain(_put(body, each, element)) for element in elements.items)
        case _:
            raise NotReadError("an argument is computed")


def _joined(function: Callable[[float, float], float], left: Value, right: Value) -> Any:
    one, other = plain(left), plain(right)
    if not isinstance(one, tuple) and not isinstance(other, tuple):
        return _done(function, one, other)
    if not _is_array(left) and not _is_array(right):
        raise NotReadError("a list has no arithmetic")
    count = max(len(part) for part in (one, other) if isinstance(part, tuple))
    ones, others = (part if isinstance(part, tuple) else (part,) * count for part in (one, other))
    if len(ones) != len(others):
        raise NotReadError("arrays of unlike lengths")
    return tuple(_done(function, a, b) for a, b in zip(ones, others, strict=True))


def _done(function: Callable[[float, float], float], one: object, other: object) -> float:
    try:
        return number(function(number(one), number(other)))
    except ArithmeticError as e:
        raise NotReadError(str(e)) from e


def _is_array(value: Value) -> bool:
    """Whether NumPy or torch does the arithmetic on *value*, element by element."""
    return isinstance(value, Call) and (value.name in ARRAYS or (value.name in _OPERATORS and any(map(_is_array, value.args))))


def _looped(body: Value) -> tuple[Call, Items] | None:
    """The element of which *body* is made, and all the elements that it stands for in turn, where there is one such list."""
    found = {id(each): each for each in _elements(body)}
    if len({each.text for each in found.values()}) != 1:
        return None
    each = next(iter(found.values()))
    known = constant(each.args[0])
    return (each, known) if isinstance(known, Items) else None


def _elements(body: Value) -> Iterator[Call]:
    match body:
        case Call(name="each", args=(_,)):
            yield body
        case Call(args=args):
            for part in args:
                yield from _elements(part)
        case _:
            pass


def _put(body: Value, each: Call, element: Value) -> Value:
    """*body* with *element* in the place of *each*."""
    match body:
        case Call(name="each", text=text) if text == each.text:
            return element
        case Call(args=args):
            return replace(body, args=tuple(_put(part, each, element) for part in args))
        case _:
            return body

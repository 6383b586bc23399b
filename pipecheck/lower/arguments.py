"""The arguments of a call that was read from source: bound to names, and as plain numbers where they are."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Value

ARRAYS = ("numpy.array", "numpy.asarray", "torch.tensor", "torch.as_tensor")
"""The calls that make an array of a list."""


class NotReadError(Exception):
    """An argument that is not written out in the file, or that the function does not take."""


class Arguments:
    """The arguments of *call* by name; asking for one that is not a plain value raises NotReadError."""

    def __init__(self, call: Call, names: Sequence[str]) -> None:
        if len(call.args) > len(names):
            raise NotReadError(f"{call.name} takes {len(names)} arguments")
        self._given: dict[str, Value] = dict(zip(names, call.args, strict=False))
        for name, value in call.kwargs.items():
            if name not in names or name in self._given:
                raise NotReadError(f"{call.name} takes no argument {name!r}")
            self._given[name] = value

    def value(self, name: str, default: Any = None) -> Any:
        """The plain value of *name*: a constant or a tuple of plain values."""
        return plain(self._given[name]) if name in self._given else default

    def word(self, name: str, default: str, packages: tuple[str, ...]) -> Any:
        """The last word of the dotted name that *name* is given, if it is one of *packages*, else its plain value."""
        match self._given.get(name):
            case Reference(name=dotted) if dotted.startswith(packages):
                return dotted.rsplit(".", 1)[-1]
            case _:
                return self.value(name, default)

    def raw(self, name: str) -> Value | None:
        """The value of *name* as it was read."""
        return self._given.get(name)


def plain(value: Value) -> Any:
    """*value* as Python data; an array of floats is a tuple."""
    match value:
        case Constant(value=inner):
            return inner
        case Items(items=items) if not any(isinstance(item, Call) and item.name == "each" for item in items):
            return tuple(plain(item) for item in items)
        case Call(name=name, args=(Items() as items,), kwargs=kwargs) if name in ARRAYS and all(map(_keeps_floats, kwargs.items())):
            return tuple(number(part) for part in plain(items))
        case _:
            from pipecheck.lower.computed import computed  # which asks the dialects, and they this module
            from pipecheck.lower.constants import constant

            known = constant(value)
            return computed(value) if known is None else plain(known)


def _keeps_floats(given: tuple[str, Value]) -> bool:
    match given:
        case "dtype", Reference(name=name):
            return name.rsplit(".", 1)[-1] in ("float", "float32", "float64")
        case _:
            return False


def number(value: object) -> float:
    """*value* as a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
        raise NotReadError(f"{value!r} is not a number")
    return float(value)


def numbers(value: object) -> float | tuple[float, ...]:
    """*value* as one number, or one number per channel."""
    if isinstance(value, tuple):
        return tuple(number(part) for part in value) if len(value) != 1 else number(value[0])
    return number(value)


def whole(value: object) -> int:
    """*value* as a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotReadError(f"{value!r} is not a whole number")
    return value

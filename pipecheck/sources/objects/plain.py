"""Plain data in live objects: numbers, words, lists, arrays, members of enumerations, and names of types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeAlias

from pipecheck.findings import Origin
from pipecheck.sources.pyvalues import WIDTH, Call, Constant, Items, Reference, Table, Unread, Value

Inner: TypeAlias = "Callable[[object, str], Value]"
"""Reads a part of an object, which goes by a name such as `.size` or `[0]`."""
MOST = 4096


def read(thing: object, origin: Origin, inner: Inner) -> Value | None:
    """The value of *thing*; None where it is no plain data."""
    match thing:
        case Enum():
            if isinstance(thing, str):  # such members stand for their text
                return Constant(str(thing.value), origin)
            return Reference(f"{type(thing).__module__}.{type(thing).__qualname__}.{thing.name}", origin)
        case None | bool():
            return Constant(thing, origin)
        case int() | float() | str():
            kind = next(each for each in (int, float, str) if isinstance(thing, each))
            return Constant(kind(thing), origin)  # a number of NumPy's that passes for one of Python's
        case list() | tuple() if len(thing) <= MOST:
            return Items(tuple(inner(part, f"[{index}]") for index, part in enumerate(thing)), origin)
        case dict() if len(thing) <= MOST and all(isinstance(key, str | int) for key in thing):
            return Table({key: inner(part, f"[{key!r}]") for key, part in thing.items()}, origin)
        case type():
            return Reference(f"{thing.__module__}.{thing.__qualname__}", origin)
        case _ if is_dataclass(thing) and not callable(thing):
            stated = {each.name: getattr(thing, each.name, None) for each in fields(thing)}
            return Table({key: inner(part, f".{key}") for key, part in stated.items() if part is not None}, origin)
        case _:
            return _dtype(thing, origin) or _array(thing, origin)


def _dtype(thing: Any, origin: Origin) -> Value | None:
    """The name of a dtype of torch, NumPy or TensorFlow."""
    kind = type(thing)
    root = kind.__module__.split(".", maxsplit=1)[0]
    if root == "torch" and kind.__name__ == "dtype":
        return Reference(str(thing), origin)
    if root == "numpy" and hasattr(thing, "itemsize") and hasattr(thing, "fields"):
        return Reference(f"numpy.{thing}", origin)
    return Reference(f"tensorflow.{thing.name}", origin) if root == "tensorflow" and hasattr(thing, "as_numpy_dtype") else None


def _array(thing: Any, origin: Origin) -> Value | None:
    """A small array or tensor as the call that makes it of its numbers."""
    if not is_array(thing):
        return None
    array = in_numpy(thing)
    if array.size > MOST or array.dtype.kind not in "biuf":
        return Unread(f"an array of {'×'.join(map(str, array.shape))}", "it is too large", origin)
    if not array.ndim:
        return _numbers(array, origin)
    package, make = ("torch", "tensor") if hasattr(thing, "detach") else ("numpy", "array")
    text = f"{make}({array.tolist()})"[:WIDTH]
    return Call(f"{package}.{make}", (_numbers(array, origin),), {"dtype": Reference(f"{package}.{array.dtype}", origin)}, origin, text)


def is_array(thing: object) -> bool:
    """Whether *thing* is an array or a tensor of whatever library."""
    return all(hasattr(type(thing), name) for name in ("shape", "dtype", "__array__"))


def in_numpy(thing: Any) -> Any:
    """The array or tensor *thing* as an array of NumPy's."""
    import numpy as np

    return np.asarray(thing.detach().cpu() if hasattr(thing, "detach") else thing)


def _numbers(array: Any, origin: Origin) -> Value:
    """Floats of 32 bits are told as they were written: 0.485 and not 0.48500001430511475."""
    if array.ndim:
        return Items(tuple(_numbers(part, origin) for part in array), origin)
    return Constant(float(str(array)) if array.dtype.kind == "f" else array.item(), origin)

"""The functions with which scripts compute sizes, on plain numbers: Python's own, and NumPy's where a number goes in."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from pipecheck.lower.arguments import NotReadError

LARGE = 1e12


class RefusedError(NotReadError):
    """What stands there fails when it is run, on a picture of this size."""


class Vector(tuple[Any, ...]):
    """A NumPy array of a few numbers: operators count for each of them."""

    __slots__ = ()


def _halves_to_even(number: float) -> float:
    return float(round(number))


_BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EACH: Mapping[str, Callable[..., Any]] = {
    "int": int, "float": float, "round": round, "abs": abs, "bool": bool,
    "math.floor": math.floor, "math.ceil": math.ceil, "math.sqrt": math.sqrt, "math.trunc": math.trunc, "math.fabs": math.fabs,
    "numpy.round": _halves_to_even, "numpy.around": _halves_to_even, "numpy.round_": _halves_to_even, "numpy.rint": _halves_to_even,
    "numpy.floor": lambda number: float(math.floor(number)), "numpy.ceil": lambda number: float(math.ceil(number)),
    "numpy.trunc": lambda number: float(int(number)),
    "numpy.int32": int, "numpy.int64": int, "numpy.int_": int, "numpy.int0": int, "numpy.intp": int, "numpy.int": int,
    "numpy.uint32": int, "numpy.float64": float, "numpy.float": float,
    "numpy.abs": abs, "numpy.absolute": abs, "numpy.sqrt": math.sqrt,
}  # fmt: skip
"""Functions of one number, and perhaps of how many digits."""
_PAIRS = {
    "numpy.minimum": "min", "numpy.maximum": "max", "numpy.fmin": "min", "numpy.fmax": "max", "numpy.mod": "%", "numpy.remainder": "%",
    "numpy.add": "+",
    "numpy.subtract": "-", "numpy.multiply": "*", "numpy.divide": "/", "numpy.true_divide": "/", "numpy.floor_divide": "//",
    "numpy.power": "**",
    "math.fmod": "fmod", "math.pow": "**",
}  # fmt: skip
_ALL: Mapping[str, Callable[..., Any]] = {
    "min": min, "max": max, "sum": sum, "numpy.min": min, "numpy.max": max, "numpy.amin": min, "numpy.amax": max, "numpy.sum": sum,
    "math.gcd": math.gcd,
    "len": len, "any": any, "all": all,
}  # fmt: skip
"""Functions of several numbers, or of a list of them."""


def known(name: str) -> bool:
    """Whether *name* is an operator or a function that can be computed here."""
    return name in _EACH or name in _PAIRS or name in _ALL or name in _MORE or bare(name) in _BINARY or name in _COMPARED


def bare(name: str) -> str:
    """The operator *name* without the sign that it works in place."""
    return name if name in _COMPARED else name.removesuffix("=")


def apply(name: str, args: list[Any]) -> Any:
    """What *name* gives for *args*; RefusedError where Python itself would refuse them."""
    try:
        made = _applied(name, args)
    except (ArithmeticError, ValueError, TypeError, IndexError) as e:
        raise RefusedError(f"{name}: {e}") from e
    if isinstance(made, complex) or (isinstance(made, int | float) and not abs(made) <= LARGE):
        raise NotReadError(f"{name} gives {made}")
    return made


def _applied(name: str, args: list[Any]) -> Any:
    match bare(name), args:
        case word, [left, right] if word in _BINARY:
            return _joined(_BINARY[word], left, right, power=word == "**")
        case word, [left, right] if word in _COMPARED:
            return _compared(word, left, right)
        case ("-" | "+") as word, [inner]:
            return _mapped(operator.neg if word == "-" else operator.pos, inner)
        case word, [Vector() as inner, *rest] if word in _EACH:
            return Vector(_EACH[word](part, *rest) for part in inner)
        case word, _ if word in _EACH:
            return _EACH[word](*args)
        case word, [left, right] if word in _PAIRS:
            return _joined(_of_two(_PAIRS[word]), left, right)
        case word, _ if word in _ALL:
            return _ALL[word](*args)
        case word, _ if word in _MORE:
            return _MORE[word](*args)
        case _:
            raise NotReadError(f"{name} of {len(args)} arguments")


def _of_two(word: str) -> Callable[[Any, Any], Any]:
    match word:
        case "min":
            return min
        case "max":
            return max
        case "fmod":
            return math.fmod
        case _:
            return _BINARY[word]


def _joined(function: Callable[[Any, Any], Any], left: Any, right: Any, *, power: bool = False) -> Any:
    if isinstance(left, Vector) or isinstance(right, Vector):
        ones = (part if isinstance(part, tuple) else None for part in (left, right))
        count = max(len(part) for part in ones if part is not None)
        pairs = zip(*(part if isinstance(part, tuple) else (part,) * count for part in (left, right)), strict=True)
        return Vector(_joined(function, one, other) for one, other in pairs)
    if power and not (abs(left) <= LARGE and abs(right) <= 16):
        raise NotReadError("a power of that size")
    if isinstance(left, tuple) and isinstance(right, int) and right > len(left) + 16:
        raise NotReadError("a list of that length")
    return function(left, right)


def _mapped(function: Callable[[Any], Any], inner: Any) -> Any:
    return Vector(map(function, inner)) if isinstance(inner, Vector) else function(inner)


def _compared(word: str, left: Any, right: Any) -> Any:
    if isinstance(left, Vector) or isinstance(right, Vector):
        raise NotReadError("arrays are compared")
    return _COMPARED[word](left, right)


def _clipped(number: Any, low: Any, high: Any) -> Any:
    return _mapped(lambda part: min(max(part, low), high), number)


_MORE: Mapping[str, Callable[..., Any]] = {
    "tuple": tuple, "list": tuple, "sorted": lambda parts: tuple(sorted(parts)), "reversed": lambda parts: tuple(parts[::-1]),
    "divmod": divmod, "numpy.clip": _clipped, "numpy.array": Vector, "numpy.asarray": Vector,
}  # fmt: skip

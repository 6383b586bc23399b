"""Numbers and arrays of numbers that stand in the source, with the shape that says along which axis they count."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, replace
from typing import Literal

from pipecheck.lower.arguments import NotReadError

Precision = Literal["weak", "same", "list", "int64", "float32", "float64"]
"""How exactly numbers are kept.

`weak` for a plain number and `same` for one made in the dtype of the picture, which take the precision of what they meet; `list` for
plain numbers in brackets, which whoever makes an array of them decides.
"""
_ORDER: tuple[Precision, ...] = ("weak", "same", "int64", "float32", "float64")


@dataclass(frozen=True, slots=True)
class Array:
    """The *numbers* of an array with at most one axis longer than 1; *shape* is None for a plain number, *tensor* says it is torch's."""

    numbers: tuple[float, ...]
    shape: tuple[int, ...] | None = None
    precision: Precision = "weak"
    whole: bool = False
    tensor: bool = False

    @property
    def long_axis(self) -> int | None:
        """The axis along which there are several numbers, counted from the end; None for a single number."""
        shape = self.shape or ()
        return next((index - len(shape) for index, length in enumerate(shape) if length > 1), None)

    def settled(self) -> Precision:
        """The precision once NumPy has made an array of a list."""
        return self.precision if self.precision != "list" else "int64" if self.whole else "float64"


def number(value: float, *, whole: bool) -> Array:
    """A plain number."""
    if not math.isfinite(value):
        raise NotReadError(f"{value} is no number to reckon with")
    return Array((float(value),), None, "weak", whole)


def stacked(parts: list[Array]) -> Array:
    """A list of *parts* that are alike."""
    shapes = {part.shape or () for part in parts}
    if len(shapes) != 1:
        raise NotReadError("a list of unlike parts")
    precisions = {part.precision for part in parts} - {"weak"}
    shape = (len(parts), *shapes.pop())
    numbers = tuple(number for part in parts for number in part.numbers)
    return checked(Array(numbers, shape, precisions.pop() if len(precisions) == 1 else "list", all(part.whole for part in parts)))


def checked(made: Array) -> Array:
    """*made*, if it has at most one axis longer than 1."""
    shape = made.shape or ()
    if sum(length > 1 for length in shape) > 1 or math.prod(shape) != len(made.numbers):
        raise NotReadError("numbers along two axes")
    return made


def in_precision(made: Array, precision: Precision, *, tensor: bool = False) -> Array:
    """*made* kept as *precision* keeps it, in an array."""
    numbers = tuple(map(_single, made.numbers)) if precision == "float32" else made.numbers
    whole = made.whole and precision == "int64"
    return Array(numbers, made.shape or (), precision, whole, tensor)


def _single(value: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError as e:
        raise NotReadError(f"{value} is beyond single precision") from e


def reshaped(made: Array, shape: list[float]) -> Array:
    """*made* in another *shape*, in which one length may be -1."""
    lengths = [int(length) for length in shape]
    known = math.prod(length for length in lengths if length != -1)
    if known <= 0 or lengths.count(-1) > 1:
        raise NotReadError("another shape")
    full = tuple(len(made.numbers) // known if length == -1 else length for length in lengths)
    return checked(replace(made, shape=full))


def expanded(made: Array, axes: tuple[float, ...]) -> Array:
    """*made* with new axes."""
    shape = list(made.shape or ())
    rank = len(shape) + len(axes)
    for axis in sorted(int(axis) % rank if -rank <= axis < rank else rank for axis in axes):
        if axis == rank:
            raise NotReadError("an axis that is not there")
        shape.insert(axis, 1)
    return replace(made, shape=tuple(shape))


def turned(made: Array, axes: tuple[float, ...] | None = None) -> Array:
    """*made* reversed along *axes*, or along all of them."""
    rank = len(made.shape or ())
    if axes is not None and not all(-rank <= axis < rank for axis in axes):
        raise NotReadError("an axis that is not there")
    turns = axes is None or (made.long_axis is not None and made.long_axis % rank in {axis % rank for axis in axes})
    return replace(made, numbers=made.numbers[::-1]) if turns else made


def joined(name: str, left: Array, right: Array) -> Array:
    """*left* and *right*, joined by the operator *name*."""
    if "list" in (left.precision, right.precision) and {left.precision, right.precision} <= {"list", "weak"}:
        raise NotReadError("a list has no arithmetic")
    shape = None if left.shape is None and right.shape is None else _together(left.shape or (), right.shape or ())
    count = max(len(left.numbers), len(right.numbers))
    ones, others = (part.numbers * count if len(part.numbers) == 1 else part.numbers for part in (left, right))
    if len(ones) != len(others):
        raise NotReadError("arrays of unlike lengths")
    try:
        numbers = tuple(_operated(name, one, other) for one, other in zip(ones, others, strict=True))
    except (ArithmeticError, ValueError) as e:
        raise NotReadError(str(e)) from e
    whole = name not in ("/", "**") and left.whole and right.whole
    made = Array(numbers, shape, "weak", whole, left.tensor or right.tensor)
    return made if shape is None else in_precision(made, _wider(left, right, whole=whole), tensor=made.tensor)


def _operated(name: str, one: float, other: float) -> float:
    match name:
        case "+":
            made = one + other
        case "-":
            made = one - other
        case "*":
            made = one * other
        case "/":
            made = one / other
        case "**" if one >= 0 and abs(other) <= 64:
            made = one**other
        case _:
            raise NotReadError(f"the operator {name}")
    if not math.isfinite(made):
        raise NotReadError("a number without end")
    return made


def _together(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that two make."""
    rank = max(len(one), len(other))
    mine, theirs = ((1,) * (rank - len(shape)) + shape for shape in (one, other))
    if any(a != b and 1 not in (a, b) for a, b in zip(mine, theirs, strict=True)):
        raise NotReadError("arrays of unlike shapes")
    return tuple(max(pair) for pair in zip(mine, theirs, strict=True))


def _wider(left: Array, right: Array, *, whole: bool) -> Precision:
    """The precision of the result, by NumPy's and torch's rules for whole numbers and floats that meet."""
    kinds = {part.settled() for part in (left, right)}
    widest = max(kinds, key=_ORDER.index)
    if widest in ("weak", "same") or (widest == "int64" and whole):
        return widest
    if left.tensor or right.tensor:
        return "float32" if widest == "int64" else widest
    return "float64" if "int64" in kinds else widest

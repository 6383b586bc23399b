"""What becomes of dtypes when a picture meets numbers: NumPy's rules for arrays, torch's for tensors."""

from __future__ import annotations

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.numbers.constants import Array
from pipecheck.spec.numbers import LIMITS
from pipecheck_transformers.ops import DType

_NARROW = ("uint8", "int8", "uint16", "int16")
"""Integers that float32 holds exactly, so that NumPy is content with it."""
_FLOATS: tuple[DType, ...] = ("float16", "float32", "float64")


def promoted(picture: Picture, numbers: Array, name: str) -> DType:
    """The dtype of *picture* after the operator *name* with *numbers*; NotReadError where no dtype of ours holds it."""
    before = picture.dtype
    if before is None:
        raise NotReadError("the dtype before is not known")
    if picture.kind == "tensor":
        return _torch(before, numbers, name)
    return _numpy(before, numbers, name)


def _numpy(before: DType, numbers: Array, name: str) -> DType:
    precision = numbers.settled()
    floats = before in _FLOATS
    match precision:
        case "weak" | "same" if floats:
            return before
        case "weak" if not numbers.whole or name == "/":
            return "float64"
        case "weak":
            return _kept(before, numbers)
        case "float32":
            return _wider(before, "float32") if floats else "float32" if before in _NARROW else "float64"
        case "float64":
            return "float64"
        case "int64" if floats or name == "/":
            return "float64"
        case _:
            raise NotReadError("64-bit whole numbers")


def _torch(before: DType, numbers: Array, name: str) -> DType:
    precision = numbers.settled()
    single = numbers.shape in (None, ())  # of its own kind it counts as a plain number
    if before in _FLOATS:
        keeps = single or precision in ("weak", "same", "int64")
        return before if keeps or precision not in ("float32", "float64") else _wider(before, precision)
    if precision == "float64" and not single:
        return "float64"
    if precision in ("float32", "float64") or (precision == "weak" and not numbers.whole) or name == "/":
        return "float32"
    if single and precision in ("weak", "int64"):
        return _kept(before, numbers)
    raise NotReadError("64-bit whole numbers")


def overlong(picture: Picture, numbers: Array, name: str) -> bool:
    """Whether whole numbers become 64-bit ones, for which there is no word here; a double holds what bytes and shorts make of them."""
    return picture.dtype in _NARROW and name in ("+", "-", "*") and numbers.settled() == "int64" and numbers.shape not in (None, ())


def _wider(one: DType, other: DType) -> DType:
    return max(one, other, key=_FLOATS.index)


def _kept(before: DType, numbers: Array) -> DType:
    """Whole numbers stay what they are, if the number fits."""
    low, high = LIMITS[before]
    if not all(low <= number <= high for number in numbers.numbers):
        raise NotReadError(f"{numbers.numbers[0]:g} is no {before}")
    return before

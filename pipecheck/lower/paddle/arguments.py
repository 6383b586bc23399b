"""The arguments of PaddlePaddle's transforms, as their kits write them."""

from __future__ import annotations

import re
from typing import Any

from pipecheck.lower.arguments import NotReadError, number, whole
from pipecheck.lower.kernels import OPENCV, WORDS
from pipecheck.lower.said import Said
from pipecheck_transformers.words import Interpolation

_KERNELS: dict[object, Interpolation] = {**OPENCV, **WORDS}
_NUMBER = r"\s*(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)\s*"
_QUOTIENT = re.compile(rf"{_NUMBER}(?:/{_NUMBER})?")


def quotient(value: object) -> float:
    """*value* as a number; the kits write `1.0/255.0` as text."""
    found = _QUOTIENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return number(value)
    return float(found[1]) / float(found[2] or 1)


def kernel(given: object) -> Interpolation:
    """OpenCV's or Pillow's kernel, by number or by name."""
    word = given.lower() if isinstance(given, str) else given
    if isinstance(word, bool) or not isinstance(word, int | str) or word not in _KERNELS:
        raise NotReadError(f"interpolation {given!r}")
    return _KERNELS[word]


def sides(size: object, *, width_first: bool) -> tuple[int, int]:
    """Height and width."""
    if not isinstance(size, tuple):
        return whole(size), whole(size)
    first, second = (whole(side) for side in size)
    return (second, first) if width_first else (first, second)


def only(said: Said, *known: str) -> Said:
    """*said*, if it holds nothing but what is *known*."""
    if strange := [key for key in said.values if key not in known]:
        raise NotReadError(f"{strange} is not known")
    return said


def value(said: Said, key: str, default: Any) -> Any:
    """What *key* is set to, else *default*."""
    return said.values[key] if said.has(key) else default

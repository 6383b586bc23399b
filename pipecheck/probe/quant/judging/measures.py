"""How alike two tensors are: the measures that the toolchain knows, in one go over the memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from pipecheck_transformers.pixels import Array

Measure = Literal["cosine", "l1", "l2", "chebyshev", "sqnr", "mse", "mre"]
MEASURES: tuple[Measure, ...] = ("cosine", "l1", "l2", "chebyshev", "sqnr", "mse", "mre")
_BLOCK = 1 << 15
"""So many numbers of both fit into the cache of a core, and are read from memory once."""
_TINY = 1e-280


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How far a tensor *b* lies from the one *a* that it should be, of n numbers each.

    *cosine* is a·b / |a||b|. *l1* is the mean of |a - b| and *l2* is |a - b| / n, as the toolchain prints them; *chebyshev* is the largest
    |a - b|. *sqnr* is |a|² / |a - b|² in decibels, *mse* is |a - b|² / n. *mre* is the sum of |a - b| in parts of that of |a|: the relative
    errors of single numbers have no bounds around 0.

    Equal tensors, empty ones too, have a cosine of 1, no distance and an infinite *sqnr*. Beside zeros alone any other has a cosine of
    0, an infinite *mre* and a *sqnr* of -inf. Infinite values and NaN are equal to themselves, and not counted then; where only one of the
    two has such a value, or the shapes are different, nothing is alike: a cosine of 0, infinite distances, a *sqnr* of -inf.
    """

    cosine: float
    l1: float
    l2: float
    chebyshev: float
    sqnr: float
    mse: float
    mre: float


SAME = Measures(cosine=1.0, l1=0.0, l2=0.0, chebyshev=0.0, sqnr=math.inf, mse=0.0, mre=0.0)
UNLIKE = Measures(cosine=0.0, l1=math.inf, l2=math.inf, chebyshev=math.inf, sqnr=-math.inf, mse=math.inf, mre=math.inf)


def measures(reference: Array, other: Array) -> Measures:
    """How far *other* lies from *reference*."""
    if reference.shape != other.shape:
        return UNLIKE
    left, right = _flat(reference), _flat(other)
    if left.size == 0:
        return SAME
    sums = _sums(left, right)
    if all(map(math.isfinite, sums)) and not _is_tiny(sums):
        return _of(sums, left.size)
    wide = _finite(left.astype(np.float64), right.astype(np.float64))
    return UNLIKE if wide is None else _wide(*wide)


def better(measure: Measure, first: float, second: float) -> bool:
    """Whether *first* is a better value of *measure* than *second*."""
    return first > second if measure in ("cosine", "sqnr") else first < second


def _flat(array: Array) -> Array:
    """The numbers of *array* one after the other, in a type that OpenCV takes."""
    kind = np.float32 if array.dtype in (np.float32, np.float16) else np.float64
    return np.ascontiguousarray(array, kind).reshape(-1)


def _blocks(left: Array, right: Array) -> Iterator[tuple[Array, Array]]:
    for start in range(0, left.size, _BLOCK):
        yield left[start : start + _BLOCK], right[start : start + _BLOCK]


Sums = tuple[float, float, float, float, float, float]
"""|a|², |b|², |a - b|², and the sums of |a - b| and |a|; last the largest |a - b|."""


def _sums(left: Array, right: Array) -> Sums:
    """All sums in double precision, as OpenCV has them whatever the numbers are."""
    own = others = square = line = size = most = 0.0
    for a, b in _blocks(left, right):
        own += cv2.norm(a, cv2.NORM_L2SQR)
        others += cv2.norm(b, cv2.NORM_L2SQR)
        size += cv2.norm(a, cv2.NORM_L1)
        square += cv2.norm(a, b, cv2.NORM_L2SQR)
        line += cv2.norm(a, b, cv2.NORM_L1)
        most = max(most, cv2.norm(a, b, cv2.NORM_INF))
    return own, others, square, line, size, most


def _is_tiny(sums: Sums) -> bool:
    """Whether squares of doubles have lost their digits."""
    own, others, square, line, *_ = sums
    return line > 0 and (square < _TINY or 0 < own < _TINY or 0 < others < _TINY)


def _of(sums: Sums, count: int) -> Measures:
    own, others, square, line, size, most = sums
    if most == 0:
        return SAME
    return Measures(
        cosine=_cosine(own, others, square),
        l1=line / count,
        l2=math.sqrt(square) / count,
        chebyshev=most,
        sqnr=10 * math.log10(own / square) if own > 0 and square > 0 else -math.inf,
        mse=square / count,
        mre=line / size if size > 0 else math.inf,
    )


def _cosine(own: float, others: float, square: float) -> float:
    """The cosine by the difference of the two: a sum of products would have lost the digits in which it differs from 1."""
    first, second = math.sqrt(own), math.sqrt(others)
    if first == 0 or second == 0:
        return 0.0
    return min(max(1 - (square - (first - second) ** 2) / (2 * first * second), -1.0), 1.0)


def _finite(left: Array, right: Array) -> tuple[Array, Array] | None:
    """The finite numbers of both; None where one of the two has another one that is not there in the other."""
    kept = np.isfinite(left) & np.isfinite(right)
    same = kept | (left == right) | (np.isnan(left) & np.isnan(right))
    return (left[kept], right[kept]) if same.all() else None


def _wide(left: Array, right: Array) -> Measures:
    """The measures of finite numbers, the squares of which need not be."""
    unit = float(max(np.abs(left).max(initial=0.0), np.abs(right).max(initial=0.0)))
    if left.size == 0 or unit == 0:
        return SAME
    found = _of(_sums(left / unit, right / unit), left.size)
    return replace(found, l1=found.l1 * unit, l2=found.l2 * unit, chebyshev=found.chebyshev * unit, mse=found.mse * unit * unit)

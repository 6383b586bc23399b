"""How far apart two arrays of one picture are, once both are R, G, B in 0..255; a strip at a time, so that large pictures fit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
ROUNDING = 1.01
"""Pictures that differ by a level are the same to every network."""
_STRIP = 1 << 20
_FULL = {"b": 255.0, "u1": 1.0, "u2": 1 / 257}


@dataclass(frozen=True, slots=True)
class Levels:
    """A *picture* of height × width × 3 whose numbers become 0..255 when multiplied by *gain*."""

    picture: Array
    gain: float

    @property
    def size(self) -> tuple[int, int]:
        return self.picture.shape[0], self.picture.shape[1]


def levels(array: Array, order: str) -> Levels | None:
    """*array*, whose channels are *order*, as levels; None where it is no single picture of colors."""
    picture = array[0] if array.ndim == 4 and len(array) == 1 else array
    gain = _FULL.get("b" if picture.dtype.kind == "b" else picture.dtype.str[1:])
    if picture.dtype.kind == "f":
        gain = 255.0 if picture.size and picture.max() <= 1 else 1.0
    if gain is None or order in ("P", "PA", "CMYK", "?") or not picture.size:
        return None
    if picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] <= 2):
        gray = picture if picture.ndim == 2 else picture[:, :, 0]
        return Levels(np.broadcast_to(gray[:, :, np.newaxis], (*gray.shape, 3)), gain)
    if picture.ndim != 3 or picture.shape[2] > 4:
        return None
    return Levels(picture[:, :, 2::-1] if order.startswith("BGR") else picture[:, :, :3], gain)


def apart(left: Levels, right: Levels) -> tuple[float, float] | None:
    """The largest and the mean difference; None where the pictures have other sizes."""
    if left.size != right.size:
        return None
    if left is right or (left.gain == right.gain and np.array_equal(left.picture, right.picture)):  # as nearly always
        return 0.0, 0.0
    height, width = left.size
    rows, largest, total = max(1, _STRIP // width), 0.0, 0.0
    for top in range(0, height, rows):
        with np.errstate(all="ignore"):  # floats in a file may be anything
            strip = np.abs(_strip(left, top, rows) - _strip(right, top, rows))
            largest, total = max(largest, float(strip.max())), total + float(strip.sum(dtype=np.float64))
    mean = total / (height * width * 3)
    return (largest, mean) if math.isfinite(mean) else (math.inf, math.inf)


def _strip(levels: Levels, top: int, rows: int) -> Array:
    part = levels.picture[top : top + rows].astype(np.float32)
    return part if levels.gain == 1 else part * np.float32(levels.gain)

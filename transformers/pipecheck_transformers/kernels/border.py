"""Borders around a picture."""

from __future__ import annotations

from typing import Literal

import numpy as np

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Numbers, per_channel
from pipecheck_transformers.pixels import Array


def add(
    array: Array, rows: tuple[int, int], columns: tuple[int, int], fill: Numbers, mode: Literal["constant", "edge", "reflect"] = "constant"
) -> Array:
    """*array* with *rows* above and below and *columns* left and right of it; `reflect` does not repeat the border itself."""
    if mode != "constant":
        return np.pad(array, (rows, columns, (0, 0)), mode=mode)
    height, width, channels = array.shape
    padded = np.empty((sum(rows) + height, sum(columns) + width, channels), array.dtype)
    padded[:] = _in_dtype(fill_values(fill, channels), array)
    padded[rows[0] : rows[0] + height, columns[0] : columns[0] + width] = array
    return padded


def fill_values(fill: Numbers, channels: int) -> tuple[float, ...]:
    """*fill* written out for every channel."""
    values = per_channel(fill, channels)
    if len(values) != channels:
        raise StepError(f"fill has {len(values)} numbers, the picture has {channels} channels")
    return values


def _in_dtype(values: tuple[float, ...], array: Array) -> Array:
    if array.dtype.kind == "f":
        return np.array(values, array.dtype)
    limits = np.iinfo(array.dtype)  # OpenCV rounds and clips what does not fit an integer
    return np.clip(np.rint(values), limits.min, limits.max).astype(array.dtype)

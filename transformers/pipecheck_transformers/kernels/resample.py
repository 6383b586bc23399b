"""Separable resampling: which source positions are mixed into a target position, and how much of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipecheck_transformers.pixels import Array

Filter = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class Taps:
    """For every target position a row of source *indices*, and a row of their *weights*."""

    indices: npt.NDArray[np.intp]
    weights: npt.NDArray[Any]


def mix(array: Array, taps: Taps, axis: int) -> Array:
    """*array* resampled along *axis*, in the dtype of the products."""
    shape = [1, 1, 1]
    shape[axis] = -1
    total: Array | None = None
    for indices, weights in zip(taps.indices.T, taps.weights.T, strict=True):
        part = np.take(array, indices, axis=axis) * weights.reshape(shape)
        total = part if total is None else np.add(total, part, out=total)
    assert total is not None
    return total


def pick(array: Array, rows: Array, columns: Array) -> Array:
    """The pixels of *array* that the positions fall into."""
    height, width = array.shape[:2]
    return array[_inside(rows, height)][:, _inside(columns, width)]


def linear(positions: Array, source: int) -> Taps:
    """The two neighbours of each position (0 is the middle of the first pixel), the border repeated."""
    inner = np.maximum(positions, 0)
    low = np.minimum(np.floor(inner), source - 1)
    share = inner - low
    return Taps(_inside(np.stack([low, low + 1], axis=1), source), np.stack([1 - share, share], axis=1))


def cubic(positions: Array, source: int, sharpness: float) -> Taps:
    """The four neighbours of each position, the border repeated."""
    indices = np.floor(positions)[:, None] + np.arange(-1, 3, dtype=positions.dtype)
    return Taps(_inside(indices, source), cubic_filter(sharpness)(indices - positions[:, None]))


def spread(positions: Array, source: int, kernel: Filter, radius: float, stretch: float = 1.0) -> Taps:
    """All pixels under *kernel* made wider by *stretch*; the border counts for nothing and the rest sums to one."""
    reach = radius * stretch
    first = np.floor(positions - reach + 1)
    indices = first[:, None] + np.arange(int(np.ceil(2 * reach)) + 1)
    weights = kernel((indices - positions[:, None]) / stretch)
    weights = np.where((indices >= 0) & (indices < source), weights, 0)
    return Taps(_inside(indices, source), weights / weights.sum(axis=1, keepdims=True))


def triangle_filter(x: Array) -> Array:
    """A tent of radius 1."""
    tent: Array = np.maximum(1 - np.abs(x), 0)
    return tent


def cubic_filter(sharpness: float) -> Filter:
    """Keys' cubic of radius 2; *sharpness* is its `a`."""

    def kernel(x: Array) -> Array:
        a, x = sharpness, np.abs(x)
        near = ((a + 2) * x - (a + 3)) * x * x + 1
        far = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
        return np.where(x <= 1, near, np.where(x < 2, far, np.zeros_like(x)))

    return kernel


def lanczos_filter(x: Array) -> Array:
    """Lanczos' windowed sinc of radius 3."""
    return np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)


def _inside(positions: Array, source: int) -> npt.NDArray[np.intp]:
    return np.clip(np.floor(positions).astype(np.intp), 0, source - 1)

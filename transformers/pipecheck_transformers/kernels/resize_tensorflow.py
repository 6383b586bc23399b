"""What TensorFlow's `tf.image.resize` (version 2, half-pixel centres) gives, without TensorFlow."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.kernels import resample
from pipecheck_transformers.kernels.resample import Taps
from pipecheck_transformers.ops import Interpolation
from pipecheck_transformers.pixels import Array

_TABLE = 1024
"""TensorFlow looks its point-sampled cubic up in a table of that many steps per pixel."""


def resize(array: Array, height: int, width: int, interpolation: Interpolation, antialias: bool) -> Array:
    """*array* as `tf.image.resize` gives it: float32, but for `nearest`, which keeps the dtype."""
    if interpolation == "nearest":
        return resample.pick(array, _centers(array.shape[0], height), _centers(array.shape[1], width))
    work = array.astype(np.float32)
    for axis, target in ((1, width), (0, height)):
        taps = _taps(array.shape[axis], target, interpolation, antialias)
        work = resample.mix(work, Taps(taps.indices, taps.weights.astype(np.float32)), axis)
    return work


def _taps(source: int, target: int, interpolation: Interpolation, antialias: bool) -> Taps:
    if interpolation == "area":
        return _shares(source, target)
    if interpolation == "lanczos":
        return _spread(source, target, resample.lanczos_filter, 3, antialias)
    if interpolation == "cubic":
        return _spread(source, target, _KEYS, 2, antialias=True) if antialias else _cubic(source, target)
    if antialias:
        return _spread(source, target, resample.triangle_filter, 1, antialias=True)
    return resample.linear(_centers(source, target) - np.float32(0.5), source)


def _cubic(source: int, target: int) -> Taps:
    positions = (_centers(source, target) - np.float32(0.5)).astype(np.float64)
    whole = np.floor(positions)
    return resample.spread(whole + np.rint((positions - whole) * _TABLE) / _TABLE, source, _KEYS, 2)


def _spread(source: int, target: int, kernel: resample.Filter, radius: float, antialias: bool) -> Taps:
    step = np.float32(1) / (np.float32(target) / np.float32(source))
    positions = (np.arange(target, dtype=np.float32) + np.float32(0.5)) * step
    return resample.spread(positions.astype(np.float64) - 0.5, source, kernel, radius, max(float(step), 1.0) if antialias else 1.0)


def _shares(source: int, target: int) -> Taps:
    """How much of each source pixel lies under a target pixel."""
    step = np.float32(source) / np.float32(target)
    edges = np.arange(target + 1, dtype=np.float32) * step
    start, stop = edges[:-1, None], edges[1:, None]
    first = np.floor(start)
    pixels = first + np.arange(int(np.ceil(step)) + 1, dtype=np.float32)
    covered = np.clip(np.minimum(pixels + 1, stop) - np.maximum(pixels, start), 0, None)
    # The difference of two edges inside one pixel would lose digits that TensorFlow keeps.
    covered = np.where((pixels < start) & (pixels + 1 > stop), step, covered)
    return Taps(np.clip(pixels, 0, source - 1).astype(np.intp), covered / step)


def _centers(source: int, target: int) -> Array:
    centers: Array = (np.arange(target, dtype=np.float32) + np.float32(0.5)) * (np.float32(source) / np.float32(target))
    return centers


_KEYS = resample.cubic_filter(-0.5)

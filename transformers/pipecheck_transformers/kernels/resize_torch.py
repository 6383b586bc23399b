"""What PyTorch's `interpolate` and torchvision's resize of tensors give, without PyTorch."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels import resample
from pipecheck_transformers.kernels.resample import Taps
from pipecheck_transformers.ops import Interpolation
from pipecheck_transformers.pixels import Array

_POINT = -0.75
_SMOOTH = -0.5
"""PyTorch sharpens its cubic kernel less where it smooths."""


def resize(array: Array, height: int, width: int, interpolation: Interpolation, antialias: bool) -> Array:
    """*array* as `interpolate(…, align_corners=False)` gives it; integers as torchvision brings them back."""
    match interpolation:
        case "nearest":
            return _nearest(array, height, width, 0.0)
        case "nearest-exact":
            return _nearest(array, height, width, 0.5)
        case "area":
            return _area(array, height, width)
        case _:
            return _weighed(array, height, width, interpolation, antialias)


def _weighed(array: Array, height: int, width: int, interpolation: Interpolation, antialias: bool) -> Array:
    if array.dtype == np.uint8:
        return _fixed_point(array, height, width, interpolation, antialias)
    return _floating(array, height, width, interpolation, antialias)


def _nearest(array: Array, height: int, width: int, shift: float) -> Array:
    # PyTorch has one loop for small pictures and one for the rest, and they round the positions differently.
    positions = _small_positions if height + width <= 128 else _large_positions
    rows, columns = positions(array.shape[0], height, shift, array), positions(array.shape[1], width, shift, array)
    return resample.pick(array, rows, columns)


def _small_positions(source: int, target: int, shift: float, _: Array) -> Array:
    positions: Array = (np.arange(target, dtype=np.float32) + np.float32(shift)) * (np.float32(source) / np.float32(target))
    return positions


def _large_positions(source: int, target: int, shift: float, array: Array) -> Array:
    number = _number(array)
    shifted = ((np.arange(target) + shift) * float(number(source) / number(target)) - shift).astype(number)
    positions: Array = (shifted + number(shift)).astype(np.float32)
    return positions


def _area(array: Array, height: int, width: int) -> Array:
    if array.dtype.kind != "f":
        raise StepError(f"torch has no area resize of {array.dtype}; cast to float32 first")
    work = _working(array)
    for axis, target in ((1, width), (0, height)):
        work = resample.mix(work, _shares(array.shape[axis], target, work), axis)
    return work.astype(array.dtype)


def _shares(source: int, target: int, like: Array) -> Taps:
    start = np.arange(target) * source // target
    stop = -(-np.arange(1, target + 1) * source // target)
    indices = start[:, None] + np.arange((stop - start).max())
    weights = (indices < stop[:, None]) / (stop - start)[:, None]
    return Taps(np.minimum(indices, source - 1), weights.astype(like.dtype))


def _floating(array: Array, height: int, width: int, interpolation: Interpolation, antialias: bool) -> Array:
    if antialias and width == 1 < height:
        raise StepError("torch smooths floats down to a width of 1 by repeating one row, which is not reproduced")
    work = _working(array)
    for axis, target in ((1, width), (0, height)):
        source = array.shape[axis]
        taps = _smooth(source, target, interpolation, work) if antialias else _point(source, target, interpolation, work)
        work = resample.mix(work, Taps(taps.indices, taps.weights.astype(work.dtype)), axis)
    return (work if array.dtype.kind == "f" else np.rint(work)).astype(array.dtype)


def _point(source: int, target: int, interpolation: Interpolation, like: Array) -> Taps:
    number = _number(like)
    positions = ((np.arange(target) + 0.5) * float(number(source) / number(target)) - 0.5).astype(number)
    return resample.cubic(positions, source, _POINT) if interpolation == "cubic" else resample.linear(positions, source)


def _smooth(source: int, target: int, interpolation: Interpolation, like: Array) -> Taps:
    number = _number(like)
    positions = (np.arange(target) + number(0.5)) * (number(source) / number(target)) - 0.5
    stretch = max(source / target, 1.0)
    if interpolation == "cubic":
        return resample.spread(positions, source, resample.cubic_filter(_SMOOTH), 2, stretch)
    return resample.spread(positions, source, resample.triangle_filter, 1, stretch)


def _fixed_point(array: Array, height: int, width: int, interpolation: Interpolation, antialias: bool) -> Array:
    """PyTorch's own uint8 arithmetic: 16-bit weights, and a rounded picture between the two passes."""
    for axis, target in ((1, width), (0, height)):
        source = array.shape[axis]
        if source != target:
            weights, precision = _whole_weights(source, target, interpolation, antialias)
            total = resample.mix(array.astype(np.int32), weights, axis) + (1 << (precision - 1))
            array = np.clip(total >> precision, 0, 255).astype(np.uint8)
    return array


def _whole_weights(source: int, target: int, interpolation: Interpolation, antialias: bool) -> tuple[Taps, int]:
    exact = np.zeros((), np.float64)
    taps = _smooth(source, target, interpolation, exact) if antialias else _merged(_point(source, target, interpolation, exact))
    precision = _precision(float(taps.weights.max()))
    scaled = taps.weights * (1 << precision)
    return Taps(taps.indices, np.trunc(scaled + np.copysign(0.5, scaled)).astype(np.int32)), precision


def _merged(taps: Taps) -> Taps:
    """*taps* with the weights of a pixel that is named twice added up, since their sum is what gets rounded."""
    weights = taps.weights.copy()
    for column in range(1, weights.shape[1]):
        twice = taps.indices[:, column] == taps.indices[:, column - 1]
        weights[twice, column] += weights[twice, column - 1]
        weights[twice, column - 1] = 0
    return Taps(taps.indices, weights)


def _precision(largest: float) -> int:
    return next((bits for bits in range(22) if int(0.5 + largest * (1 << (bits + 1))) >= 1 << 15), 22)


def _working(array: Array) -> Array:
    if array.dtype == np.uint16:
        raise StepError("torch has no resize of uint16; cast to float32 first")
    return array.astype(_number(array))


def _number(array: Array) -> type[np.float32 | np.float64]:
    return np.float64 if array.dtype == np.float64 else np.float32

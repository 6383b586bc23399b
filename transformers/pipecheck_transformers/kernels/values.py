"""Arithmetic on the values of a picture, in the order and the precision that an operation names."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Affine, Cast, Numbers, per_channel
from pipecheck_transformers.pixels import Array


def affine(op: Affine, array: Array, channel_axis: int) -> Array:
    """`(x − mean) · scale / std + bias` in the dtype of *op*; a part that changes nothing is left out."""
    channels = array.shape[channel_axis]
    if op.channels not in (None, channels):
        raise StepError(f"mean, scale, std or bias has {op.channels} numbers, the picture has {channels} channels")
    result: Array = array.astype(op.dtype or (array.dtype if array.dtype.kind == "f" else np.float64))
    parts = ((np.subtract, op.mean, 0.0), (np.multiply, op.scale, 1.0), (np.divide, op.std, 1.0), (np.add, op.bias, 0.0))
    for operate, numbers, neutral in parts:
        if set(per_channel(numbers, 1)) != {neutral}:
            operate(result, _broadcast(numbers, result, channel_axis), out=result)
    return result


def _broadcast(numbers: Numbers, like: Array, channel_axis: int) -> Array:
    shape = [1] * like.ndim
    shape[channel_axis] = -1
    return np.array(per_channel(numbers, 1), like.dtype).reshape(shape)


def cast(op: Cast, array: Array) -> Array:
    """*array* in the dtype of *op*; not-a-number becomes 0 in an integer."""
    if np.issubdtype(op.dtype, np.floating):
        with np.errstate(over="ignore"):
            return array.astype(op.dtype)
    whole = _rounded(op, array) if array.dtype.kind == "f" else array.astype(np.int64)
    limits = np.iinfo(op.dtype)
    if op.overflow == "clip":
        whole = np.clip(whole, limits.min, limits.max)
    elif whole.dtype.kind == "f":
        whole = _wrappable(whole, limits.bits)
    return whole.astype(np.int64).astype(op.dtype)


def _rounded(op: Cast, array: Array) -> Array:
    # float64 holds every limit of the integers exactly, float32 does not hold 2³¹ − 1.
    wide = np.where(np.isnan(array), 0, array.astype(np.float64))
    return np.trunc(wide) if op.rounding == "truncate" else np.rint(wide)


def _wrappable(whole: Array, bits: int) -> Array:
    """*whole* modulo 2^bits, so that it fits an int64; infinity becomes 0."""
    return np.fmod(np.where(np.isfinite(whole), whole, 0), 2.0**bits)

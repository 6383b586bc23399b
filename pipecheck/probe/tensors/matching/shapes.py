"""The pictures that a stored tensor may hold, by its shape and by the order of its numbers in memory."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.pixels import Array
from pipecheck_transformers.words import Layout

_CHANNELS = (1, 3, 4)
_AXES = len(("height", "width", "channel"))
Size = tuple[int, int, int]


def pictures(tensor: Array) -> list[Array]:
    """*tensor* as height × width × channels: as its shape says, then as its numbers may lie in memory; nothing where it is no picture."""
    array = _alone(tensor)
    if array.ndim == len("hw"):
        array = array[:, :, None]
    if array.ndim != _AXES or not array.size:
        return []
    first, last = array.shape[0], array.shape[-1]
    if last in _CHANNELS and (first not in _CHANNELS or first >= last):
        return [array] if last == 1 else [array, _channels_last(array.reshape(last, *array.shape[:2]))]
    if first in _CHANNELS:
        upright = _channels_last(array)
        return [upright] if first == 1 else [upright, array.reshape(*array.shape[1:], first)]
    return []


def like(tensor: Array, size: Size) -> list[tuple[Layout, Array]]:
    """*tensor* as height × width × channels of *size*: in the order of axes that its shape says, then in the other one.

    Nothing where it has another number of numbers, and one where both orders are the same.
    """
    height, width, channels = size
    if tensor.size != height * width * channels:
        return []
    last: tuple[Layout, Array] = ("hwc", tensor.reshape(size))
    if channels == 1:
        return [last]
    first: tuple[Layout, Array] = ("chw", _channels_last(tensor.reshape(channels, height, width)))
    return [first, last] if _alone(tensor).shape == (channels, height, width) else [last, first]


def _alone(tensor: Array) -> Array:
    """*tensor* without the axes of a batch of one."""
    while tensor.ndim > _AXES and tensor.shape[0] == 1:
        tensor = tensor[0]
    return tensor


def _channels_last(array: Array) -> Array:
    return np.moveaxis(array, 0, -1)

"""The tensor in whatever a callable returns: an array, a torch tensor, a Pillow picture, or one of them in a dict, list or batch of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pipecheck_transformers.pixels import Array

_KEYS = ("image", "pixel_values", "images", "img", "input", "inputs", "data", "tensor", "x")
_PLANE = 2
_PICTURE = 3
_MOST = 2**26
"""More numbers than this are no network's input, and every copy of them takes a second and a quarter of a gigabyte."""


class NoTensorError(Exception):
    """What came back holds no picture; the message says what it is."""


def tensor(answer: object) -> Array:
    """The one picture in *answer*, without the axes of a batch of one."""
    found = [array for array in _arrays(answer) if array.ndim >= _PLANE and array.dtype.kind in "uifb" and array.size]
    if not found:
        raise NoTensorError(f"returns {_described(answer)}, and no tensor in it")
    if isinstance(answer, list | tuple) and len(found) > 1 and len({array.shape for array in found}) == 1:  # five crops, two views
        raise NoTensorError(f"returns {len(found)} pictures of one size")
    return _alone(found[0])


def _arrays(answer: object, depth: int = 0) -> Iterator[Array]:
    if answer is None or isinstance(answer, str | bytes | int | float) or depth > _PICTURE:
        return
    if isinstance(answer, np.ndarray):
        if answer.dtype != object:
            yield answer
    elif hasattr(answer, "detach") and hasattr(answer, "cpu"):
        yield _of_torch(answer)
    elif hasattr(answer, "convert") and hasattr(answer, "mode"):
        yield np.asarray(answer)
    elif isinstance(answer, Mapping) or (hasattr(answer, "keys") and hasattr(answer, "__getitem__")):
        values: Any = answer
        ordered = sorted(values.keys(), key=lambda key: _KEYS.index(key) if key in _KEYS else len(_KEYS))
        for key in ordered:
            yield from _arrays(values[key], depth + 1)
    elif isinstance(answer, list | tuple):
        for part in answer:
            yield from _arrays(part, depth + 1)
    elif hasattr(answer, "__array__"):
        yield np.asarray(answer)


def _of_torch(tensor: Any) -> Array:
    plain = tensor.detach().cpu()
    if str(plain.dtype) == "torch.bfloat16":  # NumPy has none
        plain = plain.float()
    array: Array = plain.numpy()
    return array


def _alone(array: Array) -> Array:
    while array.ndim > _PICTURE and array.shape[0] == 1:
        array = array[0]
    if array.ndim > _PICTURE:
        raise NoTensorError(f"returns {'×'.join(map(str, array.shape))}, more than one picture")
    if array.size > _MOST:
        raise NoTensorError(f"returns {'×'.join(map(str, array.shape))}, more numbers than the input of a network has")
    return array.astype(np.uint8) if array.dtype == bool else array


def _described(answer: object) -> str:
    if isinstance(answer, np.ndarray):
        return f"an array of {answer.dtype} {'×'.join(map(str, answer.shape)) or 'without axes'}"
    if isinstance(answer, Mapping):
        return f"a dict of {', '.join(map(str, answer)) or 'nothing'}"
    return "None" if answer is None else f"a {type(answer).__name__}"

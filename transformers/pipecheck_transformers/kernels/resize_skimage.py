"""What `skimage.transform.resize` gives with `preserve_range=True`."""

from __future__ import annotations

from collections.abc import Callable

from skimage.transform import resize as skimage_resize

from pipecheck_transformers.ops import Interpolation
from pipecheck_transformers.pixels import Array

_ORDERS: dict[Interpolation, int] = {"nearest": 0, "linear": 1, "cubic": 3}


def resize(array: Array, height: int, width: int, interpolation: Interpolation, antialias: bool) -> Array:
    """*array* at the new size: float64, or float32 where it was float32 or less."""
    stretch: Callable[..., Array] = skimage_resize
    return stretch(array, (height, width), order=_ORDERS[interpolation], preserve_range=True, anti_aliasing=antialias)

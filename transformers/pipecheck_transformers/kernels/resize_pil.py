"""What Pillow's `Image.resize` gives: bytes as `L`, `RGB` or `RGBA`, floats as one `F` picture per channel."""

from __future__ import annotations

import numpy as np
import PIL
from PIL import Image

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Interpolation
from pipecheck_transformers.pixels import Array

_FILTERS: dict[Interpolation, Image.Resampling] = {
    "nearest": Image.Resampling.NEAREST,
    "linear": Image.Resampling.BILINEAR,
    "cubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "box": Image.Resampling.BOX,
    "hamming": Image.Resampling.HAMMING,
}
ROUNDS_EACH_WEIGHT_ALONE = ".post" not in PIL.__version__
"""Pillow does; Pillow-SIMD, which marks its versions like this, rounds all weights as finely as the largest of them allows."""


def resize(array: Array, height: int, width: int, interpolation: Interpolation) -> Array:
    """*array* at the new size, in its own dtype."""
    match array.dtype.name, array.shape[2]:
        case "uint8", 3 | 4:
            return _plane(array, height, width, interpolation)
        case "uint8" | "float32", _:
            planes = [_plane(array[:, :, channel], height, width, interpolation) for channel in range(array.shape[2])]
            return np.stack(planes, axis=-1)
        case _:
            raise StepError(f"pil resizes uint8 and float32, not {array.dtype}; cast to float32 first")


def stretched(image: Image.Image, height: int, width: int, interpolation: Interpolation, box: tuple[float, float, float, float]) -> Array:
    """What *box* (left, upper, right, lower) holds of *image*, at the new size, as an array that cannot be written to."""
    return np.asarray(image.resize((width, height), _FILTERS[interpolation], box))


def _plane(array: Array, height: int, width: int, interpolation: Interpolation) -> Array:
    image = Image.fromarray(np.ascontiguousarray(array))
    return np.array(image.resize((width, height), _FILTERS[interpolation]))

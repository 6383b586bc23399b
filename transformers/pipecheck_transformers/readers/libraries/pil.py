"""Pictures as Pillow's `Image.open(…).convert(…)` gives them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps

from pipecheck_transformers.ops import Read
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.readers.promise import keep
from pipecheck_transformers.readers.quiet import quiet


def decode(how: Read, data: bytes, take: Callable[[Image.Image], Array] | None = None) -> Array:
    """The picture in *data* as *how* describes it; *take* makes the array of it, if not in 16 bits."""
    with quiet(), Image.open(BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image) if how.exif else image
        upright.load()  # turns a TIFF; without it Pillow 9 gives its array the shape from before
        array = _wide(upright, how.color) if how.deep and _is_wide(image) else (take or np.array)(_narrow(upright, how.color))
    return keep(how, array[..., ::-1] if how.color == "bgr" else array)


def _narrow(image: Image.Image, color: str) -> Image.Image:
    mode = "L" if color == "gray" else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _is_wide(image: Image.Image) -> bool:
    """16-bit grey; Pillow before 10 opens it as 32-bit `I`."""
    return image.mode.startswith("I;16") or (image.mode == "I" and image.format in ("PNG", "PPM"))


def _wide(image: Image.Image, color: str) -> Array:
    array = np.array(image).astype(np.uint16)
    return array if color == "gray" else np.repeat(array[..., np.newaxis], 3, axis=2)

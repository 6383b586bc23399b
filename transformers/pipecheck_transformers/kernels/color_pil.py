"""What Pillow's `Image.convert` gives for bytes; its YCbCr is full range."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Color, YuvRange
from pipecheck_transformers.pixels import Array


def encode(rgb: Array, color: Color, yuv_range: YuvRange) -> Array:
    """*rgb* as gray or full-range yuv444."""
    _check(rgb, color, yuv_range)
    converted = np.array(Image.fromarray(np.ascontiguousarray(rgb)).convert("L" if color == "gray" else "YCbCr"))
    return converted[:, :, None] if color == "gray" else converted


def decode(array: Array, color: Color, yuv_range: YuvRange) -> Array:
    """*array*, taken as full-range yuv444, as RGB."""
    _check(array, color, yuv_range)
    size = array.shape[1], array.shape[0]
    return np.array(Image.frombytes("YCbCr", size, array.tobytes()).convert("RGB"))


def _check(array: Array, color: Color, yuv_range: YuvRange) -> None:
    if color == "nv12":
        raise StepError("pil has no nv12; opencv and the horizon arithmetic have it")
    if color == "yuv444" and yuv_range != "full":
        raise StepError("pil knows yuv444 in full range only, not in video range; the horizon arithmetic knows both")
    if array.dtype != np.uint8:
        raise StepError(f"pil converts colors of uint8, not of {array.dtype}; cast first")

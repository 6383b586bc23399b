"""What `cv2.resize` gives for a target size (*dsize*; factors would sample elsewhere)."""

from __future__ import annotations

import cv2
import numpy as np

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Interpolation
from pipecheck_transformers.pixels import Array

_FLAGS: dict[Interpolation, int] = {
    "nearest": cv2.INTER_NEAREST,
    "nearest-exact": cv2.INTER_NEAREST_EXACT,
    "linear": cv2.INTER_LINEAR,
    "cubic": cv2.INTER_CUBIC,
    "area": cv2.INTER_AREA,
    "lanczos": cv2.INTER_LANCZOS4,
}
_MIXED = ("uint8", "uint16", "int16", "float32", "float64")
_COPIED = (*_MIXED, "int8", "int32")


def resize(array: Array, height: int, width: int, interpolation: Interpolation) -> Array:
    """*array* at the new size, in its own dtype."""
    allowed = _COPIED if interpolation.startswith("nearest") else _MIXED
    if array.dtype.name not in allowed:
        raise StepError(f"opencv has no {interpolation} resize of {array.dtype}, only of {', '.join(allowed)}; cast first")
    # By position the flag would be taken for `dst`, and the kernel would silently stay linear.
    try:
        resized = cv2.resize(np.ascontiguousarray(array), (width, height), interpolation=_FLAGS[interpolation])
    except cv2.error as e:  # a size that no memory holds
        raise StepError(f"opencv cannot resize to {height}×{width}: {e.err}") from e
    return resized.reshape(height, width, array.shape[2])

"""What `cv2.resize` gives for a target size, and for factors, with which it samples elsewhere."""

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
    return _called(array, interpolation, f"to {height}×{width}", size=(width, height))


def resize_by(array: Array, fy: float, fx: float, interpolation: Interpolation) -> Array:
    """*array* with its sides multiplied by *fy* and *fx*, in its own dtype."""
    return _called(array, interpolation, f"by {fy} and {fx}", fx=fx, fy=fy)


def _called(
    array: Array, interpolation: Interpolation, said: str, *, size: tuple[int, int] | None = None, fx: float = 0, fy: float = 0
) -> Array:
    allowed = _COPIED if interpolation.startswith("nearest") else _MIXED
    if array.dtype.name not in allowed:
        raise StepError(f"opencv has no {interpolation} resize of {array.dtype}, only of {', '.join(allowed)}; cast first")
    # By position the flag would be taken for `dst`, and the kernel would silently stay linear.
    try:
        resized = cv2.resize(np.ascontiguousarray(array), size, fx=fx, fy=fy, interpolation=_FLAGS[interpolation])
    except cv2.error as e:  # a size that no memory holds, or that is nothing
        raise StepError(f"opencv cannot resize {said}: {e.err}") from e
    return resized.reshape(*resized.shape[:2], array.shape[2])

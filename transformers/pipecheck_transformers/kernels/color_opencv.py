"""What `cv2.cvtColor` gives; Cr and Cb are brought into the order U, V."""

from __future__ import annotations

import cv2
import numpy as np

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels import nv12
from pipecheck_transformers.ops import Color, YuvRange
from pipecheck_transformers.pixels import Array

_DTYPES = ("uint8", "uint16", "float32")
_CODES: dict[tuple[Color, Color], int] = {
    ("rgb", "gray"): cv2.COLOR_RGB2GRAY,
    ("bgr", "gray"): cv2.COLOR_BGR2GRAY,
    ("rgb", "yuv444"): cv2.COLOR_RGB2YCrCb,
    ("bgr", "yuv444"): cv2.COLOR_BGR2YCrCb,
    ("rgb", "nv12"): cv2.COLOR_RGB2YUV_I420,
    ("bgr", "nv12"): cv2.COLOR_BGR2YUV_I420,
    ("yuv444", "rgb"): cv2.COLOR_YCrCb2RGB,
    ("yuv444", "bgr"): cv2.COLOR_YCrCb2BGR,
    ("nv12", "rgb"): cv2.COLOR_YUV2RGB_NV12,
    ("nv12", "bgr"): cv2.COLOR_YUV2BGR_NV12,
}
"""RGB and BGR have their own codes because floats are added up in the order of the channels."""


def encode(array: Array, source: Color, color: Color, yuv_range: YuvRange) -> Array:
    """*array* (RGB or BGR) as *color*: gray in fixed point, yuv444 in full range, nv12 in video range."""
    _check(array, color, yuv_range)
    if color == "nv12":
        return _nv12(array, source)
    converted = cv2.cvtColor(np.ascontiguousarray(array), _CODES[source, color])
    return converted[:, :, None] if color == "gray" else converted[:, :, [0, 2, 1]]


def decode(array: Array, source: Color, color: Color, yuv_range: YuvRange) -> Array:
    """*array*, taken as the YUV color *source*, as RGB or BGR."""
    _check(array, source, yuv_range)
    channels = array if source == "nv12" else array[:, :, [0, 2, 1]]
    return cv2.cvtColor(np.ascontiguousarray(channels), _CODES[source, color])


def _nv12(array: Array, source: Color) -> Array:
    """OpenCV encodes 4:2:0 as three planes only; its U and V are taken from the top left pixel of four."""
    nv12.check_even(array)
    height, width = array.shape[:2]
    planes = cv2.cvtColor(np.ascontiguousarray(array), _CODES[source, "nv12"])
    u, v = planes[height:].reshape(2, height // 2, width // 2)
    return nv12.join(planes[:height], u, v)


def _check(array: Array, color: Color, yuv_range: YuvRange) -> None:
    allowed = ("uint8",) if color == "nv12" else _DTYPES
    if array.dtype.name not in allowed:
        raise StepError(f"opencv converts {color} in {', '.join(allowed)}, not in {array.dtype}; cast first")
    known = {"yuv444": "full", "nv12": "video"}.get(color, yuv_range)
    if yuv_range != known:
        raise StepError(f"opencv knows {color} in {known} range only, not in {yuv_range} range; the horizon arithmetic knows both")

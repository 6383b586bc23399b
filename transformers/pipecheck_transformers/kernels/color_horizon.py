"""BT.601 as the toolchain's samples and the nodes that it inserts compute it."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.kernels import nv12
from pipecheck_transformers.ops import Color, YuvRange
from pipecheck_transformers.pixels import Array

_Row = tuple[float, float, float]

_FORWARD: dict[YuvRange, tuple[_Row, _Row, _Row]] = {
    "full": ((0.299, 0.587, 0.114), (-0.169, -0.331, 0.5), (0.5, -0.419, -0.081)),
    "video": ((0.257, 0.504, 0.098), (-0.148, -0.291, 0.439), (0.439, -0.368, -0.071)),
}
_BLACK: dict[YuvRange, float] = {"full": 0.0, "video": 16.0}
_INVERSE: tuple[_Row, _Row, _Row] = ((1.0, 0.0, 1.402), (1.0, -0.344, -0.714), (1.0, 1.772, 0.0))
_WIDENING: dict[YuvRange, _Row] = {"full": (1.0, 1.0, 1.0), "video": (255 / 219, 255 / 224, 255 / 224)}
"""From the ranges 16..235 and 16..240 to what the full-range inverse expects."""


def encode(rgb: Array, color: Color, yuv_range: YuvRange) -> Array:
    """*rgb* as gray or yuv444 in unrounded float32, or as nv12 in truncated uint8."""
    if color == "gray":
        return _mixed(rgb, _FORWARD["full"][0], 0.0).astype(np.float32)[:, :, None]
    if color == "nv12":
        nv12.check_even(rgb)
        return nv12.from_yuv444(_yuv(rgb, yuv_range))
    return _yuv(rgb, yuv_range).astype(np.float32)


def decode(array: Array, color: Color, yuv_range: YuvRange) -> Array:
    """*array*, taken as *color*, as RGB in float32, neither rounded nor clipped."""
    yuv = (nv12.to_yuv444(array) if color == "nv12" else array).astype(np.float32)
    offsets = np.array((_BLACK[yuv_range], 128, 128), np.float32)
    centred = (yuv - offsets) * np.array(_WIDENING[yuv_range], np.float32)
    return np.stack([_mixed(centred, row, 0.0) for row in _INVERSE], axis=-1)


def _yuv(rgb: Array, yuv_range: YuvRange) -> Array:
    offsets = _BLACK[yuv_range], 128.0, 128.0
    return np.stack([_mixed(rgb, row, offset) for row, offset in zip(_FORWARD[yuv_range], offsets, strict=True)], axis=-1)


def _mixed(array: Array, row: _Row, offset: float) -> Array:
    """The channels weighed and added from left to right; bytes in float64, as NumPy promotes them in the samples."""
    work = array.astype(np.float32 if array.dtype in (np.float16, np.float32) else np.float64)
    number = work.dtype.type
    mixed: Array = work[:, :, 0] * number(row[0]) + work[:, :, 1] * number(row[1]) + work[:, :, 2] * number(row[2]) + number(offset)
    return mixed

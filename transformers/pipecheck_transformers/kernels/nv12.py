"""The planes of NV12: full-size luma, and below it half-size chroma with U and V in turns."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels.values import cast
from pipecheck_transformers.ops import Cast
from pipecheck_transformers.pixels import Array


def from_yuv444(yuv: Array) -> Array:
    """NV12 with the chroma of every top left pixel of four, cut down to whole numbers (the vendor samples' `rgb_calc`)."""
    check_even(yuv)
    chroma = yuv[::2, ::2, 1:]
    return cast(Cast("uint8"), join(yuv[:, :, 0], chroma[:, :, 0], chroma[:, :, 1]))


def to_yuv444(plane: Array) -> Array:
    """Every pixel with its own luma and the chroma of its block of four."""
    height, width = plane.shape[0] * 2 // 3, plane.shape[1]
    chroma = plane[height:].reshape(height // 2, width // 2, 2)
    return np.concatenate([plane[:height], chroma.repeat(2, axis=0).repeat(2, axis=1)], axis=2)


def join(luma: Array, u: Array, v: Array) -> Array:
    """One plane of height · 3 / 2 rows."""
    height, width = luma.shape
    chroma = np.stack([u, v], axis=-1).reshape(height // 2, width)
    return np.concatenate([luma, chroma])[:, :, None]


def check_even(array: Array) -> None:
    height, width = array.shape[:2]
    if height % 2 or width % 2:
        raise StepError(f"nv12 needs even sides, the picture is {height}×{width}")


def check_planes(plane: Array) -> None:
    rows, width = plane.shape[:2]
    if rows % 3 or width % 2:
        raise StepError(f"nv12 has rows in threes and an even width, the picture is {rows}×{width}")

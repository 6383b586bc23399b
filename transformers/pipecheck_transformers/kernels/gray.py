"""Gray by weights: what scikit-image and torchvision give, without either."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.pixels import Array


def skimage(rgb: Array) -> Array:
    """`rgb2gray` (BT.709-like weights) on the range that is given: float64, or float32 where it was float32."""
    work = rgb.astype(np.float32 if rgb.dtype in (np.float16, np.float32) else np.float64)
    gray: Array = work @ np.array([0.2125, 0.7154, 0.0721], work.dtype)
    return gray[:, :, None]


def torch(rgb: Array) -> Array:
    """`rgb_to_grayscale` of a tensor, which cuts integers down instead of rounding them."""
    between = rgb.dtype if rgb.dtype.kind == "f" else np.float32
    precision = np.float64 if rgb.dtype == np.float64 else np.float32
    gray: Array = np.zeros(rgb.shape[:2], between)
    for channel, weight in enumerate((0.2989, 0.587, 0.114)):
        # PyTorch multiplies and adds with one rounding, as float64 does here for the narrower ones.
        gray = (rgb[:, :, channel].astype(np.float64) * float(precision(weight)) + gray).astype(between)
    return gray.astype(rgb.dtype)[:, :, None]

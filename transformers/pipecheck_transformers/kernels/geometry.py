"""What a geometric operation does to a picture."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers import sizes
from pipecheck_transformers.kernels import border, crop
from pipecheck_transformers.kernels.resize import resize
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Geometry,
    Letterbox,
    LongSideCrop,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    Sampled,
    WarpAffine,
    antialiases,
)
from pipecheck_transformers.pixels import Array


def transform(op: Geometry, array: Array) -> Array:
    """*array* (H×W×C) after *op*, as H×W×C; it may share memory with what was given."""
    height, width = array.shape[:2]
    match op:
        case Resize():
            return _resized(op, array, (op.height, op.width))
        case ResizeShort():
            return _resized(op, array, sizes.short_side(op, height, width))
        case ResizeLong():
            return _resized(op, array, sizes.long_side(op, height, width))
        case ResizeHeight():
            return _resized(op, array, sizes.to_height(op, height, width))
        case ResizeToMultiple():
            return _resized(op, array, sizes.to_multiple(op, height, width))
        case ResizeBy():
            from pipecheck_transformers.kernels import resize_opencv  # the others choose their library in `resize`

            return resize_opencv.resize_by(array, op.fy, op.fx, op.interpolation)
        case Letterbox():
            return _letterbox(op, array)
        case CenterCrop():
            return crop.center(op, array)
        case CropFraction():
            return crop.fraction(op, array)
        case LongSideCrop():
            return crop.long_side(array)
        case Crop():
            return crop.cut(array, op.top, op.left, op.height, op.width)
        case Pad():
            return border.add(array, (op.top, op.bottom), (op.left, op.right), op.fill, op.mode)
        case PadTo() | PadToMultiple():
            return border.add(array, *sizes.margins(op, height, width), op.fill, op.mode)
        case WarpAffine():
            from pipecheck_transformers.kernels import warp  # only a warp needs OpenCV

            return warp.affine(op, array)
        case Flip():
            return np.ascontiguousarray(np.flip(array, axis=1 if op.direction == "horizontal" else 0))


def _resized(op: Sampled, array: Array, size: tuple[int, int]) -> Array:
    return resize(array, *size, op.interpolation, op.library, antialias=antialiases(op))


def _letterbox(op: Letterbox, array: Array) -> Array:
    place = sizes.letterbox(op, *array.shape[:2])
    rows = place.top, op.height - place.height - place.top
    columns = place.left, op.width - place.width - place.left
    return border.add(_resized(op, array, (place.height, place.width)), rows, columns, op.fill)

"""Cutting a rectangle out of a picture."""

from __future__ import annotations

from pipecheck_transformers import sizes
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels import border
from pipecheck_transformers.ops import CenterCrop, CropFraction
from pipecheck_transformers.pixels import Array


def cut(array: Array, top: int, left: int, height: int, width: int) -> Array:
    """The rectangle, a view."""
    full_height, full_width = array.shape[:2]
    if min(top, left) < 0 or top + height > full_height or left + width > full_width:
        raise StepError(f"a crop of {height}×{width} at {top}, {left} reaches out of a picture of {full_height}×{full_width}")
    return array[top : top + height, left : left + width]


def center(op: CenterCrop, array: Array) -> Array:
    """What *op* cuts out of the middle."""
    if op.height > array.shape[0] or op.width > array.shape[1]:
        array = _grown(op, array)
    top = sizes.center_offset(array.shape[0], op.height, op.rounding)
    left = sizes.center_offset(array.shape[1], op.width, op.rounding)
    return cut(array, top, left, op.height, op.width)


def _grown(op: CenterCrop, array: Array) -> Array:
    """*array* padded to the size of the crop; torchvision puts the odd row and column at the bottom and the right."""
    height, width = array.shape[:2]
    if op.fill is None:
        raise StepError(f"a center crop of {op.height}×{op.width} does not fit into a picture of {height}×{width}")
    missing_rows, missing_columns = max(op.height - height, 0), max(op.width - width, 0)
    rows = missing_rows // 2, missing_rows - missing_rows // 2
    columns = missing_columns // 2, missing_columns - missing_columns // 2
    return border.add(array, rows, columns, op.fill)


def fraction(op: CropFraction, array: Array) -> Array:
    """The centred square that *op* cuts out."""
    height, width = array.shape[:2]
    side = sizes.fraction_side(op, height, width)
    return cut(array, sizes.center_offset(height, side, op.offset), sizes.center_offset(width, side, op.offset), side, side)


def long_side(array: Array) -> Array:
    """The toolchain samples' square crop, with the slip that leaves a tall picture (height − offset) rows."""
    height, width = array.shape[:2]
    if width > height:
        return cut(array, 0, (width - height) // 2, height, height)
    offset = (height - width) // 2
    return cut(array, offset, 0, height - offset, width)

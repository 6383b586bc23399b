"""What `cv2.warpAffine` makes of a picture."""

from __future__ import annotations

import cv2
import numpy as np

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels.border import fill_values
from pipecheck_transformers.ops import WarpAffine
from pipecheck_transformers.pixels import Array

_FLAGS = {"nearest": cv2.INTER_NEAREST, "linear": cv2.INTER_LINEAR, "cubic": cv2.INTER_CUBIC}
_DTYPES = ("uint8", "uint16", "int16", "float32", "float64")


def affine(op: WarpAffine, array: Array) -> Array:
    """*array* warped to the size of *op*, in its own dtype."""
    if array.dtype.name not in _DTYPES:
        raise StepError(f"opencv has no affine warp of {array.dtype}, only of {', '.join(_DTYPES)}; cast first")
    height, width, channels = array.shape
    matrix = _fitted(op, height, width) if op.matrix is None else np.array(op.matrix, np.float64).reshape(2, 3)
    warped = cv2.warpAffine(
        np.ascontiguousarray(array),
        matrix,
        (op.width, op.height),
        flags=_FLAGS[op.interpolation],
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=fill_values(op.fill, channels),
    )
    return warped.reshape(op.height, op.width, channels)


def _fitted(op: WarpAffine, height: int, width: int) -> Array:
    """CenterNet's matrix: the square's middle, its upper edge and its corner go to those of a square as wide as the target."""
    # Solved by OpenCV from float32 points as CenterNet does it, since the last bit of the matrix decides ties in the warp.
    side = float(np.float32(max(height, width) * op.scale))
    source = _corner(width / 2, height / 2, side / 2)
    target = _corner(op.width / 2, op.height / 2, op.width / 2)
    return cv2.getAffineTransform(source, target)


def _corner(x: float, y: float, half: float) -> Array:
    return np.array([[x, y], [x, y - half], [x - half, y - half]], np.float32)

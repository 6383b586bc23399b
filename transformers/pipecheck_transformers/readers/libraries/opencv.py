"""Pictures as `cv2.imread` gives them."""

from __future__ import annotations

import cv2
import numpy as np

from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.ops import Read
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.readers.promise import keep

# Newer OpenCV decodes straight to RGB, which costs nothing; 4.5 does not know the flag.
_COLOR_RGB: int | None = getattr(cv2, "IMREAD_COLOR_RGB", None)


def decode(how: Read, data: bytes, name: str) -> Array:
    """The picture in *data* as *how* describes it, equal to `cv2.imread` of the file with the same flags."""
    array = cv2.imdecode(np.frombuffer(data, np.uint8), _flags(how))
    if array is None:  # the typing of cv2 does not know that imdecode may fail
        raise ReadError(name, f"OpenCV {cv2.__version__} cannot decode it")
    if array.dtype not in (np.uint8, np.uint16):
        raise ReadError(name, f"OpenCV gives {array.dtype} samples, neither 8 nor 16 bits")
    swapped = how.color == "rgb" and _COLOR_RGB is None
    return keep(how, cv2.cvtColor(array, cv2.COLOR_BGR2RGB) if swapped else array)


def _flags(how: Read) -> int:
    if how.color == "gray":
        flags = cv2.IMREAD_GRAYSCALE
    elif how.color == "rgb" and _COLOR_RGB is not None:
        flags = _COLOR_RGB
    else:
        flags = cv2.IMREAD_COLOR
    if not how.exif:
        flags |= cv2.IMREAD_IGNORE_ORIENTATION
    return flags | cv2.IMREAD_ANYDEPTH if how.deep else flags

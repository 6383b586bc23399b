"""From the bytes of a whole picture to its pixels: all of them, or as few as measuring needs."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipecheck.probe.images.header import Header
from pipecheck_transformers import readers

Pixels = npt.NDArray[np.uint8]

SHORT = 128
"""So many pixels the short side keeps where there is a choice: enough for every figure, and about what a small network sees."""
_REDUCED = {1: cv2.IMREAD_COLOR, 2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}


def reduction(width: int, height: int) -> int:
    """By how much each side of a picture may be divided: 8, 4, 2, or 1 for a small one."""
    return next((factor for factor in (8, 4, 2) if min(width, height) >= factor * SHORT), 1)


def decoded(data: bytes, header: Header, *, factor: int = 1) -> Pixels:
    """The pixels of *data* as stored, BGR with 8 bits; each side is divided by *factor* if the format can do so while it decodes.

    `ReadError` where no library decodes it. A turned TIFF comes upright: what OpenCV does with one depends on its version, and Pillow
    turns it.
    """
    turned = header.form == "TIFF" and header.traits.orientation != 1
    array = None if turned else _opencv(data, floats=header.traits.floats, factor=factor if header.form == "JPEG" else 1)
    if array is None:
        array = readers.decode(readers.pil("bgr", deep=True), data, "")
    return _colored(_levels(array))


def _opencv(data: bytes, *, floats: bool, factor: int) -> npt.NDArray[Any] | None:
    # Only unchanged are floats not refused; that turns nothing either.
    flags = cv2.IMREAD_UNCHANGED if floats else _REDUCED[factor] | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        array: npt.NDArray[Any] | None = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:  # a size that it does not take, or not enough memory
        return None
    return array


def _levels(array: npt.NDArray[Any]) -> Pixels:
    """In 0..255: the upper byte of 16 bits, as OpenCV takes it; floats up to 1 are shares of the whole range."""
    if array.dtype == np.uint8:
        return array
    if array.dtype == np.uint16:
        return (array >> 8).astype(np.uint8)
    with np.errstate(over="ignore"):  # what is beyond float32 becomes infinite
        floats = np.nan_to_num(array.astype(np.float32), nan=0.0, posinf=255.0, neginf=0.0)
    return np.clip(floats * 255 if floats.max(initial=0) <= 1 else floats, 0, 255).astype(np.uint8)


def _colored(array: Pixels) -> Pixels:
    """Three channels, one after the other."""
    channels = 1 if array.ndim == 2 else array.shape[2]
    return np.ascontiguousarray(array[..., :3] if channels >= 3 else np.repeat(array.reshape(*array.shape[:2], -1)[..., :1], 3, axis=2))

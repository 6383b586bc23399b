"""What every library makes of one picture file in its usual ways, errors included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps
from skimage import io

from pipecheck.probe.images.header import Header
from pipecheck.probe.images.hush import hushed
from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.readers import MAX_BYTES, MAX_PIXELS
from pipecheck_transformers.readers.files import png
from pipecheck_transformers.readers.libraries.skimage import excess
from pipecheck_transformers.readers.quiet import quiet

Array = npt.NDArray[Any]
OPENCV, PIL, SKIMAGE = "cv2.imread", 'Image.open.convert("RGB")', "skimage.io.imread"
"""The ways in which each library is mostly used."""
UPRIGHT = "ImageOps.exif_transpose"
_OPENCV = {OPENCV: cv2.IMREAD_COLOR, "cv2.IMREAD_GRAYSCALE": cv2.IMREAD_GRAYSCALE, "cv2.IMREAD_UNCHANGED": cv2.IMREAD_UNCHANGED}
_ORDERS = {1: "gray", 2: "gray, alpha", 3: "RGB", 4: "RGBA"}
_OF_OPENCV = {**_ORDERS, 3: "BGR", 4: "BGRA"}


@dataclass(frozen=True, slots=True)
class Made:
    """What *reader* makes of a file: an array whose channels are *order*, or an error."""

    reader: str
    array: Array | None = None
    order: str = ""
    error: str | None = None


def every(path: Path, data: bytes, header: Header) -> Iterator[Made]:
    """The picture at *path*, whose content is *data*, by every library in turn."""
    fits = header.form != "PNG" or png.announced(data) <= MAX_BYTES  # OpenCV makes room for a chunk before it looks for it
    for name, flags in _OPENCV.items():
        yield _tried(name, partial(_opencv, name, path, flags)) if fits else Made(name, error="not tried: a chunk announces gigabytes")
    yield from _pil(data)
    yield _tried(SKIMAGE, partial(_skimage, path, data, header))


def _tried(name: str, make: Callable[[], Made]) -> Made:
    try:
        with hushed(), quiet():
            return _caught(name, make)
    except ReadError as e:
        return Made(name, error=e.reason)


def _caught(name: str, make: Callable[[], Made]) -> Made:
    try:
        return make()
    except ReadError:
        raise
    except Exception as error:  # decoders raise whatever their parsers stumble over
        lines = str(error).strip().splitlines() or [""]
        raise ReadError(name, f"{type(error).__name__}: {lines[0]}".rstrip(": ")) from error


def _opencv(name: str, path: Path, flags: int) -> Made:
    try:
        str(path).encode()
    except UnicodeEncodeError as e:
        raise ReadError(path, "not tried: OpenCV crashes on a name that is not UTF-8") from e
    array: Array | None = cv2.imread(str(path), flags)  # not imdecode, which refuses what imread fills with grey
    if array is None:
        return Made(name, error="None, and no exception")
    return Made(name, array, _OF_OPENCV.get(1 if array.ndim == 2 else array.shape[2], "?"))


def _pil(data: bytes) -> Iterator[Made]:
    """The picture as it is opened, as RGB, and turned upright; decoded once."""
    opened: list[Image.Image] = []
    raw = _tried("Image.open", partial(_open, data, opened))
    yield raw
    for name, make in ((PIL, _rgb), (UPRIGHT, _upright)):
        yield _tried(name, partial(make, name, opened[0])) if opened else Made(name, error=raw.error)


def _open(data: bytes, opened: list[Image.Image]) -> Made:
    image = Image.open(BytesIO(data))
    image.load()
    opened.append(image)
    return Made("Image.open", np.array(image), image.mode)


def _rgb(name: str, image: Image.Image) -> Made:
    return Made(name, np.array(image.convert("RGB")), "RGB")


def _upright(name: str, image: Image.Image) -> Made:
    return _rgb(name, ImageOps.exif_transpose(image))


def _skimage(path: Path, data: bytes, header: Header) -> Made:
    width, height = header.size or (0, 0)
    if width * height * header.traits.frames > MAX_PIXELS:  # it decodes all frames at once
        raise ReadError(path, f"not tried: {header.traits.frames} frames of {width} × {height} pixels")
    if header.form == "TIFF" and (reason := excess(data)):
        raise ReadError(path, f"not tried: {reason}")
    array = np.asarray(io.imread(str(path.absolute())))
    inks = header.traits.channels == "cmyk" and array.ndim == 3 and array.shape[2] == 4
    channels = 1 if array.ndim == 2 else array.shape[-1]
    return Made(SKIMAGE, array, "CMYK" if inks else _ORDERS.get(channels, "?"))

"""Pictures as `skimage.io.imread` gives them, brought to three channels the way Caffe's loader does it."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import tifffile
from PIL import Image
from skimage import color, io, util

from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.ops import Read
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.readers import MAX_DECODED, integrity
from pipecheck_transformers.readers.files import tiff
from pipecheck_transformers.readers.promise import keep
from pipecheck_transformers.readers.quiet import quiet


def decode(how: Read, data: bytes, name: str) -> Array:
    """The picture in *data* as *how* describes it; *name* counts, because only `.tif` and `.tiff` go to tifffile."""
    with quiet():
        if _moves(data):
            raise ReadError(name, "animated: scikit-image gives all frames at once, frames × height × width × channels")
        if integrity.format_name(data) == "TIFF" and (reason := excess(data)):
            raise ReadError(name, f"scikit-image gives {reason}")
        array = _one_picture(_imread(data, name), name)
        _check_samples(array, name)
        if array.ndim == 3 and array.shape[2] == 4 and integrity.has_inks(data):
            raise ReadError(name, "CMYK: scikit-image gives the four inks, and no color that a network knows")
        if how.exif:
            array = _upright(array, _orientation(data, name))
        wide = array.dtype == np.uint16
        if how.color == "gray":
            return keep(how, _samples(_channels(array, how), how, wide=wide))
        return keep(how, _channels(_samples(array, how, wide=wide), how))  # the other way round takes three times the memory of a grey one


def _moves(data: bytes) -> bool:
    if not data.startswith((b"GIF8", b"\x89PNG")):
        return False
    with Image.open(BytesIO(data)) as image:
        return bool(getattr(image, "is_animated", False))


def excess(data: bytes) -> str | None:
    """Why the TIFF *data*, whose pages are read at once, would take for ever or not fit into memory; None where it is read."""
    if tiff.endless(data):  # tifffile follows the chain as long as it leads anywhere
        return "no end of pages"
    with tifffile.TiffFile(BytesIO(data)) as file:
        if not file.series:
            return None
        first = file.series[0]
        size = first.size * np.dtype(first.dtype or np.uint8).itemsize
    if size > MAX_DECODED:
        return f"{' × '.join(map(str, first.shape))} numbers at once, {size / 10**6:.0f} MB of at most {MAX_DECODED / 10**6:.0f}"
    return None


def _is_tiff_by_name(name: str) -> bool:
    return name.lower().endswith((".tif", ".tiff"))


def _imread(data: bytes, name: str) -> Array:
    if not _is_tiff_by_name(name):
        return np.asarray(io.imread(BytesIO(data)))
    array = tifffile.imread(BytesIO(data))
    planar = array.ndim > 2 and array.shape[-1] not in (3, 4) and array.shape[-3] in (3, 4)
    return np.moveaxis(array, -3, -1) if planar else array


def _one_picture(array: Array, name: str) -> Array:
    # Since 0.25 a GIF or APNG has an axis of frames even when there is only one.
    picture = array[0] if array.ndim == 4 and len(array) == 1 else array
    if picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] <= 4):
        return picture
    raise ReadError(name, f"scikit-image gives {' × '.join(map(str, picture.shape))} numbers, which is no single picture")


def _check_samples(array: Array, name: str) -> None:
    if array.dtype.kind == "f":
        if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 1):
            raise ReadError(name, f"{array.dtype} samples from {array.min():g} to {array.max():g}, scikit-image expects 0..1")
    elif array.dtype not in (np.bool_, np.uint8, np.uint16):
        raise ReadError(name, f"{array.dtype} samples, neither 8 nor 16 bits nor 0..1")


def _channels(array: Array, how: Read) -> Array:
    grey = array if array.ndim == 2 else array[..., 0] if array.shape[2] < 3 else None
    if how.color != "gray":
        rgb = np.repeat(grey[..., np.newaxis], 3, axis=2) if grey is not None else array[..., :3]
        return rgb[..., ::-1] if how.color == "bgr" else rgb
    if grey is not None:
        return grey
    return np.asarray(color.rgb2gray(color.rgba2rgb(array) if array.shape[2] == 4 else array), np.float64)


def _samples(array: Array, how: Read, *, wide: bool) -> Array:
    if how.unit and array.dtype != np.bool_:
        return array
    if how.deep and wide:
        return np.asarray(util.img_as_uint(array))
    return np.asarray(util.img_as_ubyte(array))


def _orientation(data: bytes, name: str) -> int:
    with Image.open(BytesIO(data)) as image:
        turned_already = image.format == "TIFF" and not _is_tiff_by_name(name)
        return 1 if turned_already else int(image.getexif().get(0x0112, 1))


def _upright(array: Array, orientation: int) -> Array:
    if orientation in (5, 6, 7, 8):
        array = np.swapaxes(array, 0, 1)
    if orientation in (3, 4, 7, 8):
        array = np.flip(array, axis=0)
    if orientation in (2, 3, 6, 7):
        array = np.flip(array, axis=1)
    return array

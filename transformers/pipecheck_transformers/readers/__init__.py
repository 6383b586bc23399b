"""How a picture file becomes an array: three libraries, each with its own habits, and one error when it cannot be read whole.

What the libraries make of the odd files, as measured:

- A truncated file, a PNG with a broken checksum, an empty file and a text file are refused for all three alike, before decoding.
- OpenCV and Pillow drop alpha without blending and take the first frame of an animation; scikit-image's grey blends onto white.
- 16 bits without *deep*: OpenCV keeps the upper byte, Pillow clips a grey file at 255 (which leaves it almost white), scikit-image
  keeps the upper byte by its own `img_as_ubyte`, and scales by 65535 with *unit*.
- An animation, several pages in one TIFF, and floats beyond 0..1 are no picture in scikit-image's hands, and refused there. So is a
  16-bit grey PNG with Pillow before 10, which hands it over in 32 bits.
- A CMYK JPEG becomes RGB in OpenCV and in Pillow (one level apart); in scikit-image it is four inks, and refused here.
- A turned TIFF is turned by Pillow with and without *exif*, and newer OpenCV cannot decode it at all.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.ops import Read

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipecheck_transformers.pixels import Array

MAX_BYTES = 512 * 10**6
MAX_PIXELS = 200 * 10**6
MAX_SCANNED = 20 * MAX_PIXELS
"""So many pixels are gone over in all scans of a progressive JPEG together; encoders write ten or so."""
MAX_DECODED = 4 * MAX_PIXELS
"""So many bytes all pixels may take: with 16 bits or more there may be fewer of them."""
_LIBRARIES = {"opencv": "OpenCV", "pil": "Pillow", "skimage": "scikit-image"}


def opencv(color: Literal["rgb", "bgr", "gray"] = "bgr", exif: bool = True, deep: bool = False) -> Read:
    """`cv2.imread(path)`: BGR, turned upright by EXIF, the upper byte of 16 bits, no alpha.

    Gray is `IMREAD_GRAYSCALE`, which takes a JPEG's own luma; `exif=False` is `IMREAD_IGNORE_ORIENTATION`; *deep* is `IMREAD_ANYDEPTH`.
    """
    return Read(library="opencv", color=color, exif=exif, deep=deep)


def pil(color: Literal["rgb", "bgr", "gray"] = "rgb", exif: bool = False, deep: bool = False) -> Read:
    """`Image.open(path).convert("RGB")`: RGB, not turned by EXIF, 16-bit grey clipped at 255, no alpha.

    Gray is `convert("L")`; *exif* is `ImageOps.exif_transpose`; *deep* keeps 16-bit grey, Pillow has no 16-bit color.
    """
    return Read(library="pil", color=color, exif=exif, deep=deep)


def skimage(color: Literal["rgb", "bgr", "gray"] = "rgb", unit: bool = False, exif: bool = False, deep: bool = False) -> Read:
    """`skimage.io.imread(path)`: RGB in 0..255, never turned by EXIF, grey repeated to three channels, alpha dropped.

    *unit* is Caffe's loader, `img_as_float` in float32; gray is `as_gray=True`. Without *unit* what is not 8-bit goes through
    `img_as_ubyte`; *deep* keeps 16 bits where the file's decoder does (grey PNG, TIFF).
    """
    return Read(library="skimage", color=color, unit=unit, exif=exif, deep=deep)


def read(how: Read, path: str | os.PathLike[str], take: Callable[[Image], Array] | None = None) -> Array:
    """The picture in the file at *path*, exactly as *how* describes it; `ReadError` for whatever stands in the way.

    With Pillow, *take* may make the array of the 8-bit picture itself, to go on in Pillow before the numbers are copied.
    """
    return decode(how, content(Path(path)), os.fspath(path), take)


def decode(how: Read, data: bytes, name: str, take: Callable[[Image], Array] | None = None) -> Array:
    """The picture in *data*, the content of the file called *name*, exactly as *how* describes it."""
    from pipecheck_transformers.readers import integrity  # a chain that is only compared reads nothing

    reason = integrity.fault(data) or excess(data)
    if reason:
        raise ReadError(name, reason)
    try:
        return _decode(how, data, name, take)
    except ReadError:
        raise
    except Exception as error:  # the decoders raise whatever their parsers stumble over, from SyntaxError to struct.error
        raise ReadError(name, f"{_LIBRARIES[how.library]} cannot decode it: {_told(error)}") from error


def content(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(path, "a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(path, "not a regular file")
        if status.st_size > MAX_BYTES:
            raise ReadError(path, _too_long(status.st_size))
        with path.open("rb", buffering=0) as file:
            return file.readall()
    except OSError as error:
        raise ReadError(path, (error.strerror or str(error)).lower()) from error
    except ValueError as error:  # a null byte in the name
        raise ReadError(path, str(error)) from error


def excess(data: bytes) -> str | None:
    if len(data) > MAX_BYTES:
        return _too_long(len(data))
    from pipecheck_transformers.readers import integrity

    size = integrity.size(data)
    if size is None:
        return "no width and height in its header"
    pixels = size[0] * size[1]
    if pixels > MAX_PIXELS:
        return f"{size[0]} × {size[1]} pixels, a picture may have {MAX_PIXELS / 10**6:.0f} million"
    each = integrity.pixel_bytes(data) if pixels > MAX_PIXELS // 4 or integrity.format_name(data) == "TIFF" else 0
    if pixels * each > MAX_DECODED:
        return f"{size[0]} × {size[1]} pixels of {each} bytes, a picture may have {MAX_DECODED / 10**6:.0f} MB of them"
    if pixels * (scans := integrity.scans(data)) > MAX_SCANNED:
        return f"{scans} scans of {size[0]} × {size[1]} pixels, which would take minutes"
    return None


def _too_long(length: int) -> str:
    return f"{length / 10**6:.1f} MB, a picture may have {MAX_BYTES / 10**6:.0f} MB"


def _decode(how: Read, data: bytes, name: str, take: Callable[[Image], Array] | None) -> Array:
    match how.library:
        case "opencv":
            from pipecheck_transformers.readers.libraries import opencv as library_opencv

            return library_opencv.decode(how, data, name)
        case "pil":
            from pipecheck_transformers.readers.libraries import pil as library_pil

            return library_pil.decode(how, data, take)
        case "skimage":
            from pipecheck_transformers.readers.libraries import skimage as library_skimage

            return library_skimage.decode(how, data, name)


def _told(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    said = re.sub(r"[`']*<[^<>]* object at 0x\w+>[`']*", "the file", lines[0])
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in said)

"""Whether a file is a whole picture, by its structure alone: cheap, before any library decodes it.

OpenCV fills the rest of a truncated JPEG with grey and says so only on the C library's stderr, so no reader is asked to notice.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

from pipecheck_transformers.readers.files import bmp, boxes, gif, jpeg, png, pnm, tiff, webp


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    name: str
    opening: re.Pattern[bytes]
    fault: Callable[[bytes], str | None]
    size: Callable[[bytes], tuple[int, int] | None]


_FORMATS = (
    _Format(name="JPEG", opening=re.compile(rb"\xff\xd8\xff"), fault=jpeg.fault, size=jpeg.size),
    _Format(name="PNG", opening=re.compile(rb"\x89PNG\r\n\x1a\n"), fault=png.fault, size=png.size),
    _Format(name="WebP", opening=re.compile(rb"RIFF.{4}WEBP", re.DOTALL), fault=webp.fault, size=webp.size),
    _Format(name="GIF", opening=re.compile(rb"GIF8[79]a"), fault=gif.fault, size=gif.size),
    _Format(name="TIFF", opening=re.compile(rb"II[*+]\0|MM\0[*+]"), fault=tiff.fault, size=tiff.size),
    _Format(name="BMP", opening=re.compile(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL), fault=bmp.fault, size=bmp.size),
    _Format(name="PNM", opening=re.compile(rb"P[1-6][\s#]"), fault=pnm.fault, size=pnm.size),
    _Format(name="JPEG 2000", opening=re.compile(rb"\0\0\0\x0cjP  \r\n\x87\n"), fault=boxes.fault, size=boxes.size),
    _Format(name="AVIF", opening=re.compile(rb".{4}ftyp(?:avi[fs]|hei[cx]|mif1)", re.DOTALL), fault=boxes.fault, size=boxes.size),
)


def fault(data: bytes) -> str | None:
    """Why *data* cannot be a whole picture, None when its structure is sound."""
    if not data:
        return "empty file"
    form = _format(data)
    if form is None:
        return _stranger(data)
    try:
        return form.fault(data)
    except (struct.error, IndexError):
        return f"truncated {form.name}: its header is not complete"


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height by the header, None when it does not say."""
    form = _format(data)
    try:
        return form.size(data) if form else None
    except (struct.error, IndexError):
        return None


def has_inks(data: bytes) -> bool:
    """Whether four channels in the whole picture *data* mean cyan, magenta, yellow and black, not a transparent RGB."""
    form = _format(data)
    if form is None:
        return False
    return (form.name == "JPEG" and jpeg.components(data) == 4) or (form.name == "TIFF" and tiff.is_cmyk(data))


def _format(data: bytes) -> _Format | None:
    return next((form for form in _FORMATS if form.opening.match(data)), None)


def _stranger(data: bytes) -> str:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"version https://git-lfs"):
        return "not a picture: a Git LFS pointer to one"
    if start.startswith(b"<"):
        return "not a picture: it begins like HTML or XML"
    if start and all(32 <= byte < 127 or byte in b"\t\r\n" for byte in start):
        return "not a picture: plain text"
    return "not a picture, or of no known format"

"""Whether a file is a whole picture, by its structure alone: cheap, before any library decodes it.

OpenCV fills the rest of a truncated JPEG with grey and says so only on the C library's stderr, so no reader is asked to notice.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Protocol

from pipecheck_transformers.readers.files import bmp, boxes, gif, jpeg, png, pnm, tiff, webp
from pipecheck_transformers.readers.files.traits import Channels, Traits


class _Module(Protocol):
    def fault(self, data: bytes, /) -> str | None: ...
    def size(self, data: bytes, /) -> tuple[int, int] | None: ...
    def traits(self, data: bytes, /) -> Traits: ...


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    opening: re.Pattern[bytes]
    module: _Module


_FORMATS = (
    _Format("JPEG", re.compile(rb"\xff\xd8\xff"), jpeg),
    _Format("PNG", re.compile(rb"\x89PNG\r\n\x1a\n"), png),
    _Format("WebP", re.compile(rb"RIFF.{4}WEBP", re.DOTALL), webp),
    _Format("GIF", re.compile(rb"GIF8[79]a"), gif),
    _Format("TIFF", re.compile(rb"II[*+]\0|MM\0[*+]"), tiff),
    _Format("BMP", re.compile(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL), bmp),
    _Format("PNM", re.compile(rb"P[1-6][\s#]"), pnm),
    _Format("JPEG 2000", re.compile(rb"\0\0\0\x0cjP  \r\n\x87\n"), boxes),
    _Format("AVIF", re.compile(rb".{4}ftyp(?:avi[fs]|hei[cx]|mif1)", re.DOTALL), boxes),
)


_SAMPLES: dict[Channels, int] = {"gray": 1, "palette": 3, "rgb": 3, "cmyk": 4}


def fault(data: bytes) -> str | None:
    """Why *data* cannot be a whole picture, None when its structure is sound."""
    if not data:
        return "empty file"
    form = _format(data)
    if form is None:
        return _stranger(data)
    try:
        return form.module.fault(data)
    except (struct.error, IndexError):
        return f"truncated {form.name}: its header is not complete"


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height by the header, None when it does not say."""
    form = _format(data)
    try:
        return form.module.size(data) if form else None
    except (struct.error, IndexError):
        return None


def pixel_bytes(data: bytes) -> int:
    """How many bytes one pixel takes at most as a library decodes it."""
    if format_name(data) == "TIFF":
        try:
            return tiff.pixel_bytes(data)
        except (struct.error, IndexError):
            return 0
    found = traits(data)
    return (_SAMPLES[found.channels] + found.alpha) * (2 if found.bits > 8 else 1)


def scans(data: bytes) -> int:
    """How often a decoder has to go over all pixels: more than once in a progressive JPEG alone."""
    return jpeg.scans(data) if format_name(data) == "JPEG" else 1


def format_name(data: bytes) -> str | None:
    """The name of the format that *data* begins like."""
    found = _format(data)
    return found.name if found else None


def traits(data: bytes) -> Traits:
    """What *data* says of its pixels; what it does not say is as in most pictures."""
    found = _format(data)
    try:
        return found.module.traits(data) if found else Traits()
    except (struct.error, IndexError):
        return Traits()


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

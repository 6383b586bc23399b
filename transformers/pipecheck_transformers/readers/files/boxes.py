"""AVIF, HEIC and JPEG 2000: files made of boxes, each with its length."""

from __future__ import annotations

import re
import struct

# Grids and thumbnails have their own sizes beside that of the whole.
_EXTENTS = re.compile(rb"ispe\0{4}(.{8})", re.DOTALL)
_HEADER_OF_JP2 = re.compile(rb"ihdr(.{8})", re.DOTALL)
_SEARCHED = 1 << 20


def fault(data: bytes) -> str | None:
    """Why the picture cannot be whole."""
    at = 0
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, at + 8)
        if length == 0:  # up to the end of the file
            return None
        at += max(length, 8)
    return None if at <= len(data) else f"truncated picture: {len(data)} bytes, its boxes end at {at}"


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the largest picture inside."""
    extents = [struct.unpack(">II", found[1]) for found in _EXTENTS.finditer(data, 0, _SEARCHED)]
    if extents:
        return max((width, height) for width, height in extents)
    found = _HEADER_OF_JP2.search(data, 0, _SEARCHED)
    if found is None:
        return None
    height, width = struct.unpack(">II", found[1])
    return width, height

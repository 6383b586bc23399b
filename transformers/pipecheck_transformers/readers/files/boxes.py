"""AVIF, HEIC and JPEG 2000: files made of boxes, each with its length."""

from __future__ import annotations

import re
import struct

from pipecheck_transformers.readers.files import icc
from pipecheck_transformers.readers.files.traits import Traits

# Grids and thumbnails have their own sizes beside that of the whole.
_EXTENTS = re.compile(rb"ispe\0{4}(.{8})", re.DOTALL)
_HEADER_OF_JP2 = re.compile(rb"ihdr(.{8})", re.DOTALL)
_SAMPLES_OF_JP2 = re.compile(rb"ihdr.{8}(..)(.)", re.DOTALL)
_SAMPLES = re.compile(rb"pixi\0{4}(.)(.)", re.DOTALL)
_PROFILE = re.compile(rb"(.{4})colrprof", re.DOTALL)
_ALPHA = re.compile(rb"auxC.{4}urn:mpeg:(?:mpegB:cicp:systems:auxiliary:alpha|hevc:2015:auxid:1)", re.DOTALL)
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


def traits(data: bytes) -> Traits:
    """What the boxes of the header say."""
    jp2 = _SAMPLES_OF_JP2.search(data, 0, _SEARCHED)
    if jp2 is not None:
        channels = int.from_bytes(jp2[1], "big")
        return Traits(channels="gray" if channels < 3 else "rgb", bits=(jp2[2][0] & 0x7F) + 1, alpha=channels in (2, 4))
    samples, profile = _SAMPLES.search(data, 0, _SEARCHED), _PROFILE.search(data, 0, _SEARCHED)
    return Traits(
        channels="gray" if samples and samples[1] == b"\1" else "rgb",
        bits=samples[2][0] if samples else 8,
        alpha=_ALPHA.search(data, 0, _SEARCHED) is not None,
        frames=2 if data[8:12] in (b"avis", b"msf1") else 1,  # a sequence; how many there are is deep inside
        profile=icc.name(data[profile.end() : profile.start() + int.from_bytes(profile[1], "big")]) if profile else None,
    )

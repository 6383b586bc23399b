"""PBM, PGM and PPM: the numbers in the header against the bytes that are there."""

from __future__ import annotations

import re

from pipecheck_transformers.readers.files.traits import Traits

_SPACE = rb"(?:\s|#[^\n]*\n)+"
_HEADER = re.compile(rb"P([1-6])" + _SPACE + rb"(\d{1,9})" + _SPACE + rb"(\d{1,9})(?:" + _SPACE + rb"(\d{1,5}))?\s")


def fault(data: bytes) -> str | None:
    """Why the picture cannot be whole; pictures spelled out in text are not looked into."""
    header = _HEADER.match(data)
    if header is None:
        return "truncated PNM: its header is not complete"
    kind, width, height = (int(number) for number in header.groups()[:3])
    if kind == 4:
        end = header.end(3) + 1 + (width + 7) // 8 * height
    elif kind > 4:
        end = header.end() + width * height * (3 if kind == 6 else 1) * (2 if int(header[4] or 0) > 255 else 1)
    else:
        return None
    return f"truncated PNM: {len(data)} bytes, its pixels end at {end}" if end > len(data) else None


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height."""
    header = _HEADER.match(data)
    return header and (int(header[2]), int(header[3]))


def traits(data: bytes) -> Traits:
    """The kind and the largest number."""
    header = _HEADER.match(data)
    kind, largest = (int(header[1]), int(header[4] or 1)) if header else (6, 255)
    if kind in (1, 4):
        return Traits(channels="gray", bits=1)
    return Traits(channels="rgb" if kind in (3, 6) else "gray", bits=16 if largest > 255 else 8)

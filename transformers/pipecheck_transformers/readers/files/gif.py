"""GIF: a walk over the blocks up to the end of the first picture, which is the one that is read."""

from __future__ import annotations

import struct

from pipecheck_transformers.readers.files.traits import Traits

_PICTURE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL = 0xF9


def fault(data: bytes) -> str | None:
    """Why the first picture cannot be whole."""
    at = 13 + _color_table(data[10])
    while at < len(data) and data[at] != _TRAILER:
        if data[at] == _PICTURE:
            end = _after_blocks(data, at + 11 + _color_table(data[at + 9]))
            return None if end <= len(data) else "truncated GIF: its first picture is not complete"
        if data[at] != _EXTENSION:
            return f"broken GIF: no block begins with {data[at]:#04x}"
        at = _after_blocks(data, at + 2)
    return "truncated GIF: no picture data"


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height."""
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def traits(data: bytes) -> Traits:
    """How many pictures there are, and whether one of them has a transparent color."""
    at, frames, alpha = 13 + _color_table(data[10]), 0, False
    while at + 1 < len(data) and data[at] in (_PICTURE, _EXTENSION):
        if data[at] == _PICTURE:
            frames += 1
            at = _after_blocks(data, at + 11 + _color_table(data[at + 9]))
        else:
            alpha |= data[at + 1] == _CONTROL and bool(data[at + 3] & 1)
            at = _after_blocks(data, at + 2)
    return Traits(channels="palette", alpha=alpha, frames=max(1, frames))


def _color_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1

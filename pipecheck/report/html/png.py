"""Small pictures of few colors as PNG, made by hand: a report draws without a library of pictures."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

_MAGIC = b"\x89PNG\r\n\x1a\n"
_DEPTH, _PALETTE = 8, 3


def png(rows: Sequence[bytes], colors: Sequence[str]) -> bytes:
    """A PNG whose pixels are numbers of *colors*, such as `"1f0c48"`; all *rows* are equally long."""
    size = struct.pack(">IIBBBBB", len(rows[0]), len(rows), _DEPTH, _PALETTE, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    parts = ((b"IHDR", size), (b"PLTE", bytes.fromhex("".join(colors))), (b"IDAT", pixels), (b"IEND", b""))
    return _MAGIC + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

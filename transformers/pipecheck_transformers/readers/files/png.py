"""PNG: a walk over the chunks, each with its checksum, up to the closing one."""

from __future__ import annotations

import zlib

_SIGNATURE_BYTES = 8


def fault(data: bytes) -> str | None:
    """Why the picture cannot be whole; what follows the closing chunk does not matter."""
    view = memoryview(data)
    at = _SIGNATURE_BYTES
    has_pixels = False
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            return f"truncated PNG: {len(data)} bytes, its {_printable(kind)} chunk ends at {end}"
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            return f"broken PNG: wrong checksum in its {_printable(kind)} chunk"
        has_pixels |= kind == b"IDAT"
        if kind == b"IEND":
            return None if has_pixels else "broken PNG: no picture data"
        at = end
    return "truncated PNG: no closing IEND chunk"


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height."""
    if data[12:16] != b"IHDR":
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _printable(kind: bytes) -> str:
    return kind.decode("ascii", "backslashreplace")

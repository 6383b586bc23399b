"""BMP: the pixels that the header announces against the bytes that are there."""

from __future__ import annotations

import struct

from pipecheck_transformers.readers.files.traits import Traits

_OS2_HEADER = 12
_UNCOMPRESSED = (0, 3, 6)


def fault(data: bytes) -> str | None:
    """Why the picture cannot be whole; the pixels of run-length coded pictures are not looked into."""
    width, height, bits, compression = _header(data)
    if width < 1 or height < 1:
        return f"damaged BMP: {width} × {height} pixels"
    if compression not in _UNCOMPRESSED:
        return None
    (offset,) = struct.unpack_from("<I", data, 10)
    end = offset + (width * bits + 31) // 32 * 4 * height
    return f"truncated BMP: {len(data)} bytes, its pixels end at {end}" if end > len(data) else None


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height."""
    width, height, _, _ = _header(data)
    return width, height


def traits(data: bytes) -> Traits:
    """Up to 8 bits a pixel is a number in a palette."""
    _, _, bits, _ = _header(data)
    return Traits(channels="palette" if bits <= 8 else "rgb")


def _header(data: bytes) -> tuple[int, int, int, int]:
    (length,) = struct.unpack_from("<I", data, 14)
    if length == _OS2_HEADER:
        width, height, _, bits = struct.unpack_from("<HHHH", data, 18)
        return width, height, bits, 0
    width, height, _, bits, compression = struct.unpack_from("<iiHHI", data, 18)
    return width, abs(height), bits, compression  # a negative height means that the top row comes first

"""WebP: the length in the RIFF header against the bytes that are there."""

from __future__ import annotations


def fault(data: bytes) -> str | None:
    """Why the picture cannot be whole."""
    end = 8 + int.from_bytes(data[4:8], "little")
    return f"truncated WebP: {len(data)} bytes, it says {end}" if end > len(data) else None


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height."""
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        case b"VP8L":
            packed = int.from_bytes(data[21:25], "little")
            return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
        case b"VP8 ":
            return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
        case _:
            return None

"""WebP: the length in the RIFF header against the bytes that are there."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck_transformers.readers.files import icc, tiff
from pipecheck_transformers.readers.files.traits import Traits


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


def traits(data: bytes) -> Traits:
    """What the header and the chunks after it say."""
    form = data[12:16]
    if form == b"VP8L":
        return Traits(alpha=bool(data[24] & 0x10))
    if form != b"VP8X":
        return Traits()
    chunks = list(_chunks(data))
    exif, profile = (next((data[start:end] for kind, start, end in chunks if kind == name), b"") for name in (b"EXIF", b"ICCP"))
    return Traits(
        alpha=bool(data[20] & 0x10),
        frames=max(1, sum(kind == b"ANMF" for kind, _, _ in chunks)),
        orientation=tiff.orientation(exif.removeprefix(b"Exif\0\0")),
        profile=icc.name(profile) if profile else None,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The kind of every chunk, and where its content begins and ends."""
    at = 12
    while at + 8 <= len(data):
        start = at + 8
        end = start + int.from_bytes(data[at + 4 : start], "little")
        yield data[at : at + 4], start, end
        at = end + end % 2

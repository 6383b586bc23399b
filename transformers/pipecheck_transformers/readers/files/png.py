"""PNG: a walk over the chunks, each with its checksum, up to the closing one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from pipecheck_transformers.readers.files import icc, tiff
from pipecheck_transformers.readers.files.traits import Channels, Traits

_CHANNELS: dict[int, Channels] = {0: "gray", 3: "palette", 4: "gray"}
_MOST_PROFILE = 1 << 20
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


def traits(data: bytes) -> Traits:
    """What the chunks beside the picture data say."""
    chunks: dict[bytes, bytes] = {}
    for kind, start, end in _chunks(data):
        if kind in (b"tRNS", b"iCCP", b"eXIf", b"acTL"):
            chunks.setdefault(kind, data[start:end])
    color = data[25]
    return Traits(
        channels=_CHANNELS.get(color, "rgb"),
        bits=data[24],
        alpha=color in (4, 6) or b"tRNS" in chunks,
        frames=max(1, int.from_bytes(chunks.get(b"acTL", b"")[:4], "big")),
        orientation=tiff.orientation(chunks.get(b"eXIf", b"").removeprefix(b"Exif\0\0")),
        profile=_profile(chunks[b"iCCP"]) if b"iCCP" in chunks else None,
    )


def announced(data: bytes) -> int:
    """Where the last chunk ends, by what it says of itself."""
    return max((end for _, _, end in _chunks(data)), default=0)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The kind of every chunk, and where its content begins and ends."""
    at = _SIGNATURE_BYTES
    while at + 12 <= len(data):
        start, end = at + 8, at + 8 + int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], start, end
        at = end + 4


def _profile(chunk: bytes) -> str:
    title, _, packed = chunk.partition(b"\0")
    try:
        return icc.name(zlib.decompressobj().decompress(packed[1:], _MOST_PROFILE))
    except zlib.error:
        return title.decode("latin-1")


def _printable(kind: bytes) -> str:
    return kind.decode("latin-1").encode("unicode_escape").decode("ascii")

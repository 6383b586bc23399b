"""JPEG: a walk over the segments up to the picture data, then a look for the end-of-image marker."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from pipecheck_transformers.readers.files import icc, tiff
from pipecheck_transformers.readers.files.traits import Channels, Traits

_CHANNELS: dict[int, Channels] = {1: "gray", 4: "cmyk"}
_EXIF, _PROFILE = b"Exif\0\0", b"ICC_PROFILE\0"
_PROFILE_HEAD = len(_PROFILE) + 2
_START_OF_SCAN = 0xDA
_SCAN, _END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Like libjpeg: stray bytes and fill bytes before a marker are skipped, and so are markers that carry no length.
_MARKER = re.compile(rb"\xff[\x02-\xcf\xd9-\xfe]")
_WITH_LENGTH = frozenset(range(0x02, 0xD0)) | frozenset(range(0xD9, 0xFF))
_HEAD = struct.Struct(">BBH")
_MOST_PIECES = 255
"""A profile lies in so many segments at most, which one byte numbers."""


def fault(data: bytes) -> str | None:
    """Why the picture cannot be whole; a thumbnail inside a segment is stepped over, what follows the picture does not matter."""
    scan = next((end for marker, _, end in _segments(data) if marker == _START_OF_SCAN), None)
    if scan is None:
        return "truncated JPEG: no picture data"
    # Inside picture data 0xFF is always escaped, so this marker is the real one; mostly it is the last two bytes.
    if data.rfind(_END_OF_IMAGE, scan) < 0:
        return "truncated JPEG: no end-of-image marker"
    return None


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height."""
    frame = _frame(data)
    return (int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")) if frame else None


def traits(data: bytes) -> Traits:
    """What the segments before the picture data say."""
    orientation, pieces = 1, list[bytes]()
    for marker, start, end in _segments(data):
        if marker == 0xE1 and data.startswith(_EXIF, start) and orientation == 1:
            orientation = tiff.orientation(data[start + len(_EXIF) : end])
        elif marker == 0xE2 and data.startswith(_PROFILE, start):
            pieces.append(data[start + _PROFILE_HEAD : end])
    frame, profile = _frame(data) or b"\x08", b"".join(pieces[:_MOST_PIECES])
    return Traits(
        channels=_CHANNELS.get(components(data), "rgb"),
        bits=frame[0],
        orientation=orientation,
        profile=icc.name(profile) if profile else None,
    )


def scans(data: bytes) -> int:
    """How often the decoder goes over all pixels."""
    first = next((end for marker, _, end in _segments(data) if marker == _START_OF_SCAN), len(data))
    end = data.find(_END_OF_IMAGE, first)
    return 1 + data.count(_SCAN, first, end if end >= 0 else len(data))


def components(data: bytes) -> int:
    """How many inks or channels the picture has, 0 when it does not say."""
    frame = _frame(data)
    return frame[5] if frame else 0


def _frame(data: bytes) -> bytes | None:
    start = next((start for marker, start, _ in _segments(data) if marker in _FRAMES), len(data))
    frame = data[start : start + 6]
    return frame if len(frame) == 6 else None


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The marker of every segment up to the first scan, and where its content begins and ends."""
    at = 2
    while at + 4 <= len(data):
        escape, marker, length = _HEAD.unpack_from(data, at)
        if escape != 0xFF or marker not in _WITH_LENGTH:
            found = _MARKER.search(data, at)
            if found is None:
                return
            at = found.start()
            continue
        if marker == 0xD9:
            return
        start, at = at + 4, at + 2 + max(length, 2)
        yield marker, start, at
        if marker == _START_OF_SCAN:
            return

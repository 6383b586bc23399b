"""TIFF and BigTIFF: the first directory, and whether the strips or tiles it points to are there."""

from __future__ import annotations

import struct
from itertools import zip_longest

_WIDTH, _HEIGHT, _PHOTOMETRIC = 256, 257, 262
_STRIPS, _STRIP_LENGTHS, _TILES, _TILE_LENGTHS = 273, 279, 324, 325
_KEPT = frozenset({_WIDTH, _HEIGHT, _PHOTOMETRIC, _STRIPS, _STRIP_LENGTHS, _TILES, _TILE_LENGTHS})
_NUMBERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_SEPARATED = 5


def fault(data: bytes) -> str | None:
    """Why the first page cannot be whole."""
    tags = _directory(data)
    for starts, lengths in ((_STRIPS, _STRIP_LENGTHS), (_TILES, _TILE_LENGTHS)):
        pieces = zip_longest(tags.get(starts, ()), tags.get(lengths, ()), fillvalue=0)
        end = max((start + length for start, length in pieces), default=0)
        if end > len(data):
            return f"truncated TIFF: {len(data)} bytes, its pixels end at {end}"
    return None


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the first page."""
    tags = _directory(data)
    return (tags[_WIDTH][0], tags[_HEIGHT][0]) if tags.get(_WIDTH) and tags.get(_HEIGHT) else None


def is_cmyk(data: bytes) -> bool:
    """Whether the first page is in separate inks."""
    return _directory(data).get(_PHOTOMETRIC) == (_SEPARATED,)


def _directory(data: bytes) -> dict[int, tuple[int, ...]]:
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    counted, pointer, entry = ("Q", "Q", 20) if big else ("H", "I", 12)
    (at,) = struct.unpack_from(order + pointer, data, 8 if big else 4)
    (count,) = struct.unpack_from(order + counted, data, at)
    first = at + struct.calcsize(counted)
    starts = range(first, min(first + count * entry, len(data)), entry)
    entries = ((*struct.unpack_from(order + "HH" + pointer, data, start), start + entry - struct.calcsize(pointer)) for start in starts)
    return {
        tag: _values(data, f"{order}{amount}{_NUMBERS[kind]}", order + pointer, place)
        for tag, kind, amount, place in entries
        if tag in _KEPT and kind in _NUMBERS and amount <= len(data)
    }


def _values(data: bytes, form: str, pointer: str, place: int) -> tuple[int, ...]:
    if struct.calcsize(form) > struct.calcsize(pointer):
        (place,) = struct.unpack_from(pointer, data, place)
    return struct.unpack_from(form, data, place)

"""TIFF and BigTIFF: the first directory, and whether the strips or tiles it points to are there."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from pipecheck_transformers.readers.files import icc
from pipecheck_transformers.readers.files.traits import Channels, Traits, upright

_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _ORIENTATION = 256, 257, 258, 262, 274
_STRIPS, _STRIP_LENGTHS, _TILES, _TILE_LENGTHS = 273, 279, 324, 325
_SAMPLES, _EXTRA, _FORMAT, _PROFILE = 277, 338, 339, 34675
_KEPT = frozenset({
    _WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _ORIENTATION, _STRIPS, _STRIP_LENGTHS, _TILES, _TILE_LENGTHS, _SAMPLES, _EXTRA, _FORMAT, _PROFILE
})  # fmt: skip
_BYTES = 7
_NUMBERS = {1: "B", 3: "H", 4: "I", _BYTES: "s", 16: "Q"}
_SEPARATED = 5
_CHANNELS: dict[int, Channels] = {0: "gray", 1: "gray", 3: "palette", _SEPARATED: "cmyk"}
_FLOATS = 3
_ASSOCIATED, _UNASSOCIATED = 1, 2
_MOST_PAGES = 10_000
_MOST_ENTRIES = 4096
"""libtiff takes a larger directory for damage."""
_MOST_VALUES = 16
_MOST_OF = dict.fromkeys((_STRIPS, _STRIP_LENGTHS, _TILES, _TILE_LENGTHS, _PROFILE), 1 << 20)


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


def pixel_bytes(data: bytes) -> int:
    """How many bytes a pixel of the first page takes in memory."""
    tags = _directory(data)
    return int(tags.get(_SAMPLES, (1,))[0] * -(-max(tags.get(_BITS, (1,))) // 8))


def is_cmyk(data: bytes) -> bool:
    """Whether the first page is in separate inks."""
    return _directory(data).get(_PHOTOMETRIC) == (_SEPARATED,)


def orientation(exif: bytes) -> int:
    """The orientation that the TIFF structure *exif* tells, 1 where it does not."""
    try:
        return upright(int((_directory(exif).get(_ORIENTATION) or (1,))[0]))
    except (struct.error, ValueError):
        return 1


def endless(data: bytes) -> bool:
    """Whether the chain of directories leads back to one of them, or on and on."""
    seen = list(_pages(data))
    return bool(seen) and (len(seen) >= _MOST_PAGES or _following(data, seen[-1]) in seen)


def traits(data: bytes) -> Traits:
    """What the first directory says, and how many there are."""
    tags = _directory(data)
    profile = tags.get(_PROFILE, (b"",))[0]
    return Traits(
        channels=_CHANNELS.get(tags.get(_PHOTOMETRIC, (2,))[0], "rgb"),
        bits=tags.get(_BITS, (1,))[0],
        alpha=bool({_ASSOCIATED, _UNASSOCIATED} & set(tags.get(_EXTRA, ())[:8])),
        floats=tags.get(_FORMAT, (1,))[0] == _FLOATS,
        frames=sum(1 for _ in _pages(data)),
        orientation=upright(tags.get(_ORIENTATION, (1,))[0]),
        profile=icc.name(profile) if profile else None,
    )


def _form(data: bytes) -> tuple[str, str, str, int]:
    """The byte order, the types of counts and of places, and the bytes of an entry."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    return (order, "Q", "Q", 20) if big else (order, "H", "I", 12)


def _pages(data: bytes) -> Iterator[int]:
    """Where every directory begins, the chain cut where it leads back or out of the file."""
    order, _, pointer, _ = _form(data)
    (at,) = struct.unpack_from(order + pointer, data, 8 if pointer == "Q" else 4)
    seen: set[int] = set()
    while at and at not in seen and at + 2 <= len(data) and len(seen) < _MOST_PAGES:
        seen.add(at)
        yield at
        at = _following(data, at)


def _following(data: bytes, at: int) -> int:
    """Where the directory behind the one *at* this place begins, 0 where there is none."""
    order, counted, pointer, entry = _form(data)
    (count,) = struct.unpack_from(order + counted, data, at)
    place = at + struct.calcsize(counted) + count * entry
    if place + struct.calcsize(pointer) > len(data):
        return 0
    return int(struct.unpack_from(order + pointer, data, place)[0])


def _directory(data: bytes) -> dict[int, tuple[Any, ...]]:
    order, counted, pointer, entry = _form(data)
    (at,) = struct.unpack_from(order + pointer, data, 8 if pointer == "Q" else 4)
    (count,) = struct.unpack_from(order + counted, data, at)
    first = at + struct.calcsize(counted)
    starts = range(first, min(first + min(count, _MOST_ENTRIES) * entry, len(data)), entry)
    entries = ((*struct.unpack_from(order + "HH" + pointer, data, start), start + entry - struct.calcsize(pointer)) for start in starts)
    found = {
        tag: (f"{order}{min(amount, _MOST_OF.get(tag, _MOST_VALUES))}{_NUMBERS[kind]}", place)
        for tag, kind, amount, place in entries
        if tag in _KEPT and kind in _NUMBERS and (kind == _BYTES) == (tag == _PROFILE) and 0 < amount <= len(data)
    }
    return {tag: _values(data, form, order + pointer, place) for tag, (form, place) in found.items()}


def _values(data: bytes, form: str, pointer: str, place: int) -> tuple[Any, ...]:
    if struct.calcsize(form) > struct.calcsize(pointer):
        (place,) = struct.unpack_from(pointer, data, place)
    return struct.unpack_from(form, data, place)

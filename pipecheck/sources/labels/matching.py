"""Which entry of the labels belongs to which picture: by its path, as much of it as both have, by file name, by stem."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from pipecheck_transformers.folder import PICTURES

PARTS = 8
"""So many folders of a path are compared."""
_WHOLE = 2 * PARTS + 2


def plain(name: str) -> str:
    """*name* as both sides write it: with slashes, without quotes or what leads to the current folder, accents in one form."""
    name = name.strip().strip("\"'").replace("\\", "/")
    while name.startswith("./"):
        name = name[2:].lstrip("/")
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def matched(said: Mapping[str, object], names: Iterable[str]) -> dict[str, str]:
    """For every one of the pictures *names* the key of *said* that speaks of it; left out where several would serve, or one serves several.

    Keys that say the same serve alike.
    """
    pictures = {name: plain(name) for name in names}
    others = [picture for picture in pictures.values() if picture not in said]
    index = _index(said, max(picture.count("/") + 1 for picture in others)) if others else {}
    best: dict[str, int] = {}
    holders: dict[str, list[str]] = {}
    for name, picture in pictures.items():
        key, strength = _found(index, said, picture)
        if key is None or strength < best.get(key, 0):
            continue
        if strength > best.get(key, 0):
            best[key], holders[key] = strength, []
        holders[key].append(name)
    return {holding[0]: key for key, holding in holders.items() if len(holding) == 1}


def stem(name: str) -> str:
    """*name* without the ending of a picture, if it has one: ``v1.2`` is no ``v1``."""
    front, dot, ending = name.rpartition(".")
    return front if dot and f".{ending.lower()}" in PICTURES else name


def _index(said: Mapping[str, object], parts: int) -> dict[str, str | None]:
    """The key behind every end of a path, of at most so many *parts*, with and without ending; None where two that differ end alike."""
    index: dict[str, str | None] = {}
    for key in said:
        for tail in _tails(key, min(parts, PARTS)):
            for end in {tail, stem(tail)}:
                before = index.setdefault(end, key)
                if before is not None and before is not key and said[before] != said[key]:
                    index[end] = None
    return index


def _found(index: Mapping[str, str | None], said: Mapping[str, object], name: str) -> tuple[str | None, int]:
    """The key of the picture *name*, and how much of the two paths agrees."""
    if name in said:
        return name, _WHOLE
    for tail in _tails(name, PARTS):
        depth = 2 * tail.count("/") + 1
        if tail in index:
            return index[tail], depth + 1
        if (short := stem(tail)) in index:
            return index[short], depth
    return None, 0


def _tails(name: str, parts: int) -> Iterator[str]:
    """The ends of *name*, of at most so many *parts*, the longest first."""
    tail = "/".join(name.rsplit("/", parts)[-parts:])
    yield tail
    while "/" in tail:
        tail = tail.partition("/")[2]
        yield tail

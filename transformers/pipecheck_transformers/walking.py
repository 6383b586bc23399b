"""The folders below a folder, those that links lead to included, none of them twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

Key = tuple[int, int]


def walk(top: str | os.PathLike[str], onerror: Callable[[OSError], None] | None = None) -> Iterator[tuple[str, list[str], list[str]]]:
    """As `os.walk`, by name and through links too, unless they lead to where the walk was, or above *top*."""
    start = os.path.realpath(top)
    seen = {_key(start), *map(_key, Path(start).parents)}
    for folder, folders, names in os.walk(os.fspath(top), onerror=onerror, followlinks=True):
        yield folder, folders, names
        folders[:] = [name for name in sorted(folders) if _is_new(os.path.join(folder, name), seen)]  # noqa: PTH118  # many of them


def _is_new(path: str, seen: set[Key | None]) -> bool:
    """Whether *path* is none of the folders *seen*; it is one of them from then on."""
    key = _key(path)
    if key is not None and key in seen:
        return False
    seen.add(key)
    return True


def _key(path: str | os.PathLike[str]) -> Key | None:
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:  # the walk itself will say why
        return None
    return found.st_dev, found.st_ino

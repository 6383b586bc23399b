"""Pillow's cache of freed memory; it is empty by default, so that every large picture has its pages mapped in anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from PIL import Image

_CORE = Image.core  # type: ignore[attr-defined]  # documented under this name, and not exported for type checkers
# The cache belongs to the whole process: the first of several users fills it, the last one puts it back.
_LOCK = Lock()
_WANTED: dict[object, int] = {}
_BEFORE: list[int] = []


@contextmanager
def kept(count: int) -> Iterator[None]:
    """Let Pillow keep at least *count* freed blocks (16 MB each at most) for the next picture."""
    user = object()
    with _LOCK:
        if not _WANTED:
            _BEFORE.append(_CORE.get_blocks_max())
        _WANTED[user] = count
        _set()
    try:
        yield
    finally:
        with _LOCK:
            del _WANTED[user]
            _set()
            if not _WANTED:
                _BEFORE.clear()


def _set() -> None:
    _CORE.set_blocks_max(max([*_BEFORE, *_WANTED.values()]))

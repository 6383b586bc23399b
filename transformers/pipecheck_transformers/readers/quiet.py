"""Decoders that warn: either the picture can be read and nothing is said, or it is an error."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

# Python's filters belong to the whole process: the first of several threads sets them, the last one puts them back.
_LOCK = Lock()
_READERS: set[object] = set()
_FILTERS = ExitStack()


@contextmanager
def quiet() -> Iterator[None]:
    """Silence what Pillow and its callers warn of, and nothing else; raise their warning of a decompression bomb."""
    reader = object()
    with _LOCK:
        if not _READERS:
            _FILTERS.enter_context(_filtered())
        _READERS.add(reader)
    try:
        yield
    finally:
        with _LOCK:
            _READERS.discard(reader)
            if not _READERS:
                _FILTERS.close()


@contextmanager
def _filtered() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"(PIL|imageio|tifffile|skimage)\b")
        warnings.filterwarnings("error", message=r"Image size .* decompression bomb")
        yield

"""Decoders in C that write to the process's standard error, where nobody asked them: nothing is said while they work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

_STDERR = 2
# The stream belongs to the whole process: the first of several threads closes it off, the last one opens it again.
_LOCK = Lock()
_USERS: set[object] = set()
_STREAM = ExitStack()


@contextmanager
def hushed() -> Iterator[None]:
    """Let nothing reach the standard error stream, not even from C."""
    user = object()
    with _LOCK:
        if not _USERS:
            _STREAM.enter_context(_elsewhere())
        _USERS.add(user)
    try:
        yield
    finally:
        with _LOCK:
            _USERS.discard(user)
            if not _USERS:
                _STREAM.close()


@contextmanager
def _elsewhere() -> Iterator[None]:
    try:
        kept = os.dup(_STDERR)
    except OSError:  # it is closed, so nothing can be said on it
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)

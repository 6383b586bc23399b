"""Many picture files looked at on several threads, in order, with a bounded number begun: those that the cache knows are not read again."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np

from pipecheck.probe.sets.cache import Entry, Store
from pipecheck.probe.sets.measure import Measured, digest, measured
from pipecheck.probe.sets.room import Room
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError

_AHEAD = 2
"""How many tasks per thread are begun before their results are taken."""
_TOGETHER = 16
"""At most so many files are one task: beginning one costs as much as a file that the cache knows."""
_SHARES = 8
"""At least so many tasks per thread, if there are files enough: no thread works long when the others are done."""
_LARGEST = 31 << 20
"""Bytes of a block of memory that is kept to be used again; glibc does not go beyond 32 MB."""
_SETTLED = 2 * 10**9
"""Nanoseconds after which a file that is written again has another time, on every file system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What all tasks share: how to look, and whether files are known by size and time; *stopped* once nobody asks any more."""

    full: bool
    stamped: bool
    rehash: bool
    stopped: Event
    room: Room


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    path: Path
    measured: Measured
    fresh: Entry | None = None


def looked(paths: Sequence[Path], *, full: bool, store: Store | None, rehash: bool, threads: int | None) -> Generator[Measured, None, None]:
    """What is measured of every file, in order; what *store* does not know yet is given to it.

    With *rehash* the files are read, and only those with another content than before decoded.
    """
    workers = threads or os.cpu_count() or 1
    together = max(1, min(_TOGETHER, len(paths) // (workers * _SHARES)))
    _keep_memory()
    pool = ThreadPoolExecutor(workers)
    work = _Work(full=full, stamped=store is not None, rehash=rehash, stopped=Event(), room=Room())
    begun: deque[Future[list[_Look]]] = deque()
    try:
        for start in range(0, len(paths), together):
            part = paths[start : start + together]
            known = store.known(part) if store is not None else [None] * len(part)
            begun.append(pool.submit(_done, list(zip(part, known, strict=True)), work))
            if len(begun) >= _AHEAD * workers:
                yield from _taken(begun.popleft(), store)
        while begun:
            yield from _taken(begun.popleft(), store)
    finally:
        work.stopped.set()
        pool.shutdown(cancel_futures=True)
        for future in begun:  # whoever interrupts loses nothing that is done
            if not future.cancelled():
                _taken(future, store)


def _keep_memory() -> None:
    """Let the C library keep what a picture took for the next one, if it is glibc.

    Else it gives the memory back and asks for it again, page by page, which costs as much as half the decoding. It keeps blocks up to
    the size of the largest that was ever freed; nothing is written to this one.
    """
    np.empty(_LARGEST, np.uint8)


def _taken(future: Future[list[_Look]], store: Store | None) -> list[Measured]:
    looks = future.result()
    for look in looks:
        if look.fresh is not None and store is not None:
            store.keep(look.path, look.fresh)
    return [look.measured for look in looks]


def _done(files: Sequence[tuple[Path, Entry | None]], work: _Work) -> list[_Look]:
    return [_look(path, entry, work) for path, entry in files if not work.stopped.is_set()]


def _look(path: Path, entry: Entry | None, work: _Work) -> _Look:
    if not work.stamped:
        return _Look(path=path, measured=measured(path, full=work.full, room=work.room))
    stamp = _stamp(path)
    if entry is not None and (_digest(path) == entry.measured.digest if work.rehash else (entry.size, entry.mtime) == stamp):
        return _Look(path=path, measured=entry.measured)
    found = measured(path, full=work.full, room=work.room)
    if stamp is None or not found.digest or stamp != _stamp(path) or time.time_ns() - stamp[1] < _SETTLED:
        return _Look(path=path, measured=found)
    size, mtime = stamp
    return _Look(path=path, measured=found, fresh=Entry(size=size, mtime=mtime, measured=found))


def _digest(path: Path) -> bytes | None:
    try:
        return digest(readers.content(path))
    except (ReadError, MemoryError):
        return None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns

"""What was measured of picture files before, kept in a folder from run to run; whatever is wrong with it, there is only less to reuse."""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import PIL

from pipecheck import __version__
from pipecheck.probe.images.header import Header
from pipecheck.probe.sets.measure import Measured
from pipecheck.probe.sets.record import FORMAT, RECORD
from pipecheck_transformers.readers.files.traits import Traits

if TYPE_CHECKING:
    import sqlite3

MOST = 500_000
"""So many files are remembered, with less than a kilobyte for each; those that were not asked for longest go first."""
DAYS = 90
"""What nobody asked for so long is forgotten."""
_BATCH, _SECONDS = 500, 2.0
"""What is new is written as soon as it is so much or so old: a run that is killed loses no more than that."""
_PATIENCE = 5.0
"""Seconds that another run may take to write."""
_FILE = "pictures.sqlite"
_SUM, _END = 4, b"\0"
"""The body of an entry is a check sum, the header in JSON, which holds no zero, and the row."""
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS measured (key BLOB PRIMARY KEY, size INT, mtime INT, digest BLOB, body BLOB, used INT);
    CREATE INDEX IF NOT EXISTS measured_used ON measured (used);
"""
_FIND = "SELECT size, mtime, digest, body, used FROM measured WHERE key = ?"
_KEEP = "INSERT OR REPLACE INTO measured VALUES (?, ?, ?, ?, ?, ?)"
_USED = "UPDATE measured SET used = ? WHERE key = ?"
_OLD = "DELETE FROM measured WHERE used < ?"
_EXCESS = "DELETE FROM measured WHERE key IN (SELECT key FROM measured ORDER BY used LIMIT max(0, (SELECT count(*) FROM measured) - ?))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A *folder* to keep in what was measured; with *rehash* a file is known by its content, and not by its size and time."""

    folder: Path
    rehash: bool = False

    @classmethod
    def at(cls, folder: Path, *, rehash: bool = False) -> Cache:
        """The cache in *folder*, which is made when it is first used."""
        return cls(folder=folder, rehash=rehash)

    @contextmanager
    def opened(self, *, full: bool) -> Iterator[Store]:
        """The cache at work; what is measured in *full* is kept apart."""
        store = Store(file=self.folder / _FILE, salt=_salt(full=full), connection=_connected(self.folder / _FILE))
        try:
            yield store
        finally:
            store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was *measured* of a file when it had this *size*, and this *mtime* in nanoseconds; its header is kept without its size."""

    size: int
    mtime: int
    measured: Measured


@dataclass(slots=True, kw_only=True)
class Store:
    """An open cache, for one thread; when it fails, it knows nothing and keeps nothing."""

    file: Path
    salt: bytes
    connection: sqlite3.Connection | None
    new: dict[bytes, Entry] = field(default_factory=dict)
    used: list[bytes] = field(default_factory=list)
    headers: dict[bytes, Header] = field(default_factory=dict)
    written: float = field(default_factory=time.monotonic)

    def known(self, paths: Sequence[Path]) -> list[Entry | None]:
        """What is kept of the file at each of *paths*."""
        found: list[Entry | None] = []
        with self._at_work():
            found.extend(self._found(self._key(path)) for path in paths)
        return found + [None] * (len(paths) - len(found))

    def keep(self, path: Path, entry: Entry) -> None:
        """Remember *entry* of the file at *path*."""
        self.new[self._key(path)] = entry
        if len(self.new) >= _BATCH or time.monotonic() - self.written > _SECONDS:
            self._write()

    def close(self) -> None:
        """Write what is new, and forget what is old."""
        grown = bool(self.new)
        self._write()
        with self._at_work() as connection:
            if grown and connection is not None:
                with connection:
                    connection.execute(_OLD, (_today() - DAYS,))
                    connection.execute(_EXCESS, (MOST,))
        self._drop()

    def _key(self, path: Path) -> bytes:
        return hashlib.blake2b(self.salt + os.fsencode(os.path.abspath(path)), digest_size=16).digest()  # noqa: PTH100  # ten times as fast

    def _found(self, key: bytes) -> Entry | None:
        row = self.connection.execute(_FIND, (key,)).fetchone() if self.connection else None
        if row is None:
            return None
        size, mtime, digest, body, used = row
        measured = self._unpacked(digest, body)
        if measured is None:
            return None
        if used != _today():
            self.used.append(key)
        return Entry(size=size, mtime=mtime, measured=measured)

    def _unpacked(self, digest: object, body: object) -> Measured | None:
        """What was packed; None if that never was."""
        if not (isinstance(digest, bytes) and isinstance(body, bytes) and body[:_SUM] == _sum(digest, body[_SUM:])):
            return None
        try:
            head, row = body[_SUM:].split(_END, 1)
            header = self.headers.get(head)
            if header is None:
                header = self.headers[head] = _header(head)  # few are different
            return Measured(header=header, digest=digest, row=np.frombuffer(row, RECORD).reshape(()) if row else None)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # whole, and not of our making
            return None

    def _write(self) -> None:
        today = _today()
        rows = [(key, e.size, e.mtime, e.measured.digest, _packed(e.measured), today) for key, e in self.new.items()]
        with self._at_work() as connection:
            if connection is not None and (rows or self.used):
                with connection:
                    connection.executemany(_KEEP, rows)
                    connection.executemany(_USED, [(today, key) for key in self.used])
        self.new.clear()
        self.used.clear()
        self.written = time.monotonic()

    @contextmanager
    def _at_work(self) -> Iterator[sqlite3.Connection | None]:
        """The connection, which is given up when it fails; a file that is no database is given up with it."""
        if self.connection is None:
            yield None
            return
        import sqlite3

        try:
            yield self.connection
        except sqlite3.OperationalError:  # it is locked, the disk is full, it may not be written
            self._drop()
        except sqlite3.Error:
            self._drop()
            _discard(self.file)

    def _drop(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()


def _connected(file: Path) -> sqlite3.Connection | None:
    try:
        import sqlite3
    except ImportError:  # a Python that was built without it
        return None
    with suppress(sqlite3.Error, OSError, ValueError):  # nowhere to keep anything
        try:
            return _begun(file)
        except sqlite3.OperationalError:
            raise
        except sqlite3.Error:  # no database, or no longer
            _discard(file)
            return _begun(file)
    return None


def _begun(file: Path) -> sqlite3.Connection:
    import sqlite3

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=_PATIENCE)
    try:
        connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def _discard(file: Path) -> None:
    """Remove the database, and the journal that would be played back into the next one."""
    for ending in ("-journal", "-wal", "-shm", ""):
        with suppress(OSError):
            file.with_name(file.name + ending).unlink()


def _packed(measured: Measured) -> bytes:
    said = asdict(measured.header)
    del said["size"]
    body = json.dumps(said).encode() + _END + (b"" if measured.row is None else measured.row.tobytes())
    return _sum(measured.digest, body) + body


def _header(head: bytes) -> Header:
    said = json.loads(head)
    hazards, traits = tuple(said.pop("hazards")), Traits(**said.pop("traits"))
    return Header(hazards=hazards, traits=traits, **said)


def _sum(digest: bytes, body: bytes) -> bytes:
    return zlib.crc32(body, zlib.crc32(digest)).to_bytes(_SUM, "big")


def _salt(*, full: bool) -> bytes:
    """What changes with everything that may change a figure."""
    said = repr((full, FORMAT, RECORD.descr, __version__, cv2.__version__, PIL.__version__, np.__version__))
    return hashlib.blake2b(said.encode(), digest_size=16).digest()


def _today() -> int:
    return int(time.time() // (24 * 60 * 60))

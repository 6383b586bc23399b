"""The directory that calibration files go to, and the hidden place beside it where they are made: a file is there whole, or not at all."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

from pipecheck.errors import SourceError
from pipecheck.preparing import manifest
from pipecheck.preparing.manifest import Entry, Manifest

_JOURNAL = ".journal"
_BUSY = "another run is writing there"


@dataclass(frozen=True, slots=True)
class Place:
    """The calibration directory *folder*, which may not be there yet."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """The file beside the directory, for every file inside is read as a sample."""
        absolute = Path(os.path.abspath(self.folder))  # noqa: PTH100  # links stay links
        return self.folder.parent / f"{absolute.name}.json" if self.folder.name else absolute.parent / f"{absolute.name}.json"

    @property
    def workshop(self) -> Path:
        """Where files are made: beside the directory, but inside where that is a disk of its own, for a file cannot move between two."""
        real = Path(os.path.realpath(self.folder))
        name = f".{real.name}.partial"
        apart = real.is_dir() and real.stat().st_dev != real.parent.stat().st_dev
        return real / name if apart else real.parent / name

    def names(self) -> set[str]:
        """What lies in the directory."""
        if not os.path.lexists(self.folder):
            return set()
        return set(os.listdir(self.folder)) - {self.workshop.name}  # noqa: PTH208  # names are all that is wanted

    def known(self) -> Manifest | None:
        """What the last run says that it wrote, whether it came to its end or not."""
        found = manifest.load(self.manifest)
        journal = self.workshop / _JOURNAL
        lines = journal.read_bytes().split(b"\n") if found is not None and journal.is_file() else []
        return manifest.with_journal(found, lines) if found is not None and lines else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A *place* that is being written to, by this run alone."""

    place: Place
    workshop: Path
    journal: BinaryIO
    turn: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, start: Manifest) -> None:
        """Make the directory, and say what lies in it, so that a run that is killed leaves nothing that nobody owns."""
        self.place.folder.mkdir(parents=True, exist_ok=True)
        self._save(start)

    def put(self, entry: Entry, data: bytes) -> None:
        """Write the file of *entry*; may be called from several threads."""
        made = self.workshop / entry.name
        try:
            made.write_bytes(data)
            with self.turn:
                _append(self.journal, entry.line())
            made.replace(self.place.folder / entry.name)
        except OSError as e:
            with suppress(OSError):
                made.unlink()
            raise SourceError(self.place.folder / entry.name, _reason(e)) from e

    def end(self, start: Manifest) -> None:
        """Say in the manifest what there is now, after the run that found what *start* says."""
        lines = (self.workshop / _JOURNAL).read_bytes().split(b"\n")
        found, there = manifest.with_journal(start, lines), self.place.names()
        self._save(replace(found, entries={name: entry for name, entry in found.entries.items() if name in there}))

    def _save(self, what: Manifest) -> None:
        path = self.place.manifest
        made = path.with_name(f".{path.name}.partial")
        try:
            made.write_bytes(what.dumped())
            made.replace(path)
        except OSError:
            with suppress(OSError):
                made.unlink()
            raise
        self.journal.truncate(0)


@contextmanager
def opened(place: Place) -> Iterator[Bench]:
    """The bench at *place*; what goes wrong with files there is one line."""
    try:
        workshop = place.workshop
        _refuse_strange(workshop)
        workshop.mkdir(parents=True, exist_ok=True)
        with (workshop / _JOURNAL).open("ab", buffering=0) as journal:
            _lock(journal.fileno(), place)
            if not _is_at(workshop / _JOURNAL, journal.fileno()):
                raise SourceError(place.folder, _BUSY)  # the run that had it has just taken it away
            try:
                _clear(workshop)
                yield Bench(place=place, workshop=workshop, journal=cast("BinaryIO", journal))
            finally:
                _leave(workshop)
    except OSError as e:
        raise SourceError(e.filename if isinstance(e.filename, str) else place.folder, _reason(e)) from e


def _refuse_strange(workshop: Path) -> None:
    """Complains where what lies in the place of the workshop is somebody's own; a run that was killed has left its journal there."""
    if workshop.is_symlink() or (workshop.is_dir() and set(os.listdir(workshop)) and not (workshop / _JOURNAL).is_file()):  # noqa: PTH208
        raise SourceError(workshop, "is not ours, and in its place files are made: move it away, or name another directory with --to")


def _lock(descriptor: int, place: Place) -> None:
    """Keeps a second run away, where the system can; the lock goes with the process."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as e:
        raise SourceError(place.folder, _BUSY) from e
    except OSError:  # a file system that knows no locks
        return


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether the open file still lies at *path*."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _clear(workshop: Path) -> None:
    """Removes what a run that was killed had not finished."""
    for path in workshop.iterdir():
        if path.name != _JOURNAL:
            path.unlink()


def _leave(workshop: Path) -> None:
    """Takes the workshop away, but for a journal that no manifest has taken in yet."""
    journal = workshop / _JOURNAL
    with suppress(OSError):
        if journal.stat().st_size == 0:
            journal.unlink()
            workshop.rmdir()


def _append(file: BinaryIO, line: bytes) -> None:
    if file.write(line) != len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

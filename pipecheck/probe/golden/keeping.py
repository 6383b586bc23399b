"""The file in which golden tensors are kept, one array for each picture; the same tensors always make the same bytes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.golden.making import Make
from pipecheck.sources import places
from pipecheck_transformers.pixels import Array

_DAY = (1980, 1, 1, 0, 0, 0)
"""When everything in an archive was made, so that it does not change by being made again."""
_ENDING = ".npy"
"""By which `numpy.load` knows the arrays of an archive."""
_SPOILT = (OSError, ValueError, EOFError, KeyError, SyntaxError, NotImplementedError, MemoryError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Kept:
    """The tensors in *file*, by the *names* of their pictures, read one at a time from the *archive*."""

    file: Path
    names: tuple[str, ...]
    archive: zipfile.ZipFile

    def __getitem__(self, name: str) -> Array:
        try:
            with self.archive.open(f"{name}{_ENDING}") as stored:
                array: Array = np.lib.format.read_array(stored, allow_pickle=False)
        except _SPOILT as e:
            raise _unread(self.file) from e
        return array


@contextmanager
def kept(file: Path) -> Iterator[Kept]:
    """What *file* holds, while it is open."""
    try:
        archive = zipfile.ZipFile(file)
    except _SPOILT as e:
        raise _unread(file) from e
    with archive:
        yield Kept(file, tuple(name.removesuffix(_ENDING) for name in archive.namelist()), archive)


def _unread(file: Path) -> SourceError:
    return SourceError(file, "is no file of golden tensors; --pipecheck-regen writes it anew")


def write(file: Path, pictures: Mapping[str, Path], make: Make) -> None:
    """Keeps what *make* makes of *pictures*, which go by name, in *file*: all of it, or nothing."""
    part = Path(places.aside(file))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            _fill(part, pictures, make)
            part.replace(file)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
    except OSError as e:
        raise SourceError(file, e.strerror or str(e)) from e


def _fill(part: Path, pictures: Mapping[str, Path], make: Make) -> None:
    with zipfile.ZipFile(part, "w") as archive:
        for name, picture in pictures.items():
            entry = zipfile.ZipInfo(f"{name}{_ENDING}", _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as room:
                np.lib.format.write_array(room, np.ascontiguousarray(make(picture)), allow_pickle=False)

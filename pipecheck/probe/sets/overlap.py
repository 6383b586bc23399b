"""Calibration pictures that measure the accuracy as well: by their bytes, whatever their names."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipecheck.probe.images.scan import Progress
from pipecheck.probe.sets.measure import digest
from pipecheck.probe.sets.survey import Survey
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError

_AT_ONCE = 256
_File = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Own:
    """The pictures of the set by what tells files apart: length, place on the disk, content."""

    sizes: frozenset[int]
    files: dict[_File, list[int]]
    digests: dict[bytes, list[int]]


def overlapping(survey: Survey, validation: Sequence[Path], progress: Progress | None = None) -> tuple[str, ...]:
    """The names of the pictures of *survey* that are among the files of *validation*; those of the latter that cannot be read are none.

    Only files as long as one of the set's are read, and not those that are the very file.
    """
    if not survey.names:
        return ()
    own = _own(survey)
    found: set[int] = set()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            for done, indices in enumerate(_ahead(pool, own, validation), 1):
                found.update(indices)
                if progress is not None:
                    progress(done, len(validation))
        finally:
            pool.shutdown(cancel_futures=True)
    return tuple(survey.names[index] for index in sorted(found))


def _own(survey: Survey) -> _Own:
    files: defaultdict[_File, list[int]] = defaultdict(list)
    digests: defaultdict[bytes, list[int]] = defaultdict(list)
    alone = survey.root.is_file()
    for index, (name, content) in enumerate(zip(survey.names, survey.rows["digest"].tolist(), strict=True)):
        digests[content].append(index)
        if (status := _status(survey.root if alone else survey.root / name)) is not None:
            files[status.st_dev, status.st_ino].append(index)
    return _Own(frozenset(survey.rows["bytes"].tolist()), dict(files), dict(digests))


def _ahead(pool: ThreadPoolExecutor, own: _Own, paths: Sequence[Path]) -> Iterator[Sequence[int]]:
    """A bounded number of files at once, so that whoever stops listening stops the work."""
    waiting = iter(paths)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield from pool.map(lambda path: _same(own, path), batch)


def _same(own: _Own, path: Path) -> Sequence[int]:
    """Which pictures of the set the file at *path* is."""
    status = _status(path)
    if status is None or status.st_size not in own.sizes:
        return ()
    if status.st_ino and (status.st_dev, status.st_ino) in own.files:  # a file system that counts no files has 0
        return own.files[status.st_dev, status.st_ino]
    try:
        content = digest(readers.content(path))
    except (ReadError, MemoryError):
        return ()
    return own.digests.get(content.rstrip(b"\0"), ())  # as numpy gives back what is filled up with zeros


def _status(path: Path) -> os.stat_result | None:
    """What the file system says of the file at *path*, which may be gone, closed, a folder, or have no possible name."""
    try:
        status = os.stat(path)  # noqa: PTH116  # as fast again, and there may be a million
    except (OSError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None

"""What a set of picture files holds: counted by their headers on several threads, one file per thread in memory."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.evidence.pictures import Hazard, Pictures
from pipecheck.findings import Road
from pipecheck.probe.images.header import Header, look
from pipecheck_transformers.folder import PICTURES
from pipecheck_transformers.walking import walk

Progress = Callable[[int, int], None]
MOST = 10_000
"""So many files of a set are looked at, spread evenly over it: what is rarer than that does no harm."""
NAMES = 5
_AT_ONCE = 256
_THREADS = 8
"""Each holds a file, of half a gigabyte at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """The *paths* of pictures by name, and in words the folders among them that may not be entered, which are *shut*."""

    paths: list[Path]
    shut: str | None = None


def files(path: Path) -> list[Path]:
    """The pictures at *path*: the file itself, or those below the folder, by name."""
    return below(path).paths


def below(path: Path) -> Found:
    """The same, with what there is to know about them."""
    shut: list[OSError] = []
    try:
        if path.is_file():
            return Found([path])
        if not path.is_dir():
            raise SourceError(path, "neither a file nor a folder" if path.exists() else "no such file or folder")
        os.scandir(path).close()  # a folder that may not be entered; `walk` would find it empty
        every = walk(path, onerror=shut.append)
        found = [os.path.join(root, name) for root, _, names in every for name in names if _is_picture(name)]  # noqa: PTH118
    except OSError as e:  # a name that is too long, a folder that may not be entered
        raise SourceError(path, e.strerror or str(e)) from e
    return Found(list(map(Path, sorted(found))), _shut(shut))  # texts sort ten times as fast as paths


def _shut(errors: Sequence[OSError]) -> str | None:
    if not errors:
        return None
    first = min(errors, key=lambda error: str(error.filename))
    more = f", and {len(errors) - 1} more folder{'s' if len(errors) > 2 else ''} like it" if len(errors) > 1 else ""
    return f"{first.filename}: {(first.strerror or str(first)).lower()}{more}, so that what lies in there is left out"


def scan(road: Road, folder: Path, every: Sequence[Path], *, most: int = MOST, progress: Progress | None = None) -> Pictures:
    """What *every* picture of *folder*, which *road* reads, is by its header."""
    chosen = every[:: -(-len(every) // most)] if len(every) > most else every
    tally = Tally()
    for path, header in looked(chosen, progress):
        tally.add(called(path, folder), header)
    return tally.pictures(road, folder, len(chosen), len(every) - len(chosen))


def called(path: Path, root: Path) -> str:
    """The name of *path* below *root*; as it is given where it lies elsewhere."""
    if path == root:
        return path.name
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def looked(paths: Sequence[Path], progress: Progress | None = None) -> Iterator[tuple[Path, Header]]:
    """Every path with the header of its file, in order."""
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _THREADS)) as pool:
        try:
            for done, found in enumerate(_ahead(pool, paths), 1):
                yield found
                if progress is not None:
                    progress(done, len(paths))
        finally:
            pool.shutdown(cancel_futures=True)


def _ahead(pool: ThreadPoolExecutor, paths: Iterable[Path]) -> Iterator[tuple[Path, Header]]:
    """A bounded number of files at once, so that whoever stops listening stops the work."""
    waiting = iter(paths)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield from zip(batch, pool.map(look, batch), strict=True)


def _is_picture(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in PICTURES  # noqa: PTH122  # a million names are not made paths


@dataclass(slots=True)
class Tally:
    """What the headers of a set hold together; the files come by name."""

    formats: Counter[str] = field(default_factory=Counter)
    hazards: Counter[Hazard] = field(default_factory=Counter)
    names: dict[Hazard, list[str]] = field(default_factory=dict)
    profiles: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[str, str]] = field(default_factory=list)
    broken_count: int = 0

    def add(self, name: str, header: Header) -> None:
        """Count the file called *name*."""
        if header.fault is not None:
            self.broken_count += 1
            self.broken += [(name, header.fault)] if len(self.broken) < NAMES else []
            return
        self.formats[header.form or ""] += 1
        self.hazards.update(header.hazards)
        for hazard in header.hazards:
            names = self.names.setdefault(hazard, [])
            names += [name] if len(names) < NAMES else []
        if "profile" in header.hazards:
            self.profiles[header.traits.profile or ""] += 1

    def pictures(self, road: Road, folder: Path, count: int, left_out: int) -> Pictures:
        """What *count* files at *folder*, which *road* reads, turned out to be."""
        return Pictures(
            road=road,
            folder=folder,
            count=count,
            left_out=left_out,
            formats=tuple(self.formats.most_common()),
            hazards=tuple((hazard, number, tuple(self.names[hazard])) for hazard, number in self.hazards.most_common()),
            profiles=tuple(name for name, _ in self.profiles.most_common(NAMES)),
            broken_count=self.broken_count,
            broken=tuple(self.broken),
        )

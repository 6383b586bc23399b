"""A set of picture files, measured on several threads into packed rows; what was measured in parts merges exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from pipecheck.evidence.pictures import Pictures
from pipecheck.findings import Road
from pipecheck.probe import streaming
from pipecheck.probe.images.header import Header
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.images.scan import Progress, Tally
from pipecheck.probe.sets.cache import Cache
from pipecheck.probe.sets.looking import looked
from pipecheck.probe.sets.measure import Measured
from pipecheck.probe.sets.record import RECORD, Row


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survey:
    """The pictures below *root*, or *root* itself: `rows[i]`, a RECORD, is what was measured of the whole picture called `names[i]`.

    *names* are sorted, and so are those of *broken*, each with the reason; *headers* go with *names*, their sizes left out.
    """

    root: Path
    names: tuple[str, ...] = ()
    rows: Row = field(default_factory=lambda: np.zeros(0, RECORD))
    headers: tuple[Header, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        """How many files were looked at."""
        return len(self.names) + len(self.broken)

    def pictures(self, road: Road, *, left_out: int = 0) -> Pictures:
        """What the headers say of the files that *road* reads, as `scan` gives it."""
        tally = Tally()
        for name, header in zip(self.names, self.headers, strict=True):
            tally.add(name, header)
        for name, reason in self.broken:
            tally.add(name, Header(fault=reason))
        return tally.pictures(road, self.root, self.count, left_out)

    def merged(self, other: Survey) -> Survey:
        """This and *other*, of pictures below the same root, as if all had been measured at once."""
        if self.root != other.root:
            raise ValueError(f"{self.root} and {other.root} are two roots")
        either = {**_whole(self), **_whole(other)}
        names = sorted(either)
        rows = [survey.rows[index : index + 1] for survey, index in (either[name] for name in names)]
        return Survey(
            root=self.root,
            names=tuple(names),
            rows=np.concatenate([np.zeros(0, RECORD), *rows]),
            headers=tuple(survey.headers[index] for survey, index in (either[name] for name in names)),
            broken=tuple(sorted((name, reason) for name, reason in {*self.broken, *other.broken} if name not in either)),
        )


def _whole(survey: Survey) -> dict[str, tuple[Survey, int]]:
    return {name: (survey, index) for index, name in enumerate(survey.names)}


def survey(
    paths: Sequence[Path],
    root: Path,
    *,
    full: bool = False,
    cache: Cache | None = None,
    progress: Progress | None = None,
    threads: int | None = None,
) -> Survey:
    """What the pictures at *paths* are, each looked at once: *full* counts every pixel, *cache* knows those that have not changed.

    There are as many *threads* as the machine has cores, if nothing else is said.
    """
    named = dict(sorted(zip(_names(paths, root), paths, strict=True)))
    found = _Found(rows=np.zeros(len(named), RECORD))
    with ExitStack() as stack:
        stack.enter_context(hushed())
        stack.enter_context(streaming.alone())
        store = stack.enter_context(cache.opened(full=full)) if cache is not None else None
        every = looked(list(named.values()), full=full, store=store, rehash=cache is not None and cache.rehash, threads=threads)
        stack.enter_context(closing(every))
        for done, (name, measured) in enumerate(zip(named, every, strict=True), 1):
            found.add(name, measured)
            if progress is not None:
                progress(done, len(named))
    return found.survey(root)


def _names(paths: Sequence[Path], root: Path) -> Iterator[str]:
    """How *paths* are called below *root*; as they are given where they lie elsewhere."""
    above = root.as_posix().removesuffix("/") + "/"
    for path in paths:
        yield path.name if path == root else path.as_posix().removeprefix(above)


@dataclass(slots=True, kw_only=True)
class _Found:
    """What was measured so far, by name; *rows* has room for all."""

    rows: Row
    names: list[str] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    kinds: dict[Header, Header] = field(default_factory=dict)

    def add(self, name: str, measured: Measured) -> None:
        """Take one file."""
        if measured.row is None:
            self.broken.append((name, measured.header.fault or ""))
            return
        kind = measured.header if measured.header.size is None else replace(measured.header, size=None)
        self.rows[len(self.names)] = measured.row
        self.names.append(name)
        self.headers.append(self.kinds.setdefault(kind, kind))  # few are different

    def survey(self, root: Path) -> Survey:
        """All of it."""
        rows = self.rows[: len(self.names)]
        return Survey(root=root, names=tuple(self.names), rows=rows, headers=tuple(self.headers), broken=tuple(self.broken))

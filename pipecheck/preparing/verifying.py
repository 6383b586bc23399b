"""Reads calibration files back: each is there, is what was written, and is what the chain makes of its picture now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.preparing.bench import Place
from pipecheck.preparing.form import apart
from pipecheck.preparing.manifest import Entry, Manifest, absolute
from pipecheck.preparing.plan import Job
from pipecheck.preparing.writing import description, digest, made, reason
from pipecheck.probe import streaming
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ToolkitError

if TYPE_CHECKING:
    from pipecheck_transformers.fast import Compiled

AGAIN, FORCE = "pipecheck prepare", "pipecheck prepare --force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What lies in the directory of a *job*: *count* files that its manifest speaks of, and *problems*, one line each.

    *remedy* is the command that mends all of them, where one does.
    """

    job: Job
    count: int
    problems: tuple[str, ...]
    remedy: str | None = None

    @property
    def status(self) -> int:
        """The exit status."""
        return 1 if self.problems else 0


def manifest(job: Job) -> Manifest:
    """What the last run says that it wrote for *job*."""
    place = Place(job.folder)
    try:
        found = place.known()
    except OSError as e:
        raise SourceError(place.manifest, (e.strerror or str(e)).lower()) from e
    if found is None:
        raise SourceError(place.manifest, "no such file, so nothing was prepared in the directory beside it")
    return found


def verify(job: Job, found: Manifest, *, threads: int, tell: Callable[[], None]) -> Verified:
    """Holds the directory of *job* against the manifest that was *found*, and calls *tell* after each file."""
    try:
        problems = list(_problems(job, found, threads, tell))
    except OSError as e:  # a directory that may not be entered
        raise SourceError(job.folder, (e.strerror or str(e)).lower()) from e
    return Verified(job=job, count=len(found.entries), problems=tuple(text for text, _ in problems), remedy=_remedy(problems))


def _remedy(problems: list[tuple[str, str | None]]) -> str | None:
    """The command that mends all *problems*, each of which comes with the one that mends it."""
    remedies = {remedy for _, remedy in problems}
    return None if None in remedies else FORCE if FORCE in remedies else AGAIN if remedies else None


def _problems(job: Job, found: Manifest, threads: int, tell: Callable[[], None]) -> Iterator[tuple[str, str | None]]:
    from pipecheck_transformers.fast import compiled

    place, fresh = Place(job.folder), description(job)
    if not found.complete:
        yield f"{place.manifest}: the run that wrote it did not come to its end; run it again", AGAIN
    if not found.same_files(fresh):
        what = "in another form" if dict(found.form) != dict(fresh.form) else "by another chain"
        yield f"{place.manifest}: the files were made {what} than the project asks for now", FORCE
    strange = sorted(place.names() - found.entries.keys())
    yield from ((f"{place.folder / name}: not one of the files in the manifest", None) for name in strange)
    one = partial(_problem, job, compiled(job.chain) if found.same_files(fresh) else None, place)
    entries = [found.entries[name] for name in sorted(found.entries)]
    with streaming.memory(job.chain, threads), closing(streaming.each(one, entries, threads)) as results:
        for entry, problem in zip(entries, results, strict=True):
            if problem is not None:
                yield f"{place.folder / entry.name}: {problem[0]}", problem[1]
            tell()


def _problem(job: Job, make: Compiled | None, place: Place, entry: Entry) -> tuple[str, str | None] | None:
    """What is wrong with the file of *entry*, and what mends it; without *make* only whether it is the one that was written."""
    try:
        data = (place.folder / entry.name).read_bytes()
    except (OSError, ValueError) as e:  # a record that was written by hand may name anything
        return (getattr(e, "strerror", None) or str(e)).lower(), AGAIN if isinstance(e, FileNotFoundError) else None
    if digest(data) != entry.sha256:
        return "not the file that was written", AGAIN
    picture = absolute(entry.picture, place.manifest)
    try:
        if digest(readers.content(picture)) != entry.picture_sha256:
            return f"{entry.picture} has changed since", AGAIN
        now = data if make is None else made(job, make, picture)
    except ToolkitError as e:
        return f"{entry.picture}: {reason(e)}", None
    return None if now == data else (_unlike(job, data, now, Path(entry.picture)), None)


def _unlike(job: Job, data: bytes, now: bytes, picture: Path) -> str:
    far = apart(job.form, data, now)
    by = "" if far is None else f", by up to {far:.3g}"
    return f"not what the chain makes of {picture.as_posix()} now{by}"

"""A run over the pictures of one model input: what is there already is kept, what is missing is made, and what there is is written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.preparing import manifest, naming
from pipecheck.preparing.bench import Bench, Place, opened
from pipecheck.preparing.form import content, sides
from pipecheck.preparing.gone import is_stale
from pipecheck.preparing.manifest import Entry, Manifest
from pipecheck.preparing.plan import Job
from pipecheck.probe import streaming
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ToolkitError

if TYPE_CHECKING:
    from pipecheck_transformers.fast import Compiled
    from pipecheck_transformers.pixels import Array

_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run wrote for a *job*: *made* files anew, *kept* those that were right already, and could not use the pictures *left_out*.

    Those *unread* could not be read this time, and the files that were made of them before stay as they are.
    """

    job: Job
    manifest: Path
    made: int
    kept: int
    left_out: tuple[tuple[Path, str], ...]
    unread: tuple[tuple[Path, str], ...] = ()

    @property
    def status(self) -> int:
        """The exit status."""
        return 1 if self.left_out or self.unread else 0


@dataclass(frozen=True, slots=True)
class _Made:
    """What became of a picture: *kept* as it was, made, or left out for a *reason*.

    In the last case *before* is the file that was made of it before, which may stay unless it is *stale*.
    """

    picture: Path
    kept: bool = False
    reason: str | None = None
    before: Path | None = None
    stale: bool = False

    @property
    def stays(self) -> bool:
        """Whether the file of a picture that was left out is still right, for all that is known."""
        return self.before is not None and not self.stale


def write(job: Job, pictures: Iterable[Path], *, root: Path, threads: int, force: bool, tell: Callable[[], None]) -> Written:
    """Writes the files of *job* for *pictures*, which lie below *root*, and calls *tell* after each."""
    from pipecheck_transformers.fast import compiled

    make, place = compiled(job.chain), Place(job.folder)
    named = naming.named(pictures, root, job.form.ending)
    tried(job, make, named.values())
    fresh = description(job)
    with opened(place) as bench:
        start = replace(fresh, entries=_settled(place, fresh, named, force=force))
        bench.begin(start)
        one = partial(_one, job, make, bench, start.entries)
        found: list[_Made] = []
        try:
            with streaming.memory(job.chain, threads), closing(streaming.each(one, named.items(), threads)) as results:
                for result in results:
                    found.append(result)
                    tell()
            _drop_stale(found, len(start.entries))
        except BaseException:
            with suppress(OSError):
                bench.end(start)
            raise
        written = _written(job, place, found)
        said = {manifest.relative(picture, place.manifest): reason for picture, reason in written.left_out}
        bench.end(replace(start, complete=True, left_out=said))
    return written


def _written(job: Job, place: Place, found: Iterable[_Made]) -> Written:
    used = [each for each in found if each.reason is None]
    kept = sum(each.kept for each in used)
    unusable = [(each.stays, (each.picture, each.reason)) for each in found if each.reason is not None]
    return Written(
        job=job,
        manifest=place.manifest,
        made=len(used) - kept,
        kept=kept,
        left_out=tuple(each for stays, each in unusable if not stays),
        unread=tuple(each for stays, each in unusable if stays),
    )


def description(job: Job) -> Manifest:
    """The manifest of a run of *job* before it has written anything."""
    chain = job.chain
    return Manifest(input=job.input, source=job.source, chain=chain.to_yaml(), form=job.form.data(), versions=manifest.versions(chain))


def tried(job: Job, make: Compiled, pictures: Iterable[Path]) -> None:
    """Complains, before anything is written, where the first picture that can be read does not become what the input takes."""
    reasons = []
    for picture in pictures:
        try:
            misfit = unlike(job, make(picture))
        except ToolkitError as e:
            reasons.append(reason(e))
            continue
        if misfit is not None:
            raise SourceError(picture, misfit)
        return
    first = next(iter(pictures), None)
    if first is not None:
        raise SourceError(
            first, f"{reasons[0]}; and so on: none of {len(reasons)} pictures can be used" if len(reasons) > 1 else reasons[0]
        )


def unlike(job: Job, array: Array) -> str | None:
    """How *array* differs from what the input takes."""
    shape: tuple[int, ...] = array.shape
    return None if shape == job.form.shape else f"comes out as {sides(shape)}, and {job.input} takes {sides(job.form.shape)}"


def reason(error: ToolkitError) -> str:
    """What *error* says, without the picture's path."""
    return str(getattr(error, "reason", error))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def made(job: Job, make: Compiled, picture: Path) -> bytes:
    """The file that *job* makes of *picture*; `ToolkitError` where it cannot."""
    array = make(picture)
    if (misfit := unlike(job, array)) is not None:
        raise ToolkitError(misfit)
    return content(job.form, array)


def _one(job: Job, make: Compiled, bench: Bench, known: Mapping[str, Entry], item: tuple[str, Path]) -> _Made:
    """The picture of *item* into the file of its name, unless that is there already."""
    name, picture = item
    file = bench.place.folder / name
    from_there = manifest.relative(picture, bench.place.manifest)
    seen = None
    try:
        stamp = _stamp(picture)
        seen = digest(readers.content(picture))
        if name in known and _is_of(known[name], from_there, seen) and _is_whole(file, known[name]):
            return _Made(picture, kept=True)
        data = made(job, make, picture)
    except ToolkitError as e:
        before = known.get(name)
        if before is None:
            return _Made(picture, reason=reason(e))
        return _Made(picture, reason=reason(e), before=file, stale=is_stale(before, picture, from_there, seen))
    if _stamp(picture) != stamp:
        return _Made(picture, reason="changed while it was read")
    bench.put(Entry(name, digest(data), from_there, seen), data)
    return _Made(picture)


def _stamp(picture: Path) -> tuple[int, int] | None:
    """What changes when a file is written; None where it is not there, which reading it says."""
    try:
        found = picture.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _drop_stale(found: Iterable[_Made], known: int) -> None:
    """Removes the files whose pictures are gone or broken now; not where most of those *known* are, for then it is the disk."""
    lost = [each for each in found if each.before is not None]
    if len(lost) > max(1, known // 2):
        reason = f"{lost[0].reason}; and so on: {len(lost)} of {known} pictures cannot be used any more, so nothing was removed"
        raise SourceError(lost[0].picture, f"{reason}: see whether all of their disk is there, or name other pictures")
    for each in lost:
        if each.before is not None and each.stale:
            each.before.unlink(missing_ok=True)


def _is_of(entry: Entry, picture: str, seen: str) -> bool:
    return (entry.picture, entry.picture_sha256) == (picture, seen)


def _is_whole(file: Path, entry: Entry) -> bool:
    try:
        return digest(file.read_bytes()) == entry.sha256
    except OSError:
        return False


def _settled(place: Place, fresh: Manifest, named: Mapping[str, Path], *, force: bool) -> dict[str, Entry]:
    """What lies at *place* and may stay; the rest is refused, or removed by *force* where the manifest says that it is ours."""
    before, there = place.known(), place.names()
    owned = before.entries if before is not None else {}
    if strange := sorted(there - owned.keys()):
        raise SourceError(
            place.folder,
            f"holds {_counted(strange)} that no manifest speaks of, and the toolchain reads every file there as a sample: "
            "move away what is there, or name another directory with --to",
        )
    if before is None:
        return {}
    other = not before.same_files(fresh)
    stale = there if other else there - named.keys()
    if stale and not force:
        why = "of another chain or form" if other else "of pictures that are not among these"
        raise SourceError(place.folder, f"holds {_counted(sorted(stale))} {why}; --force removes what is ours there")
    for name in stale:
        (place.folder / name).unlink()
    kept = {name: owned[name] for name in there - stale}
    if before.versions == fresh.versions:
        return kept
    return {name: replace(entry, picture_sha256="") for name, entry in kept.items()}  # to be made again


def _counted(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return f"{len(names)} file{'' if len(names) == 1 else 's'} ({shown})"

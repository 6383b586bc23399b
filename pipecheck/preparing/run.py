"""`pipecheck prepare` for a program: plan, then write or verify input by input."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from pipecheck.errors import PipecheckError, UsageError
from pipecheck.gather import neighbours, project
from pipecheck.preparing import pictures, verifying, writing
from pipecheck.preparing.plan import Asked, Job, jobs
from pipecheck.preparing.verifying import Verified
from pipecheck.preparing.writing import Written

Progress: TypeAlias = "Callable[[int, int], None]"


def prepare(
    path: str | Path = ".",
    *,
    images: str | Path | None = None,
    source: Any = None,
    input: str | None = None,  # noqa: A002  # what the toolchain calls it
    to: str | Path | None = None,
    count: int | None = None,
    threads: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> tuple[Written, ...]:
    """Writes calibration files of *images* for the inputs of the project at *path*, or for one *input*, and returns what was written.

    What is not given is what the project says: the *images*, the *source* of the chain, the directory *to* which the files go.

    >>> (written,) = pipecheck.prepare(to="calibration_new", count=3)
    >>> written.made, str(written.manifest)
    (3, 'calibration_new.json')
    """
    plan = neighbours.added(project.load(Path(path)))
    workers = _workers(threads)
    todo = jobs(plan, Asked(source=source, input=input, to=to))
    found = pictures.chosen(plan, images, count)
    if found.shut is not None:
        todo = (replace(todo[0], notes=(found.shut, *todo[0].notes)), *todo[1:])
    tell = _counter(len(found.paths) * len(todo), progress)
    try:
        return tuple(writing.write(job, found.paths, root=found.root, threads=workers, force=force, tell=tell) for job in todo)
    except PipecheckError as e:
        if found.shut is None:
            raise
        raise PipecheckError(f"{e}; {found.shut}") from e  # which may be why files seem to have no picture any more


def verify(
    path: str | Path = ".",
    *,
    source: Any = None,
    input: str | None = None,  # noqa: A002
    to: str | Path | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Verified, ...]:
    """Reads back the files that `prepare` wrote for the project at *path*, makes them again, and returns what is wrong for each input.

    >>> pipecheck.prepare(to="calibration_new", count=3)[0].made
    3
    >>> (read,) = pipecheck.verify(to="calibration_new")
    >>> read.count, read.problems
    (3, ())
    """
    todo = jobs(neighbours.added(project.load(Path(path))), Asked(source=source, input=input, to=to))
    workers = _workers(threads)
    found = [(job, verifying.manifest(job)) for job in todo]
    tell = _counter(sum(len(each.entries) for _, each in found), progress)
    return tuple(verifying.verify(job, each, threads=workers, tell=tell) for job, each in found)


def _workers(threads: int | None) -> int:
    if threads is not None and threads < 1:
        raise UsageError(f"--threads {threads}: a number of threads is 1 or more")
    return threads or os.cpu_count() or 1


def _counter(total: int, progress: Progress | None) -> Callable[[], None]:
    """What tells *progress* of one more, each time that it is called."""
    done = iter(range(1, total + 1))
    return lambda: None if progress is None else progress(next(done, total), total)


__all__ = ["Job", "Verified", "Written", "prepare", "verify"]

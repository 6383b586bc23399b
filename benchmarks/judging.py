"""Judges a folder of pictures as often as a line comes on stdin, and answers with the seconds on the processor and on the wall.

Each way of judging has a process of its own: how the one uses memory would make the other slower or faster.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

How = Literal["cleanvision", "scaled", "full", "first", "second"]
Run = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A process that judges."""

    process: subprocess.Popen[str]

    @classmethod
    def of(cls, how: How, folder: Path, threads: int) -> Judge:
        """One that judges the pictures in *folder*."""
        command = [sys.executable, __file__, how, str(folder), str(threads)]
        return cls(process=subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))

    def seconds(self) -> tuple[float, float]:
        """What it takes to judge once more."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(file=self.process.stdin, flush=True)
        processor, wall = map(float, self.process.stdout.readline().split())
        return processor, wall

    def leave(self) -> None:
        """End the process."""
        self.process.communicate()


def main(how: How, folder: str, threads: str) -> None:
    """Answer."""
    run = _cleanvision(folder, int(threads)) if how == "cleanvision" else _ours(how, Path(folder), int(threads))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    for _ in sys.stdin:
        processor, wall = _processor(), time.perf_counter()
        run()
        print(_processor() - processor, time.perf_counter() - wall, file=answers, flush=True)


def _processor() -> float:
    """Seconds on the processor, those of processes that were started and have ended included."""
    return time.process_time() + sum(os.times()[2:4])


def _cleanvision(folder: str, jobs: int) -> Run:
    library = importlib.import_module("cleanvision")

    def run() -> None:
        with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stderr(nowhere):
            lab = library.Imagelab(data_path=folder, verbose=False)
            lab.find_issues(n_jobs=jobs, verbose=False)

    return run


def _ours(how: How, folder: Path, threads: int) -> Run:
    from pipecheck.probe.images.scan import files
    from pipecheck.probe.sets.cache import Cache
    from pipecheck.probe.sets.oddities import odd
    from pipecheck.probe.sets.survey import survey
    from pipecheck.probe.sets.twins import alike

    place = folder.with_name(f"{folder.name}-{how}")
    cache = Cache.at(place) if how in ("first", "second") else None

    def run() -> None:
        if how == "first":
            shutil.rmtree(place, ignore_errors=True)
        found = survey(files(folder), folder, full=how == "full", cache=cache, threads=threads)
        odd(found)
        alike(found)

    return run


if __name__ == "__main__":
    main(*sys.argv[1:])  # type: ignore[arg-type]

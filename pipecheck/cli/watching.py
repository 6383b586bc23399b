"""`pipecheck watch`: checks anew whenever a file of the project is saved."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, TypeAlias

from pipecheck.errors import PipecheckError, SourceError

if TYPE_CHECKING:
    from pipecheck.report.model import Report

Look: TypeAlias = "Mapping[Path, tuple[int, ...]]"
"""The files that a path stands for, itself or those in it, each with numbers that change with it."""

_INTERVAL = 0.5
"""So many seconds apart files are looked at."""
_SETTLING = 20
"""So many looks long a change may go on before it is checked all the same."""
_KINDS = frozenset({".yaml", ".yml", ".toml", ".py", ".sh", ".json", ".ipynb", ".onnx", ".txt", ".csv", ".names"})
"""What kinds of files beside the YAML may say something new."""


def changes(watched: Callable[[], Iterable[Path]], look: Callable[[Path], Look], wait: Callable[[], object]) -> Iterator[list[Path]]:
    """The files that were saved, made or taken away, each time when nothing more happened between two looks; at first none.

    *watched* says what to *look* at, files and folders, and may learn of more from a check; *wait* lets time pass.
    """
    before = {path: look(path) for path in watched()}
    yield []
    while True:
        before = {path: before[path] if path in before else look(path) for path in watched()}
        wait()
        now = {path: look(path) for path in before}
        if now == before:
            continue
        for _ in range(_SETTLING):  # an editor may be half through
            wait()
            last, now = now, {path: look(path) for path in before}
            if last == now:
                break
        changed = sorted({file for path in before for file in _parted(before[path], now[path])})
        before = now  # as it was before the check, so that what is saved while it runs is not missed
        if changed:
            yield changed


def _parted(before: Look, now: Look) -> Iterator[Path]:
    yield from (file for file in {**before, **now} if before.get(file) != now.get(file))


def glance(path: Path) -> Look:
    """When *path* was written, how long it is and which file it is; nothing where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # it is away, or no such name can be
        return {}
    return {path: (found.st_mtime_ns, found.st_size, found.st_ino)}


def beside(folder: Path, aside: Collection[str] = ()) -> Look:
    """The files in *folder* that may say something new, except those whose real paths are put *aside*."""
    try:
        files = list(folder.iterdir())
    except OSError:
        return {}
    telling = (file for file in files if not file.name.startswith(".") and file.suffix.lower() in _KINDS)
    return {path: stamp for file in telling if os.path.realpath(file) not in aside for path, stamp in glance(file).items()}


def named(report: Report) -> set[Path]:
    """The files and folders that *report* rests on: what the project names, and where facts and findings come from."""
    facts = (getattr(spec, name) for roads in report.roads.values() for spec in roads.values() for name in spec.__slots__)
    origins = [origin for fact in facts if (origin := fact.origin) is not None]
    return {*report.given, *report.sources, *report.samples, *(each.folder for each in report.sets), *(origin.path for origin in origins)}


def run(options: argparse.Namespace, check: Callable[[], Report], show: Callable[[Report], int]) -> int:
    """Checks and shows until Ctrl-C, and returns the status of the last check."""
    path, status = Path(options.path), 2
    aside = {os.path.realpath(file) for file in (options.output, *(each for _, each in options.also)) if file}
    folders, files = {path if path.is_dir() else path.parent}, {path}

    def look(path: Path) -> Look:
        return beside(path, aside) if path in folders else glance(path)

    try:
        for changed in changes(lambda: sorted(folders | files), look, lambda: sleep(_INTERVAL)):
            _announce(changed)
            try:
                report = check()
                status = show(report)
                files.update(file for file in named(report) if os.path.realpath(file) not in aside)
                folders.update(file.parent for file in files if file.suffix in (".yaml", ".yml", ".toml"))
            except BrokenPipeError:
                raise
            except (PipecheckError, OSError) as e:  # a file may be half written, or away for a moment
                print(f"pipecheck: {_said(e)}", file=sys.stderr)
                status = 2
            print(f"pipecheck: watching {path}; Ctrl-C ends", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        pass
    return status


def _said(e: PipecheckError | OSError) -> PipecheckError:
    return SourceError(str(e.filename or "."), e.strerror or str(e)) if isinstance(e, OSError) else e


def _announce(changed: list[Path]) -> None:
    """A terminal is wiped; else what changed is said, where logs and pipes do not take it for the report."""
    if sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        print("\x1b[2J\x1b[3J\x1b[H", end="", flush=True)
    if changed:
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        print(f"pipecheck: changed: {', '.join(map(str, changed[:3]))}{more}", file=sys.stderr, flush=True)

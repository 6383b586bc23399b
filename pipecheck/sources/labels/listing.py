"""The files below a folder of labels, by name, with one clear line for what cannot be listed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NoReturn

from pipecheck.errors import SourceError
from pipecheck_transformers.walking import walk

MOST = 2_000_000
"""More files than any data set that a set is calibrated from."""


def below(folder: Path, endings: Collection[str]) -> list[str]:
    """The files below *folder* with one of *endings*, relative to it, in order; hidden folders are not entered."""
    found: list[str] = []
    for name in _walked(folder, endings):
        found.append(name)
        if len(found) > MOST:
            raise SourceError(folder, f"more than {MOST} files of labels")
    return sorted(found)


def subfolders(folder: Path) -> list[str]:
    """The names of the folders in *folder*, without hidden ones and those that archives leave behind."""
    try:
        with os.scandir(folder) as here:
            return sorted(each.name for each in here if not _skipped(each.name) and each.is_dir())
    except OSError as e:
        _complain(e, folder)


def _walked(folder: Path, endings: Collection[str]) -> Iterator[str]:
    start = os.fspath(folder)
    try:
        os.scandir(start).close()  # `walk` would find a folder empty that may not be entered
        for root, folders, names in walk(start, onerror=lambda e: _complain(e, folder)):
            folders[:] = [name for name in folders if not _skipped(name)]
            front = "" if root == start else os.path.relpath(root, start).replace(os.sep, "/") + "/"
            yield from (front + name for name in names if os.path.splitext(name)[1].lower() in endings and not name.startswith("."))  # noqa: PTH122
    except OSError as e:
        _complain(e, folder)


def _skipped(name: str) -> bool:
    return name.startswith((".", "@", "__MACOSX"))


def _complain(error: OSError, folder: Path) -> NoReturn:
    raise SourceError(Path(os.fsdecode(error.filename)) if error.filename else folder, error.strerror or str(error)) from error

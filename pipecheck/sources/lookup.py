"""What lies where a path leads, by name only: nothing is opened."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipecheck.guesses import close_to

MOST = 20_000
"""So many entries of a folder are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is at *path*; *close* is a neighbour with a similar name where nothing is, *endings* count a folder's files by their ending."""

    path: Path
    kind: Literal["nothing", "file", "folder"]
    close: str | None = None
    endings: Mapping[str, int] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)


def look(path: Path) -> Found:
    """What is at *path*; what may not be looked at counts as nothing."""
    try:
        if path.is_dir():
            return _folder(path)
        if path.exists():
            return Found(path=path, kind="file")
        near = sorted(os.listdir(path.parent))[:MOST] if path.parent.is_dir() else []  # noqa: PTH208  # names are all that is wanted
    except (OSError, ValueError):
        return Found(path=path, kind="nothing")
    close = close_to(path.name, near, cutoff=0.75)
    return Found(path=path, kind="nothing", close=close[0] if close else None)


def _folder(path: Path) -> Found:
    endings: Counter[str] = Counter()
    example: dict[str, str] = {}
    with os.scandir(path) as entries:
        for _, entry in zip(range(MOST), entries, strict=False):
            if entry.is_file() and not entry.name.startswith("."):
                ending = Path(entry.name).suffix.lower()
                endings[ending] += 1
                example[ending] = min(entry.name, example.get(ending, entry.name))
    return Found(path=path, kind="folder", endings=dict(endings), example=example)

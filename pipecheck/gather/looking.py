"""How closely the files of a set are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """*full* decodes every pixel; *cache* is a folder that remembers pictures, *rehash* knows them there by their content.

    *drawn* adds small pictures for the report, *progress* is told how many of how many files are done.
    """

    full: bool = False
    cache: Path | None = None
    rehash: bool = False
    drawn: bool = False
    progress: Progress | None = None


USUAL = Looking()

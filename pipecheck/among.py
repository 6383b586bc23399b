"""Whether a folder is one of calibration files, in which the toolchain reads whatever lies there as a sample."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from pipecheck.sources.places import same

_ENDINGS = frozenset(
    {".npy", ".bin", ".raw", ".cali", ".feature", ".rgb", ".bgr", ".rgbp", ".bgrp", ".yuv", ".yuv444", ".nv12", ".gray", ".y"}
)
_FEWEST = 2
_MOST = 1000
"""So many files of a folder are looked at: what is no tensor shows among the first."""


def samples(folder: str, named: Iterable[Path]) -> bool:
    """Whether *folder* is one of those *named*, or holds nothing but tensors of one size."""
    return any(same(folder, each) for each in named) or _holds_tensors(folder)


def _holds_tensors(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            sizes = list(islice(_sizes(entries), _MOST))
    except (OSError, ValueError):  # writing there says what is wrong
        return False
    return len(sizes) >= _FEWEST and len(set(sizes)) == 1 and sizes[0] is not None


def _sizes(entries: Iterable[os.DirEntry[str]]) -> Iterator[int | None]:
    """The sizes of the tensors; None for what is something else, hidden files aside."""
    for entry in entries:
        if not entry.name.startswith("."):
            tensor = os.path.splitext(entry.name)[1].lower() in _ENDINGS and entry.is_file()  # noqa: PTH122  # many names are not made paths
            yield entry.stat().st_size if tensor else None

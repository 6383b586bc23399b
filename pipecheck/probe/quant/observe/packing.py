"""Histograms in a file: what is in it, and how it is written so that there is a whole one at any moment."""

from __future__ import annotations

import json
import math
import struct
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.quant.observe.histogram import BINS, LEAST, Histogram
from pipecheck.sources import places
from pipecheck_transformers.pixels import Array

_VERSION = 1
_HEAD = "pipecheck-observed"
"""The first member of the archive, whose name begins the file."""
_MARK_AT = 30
"""Where a ZIP archive has the name of its first member."""
_HIGHEST = 1024
_DAMAGE = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, MemoryError, OverflowError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)


class DamagedError(Exception):
    """A file of pipecheck's whose content makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The *key* of what was observed, the digest of each sample in *seen*, and the values of all of them in *tensors*."""

    key: str
    seen: Mapping[str, str]
    tensors: Mapping[str, Histogram]


def read(path: Path) -> Content | None:
    """What the file *path* holds; None where there is none yet. Refuses what pipecheck did not write, lest it be overwritten."""
    try:
        if not path.exists():
            return None
        if not path.is_file():
            raise SourceError(path, "is no regular file, and nothing can be kept in it")
        with path.open("rb") as file:
            head = file.read(_MARK_AT + len(_HEAD))
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    if head and not (head.startswith(b"PK") and head[_MARK_AT:].decode("latin1") == _HEAD):
        raise SourceError(path, "was not written by pipecheck to keep what it has observed, and would be overwritten")
    try:
        return _unpacked(path)
    except _DAMAGE as e:
        raise DamagedError("is damaged") from e


def write(path: Path, content: Content) -> None:
    """Put *content* into the file *path*."""
    made = Path(places.aside(path))
    try:
        with made.open("wb") as file:
            _pack(file, content)
        made.replace(path)
    except OSError as e:
        raise SourceError(path, f"cannot be written: {e.strerror or e}") from e
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _pack(file: IO[bytes], content: Content) -> None:
    head = {"version": _VERSION, "bins": BINS, "key": content.key, "seen": dict(content.seen), "tensors": list(content.tensors)}
    values = content.tensors.values()
    arrays: dict[str, Array] = {
        # JSON in ASCII carries any name, even of a file that is no proper text.
        _HEAD: np.frombuffer(json.dumps(head).encode("ascii"), np.uint8),
        "ranges": np.array([(each.low, each.high) for each in values], np.float64).reshape(-1, 2),
        "numbers": np.array([(each.total, each.strange, each.exponent) for each in values], np.int64).reshape(-1, 3),
        "counts": np.array([each.counts for each in values], np.int64).reshape(-1, 2 * BINS),
    }
    np.savez(file, **arrays)  # type: ignore[arg-type]  # its stubs take a keyword for the switch of pickling


def _unpacked(path: Path) -> Content:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        head: Any = json.loads(archive[_HEAD].tobytes())
        if (head["version"], head["bins"]) != (_VERSION, BINS):
            raise DamagedError("was written by another version")
        ranges, numbers, counts = archive["ranges"], archive["numbers"], archive["counts"]
    names, seen = head["tensors"], head["seen"]
    if not isinstance(head["key"], str) or not all(isinstance(each, str) for each in (*names, *seen, *seen.values())):
        raise ValueError
    rows = len(names)
    if (ranges.shape, numbers.shape, counts.shape) != ((rows, 2), (rows, 3), (rows, 2 * BINS)):
        raise ValueError
    if (ranges.dtype, numbers.dtype, counts.dtype) != (np.float64, np.int64, np.int64):
        raise ValueError
    tensors = {name: _histogram(*row) for name, *row in zip(names, ranges, numbers, counts, strict=True)}
    return Content(key=head["key"], seen=seen, tensors=tensors)


def _histogram(limits: Array, numbers: Array, counts: Array) -> Histogram:
    low, high = map(float, limits)
    total, strange, exponent = map(int, numbers)
    sound = (
        math.isfinite(low)
        and math.isfinite(high)
        and low <= high
        and LEAST <= exponent <= _HIGHEST
        and int(counts.min()) >= 0
        and int(counts.sum()) == total
        and strange >= 0
    )
    if not sound:
        raise ValueError
    return Histogram(low=low, high=high, total=total, strange=strange, exponent=exponent, counts=counts.copy())

"""The numbers that a network should make of each picture: array files in a folder, or rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tokenize import TokenError
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources.labels import columns, listing, matching, table
from pipecheck.sources.labels.classes import number
from pipecheck.sources.truth import Truths, Vector

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_MOST = 1 << 24
_LOOKED_AT = 500


def load(path: Path) -> Truths:
    """The vectors below the folder *path*, each for the picture of its name, or in the table *path*."""
    if path.is_dir():
        names = listing.below(path, (".npy",))
        if not names:
            raise SourceError(path, "holds no .npy file: one with the numbers of each picture is wanted, called like it")
        return Truths(said={name[: -len(".npy")]: Vector(path=path / name) for name in names}, origin=Origin(path))
    if path.suffix.lower() in (".npy", ".npz"):
        raise SourceError(
            path, "does not say which row belongs to which picture; a folder of .npy files called like the pictures does, or a CSV"
        )
    return _table(path)


def numbers(vector: Vector) -> Array:
    """The numbers of *vector*, as float64 in a row."""
    import numpy as np

    return np.asarray(vector.numbers, np.float64) if vector.path is None else _read(vector.path)


def numeric(path: Path) -> bool:
    """Whether the table *path* gives each picture nothing but numbers, some with a point, and none of them as its class."""
    try:
        rows = table.read(path)
        picture = columns.of_picture(rows.titles, rows.rows)
        first = rows.rows[:_LOOKED_AT]
        given = [_cells(path, row, picture, line) for row, line in zip(first, rows.lines, strict=False)]
    except SourceError:
        return False
    label = columns.of_class(rows.titles, rows.rows, picture, None)
    named = label is not None and all(label < len(row) and number(row[label]) is not None for row in first)
    return not named and any(not value.is_integer() for values in given for value in values)


def _read(path: Path) -> Array:
    import numpy as np

    if not path.is_file():
        raise SourceError(path, "no .npy file that can be read: not a regular file")
    try:
        with np.errstate(over="ignore"):  # of sides that nothing has
            array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, TypeError, EOFError, SyntaxError, OverflowError, MemoryError, RecursionError, TokenError) as e:
        raise SourceError(path, f"no .npy file that can be read: {' '.join(str(e).split())[:120]}") from e
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu" or not 0 < array.size <= _MOST:
        raise SourceError(path, "holds no vector of numbers")
    found: Array = np.array(array, np.float64).reshape(-1)
    if not np.isfinite(found).all():
        raise SourceError(path, "holds what is no number (NaN or infinite)")
    return found


def _table(path: Path) -> Truths:
    rows = table.read(path)
    picture = columns.of_picture(rows.titles, rows.rows)
    said: dict[str, Vector] = {}
    for row, line in zip(rows.rows, rows.lines, strict=True):
        if picture < len(row) and row[picture].strip():
            said[matching.plain(row[picture])] = Vector(_cells(path, row, picture, line))
    sizes = {len(vector.numbers) for vector in said.values()}
    if len(sizes) > 1:
        raise SourceError(path, f"gives some pictures {min(sizes)} numbers and some {max(sizes)}")
    return Truths(said=said, origin=Origin(path))


def _cells(path: Path, row: Sequence[str], picture: int, line: int) -> tuple[float, ...]:
    found: list[float] = []
    for at, cell in enumerate(row):
        if at != picture:
            found.extend(_float(part, path, line) for part in cell.strip().strip("[]()").replace(",", " ").replace(";", " ").split())
    if not found:
        raise SourceError(path, "gives a picture no number", line)
    return tuple(found)


def _float(word: str, path: Path, line: int) -> float:
    from math import isfinite

    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise SourceError(path, f"{word[:40]!r} is no number", line)
    return value

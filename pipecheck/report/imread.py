"""What each reader makes of picture files, for `pipecheck imread`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipecheck.probe.images.sidebyside import USUAL, File, Row
from pipecheck.report import hazards
from pipecheck.report.cells import visible, width
from pipecheck.report.words import counted, number

_SHOWN = 20
"""So many files are shown reader by reader; JSON has them all."""
_FEW = 3
_NAMED = 3
_HEADINGS = ("reader", "array", "dtype", "channels", "values", "from OpenCV")


@dataclass(frozen=True, slots=True, repr=False)
class SideBySide:
    """Picture files, each as every reader gives it; printed, in a notebook too, it is the answer as text."""

    files: tuple[File, ...]

    def to_json(self) -> str:
        """What `pipecheck imread --format json` prints."""
        return as_json(self)

    def __str__(self) -> str:
        return as_text(self).rstrip()

    def __repr__(self) -> str:
        """The answer alone: a failed assertion shows little more."""
        return f"<SideBySide {str(self).partition(chr(10))[0]}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows."""
        printer.text("…" if cycle else str(self))

    @property
    def broken(self) -> list[File]:
        return [file for file in self.files if file.header.fault is not None]

    @property
    def different(self) -> list[File]:
        """The whole pictures that are read differently."""
        return [file for file in self.files if file.header.fault is None and (file.differs or not _read(file))]

    @property
    def status(self) -> int:
        """0 where all readers agree, 1 where they do not or a file is broken, 3 where there was no file."""
        if not self.files:
            return 3
        return 1 if self.broken or self.different else 0


def as_text(found: SideBySide) -> str:
    """The answer in a line, then the files that it is about, reader by reader."""
    return "".join(f"{visible(line)}\n" for line in _lines(found))


def as_json(found: SideBySide) -> str:
    """Every file for machines."""
    data = {
        "schema": 1,
        "status": found.status,
        "counts": {"files": len(found.files), "different": len(found.different), "broken": len(found.broken)},
        "hazards": dict(Counter(hazard for file in found.files for hazard in file.header.hazards)),
        "files": [_data(file) for file in found.files],
    }
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def _lines(found: SideBySide) -> Iterator[str]:
    yield _headline(found)
    forms = [file for file in found.files if file.header.hazards and file not in found.different and file not in found.broken]
    told = found.files if len(found.files) <= _FEW else (*found.broken, *found.different)
    for file in told[:_SHOWN]:
        yield ""
        yield from _file(file)
    if len(told) > _SHOWN:
        yield ""
        yield f"and {counted(len(told) - _SHOWN, 'more file')}; --format json has them all"
    if forms and told is not found.files:
        kinds = Counter(hazard for file in forms for hazard in file.header.hazards)
        yield ""
        yield f"the same picture, in other forms: {', '.join(f'{count} {hazard}' for hazard, count in kinds.most_common())}"


def _headline(found: SideBySide) -> str:
    total = len(found.files)
    if not total:
        return "nothing was read: no pictures there"
    if total == 1 and found.different:
        return f"{_names(found.different)} is read differently"
    parts = [
        f"{len(files)} of {counted(total, 'file')} {'is' if len(files) == 1 else 'are'} {what}: {_names(files)}"
        for files, what in ((found.broken, "broken"), (found.different, "read differently"))
        if files
    ]
    return "; ".join(parts) or f"all readers agree on {counted(total, 'file')}"


def _names(files: Sequence[File]) -> str:
    named = [file.path.name for file in files[:_NAMED]]
    return ", ".join([*named, *(["…"] if len(files) > _NAMED else [])])


def _read(file: File) -> bool:
    return any(row.error is None for row in file.rows)


def _file(file: File) -> Iterator[str]:
    header = file.header
    size = f", {header.size[0]} × {header.size[1]} as stored" if header.size else ""
    yield f"{file.path}: {header.form or 'no picture'}{size}"
    yield from (f"  {line}" for line in hazards.say(file))
    rows = file.rows if _read(file) else [row for row in file.rows if row.reader in USUAL]
    yield from _table([_HEADINGS, *map(_cells, rows)]) if rows else ()


def _cells(row: Row) -> tuple[str, ...]:
    if row.error is not None:
        return row.reader, row.error
    assert row.shape is not None
    gap = "–" if row.largest is None else number(row.largest, 3)
    shape = " × ".join(map(str, row.shape))
    span = "–" if row.low is None or row.high is None else f"{number(row.low, 5)}..{number(row.high, 5)}"
    return row.reader, shape, row.dtype, row.order, span, gap


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    whole = [row for row in rows if len(row) == len(_HEADINGS)]
    widths = [max(width(row[index]) for row in (rows if index == 0 else whole)) for index in range(len(_HEADINGS))]
    for row in rows:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=False))
        yield f"  {'  '.join(cells)}".rstrip()


def _data(file: File) -> dict[str, object]:
    header = file.header
    return {
        "path": file.path.as_posix(),
        "format": header.form,
        "width": header.size and header.size[0],
        "height": header.size and header.size[1],
        "orientation": header.traits.orientation,
        "profile": header.traits.profile,
        "hazards": list(header.hazards),
        "broken": header.fault,
        "differs": file.differs,
        "largest": None if file.largest is None else _finite(file.largest),
        "words": list(hazards.say(file)),
        "readers": [_reader(row) for row in file.rows],
    }


def _reader(row: Row) -> dict[str, object]:
    span = None if row.low is None or row.high is None else [_finite(row.low), _finite(row.high)]
    shape = None if row.shape is None else list(row.shape)
    return {
        "reader": row.reader,
        "shape": shape,
        "dtype": row.dtype or None,
        "channels": row.order or None,
        "range": span,
        "turned": row.turned,
        "from_opencv": None if row.largest is None else _finite(row.largest),
        "error": row.error,
    }


def _finite(value: float) -> float | None:
    """*value*, None where JSON has no number for it."""
    return value if abs(value) < float("inf") else None

"""Labels in a table: CSV with commas, semicolons, tabs or bars, with titles or without."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text
from pipecheck.sources.labels import columns, matching
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.labels.lines import LIMIT
from pipecheck.sources.labels.shown import Entry, Labels, settled

_SAMPLE = 50
_WIDEST = 20_000
_SEVERAL = ("labels", "classes", "categories", "tags", "targets")
_NUMBERS = re.compile(r"\d+(\s+\d+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The *rows* of the file at *path*, each with its line, below *titles*, if it has any."""

    path: Path
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]


def load(path: Path, known: ClassList | None, *, numbered: bool = False) -> Labels:
    """The labels in the table *path*; columns that sort the pictures otherwise, such as by weather, come along.

    *numbered*: numbers of classes are taken before their names, where both are there.
    """
    table = read(path)
    picture = columns.of_picture(table.titles, table.rows)
    label = columns.of_class(table.titles, table.rows, picture, known)
    if numbered and label is not None and known is None:
        label = columns.of_number(table.titles, table.rows, picture, label)
    answers = columns.of_answers(table.titles, table.rows, picture) if label is None else []
    if label is None and not answers:
        there = f": {', '.join(table.titles)[:120]}" if table.titles else "; write titles on the first line"
        raise SourceError(path, f"no column is called class or label{there}", 1)
    own = ClassList(path, tuple(enumerate(table.titles[at] for at in answers))) if answers else None
    others = columns.of_others(table.titles, table.rows, picture, answers if label is None else [label])
    return settled(
        _answered(table, picture, answers) if label is None else _named(table, picture, label, known),
        known or own,
        Origin(path),
        columns={title: {matching.plain(name): value for name, value in values.items()} for title, values in others.items()},
    )


def _named(table: Table, picture: int, label: int, known: ClassList | None) -> Iterator[Entry]:
    """What the column *label* says of the pictures; an empty cell says nothing."""
    several = label < len(table.titles) and columns.plain(table.titles[label]) in _SEVERAL
    names = {name for _, name in known.entries} if known is not None else set()
    for row, line in zip(table.rows, table.lines, strict=True):
        cell = row[label].strip() if label < len(row) else ""
        if cell and picture < len(row) and row[picture].strip():
            yield Entry(row[picture], (cell,) if cell in names else _words(cell, several=several), table.path, line)


def _words(cell: str, *, several: bool) -> tuple[str, ...]:
    """The classes in one *cell*: parted by bars or semicolons, numbers by spaces too; by commas where its title says *several*."""
    if several and cell[0] + cell[-1] in ("[]", "()", "{}"):
        cell = cell[1:-1]
    parts = cell.split() if _NUMBERS.fullmatch(cell) else re.split(r"[|;,]" if several else r"[|;]", cell)
    return tuple(word for part in parts if (word := part.strip().strip("\"'")))


def _answered(table: Table, picture: int, answers: Sequence[int]) -> Iterator[Entry]:
    """What the columns *answers* say, one for each class."""
    for row, line in zip(table.rows, table.lines, strict=True):
        if picture < len(row) and row[picture].strip():
            shown = tuple(table.titles[at] for at in answers if at < len(row) and row[at].strip() in ("1", "1.0"))
            yield Entry(row[picture], shown, table.path, line)


def read(path: Path) -> Table:
    """The table in the file *path*."""
    numbered = list(_rows(text.read(path, LIMIT), path))
    rows = [row for row, _ in numbered]
    first = int(columns.has_titles(rows))
    if len(rows) == first:
        raise SourceError(path, "holds no label")
    titles = [title.strip() for title in rows[0]] if first else []
    return Table(path=path, titles=titles, rows=rows[first:], lines=[line for _, line in numbered[first:]])


def _rows(source: str, path: Path) -> Iterator[tuple[list[str], int]]:
    """The rows of *source* that are not empty, each with the line on which it ends."""
    reader = csv.reader(io.StringIO(source, newline=""), delimiter=_delimiter(source), skipinitialspace=True)
    try:
        for row in reader:
            if len(row) > _WIDEST:
                raise SourceError(path, f"more than {_WIDEST} columns, so not a table of labels", reader.line_num)
            if any(cell.strip() for cell in row):
                yield row, reader.line_num
    except csv.Error as e:
        raise SourceError(path, f"not CSV: {e}", reader.line_num) from e


def _delimiter(source: str) -> str:
    """The sign that parts most of the first lines into the same number of cells, at least two; a comma where none does."""
    lines = [line for line in source[: 2**16].splitlines()[:_SAMPLE] if line.strip()]

    def rank(sign: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        except csv.Error:
            return 0, 0
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(common), common) if common > 1 else (0, 0)

    return max(",;\t|", key=rank)

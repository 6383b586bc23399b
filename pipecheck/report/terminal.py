"""A report for people at a terminal: the answer, the roads side by side, then every finding with the lines it is about."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipecheck.findings import Confidence, Finding, Origin, Severity
from pipecheck.report import cells
from pipecheck.report.excerpt import excerpt
from pipecheck.report.model import Report
from pipecheck.report.order import by_reason, heaviest, ordered, totals
from pipecheck.report.roads import Cell, Comparison, Standing, compare
from pipecheck.report.text import place
from pipecheck.report.verdict import verdict
from pipecheck.report.words import listed

_NARROWEST = 40
_COLUMN = 23
"""With less room for what a road says the roads are listed one below the other."""
_ASPECT, _ROAD, _MARK = 11, 12, 3
"""The cells that the names of aspects, the names of roads and the marks fill, gaps included."""
_RELATED = 6
_GUTTER = 6
_LABEL = 24
_SEVERITY = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold blue"}
_MARKS: dict[Standing, tuple[str, str]] = {
    "stated": (" ", ""),
    "same": (" ", "dim"),
    "different": ("≠", "bold red"),
    "unverifiable": ("?", "yellow"),
    "silent": (" ", "dim"),
}


def render(report: Report, *, width: int, color: bool) -> str:
    """*report* in at most *width* cells a line, with ANSI colors if *color*."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, _NARROWEST),
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    for number, block in enumerate(_blocks(report, console.width)):
        console.print(*([""] if number else []), block, sep="\n")
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().removesuffix("\n").split("\n"))


def _blocks(report: Report, width: int) -> Iterator[RenderableType]:
    yield _verdict(report)
    for comparison in compare(report.roads):
        yield Group(*_roads(comparison, width))
    for finding in ordered(report.findings):
        yield Group(*_finding(finding, report, width))
    if report.skipped:
        yield Group(*_skipped(report))
    yield Group(*_end(report))


def _verdict(report: Report) -> Text:
    sentence = _text(verdict(report), "bold")
    lead = sentence.plain.find(":") if ":" in sentence.plain else len(sentence)
    worst = max((finding.severity for finding in report.findings), default=Severity.NOTE)
    good = sentence.plain.startswith("clean")
    sentence.stylize("green" if good else _SEVERITY[worst], 0, lead)
    return sentence


def _roads(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    yield _text(f"input {comparison.input!r}", "bold")
    room = (width - _ASPECT) // len(comparison.roads) - _MARK
    table = _side_by_side(comparison, room) if room >= _COLUMN else _stacked(comparison, width - _ASPECT - _ROAD - _MARK)
    yield Padding(table, (0, 0, 0, 2))
    standings = {cell.standing for row in comparison.rows.values() for cell in row}
    legend = {"different": "≠ differs from training", "unverifiable": "? cannot be compared", "silent": "– not stated"}
    signs = "   ".join(words for standing, words in legend.items() if standing in standings)
    notes = [f"{'*' * number} assumed: {convention}" for number, convention in enumerate(comparison.conventions, 1)]
    yield from (_indented(_text(line, "dim"), 2) for line in [signs, *notes] if line)


def _side_by_side(comparison: Comparison, room: int) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    for _ in comparison.roads:
        table.add_column(width=1)
        table.add_column(ratio=1, overflow="fold")
    table.expand = True
    table.add_row("", *(part for road in comparison.roads for part in ("", _text(road, "dim"))))
    for aspect, row in comparison.rows.items():
        table.add_row(aspect, *(part for cell in row for part in _cell(cell, room)))
    return table


def _stacked(comparison: Comparison, room: int) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True, style="dim")
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for aspect, row in comparison.rows.items():
        for number, (road, cell) in enumerate(_folded(comparison, row)):
            table.add_row("" if number else aspect, road, *_cell(cell, room))
    return table


def _folded(comparison: Comparison, row: tuple[Cell, ...]) -> Iterator[tuple[str, Cell]]:
    """The cells of a row with their roads, said once where all agree."""
    if len(row) > 1 and len(set(row[1:])) == 1 and row[1] == replace(row[0], standing="same"):
        yield "all roads", row[0]
    else:
        yield from zip(comparison.roads, row, strict=True)


def _cell(cell: Cell, room: int) -> tuple[Text, Text]:
    """The mark and the words, which break at their arrows where they must break."""
    mark, style = _MARKS[cell.standing]
    words = cells.visible(cell.text + "*" * cell.note)
    if cells.width(words) > room:
        words = words.replace(" × ", "\n× ").replace(" → ", "\n→ ")
    return Text(mark, style), Text(words, style.removeprefix("bold "), overflow="fold")


def _finding(finding: Finding, report: Report, width: int) -> Iterator[RenderableType]:
    yield _heading(finding, report)
    yield _indented(_text(finding.message), 2)
    if finding.origin:
        yield from _claim(finding.origin, "", report, width, _SEVERITY[finding.severity])
    for related in finding.related[:_RELATED]:
        yield from _claim(related.origin, related.text, report, width, "bold blue")
    if len(finding.related) > _RELATED:
        yield _indented(_text(f"and {len(finding.related) - _RELATED} more places", "dim"), 2)
    if finding.hint:
        yield _labelled([("fix:", finding.hint)], "bold green")


def _heading(finding: Finding, report: Report) -> Text:
    heading = Text.assemble((str(finding.severity), _SEVERITY[finding.severity]), " ", _text(f"{finding.code} {finding.name}", "bold"))
    if finding.roads:
        heading.append(f"  [{listed(finding.roads, ', ')}]", "dim")
    if finding.input and len(report.roads) != 1:
        heading.append_text(_text(f"  input {finding.input!r}", "dim"))
    if finding.confidence is not Confidence.CERTAIN:
        heading.append(f"  {finding.confidence}", "italic")
    return heading


def _claim(origin: Origin, text: str, report: Report, width: int, style: str) -> Iterator[RenderableType]:
    """A place, what is said of it, and its line with carets below."""
    yield _indented(Text.assemble(_text(place(origin), "cyan"), _text(f"  {text}" if text else "")), 2)
    shown = excerpt(origin, report.sources, width - _GUTTER - 3)
    if shown:
        number = f"{shown.number:>{_GUTTER}}"
        yield _line(Text.assemble((f"{number} │ ", "dim"), shown.text))
        if shown.carets:
            yield _line(Text.assemble((f"{'':>{len(number)}} │ ", "dim"), (shown.carets, style)))


def _skipped(report: Report) -> Iterator[RenderableType]:
    yield _text(f"not checked: {len(report.skipped)}", "bold")
    yield _labelled([(codes, reason) for reason, codes in by_reason(report.skipped)], "dim")


def _end(report: Report) -> Iterator[RenderableType]:
    if report.checked:
        yield _text(f"checked: {', '.join(report.checked)}", "dim")
    if worst := heaviest(report.findings):
        yield _text(f"why it matters: pipecheck explain {worst.code}", "dim")
    yield _text(totals(report), "bold")


def _text(text: str, style: str = "") -> Text:
    """*text* as it stands: neither markup nor control characters have any effect."""
    return Text(cells.visible(text), style, overflow="fold")


def _labelled(rows: list[tuple[str, str]], style: str) -> Padding:
    """Labels with what they stand for, wrapped beside them."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(max_width=_LABEL)
    table.add_column(overflow="fold")
    for label, text in rows:
        table.add_row(_text(label, style), _text(text))
    return Padding(table, (0, 0, 0, 2))


def _indented(text: Text, indent: int) -> Padding:
    return Padding(text, (0, 0, 0, indent))


def _line(text: Text) -> Text:
    text.no_wrap, text.overflow = True, "crop"
    return text

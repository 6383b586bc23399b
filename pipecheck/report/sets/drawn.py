"""A calibration set on a terminal: its figures, small charts against training, the rarest and commonest classes, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipecheck.evidence.calibration import Chart, Coverage, PictureSet
from pipecheck.report import cells
from pipecheck.report.sets import blocks as drawing
from pipecheck.report.sets import charts, words
from pipecheck.report.sets.advice import advice
from pipecheck.report.table import as_is, indented, labelled
from pipecheck.report.words import number

_NOTHING = ("", "", "", "")
_INK = "cyan"
_STYLES = (("", "dim", _INK, "", ""), ("dim",) * 5)
"""Of the line for this set and of that for training: title, side, columns, mean and spread, gap."""
_INDENT, _GAP = 2, 4
_BINS, _LEAST_BINS = 32, 8
_BAR = 40
_CLASSES = 12
_HERE, _THERE = "here", "as training"


def shown(each: words.Samples, width: int, *, blocks: bool) -> Iterator[RenderableType]:
    """*each* in *width* cells a line, its charts of block characters or of ASCII."""
    yield as_is(words.title(each), "bold")
    yield indented(as_is(", ".join(words.figures(each))), _INDENT)
    if isinstance(each, PictureSet):
        yield from _pictures(each, width - _INDENT, blocks=blocks)
    else:
        yield from (indented(as_is(line), _INDENT) for line in words.details(each))
    lines = list(advice(each))
    if lines:
        yield labelled([("" if index else "advice:", line) for index, line in enumerate(lines)], "bold green")


def _pictures(each: PictureSet, room: int, *, blocks: bool) -> Iterator[RenderableType]:
    drawn = [chart for chart in each.charts if any(charts.shares(chart.here))]
    if drawn:
        yield Padding(_histograms(drawn, room, blocks=blocks), (0, 0, 0, _INDENT))
    for coverage in each.coverage:
        yield indented(as_is(words.covered(coverage)), _INDENT)
        if not charts.even(coverage):
            yield Padding(_classes(coverage, room - _INDENT, blocks=blocks), (0, 0, 0, 2 * _INDENT))


def _histograms(drawn: list[Chart], room: int, *, blocks: bool) -> Table:
    """A line for this set and one for training, chart by chart, two charts beside each other where there is room."""
    lines = [_lines(chart, _BINS, blocks=blocks) for chart in drawn]
    fixed = sum(max(cells.width(line[index]) + 1 for pair in lines for line in pair) for index in (0, 1, 3))
    beside = 2 if room >= 2 * (fixed + _BINS) + _GAP else 1
    bins = max(_LEAST_BINS, min(_BINS, room - fixed))
    table = Table.grid(padding=(0, 1, 0, 0))
    for _ in range(beside * (len(_NOTHING) + 1)):
        table.add_column(no_wrap=True, overflow="crop")
    for first in range(0, len(drawn), beside):
        pairs = [_lines(chart, bins, blocks=blocks) for chart in drawn[first : first + beside]]
        for row in range(max(map(len, pairs))):
            cut = [pair[row] if row < len(pair) else _NOTHING for pair in pairs]
            table.add_row(*(as_is(cell, style) for line in cut for cell, style in zip((*line, ""), _STYLES[row], strict=True)))
    return table


def _lines(chart: Chart, bins: int, *, blocks: bool) -> list[tuple[str, str, str, str]]:
    """Title, whose it is, the columns, mean and spread: of this set, and of training where that is known."""
    known = any(charts.shares(chart.there))
    sides = [("here", chart.here, chart.spread), *([("training", chart.there, chart.spread_there)] if known else [])]
    values = {side: charts.merged(charts.shares(each), bins) for side, each, _ in sides}
    peak = max(max(each) for each in values.values())
    titles = (chart.title, f"{number(chart.low, 4)}..{number(chart.high, 4)}")
    return [
        (titles[row], side, drawing.spark(values[side], peak, blocks=blocks), charts.spread(said))
        for row, (side, _, said) in enumerate(sides)
    ]


def _classes(coverage: Coverage, room: int, *, blocks: bool) -> Table:
    """A bar for every class, or for the rarest and the commonest of many."""
    rows = list(charts.telling(charts.rows(coverage), _CLASSES))
    said = [row for row in rows if isinstance(row, charts.Row)]
    most = max((max(row.count, row.share or 0) for row in said), default=0)
    known = any(row.share is not None for row in said)
    names = [as_is(row.name) if isinstance(row, charts.Row) else Text(f"{row} more", "dim") for row in rows]
    name = min(room // 3, max((text.cell_len for text in names), default=0))
    numbers = max(len(_HERE), len(f"{most:.0f}")) + (len(_THERE) if known else 0)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(max_width=name, overflow="fold")
    for style in ("", *(["dim"] if known else [])):
        table.add_column(justify="right", no_wrap=True, style=style)
    table.add_column(no_wrap=True, overflow="crop", style=_INK)
    if known:
        table.add_row("", Text(_HERE, "dim"), _THERE)
    for text, row in zip(names, rows, strict=True):
        if isinstance(row, int):
            table.add_row(text)
        else:
            share = [] if row.share is None else [charts.rounded(row.share)]
            drawn = drawing.bar(row.count, most, max(_LEAST_BINS, min(_BAR, room - name - numbers - _GAP)), blocks=blocks)
            table.add_row(text, str(row.count), *share, drawn)
    return table

"""What was measured on a network, on a terminal: figures, ranked bars of costs and hypotheses, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from pipecheck.evidence.debug.recommended import Recommended
from pipecheck.evidence.model import Costs, Probed
from pipecheck.evidence.pair import Agreement
from pipecheck.evidence.quant import Simulated
from pipecheck.report import cells
from pipecheck.report.model import Report
from pipecheck.report.network import agreement, costs, debugged, quantised, ranking, words
from pipecheck.report.sets import blocks as drawing
from pipecheck.report.table import as_is, indented, labelled

_INDENT = 2
_INK = "cyan"
_BAR, _LEAST_BAR = 30, 8
_ROWS = 12
_GAP = 2


def shown(each: words.Measured, report: Report, width: int, *, blocks: bool) -> Iterator[RenderableType]:
    """*each* in *width* cells a line, its bars of block characters or of ASCII."""
    yield as_is(words.title(each), "bold")
    yield indented(as_is(words.summary(each)), _INDENT)
    table = _table(each, width - _INDENT, blocks=blocks)
    if table is not None:
        yield Padding(table, (0, 0, 0, _INDENT))
    yield from (indented(as_is(line), _INDENT) for line in words.details(each))
    if found := words.advice(each, report):
        yield labelled([("quantised:", found.sentence), *([("next:", found.command)] if found.command else [])], "bold green")


def _table(each: words.Measured, room: int, *, blocks: bool) -> RenderableType | None:
    match each:
        case Costs(costs=(_, *_)):
            return _costs(costs.rows(each), room, blocks=blocks)
        case Probed(ranking=(_, *_)):
            return _ranking(ranking.rows(each, _ROWS), room, blocks=blocks)
        case Agreement() if rows := agreement.rows(each):
            return _outputs(rows)
        case Simulated():
            return _simulated(each)
        case _ if isinstance(each, debugged.KINDS) and (said := debugged.section(each)).rows:
            return _rows(said.heads, said.rows)
        case Recommended(paste=(_, *_)):
            return Group(*(as_is(line, _INK) for line in each.paste))
        case _:
            return None


def _costs(rows: Sequence[costs.Row], room: int, *, blocks: bool) -> Table:
    """A bar for every mismatch, the dearest first; where there is little room, words and bars stand below each other."""
    texts = [(row.what, f"{row.costs} {row.interval}".rstrip(), _whose(row)) for row in rows]
    left = room - sum(max(map(cells.width, column)) + _GAP for column in zip(*texts, strict=True))
    beside = left >= _LEAST_BAR
    most = max(row.part for row in rows)
    bars = [drawing.bar(row.part, most, min(_BAR, left) if beside else _bar(room), blocks=blocks) for row in rows]
    table = _grid(4 if beside else 2)
    for (what, price, whose), bar in zip(texts, bars, strict=True):
        lines = [[as_is(what), as_is(price), as_is(bar, _INK), as_is(whose, "dim")]]
        for line in lines if beside else ([as_is(what), as_is(price)], [as_is(whose, "dim"), as_is(bar, _INK)]):
            table.add_row(*line)
    return table


def _whose(row: costs.Row) -> str:
    return f"{row.roads}{f'; mended: {row.mended}' if row.mended else ''}"


def _ranking(rows: Sequence[ranking.Row | int], room: int, *, blocks: bool) -> Table:
    """A bar for every hypothesis; what is tied or declared says so."""
    cells_of_bar, most = _bar(room), max(row.part for row in rows if not isinstance(row, int))
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(overflow="fold", ratio=1)
    table.add_column(overflow="fold", max_width=max(_LEAST_BAR, room // 3))
    table.add_column(no_wrap=True, overflow="crop", width=cells_of_bar, style=_INK)
    for row in rows:
        if isinstance(row, int):
            table.add_row("", as_is(f"{row} more", "dim"))
        else:
            said = f"{row.words}{f' [{row.marks}]' if row.marks else ''}"
            bar = drawing.bar(row.part, most, cells_of_bar, blocks=blocks)
            table.add_row(str(row.place), as_is(said, "bold" if row.declared or row.place == 1 else ""), as_is(row.score), bar)
    return table


def _bar(room: int) -> int:
    return max(_LEAST_BAR, min(_BAR, room // 4))


def _outputs(rows: Sequence[agreement.Row]) -> Table:
    """A row for every output, where they do not agree."""
    heads = ("output", "decimals", "apart", "of", "cosine", "same answers")
    known = any(row.same for row in rows)
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(overflow="fold")
    for _ in heads[1 : None if known else -1]:
        table.add_column(justify="right", overflow="fold")
    table.add_row(*(as_is(head, "dim") for head in (heads if known else heads[:-1])))
    for row in rows:
        said = (row.name, row.decimals, row.largest, row.reach, row.cosine, *((row.same,) if known else ()))
        table.add_row(*map(as_is, said))
    return table


def _simulated(each: Simulated) -> RenderableType:
    """The outputs, then the units that lie off most."""
    rows = [(row.name, row.cosine, row.l1, row.l2, row.chebyshev, row.sqnr, row.worst) for row in quantised.outputs(each)]
    return Group(_rows(quantised.HEADS, rows), "", _rows(quantised.UNIT_HEADS, quantised.units(each)))


def _rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """*rows* of which the first cell is a name and the others are mostly numbers."""
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for _ in heads:
        table.add_column(overflow="fold")
    for number, row in enumerate((heads, *rows)):
        table.add_row(*(as_is(cell, "" if number else "dim") for cell in row))
    return table


def _grid(columns: int) -> Table:
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for _ in range(columns):
        table.add_column(overflow="fold")
    return table

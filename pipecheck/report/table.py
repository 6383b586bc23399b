"""The roads side by side on a terminal: equal cells quiet, differing ones loud, unknown ones marked."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipecheck.report import cells
from pipecheck.report.roads import CAMERA, Cell, Comparison, Standing, pieces

_COLUMN = 19
"""With less room for what a road says the roads are listed one below the other."""
_ASPECT, _ROAD, _MARK = 11, 12, 3
"""The cells that the names of aspects, the names of roads and the marks fill, gaps included."""
_MARKS: dict[Standing, tuple[str, str]] = {
    "stated": (" ", ""),
    "same": (" ", "dim"),
    "near": ("≈", "dim"),
    "different": ("≠", "bold red"),
    "unverifiable": ("?", "yellow"),
    "silent": (" ", "dim"),
}
_LABEL = 24
_AS_TRAINING = "="
_LEGEND = {
    "same": f"{_AS_TRAINING} as training",
    "near": "≈ another library, the same pixels of ordinary files",
    "different": "≠ differs from training",
    "unverifiable": "? cannot be compared",
    "silent": "– not stated",
}


def roads(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    """The roads of one input in *width* cells a line, with what their signs mean."""
    yield as_is(f"input {comparison.input!r}", "bold")
    widths = _widths(comparison, width - _ASPECT - _MARK * len(comparison.roads))
    table = _side_by_side(comparison, widths) if widths else _stacked(comparison, width - _ASPECT - _ROAD - _MARK)
    yield Padding(table, (0, 0, 0, 2))
    yield from (indented(as_is(line, "dim"), 2) for line in _notes(comparison, folded=not widths))


def _notes(comparison: Comparison, *, folded: bool) -> Iterator[str]:
    """What the signs mean that occur, and the conventions that are counted by stars."""
    rows = [row for row in comparison.rows.values() if not (folded and _all_alike(row))]
    every = [cell for row in rows for cell in row]
    standings = {cell.standing for cell in every if cell.text != CAMERA}
    signs = "   ".join(words for standing, words in _LEGEND.items() if standing in standings)
    if signs:
        yield signs
    if any(cell.text == CAMERA for cell in every):
        yield f"{CAMERA}: nothing says what is done to pictures before the nodes; name the source of [runtime] to compare it"
    yield from (f"{'*' * number} assumed: {convention}" for number, convention in enumerate(comparison.conventions, 1))


def _widths(comparison: Comparison, room: int) -> list[int]:
    """How wide each road's column is, so that none is wider than its words; none at all where there is no room for them."""
    columns = list(zip(*comparison.rows.values(), strict=True))
    names = [cells.width(road) for road in comparison.roads]
    pairs = list(zip(columns, names, strict=True))
    whole = [max(name, *(cells.width(_words(cell)) for cell in column)) for column, name in pairs]
    longest = [max(cells.width(piece) for cell in column for piece in pieces(_words(cell))) for column in columns]
    least = [max(name, min(_COLUMN, each)) for name, each in zip(names, longest, strict=True)]
    if sum(least) > room:
        return []
    return _unbroken(_shared(least, longest, room), whole, room)


def _shared(least: list[int], wish: list[int], room: int) -> list[int]:
    """*least*, with the rest of the *room* given cell by cell to the narrowest that wishes for more."""
    widths = list(least)
    while sum(widths) < room and (hungry := [i for i, (has, wants) in enumerate(zip(widths, wish, strict=True)) if has < wants]):
        widths[min(hungry, key=lambda i: widths[i])] += 1
    return widths


def _unbroken(widths: list[int], whole: list[int], room: int) -> list[int]:
    """*widths*, where the *room* lasts as wide as to break nothing: more is of no use to the others."""
    result = list(widths)
    for index in sorted(range(len(widths)), key=lambda i: whole[i] - widths[i]):
        if sum(result) - result[index] + whole[index] <= room:
            result[index] = max(result[index], whole[index])
    return result


def _side_by_side(comparison: Comparison, widths: list[int]) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    for width in widths:
        table.add_column(width=1)
        table.add_column(width=width, overflow="fold")
    table.add_row("", *(part for road in comparison.roads for part in ("", as_is(road, "dim"))))
    for aspect, row in comparison.rows.items():
        table.add_row(aspect, *(part for cell, width in zip(row, widths, strict=True) for part in _cell(cell, width)))
    return table


def _stacked(comparison: Comparison, room: int) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True, style="dim")
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for aspect, row in comparison.rows.items():
        named = [("all roads", row[0])] if _all_alike(row) else list(zip(comparison.roads, row, strict=True))
        for number, (road, cell) in enumerate(named):
            table.add_row("" if number else aspect, road, *_cell(cell, room))
    return table


def _all_alike(row: tuple[Cell, ...]) -> bool:
    """Whether one line can speak for all roads."""
    return len(row) > 1 and all(cell.standing == "same" and cell.note in (0, row[0].note) for cell in row[1:])


def _words(cell: Cell) -> str:
    """What stands in the cell."""
    return cells.visible((_AS_TRAINING if cell.standing == "same" else cell.text) + "*" * cell.note)


def _cell(cell: Cell, room: int) -> tuple[Text, Text]:
    """The mark and the words, which break at their arrows where they must break; what training has too is said quietly."""
    mark, style = _MARKS[cell.standing]
    words = _words(cell)
    broken = cells.width(words) > room
    text = Text(overflow="fold")
    for number, piece in enumerate(pieces(words)):
        between = "" if not number else "\n" if broken and piece[0] in "→×" else " "
        quiet = cell.standing == "different" and piece.rstrip("*") not in map(cells.visible, cell.loud)
        text.append(between + piece, "" if quiet else style.removeprefix("bold "))
    return Text(mark, style), text


def as_is(text: str, style: str = "") -> Text:
    """*text* as it stands: neither markup nor control characters have any effect."""
    return Text(cells.visible(text), style, overflow="fold")


def indented(text: Text, indent: int) -> Padding:
    """*text* some cells to the right."""
    return Padding(text, (0, 0, 0, indent))


def labelled(rows: list[tuple[str, str]], style: str) -> Padding:
    """Labels with what they stand for, wrapped beside them."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(max_width=_LABEL)
    table.add_column(overflow="fold")
    for label, text in rows:
        table.add_row(as_is(label, style), as_is(text))
    return Padding(table, (0, 0, 0, 2))

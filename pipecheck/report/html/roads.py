"""The roads side by side: a table on a wide page, one block per aspect on a phone."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.report.html.markup import Child, Markup, element, inside, text, together
from pipecheck.report.model import Report
from pipecheck.report.roads import CAMERA, Cell, Comparison, Standing, compare, pieces

_SIGNS: dict[Standing, tuple[str, str]] = {
    "near": ("≈", "another library, the same pixels of ordinary files"),
    "different": ("≠", "differs from training"),
    "unverifiable": ("?", "cannot be compared"),
}
_SAME = "= as training"


def section(report: Report) -> Markup | None:
    """A table for every input that has roads."""
    tables = [_table(each) for each in compare(report.roads)]
    title = element("h2", {"id": "roads-title"}, "Roads")
    return element("section", {"id": "roads", "aria-labelledby": "roads-title"}, title, *tables) if tables else None


def _table(comparison: Comparison) -> Markup:
    heads = (element("th", {"scope": "col", "role": "columnheader"}, road) for road in comparison.roads)
    head = element("tr", {"role": "row"}, element("td", {"role": "cell"}), *heads)
    body = (_row(aspect, row, comparison) for aspect, row in comparison.rows.items())
    table = element(
        "table",
        {"class": "roads", "role": "table"},
        element("caption", None, "input ", inside("code", comparison.input)),
        element("thead", {"role": "rowgroup"}, head),
        element("tbody", {"role": "rowgroup"}, *body),
    )
    return together(table, *_notes(comparison))


def _row(aspect: str, row: tuple[Cell, ...], comparison: Comparison) -> Markup:
    heading = element("th", {"scope": "row", "role": "rowheader"}, aspect)
    cells = (_cell(cell, road) for cell, road in zip(row, comparison.roads, strict=True))
    return element("tr", {"role": "row"}, heading, *cells)


def _cell(cell: Cell, road: str) -> Markup:
    """What the road says; the sign says how it stands to training, so that no color is needed."""
    attributes: dict[str, str | None] = {"class": cell.standing, "data-road": road, "role": "cell"}
    sign = _SIGNS.get(cell.standing)
    shown = None if sign is None else element("abbr", {"title": sign[1]}, sign[0])
    note = element("sup", None, "*" * cell.note) if cell.note else None
    return element("td", attributes, shown, " " if shown else None, *_words(cell), note)


def _words(cell: Cell) -> Iterator[Child]:
    if cell.standing == "same":
        yield _SAME
        return
    for index, piece in enumerate(pieces(cell.text)):
        yield " " if index else None
        yield inside("b", piece) if piece in cell.loud else text(piece)


def _notes(comparison: Comparison) -> Iterator[Markup]:
    every = [cell for row in comparison.rows.values() for cell in row]
    standings = {cell.standing for cell in every}
    signs = "; ".join(f"{sign} {words}" for standing, (sign, words) in _SIGNS.items() if standing in standings)
    if signs:
        yield element("p", {"class": "quiet"}, signs)
    if any(cell.text == CAMERA for cell in every):
        yield element("p", {"class": "quiet"}, f"{CAMERA}: nothing says what is done to pictures before the nodes")
    for number, convention in enumerate(comparison.conventions, 1):
        yield element("p", {"class": "quiet"}, f"{'*' * number} assumed: {convention}")

"""Calibration sets: their figures, what to do, charts against training, classes, and the pictures to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.evidence.calibration import Coverage, PictureSet, Shift
from pipecheck.report.html import charts as drawing
from pipecheck.report.html.markup import Child, Markup, element, inside, together
from pipecheck.report.html.sheet import sheet
from pipecheck.report.html.tensors import tensors
from pipecheck.report.model import Report
from pipecheck.report.sets import charts, words
from pipecheck.report.sets.advice import advice
from pipecheck.rules.calibration.words import means

_CLASSES = 24


def section(report: Report) -> Markup | None:
    """All sets of the report."""
    if not report.sets:
        return None
    title = element("h2", {"id": "calibration-title"}, "Calibration")
    return element("section", {"id": "calibration", "aria-labelledby": "calibration-title"}, title, *map(_set, report.sets))


def _set(each: words.Samples) -> Markup:
    heading = element("h3", None, words.title(each))
    figures = element("ul", {"class": "tags"}, *(inside("li", figure) for figure in words.figures(each)))
    rest = _pictures(each) if isinstance(each, PictureSet) else tensors(each)
    return element("article", {"class": "set"}, heading, figures, _advice(each), *rest)


def _advice(each: words.Samples) -> Markup | None:
    lines = [inside("li", line) for line in advice(each)]
    return element("div", {"class": "advice"}, inside("h4", "What to do"), element("ul", None, *lines)) if lines else None


def _pictures(each: PictureSet) -> Iterator[Markup | None]:
    drawn = [drawing.histogram(chart) for chart in each.charts if any(charts.shares(chart.here))]
    if drawn:
        yield inside("h4", "How often values occur")
        yield element("div", {"class": "charts"}, *drawn)
    yield _shifts(each.shifts, each.compared)
    yield from map(_coverage, each.coverage)
    yield sheet(each)


def _shifts(shifts: Sequence[Shift], compared: int) -> Markup | None:
    if not shifts:
        return None
    heads = ("on average", "here", "training", "apart", "at least")
    rows = (
        (
            *means(shift)[:3],
            *(f"{each:.2f}" for each in (shift.distance, shift.bound)),
        )
        for shift in shifts
    )
    note = f"apart: in standard deviations of training, of which {compared} pictures were measured"
    return together(inside("h4", "Unlike training"), _table(heads, rows), element("p", {"class": "quiet"}, note))


def _table(heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Markup:
    head = element("tr", None, *(element("th", {"scope": "col"}, each) for each in heads))
    body = (element("tr", None, element("th", {"scope": "row"}, first), *(inside("td", each) for each in rest)) for first, *rest in rows)
    return element("table", {"class": "figures"}, element("thead", None, head), element("tbody", None, *body))


def _coverage(coverage: Coverage) -> Markup:
    said = element("h4", None, words.covered(coverage))
    if charts.even(coverage):
        return said
    every = charts.rows(coverage)
    if len(every) <= _CLASSES:
        return together(said, _classes(every, coverage.title))
    fewest = sorted(every, key=lambda row: row.count)[: _CLASSES // 2]
    whole = element("details", None, inside("summary", f"all {len(every)}"), _classes(every, coverage.title))
    return together(said, element("p", {"class": "quiet"}, "the rarest:"), _classes(fewest, coverage.title), whole)


def _classes(rows: Sequence[charts.Row], title: str) -> Markup:
    """A bar for each; where training's shares are known, a stroke for what they would be here."""
    most = max((max(row.count, row.share or 0) for row in rows), default=0)
    known = any(row.share is not None for row in rows)
    heads: tuple[Child, ...] = (title, "here", *([element("span", {"class": "key training"}, "as training")] if known else []))
    head = element("tr", None, *(element("th", {"scope": "col"}, each) for each in heads), inside("td", ""))
    body = (_class(row, most, known=known) for row in rows)
    return element("table", {"class": "classes"}, element("thead", None, head), element("tbody", None, *body))


def _class(row: charts.Row, most: float, *, known: bool) -> Markup:
    share = None if row.share is None else inside("td", charts.rounded(row.share))
    empty = None if row.count else "none"
    return element(
        "tr",
        {"class": empty},
        element("th", {"scope": "row"}, row.name),
        inside("td", str(row.count)),
        share if known else None,
        element("td", {"class": "drawn"}, drawing.bar(row.count, most, row.share)),
    )

"""A ranking of sensitivities as a page of its own: a table for each output, a bar for what each place costs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from pipecheck.evidence.debug.sensitivity import Ranking, Sensitivity, Table, lost
from pipecheck.report.html.charts import bar
from pipecheck.report.html.markup import Child, Markup, element, inside
from pipecheck.report.html.style import STYLE
from pipecheck.report.words import counted

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_KINDS = {"weight": "weights", "activation": "activations", "node": "nodes"}
_OWN = """
body { max-width: 96rem; } .plot { font-size: .875rem; } .plot td:nth-child(2) { white-space: normal; } section { overflow-x: auto; }
.plot tr.screened th, .plot tr.screened td { color: var(--quiet); }
"""


def render(found: Ranking) -> str:
    """The whole page, in ASCII so that any pipe can carry it."""
    title = f"Sensitivity of the {_KINDS[found.kind]} of {found.model.name}"
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        inside("title", title),
        element("style", None, Markup(STYLE + _OWN)),
    )
    said = element("p", {"class": "quiet"}, " ".join(_said(found)))
    header = element("header", {"class": "note"}, inside("h1", title), said, _links(found) if len(found.tables) > 1 else None)
    sections = (_section(found, table, number) for number, table in enumerate(found.tables))
    page = element("html", {"lang": "en"}, head, element("body", None, header, element("main", None, *sections)))
    return f"<!DOCTYPE html>\n{page.html}\n".encode("ascii", "xmlcharrefreplace").decode("ascii")


def _said(found: Ranking) -> Iterator[str]:
    yield "Each quantised alone." if found.alone else "Each left float, with all else quantised."
    refined = sum(each.refined for each in found.places)
    if refined == len(found.places):
        yield f"Measured on {counted(found.samples, 'sample')}."
    else:
        more = f"{refined} of {len(found.places)} measured on more, up to {found.samples}"
        yield f"All screened on {counted(found.screened, 'sample')}, {more}; the others are grey."
    if not found.settled:
        yield f"One that was only screened may belong to the first {found.leading}."
    if found.left:
        yield f"{found.left} more were not measured: there was no more time."
    if found.failed:
        yield f"{len(found.failed)} could not be measured."


def _links(found: Ranking) -> Markup:
    return element("nav", None, *(element("a", {"href": f"#output{number}"}, table.output) for number, table in enumerate(found.tables)))


def _section(found: Ranking, table: Table, number: int) -> Markup:
    known = {each.name: each for each in found.places}
    places = [known[name] for name in table.order]
    most = max((cost for each in places if math.isfinite(cost := _cost(each, table))), default=0.0)
    metrics = tuple(dict.fromkeys((table.metric, *found.metrics)))
    heads = ("place", "", *metrics, "operator", "type", "FLOPs", "samples")
    head = element("tr", None, *(element("th", {"scope": "col"}, each) for each in heads))
    body = (_row(each, table, metrics, most) for each in places)
    name = f"Output {table.output}, by {table.metric}"
    whole = found.whole.get(table.output, {}).get(table.metric)
    said = None if whole is None else element("p", {"class": "quiet"}, f"all quantised: {table.metric} {_figure(whole)}")
    made = element("table", {"class": "plot"}, element("thead", None, head), element("tbody", None, *body))
    return element("section", {"id": f"output{number}"}, inside("h2", name), said, made)


def _row(each: Sensitivity, table: Table, metrics: Sequence[str], most: float) -> Markup:
    cost = _cost(each, table)
    drawn = bar(cost if math.isfinite(cost) else most, most, None) if most > 0 else None
    share = "" if each.share is None else f" ({100 * each.share:.2f} %)"
    flops = "" if each.macs is None else f"{2 * each.macs:,}{share}"
    cells: list[Child] = [
        *(_cell(_figure(each.figures[table.output][metric]), metric) for metric in metrics),
        *(
            _cell(said, head)
            for said, head in ((each.op, "operator"), (each.qtype, "type"), (flops, "FLOPs"), (str(each.samples), "samples"))
        ),
    ]
    name = element("th", {"scope": "row"}, each.name)
    return element("tr", None if each.refined else {"class": "screened"}, name, element("td", {"class": "drawn"}, drawn), *cells)


def _cost(each: Sensitivity, table: Table) -> float:
    return max(0.0, lost(table.metric, each.figures[table.output][table.metric]))


def _cell(said: str, head: str) -> Markup:
    return element("td", {"data-head": head}, said)


def _figure(value: float) -> str:
    return f"{value:.6g}"

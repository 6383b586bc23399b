"""Networks that were run: figures, what to do, the cost of each mismatch and the accuracy of each hypothesis as plots."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck.evidence.debug.recommended import Recommended
from pipecheck.evidence.model import Accuracy, Costs, Hypothesis, Probed
from pipecheck.evidence.pair import Agreement
from pipecheck.evidence.quant import Simulated
from pipecheck.report.html.markup import Child, Markup, element, inside, together
from pipecheck.report.html.plots import whisker
from pipecheck.report.model import Report
from pipecheck.report.network import agreement, costs, debugged, quantised, ranking, words
from pipecheck.report.network.triage import Triage
from pipecheck.rules.network.figures import figure
from pipecheck.rules.network.words import goal

_ROWS = 12


def section(report: Report) -> Markup | None:
    """All that was measured on networks."""
    if not report.networks:
        return None
    title = element("h2", {"id": "networks-title"}, "Model")
    articles = (_article(each, report) for each in report.networks)
    return element("section", {"id": "networks", "aria-labelledby": "networks-title"}, title, *articles)


def _article(each: words.Measured, report: Report) -> Markup:
    found = words.advice(each, report)
    notes = [inside("li", line) for line in words.details(each)]
    return element(
        "article",
        {"class": "set"},
        inside("h3", words.title(each)),
        inside("p", words.summary(each)),
        _advice(found) if found else None,
        _drawn(each),
        _sights(each),
        element("ul", None, *notes) if notes else None,
    )


def _advice(found: Triage) -> Markup:
    command = together(inside("b", "next:"), " ", inside("code", found.command)) if found.command else None
    said = inside("p", found.sentence)
    return element("div", {"class": "advice"}, inside("h4", "Quantised"), said, element("p", None, command) if command else None)


def _drawn(each: words.Measured) -> Markup | None:
    match each:
        case Accuracy(figures=(_, *_)):
            return _figures(each)
        case Agreement() if rows := agreement.rows(each):
            return _outputs(rows)
        case Costs(costs=(_, *_)):
            return _costs(costs.rows(each))
        case Probed(ranking=(_, *_)):
            return _ranking(each)
        case Simulated():
            return _simulated(each)
        case _ if isinstance(each, debugged.KINDS) and (said := debugged.section(each)).rows:
            return _table("figures", said.heads, said.rows)
        case Recommended(paste=(_, *_)):
            return _code(each.paste)
        case _:
            return None


def _simulated(each: Simulated) -> Markup:
    """The outputs, then the units that lie off most."""
    rows = [(row.name, row.cosine, row.l1, row.l2, row.chebyshev, row.sqnr, row.worst) for row in quantised.outputs(each)]
    return together(_table("figures", quantised.HEADS, rows), _table("figures", quantised.UNIT_HEADS, quantised.units(each, _ROWS)))


def _sights(each: words.Measured) -> Markup | None:
    """What the two roads make of the picture on which the networks disagree most."""
    if not isinstance(each, Agreement) or each.sight is None:
        return None
    from pipecheck.report.html import pictures  # which most runs have no use for

    return pictures.sights(each.sight, each.road)


def _figures(each: Accuracy) -> Markup:
    """Every metric, with what is stated of the first."""
    rows: list[Sequence[Child]] = [(one.metric, figure(one), str(one.count)) for one in each.figures]
    for what, stated in (("stated", each.expected), ("stated, quantised", each.quantized)):
        if stated is not None:
            place = f" ({stated.origin})" if stated.origin else ""
            rows.append((f"{each.figure.metric} {what}{place}", goal(stated), ""))
    return _table("figures scores", ("", "figure", "pictures"), rows)


def _outputs(rows: Sequence[agreement.Row]) -> Markup:
    heads = ("output", "decimals", "apart", "of", "cosine", "same answers")
    return _table("figures", heads, [(row.name, row.decimals, row.largest, row.reach, row.cosine, row.same) for row in rows])


def _costs(rows: Sequence[costs.Row]) -> Markup:
    """A bar for every mismatch, the dearest first."""
    heads = ("mismatch", "cost", "on", "mended", "")
    body: list[Sequence[Child]] = [
        (row.what, " ".join(filter(None, (row.costs, row.interval))), row.roads, row.mended, whisker(row.part, row.reach)) for row in rows
    ]
    return _table("plot", heads, body)


def _ranking(each: Probed) -> Markup:
    """A bar for each of the best and for the declared one; all of them folded below."""
    body = together(_hypotheses(ranking.rows(each, _ROWS)), _chain(each.ranking[0]))
    if len(each.ranking) <= _ROWS:
        return body
    every = _hypotheses(ranking.rows(each, len(each.ranking)))
    return together(body, element("details", None, inside("summary", f"all {len(each.ranking)}"), every))


def _hypotheses(rows: Sequence[ranking.Row | int]) -> Markup:
    return _table("plot", ("preprocessing", "score", "pictures", ""), [_hypothesis(row) for row in rows])


def _hypothesis(row: ranking.Row | int) -> Sequence[Child]:
    if isinstance(row, int):
        return f"{row} more", "", "", ""
    said = f"{row.place}. {row.words}"
    named = together(inside("b", said) if row.declared or row.place == 1 else said, " ", _marks(row))
    return named, row.score, "" if row.count is None else str(row.count), whisker(row.part, row.reach)


def _marks(row: ranking.Row) -> Markup | None:
    return element("span", {"class": "quiet"}, f"[{row.marks}]") if row.marks else None


def _chain(best: Hypothesis) -> Markup:
    """The best one as a chain that can be copied."""
    return element("details", None, inside("summary", "the best one as a chain"), _code(best.chain.splitlines()))


def _code(lines: Sequence[str]) -> Markup:
    return element("pre", {"tabindex": "0"}, *(part for line in lines for part in (inside("code", line), Markup("\n"))))


def _table(kind: str, heads: Sequence[str], rows: Sequence[Sequence[Child]]) -> Markup:
    """A row for each of *rows*; what draws has no head, and on a phone, where it is no table to look at, every cell says its own."""
    head = (element("th", {"scope": "col", "role": "columnheader"}, each) if each else element("td", {"role": "cell"}) for each in heads)
    body = (element("tr", {"role": "row"}, _first(first), *map(_cell, heads[1:], rest)) for first, *rest in rows)
    return element(
        "table",
        {"class": kind, "role": "table"},
        element("thead", {"role": "rowgroup"}, element("tr", {"role": "row"}, *head)),
        element("tbody", {"role": "rowgroup"}, *body),
    )


def _first(child: Child) -> Markup:
    return element("th", {"scope": "row", "role": "rowheader"}, child)


def _cell(head: str, child: Child) -> Markup:
    return element("td", {"role": "cell", "data-head": head or None, "class": "drawn" if isinstance(child, Markup) else None}, child)

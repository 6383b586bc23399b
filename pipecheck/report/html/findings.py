"""The findings, the heaviest first, each with the lines that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.findings import Confidence, Finding, Origin
from pipecheck.report import cells
from pipecheck.report.excerpt import Excerpt, excerpt
from pipecheck.report.html.markup import Markup, element, inside
from pipecheck.report.model import Report
from pipecheck.report.order import ordered
from pipecheck.report.price import price
from pipecheck.report.text import mended, place

_COLUMNS = 160
_RELATED = 6


def section(report: Report) -> Markup | None:
    """An article for every finding."""
    if not report.findings:
        return None
    title = element("h2", {"id": "findings-title"}, "Findings")
    articles = (_article(finding, f"finding-{number}", report) for number, finding in enumerate(ordered(report.findings), 1))
    return element("section", {"id": "findings", "aria-labelledby": "findings-title"}, title, *articles)


def _article(finding: Finding, identity: str, report: Report) -> Markup:
    """A finding; its code is a link to itself, for the keyboard and for whoever wants to point at it."""
    severity = str(finding.severity)
    code = element("a", {"href": f"#{identity}", "class": "self"}, inside("code", finding.code))
    heading = element("h3", None, element("span", {"class": "badge"}, severity), " ", code, " ", finding.name)
    tags = [*finding.roads, *([] if finding.confidence is Confidence.CERTAIN else [str(finding.confidence)])]
    if finding.input and len(report.roads) != 1:
        tags.append(f"input {finding.input}")
    tags += filter(None, (price(finding),))
    shown = element("ul", {"class": "tags", "aria-label": "concerns"}, *(inside("li", tag) for tag in tags)) if tags else None
    hint = element("p", {"class": "hint"}, inside("b", "fix:"), " ", finding.hint) if finding.hint else None
    said = (inside("p", finding.message), *_claims(finding, report), _pictured(finding, report), hint, _command(finding))
    return element("article", {"class": f"finding {severity}", "id": identity}, heading, shown, *said)


def _pictured(finding: Finding, report: Report) -> Markup | None:
    if not report.pictured:
        return None
    from pipecheck.report.html import pictures  # which most runs have no use for

    return pictures.link(finding, report)


def _command(finding: Finding) -> Markup | None:
    """What to paste to have it mended; a click takes all of it."""
    command = mended(finding)
    return element("p", {"class": "hint"}, inside("b", command.label), " ", inside("kbd", command.line)) if command else None


def _claims(finding: Finding, report: Report) -> Iterator[Markup]:
    if finding.origin is not None:
        yield _claim(finding.origin, "", report)
    related = [_claim(each.origin, each.text, report) for each in finding.related]
    yield from related[:_RELATED]
    if related[_RELATED:]:
        summary = inside("summary", f"and {len(related) - _RELATED} more places")
        yield element("details", None, summary, *related[_RELATED:])


def _claim(origin: Origin, said: str, report: Report) -> Markup:
    """A place, what is said of it, and its line."""
    shown = excerpt(origin, report.sources, _COLUMNS)
    where = element("p", {"class": "place"}, inside("code", place(origin)), f"  {said}" if said else None)
    return element("div", {"class": "claim"}, where, _code(shown) if shown else None)


def _code(shown: Excerpt) -> Markup:
    """The line with its number, and carets below the place; the place is marked too, for wide letters move the carets."""
    before, marked, after = _cut(shown)
    gutter = f"{shown.number:>4} │ "
    line = [before, inside("mark", marked), after] if shown.span else [before]
    code = element("code", None, element("span", {"class": "gutter"}, gutter), *line)
    return element("pre", {"tabindex": "0"}, code, _carets(shown, len(gutter)) if _narrow(before) else None)


def _carets(shown: Excerpt, gutter: int) -> Markup | None:
    if not shown.carets:
        return None
    below = element("span", {"class": "carets"}, shown.carets)
    return element("code", {"aria-hidden": "true"}, Markup("\n"), element("span", {"class": "gutter"}, f"{'│ ':>{gutter}}"), below)


def _cut(shown: Excerpt) -> tuple[str, str, str]:
    """The line before, at and after the place."""
    if not shown.span:
        return shown.text, "", ""
    ends = [0]
    for char in shown.text:
        ends.append(ends[-1] + cells.width(char))
    first = next(index for index, end in enumerate(ends) if end >= shown.indent)
    last = next((index for index, end in enumerate(ends) if end >= shown.indent + shown.span), len(shown.text))
    return shown.text[:first], shown.text[first:last], shown.text[last:]


def _narrow(said: str) -> bool:
    """Whether every letter fills one cell, in any fixed font."""
    return cells.width(said) == len(said)

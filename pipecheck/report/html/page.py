"""A report as one HTML page: the answer, the roads, the findings, pictures, networks, calibration sets, and what was not checked."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.findings import Severity
from pipecheck.report.html import findings, roads
from pipecheck.report.html.markup import Markup, element, inside, together
from pipecheck.report.html.style import STYLE
from pipecheck.report.model import Report
from pipecheck.report.order import by_reason, heaviest, totals
from pipecheck.report.text import place
from pipecheck.report.verdict import lead, verdict

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""Nothing is fetched and nothing runs, whatever a name of a file tries."""
_TITLE = 90


def render(report: Report) -> str:
    """*report* as a whole page, in ASCII so that any pipe can carry it."""
    answer = verdict(report)
    page = element(
        "html", {"lang": "en"}, _head(answer), element("body", None, _skip(), _header(report, answer), _main(report), _footer(report))
    )
    return f"<!DOCTYPE html>\n{page.html}\n".encode("ascii", "xmlcharrefreplace").decode("ascii")


def _head(answer: str) -> Markup:
    title = f"pipecheck: {answer}"
    return element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        inside("title", title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"),
        element("style", None, Markup(STYLE)),
    )


def _skip() -> Markup:
    return element("a", {"class": "skip", "href": "#main"}, "to the report")


def _header(report: Report, answer: str) -> Markup:
    worst = max((finding.severity for finding in report.findings), default=Severity.NOTE)
    mood = "clean" if answer.startswith("clean") else str(worst)
    first = lead(answer)
    said = [inside("span", first), answer[len(first) :]] if first else [answer]
    parts = ((name, words) for name, words, there in _parts(report) if there)
    links = element("nav", {"aria-label": "parts of the report"}, *(element("a", {"href": f"#{name}"}, words) for name, words in parts))
    return element("header", {"class": mood}, element("h1", None, *said), element("p", {"class": "quiet"}, totals(report)), links)


def _parts(report: Report) -> Iterator[tuple[str, str, bool]]:
    yield "roads", "roads", any(report.roads.values())
    yield "findings", f"findings ({len(report.findings)})", bool(report.findings)
    yield "pictures", "pictures", bool(report.pictured)
    yield "networks", "model", bool(report.networks)
    yield "calibration", "calibration", bool(report.sets)
    yield "ignored", f"ignored ({len(report.ignored)})", bool(report.ignored)
    yield "skipped", f"not checked ({len(report.skipped)})", bool(report.skipped)


def _main(report: Report) -> Markup:
    first = (roads.section(report), findings.section(report), _pictures(report))
    return element("main", {"id": "main"}, *first, _networks(report), _sets(report), _ignored(report), _skipped(report))


def _pictures(report: Report) -> Markup | None:
    if not report.pictured:
        return None
    from pipecheck.report.html import pictures  # which most runs have no use for

    return pictures.section(report)


def _networks(report: Report) -> Markup | None:
    if not report.networks:
        return None
    from pipecheck.report.html import network  # likewise

    return network.section(report)


def _sets(report: Report) -> Markup | None:
    if not report.sets:
        return None
    from pipecheck.report.html import sets  # likewise

    return sets.section(report)


def _ignored(report: Report) -> Markup | None:
    where = (f" ({place(each.finding.origin)})" if each.finding.origin else "" for each in report.ignored)
    rows = [(each.finding.code, f"{each.finding.message}{at}: {each.reason}") for each, at in zip(report.ignored, where, strict=True)]
    return _folded("ignored", f"Ignored: {len(rows)}", rows) if rows else None


def _skipped(report: Report) -> Markup | None:
    rows = [(codes, reason) for reason, codes in by_reason(report.skipped)]
    return _folded("skipped", f"Not checked: {len(report.skipped)}", rows) if rows else None


def _folded(name: str, title: str, rows: list[tuple[str, str]]) -> Markup:
    """Labels with what they stand for, shut until somebody asks."""
    listed = element("dl", None, *(part for label, said in rows for part in (inside("dt", label), inside("dd", said))))
    return element("section", {"id": name}, element("details", None, element("summary", None, inside("h2", title)), listed))


def _footer(report: Report) -> Markup:
    worst = heaviest(report.findings)
    checked = element("p", None, f"checked: {', '.join(report.checked)}") if report.checked else None
    why = element("p", None, "why it matters: ", inside("code", f"pipecheck explain {worst.code}")) if worst else None
    return element("footer", None, together(checked, why), inside("p", f"pipecheck {report.version}".rstrip()))

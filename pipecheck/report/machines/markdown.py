"""A report as Markdown, for a comment on a pull request or the summary of a workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from pipecheck.findings import Finding, Severity
from pipecheck.report.cells import visible
from pipecheck.report.model import Report
from pipecheck.report.order import by_reason, ordered, totals
from pipecheck.report.price import price
from pipecheck.report.roads import Comparison, compare
from pipecheck.report.text import mended, place
from pipecheck.report.verdict import verdict

_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>&#|~!$])")
_LIST = re.compile(r"^(\d*)([-+.)])")
_TICKS = re.compile("`+")


def render(report: Report) -> str:
    """The verdict, a table of findings, the roads where they differ, and what was not checked, folded."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"### pipecheck: {_plain(verdict(report))}"
    findings = ordered(report.findings)
    if findings:
        yield _table(("", "rule", "where", "what", "cost"), [_row(each) for each in findings])
        yield from _details("What to do", [f"- **{each.code}** {said}" for each in findings if (said := _remedy(each))])
    yield from _networks(report)
    for comparison in compare(report.roads):
        yield from _details(f"Roads of {comparison.input}", [_roads(comparison)])
    if report.ignored:
        yield from _details(f"Ignored: {len(report.ignored)}", [f"- {each.finding.code}: {_plain(each.reason)}" for each in report.ignored])
    if report.skipped:
        lines = [f"- {_plain(reason)} ({codes})" for reason, codes in by_reason(report.skipped)]
        yield from _details(f"Not checked: {len(report.skipped)}", lines)
    yield totals(report)


def _row(finding: Finding) -> tuple[str, ...]:
    where = _code(place(finding.origin)).replace("|", "\\|") if finding.origin else ""
    rule = f"{finding.code} {finding.name}"
    return _SIGNS[finding.severity], rule, where, _plain(finding.message), _plain(price(finding))


def _remedy(finding: Finding) -> str:
    """The hint, and the command that makes the edit."""
    command = mended(finding)
    parts = [_plain(finding.hint or ""), f"{_plain(command.label)} {_code(command.line)}" if command else ""]
    return ". ".join(filter(None, parts))


def _networks(report: Report) -> Iterator[str]:
    if report.networks:
        from pipecheck.report.network import words  # which most runs have no use for

        yield "\n".join(f"- **{_plain(words.title(each))}**: {_plain(words.summary(each))}" for each in report.networks)


def _roads(comparison: Comparison) -> str:
    rows = [(aspect, *(_plain(cell.text) for cell in row)) for aspect, row in comparison.rows.items()]
    return _table(("", *comparison.roads), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _details(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"<details><summary>{escape(visible(title))}</summary>"  # where signs of Markdown mean nothing
        yield "\n".join(lines)
        yield "</details>"


def _plain(text: str) -> str:
    """*text* as it is, whatever signs of Markdown stand in it, or begin it."""
    return _LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", visible(text)))


def _code(text: str) -> str:
    """*text* as a span of code."""
    shown = visible(text)
    ticks = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{space}{shown}{space}{ticks}"

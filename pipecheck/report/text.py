"""A report as plain lines for logs: the verdict, then one line per finding that editors and grep understand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipecheck.findings import Confidence, Finding, Origin
from pipecheck.report.cells import visible
from pipecheck.report.model import Report
from pipecheck.report.order import by_reason, ordered, totals
from pipecheck.report.price import price
from pipecheck.report.roads import Cell, Comparison, compare
from pipecheck.report.verdict import verdict


class Command(NamedTuple):
    """A *line* for a shell, and the *label* that says what it is for."""

    label: str
    line: str


def render(report: Report) -> str:
    """*report* as lines without color."""
    return "".join(f"{visible(line)}\n" for line in _lines(report))


def measured(report: Report) -> str:
    """What was measured on networks, likewise and alone."""
    return "".join(f"{visible(line)}\n" for line in _networks(report))


def _lines(report: Report) -> Iterator[str]:
    yield verdict(report)
    for finding in ordered(report.findings):
        yield from _finding(finding)
    yield from _networks(report)
    yield from _sets(report)
    for comparison in compare(report.roads):
        yield from _roads(comparison)
    for each in report.ignored:
        where = f"{place(each.finding.origin)}: " if each.finding.origin else ""
        yield f"{where}ignored {each.finding.code} {each.finding.name}: {each.reason}"
    for reason, codes in by_reason(report.skipped):
        yield f"skipped: {reason} ({codes})"
    yield totals(report)


def _networks(report: Report) -> Iterator[str]:
    """A line for everything that was measured on a network, with what it consists of below."""
    if report.networks:
        from pipecheck.report.network import words  # which most runs have no use for

        for each in report.networks:
            yield f"{words.title(each)}: {words.summary(each)}"
            yield from (f"    {line}" for line in words.lines(each, report))


def _sets(report: Report) -> Iterator[str]:
    """A line for every calibration set, with what would make it better below."""
    if report.sets:
        from pipecheck.report.sets import advice, words  # which most runs have no use for

        for each in report.sets:
            yield f"{words.title(each)}: {words.summary(each)}"
            yield from (f"    advice: {line}" for line in advice.advice(each))


def _roads(comparison: Comparison) -> Iterator[str]:
    """A line for every aspect in which a road differs or cannot be compared."""
    for aspect, row in comparison.rows.items():
        if not {cell.standing for cell in row} & {"different", "unverifiable"}:
            continue
        said = (f"{road} {_standing(cell)}" for road, cell in zip(comparison.roads, row, strict=True))
        yield f"roads of {comparison.input}: {aspect}: {'; '.join(said)}"


def _standing(cell: Cell) -> str:
    mark = {"same": "=", "near": "≈ ", "different": "≠ ", "unverifiable": "? "}.get(cell.standing, "")
    words = "" if cell.standing == "same" else cell.text
    return f"{mark}{words}{' (assumed)' if cell.note else ''}"


def _finding(finding: Finding) -> Iterator[str]:
    where = f"{place(finding.origin)}: " if finding.origin else ""
    yield f"{where}{finding.severity} {finding.code} {finding.name}: {finding.message}{_qualified(finding)}"
    for related in finding.related:
        yield f"    {place(related.origin)}: {related.text}"
    if finding.hint:
        yield f"    fix: {finding.hint}"
    if command := mended(finding):
        yield f"    {command.label} {command.line}"


def _qualified(finding: Finding) -> str:
    """The input, the roads, any doubt and what it costs, in brackets."""
    doubt = () if finding.confidence is Confidence.CERTAIN else (str(finding.confidence),)
    words = (*((f"input {finding.input}",) if finding.input else ()), *finding.roads, *doubt, *filter(None, (price(finding),)))
    return f" [{', '.join(words)}]" if words else ""


def mended(finding: Finding) -> Command | None:
    """What to paste to have *finding* mended, where a command does that and can be shown as it is."""
    fix = finding.fix
    if fix is None or fix.command is None or visible(fix.command) != fix.command:
        return None
    told = finding.hint is not None and fix.title in finding.hint
    return Command("run:" if told else f"{fix.title}:", fix.command)


def place(origin: Origin) -> str:
    """`path:line:column`, as far as it is known."""
    return f"{origin}:{origin.column}" if origin.line is not None and origin.column is not None else str(origin)

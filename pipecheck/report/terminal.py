"""A report for people at a terminal: the answer, the roads side by side, then every finding with the lines it is about."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.text import Text

from pipecheck.findings import Confidence, Finding, Origin, Severity
from pipecheck.report import table
from pipecheck.report.excerpt import excerpt
from pipecheck.report.model import Report
from pipecheck.report.order import by_reason, heaviest, ordered, totals
from pipecheck.report.price import price
from pipecheck.report.roads import compare
from pipecheck.report.table import as_is, indented, labelled
from pipecheck.report.text import Command, mended, place
from pipecheck.report.verdict import lead, verdict
from pipecheck.report.words import listed

_NARROWEST = 40
_RELATED = 6
_GUTTER = 6
_SEVERITY = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold blue"}


Link: TypeAlias = "Callable[[str], str | None]"
"""Where the page of a rule can be read, by its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """So many cells for a line; charts may be of *blocks*, lines to paste may be *longer*, and codes lead where *link* says."""

    width: int
    blocks: bool = True
    longer: bool = False
    link: Link | None = None


def render(report: Report, *, width: int, color: bool, blocks: bool = True, link: Link | None = None) -> str:
    """*report* in at most *width* cells a line, those to paste aside, with ANSI colors if *color*; without *blocks* charts are of ASCII.

    The codes of rules *link* to their pages, where there are some.
    """
    width = max(width, _NARROWEST)
    return _drawn(_parts(report, _Room(width=width, blocks=blocks, longer=True, link=link)), width, color=color)


def measured(report: Report, *, width: int, color: bool, blocks: bool = True) -> str:
    """What was measured on networks, likewise and alone."""
    width = max(width, _NARROWEST)
    return _drawn(_networks(report, width, blocks=blocks), width, color=color)


def shown(report: Report, width: int) -> Iterator[RenderableType]:
    """*report* in parts for a console of *width* cells that somebody else draws on."""
    for number, part in enumerate(_parts(report, _Room(width=max(width, _NARROWEST)))):
        yield from ("",) if number else ()
        yield part


def _drawn(parts: Iterator[RenderableType], width: int, *, color: bool) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    for number, block in enumerate(parts):
        console.print(*([""] if number else []), block, sep="\n", crop=False)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().removesuffix("\n").split("\n"))


def _parts(report: Report, room: _Room) -> Iterator[RenderableType]:
    yield _verdict(report)
    for comparison in compare(report.roads):
        yield Group(*table.roads(comparison, room.width))
    for finding in ordered(report.findings):
        yield Group(*_finding(finding, report, room))
    yield from _networks(report, room.width, blocks=room.blocks)
    if report.sets:
        from pipecheck.report.sets import drawn  # which most runs have no use for

        yield from (Group(*drawn.shown(each, room.width, blocks=room.blocks)) for each in report.sets)
    if report.ignored:
        yield Group(*_ignored(report))
    if report.skipped:
        yield Group(*_skipped(report))
    yield Group(*_end(report))


def _networks(report: Report, width: int, *, blocks: bool) -> Iterator[RenderableType]:
    if report.networks:
        from pipecheck.report.network import drawn  # likewise

        yield from (Group(*drawn.shown(each, report, width, blocks=blocks)) for each in report.networks)


def _verdict(report: Report) -> Text:
    sentence = as_is(verdict(report), "bold")
    first = len(lead(sentence.plain)) or len(sentence)
    worst = max((finding.severity for finding in report.findings), default=Severity.NOTE)
    good = sentence.plain.startswith("clean")
    sentence.stylize("green" if good else _SEVERITY[worst], 0, first)
    return sentence


def _finding(finding: Finding, report: Report, room: _Room) -> Iterator[RenderableType]:
    yield _heading(finding, report, room.link)
    yield indented(as_is(finding.message), 2)
    if finding.origin:
        yield from _claim(finding.origin, "", report, room.width, _SEVERITY[finding.severity])
    for related in finding.related[:_RELATED]:
        yield from _claim(related.origin, related.text, report, room.width, "bold blue")
    if len(finding.related) > _RELATED:
        yield indented(as_is(f"and {len(finding.related) - _RELATED} more places", "dim"), 2)
    if finding.hint:
        yield labelled([("fix:", finding.hint)], "bold green")
    if command := mended(finding):
        yield _to_paste(command, longer=room.longer)


def _to_paste(command: Command, *, longer: bool) -> RenderableType:
    """A *command* on one line, which nothing but the terminal may break, or else as any text."""
    said = Text.assemble("  ", as_is(command.label, "bold green"), " ", as_is(command.line))
    said.no_wrap, said.overflow = longer, "ignore" if longer else "fold"
    return said


def _heading(finding: Finding, report: Report, link: Link | None) -> Text:
    page = link(finding.code) if link else None
    code = Text(finding.code, Style(bold=True, link=page))
    heading = Text.assemble((str(finding.severity), _SEVERITY[finding.severity]), " ", code, as_is(f" {finding.name}", "bold"))
    if cost := price(finding):
        heading.append_text(as_is(f"  {cost}", "bold"))
    if finding.roads:
        heading.append(f"  [{listed(finding.roads, ', ')}]", "dim")
    if finding.input and len(report.roads) != 1:
        heading.append_text(as_is(f"  input {finding.input!r}", "dim"))
    if finding.confidence is not Confidence.CERTAIN:
        heading.append(f"  {finding.confidence}", "italic")
    return heading


def _claim(origin: Origin, text: str, report: Report, width: int, style: str) -> Iterator[RenderableType]:
    """A place, what is said of it, and its line with carets below."""
    yield indented(Text.assemble(as_is(place(origin), "cyan"), as_is(f"  {text}" if text else "")), 2)
    shown = excerpt(origin, report.sources, width - _GUTTER - 3)
    if shown:
        number = f"{shown.number:>{_GUTTER}}"
        yield _line(Text.assemble((f"{number} │ ", "dim"), shown.text))
        if shown.carets:
            yield _line(Text.assemble((f"{'':>{len(number)}} │ ", "dim"), (shown.carets, style)))


def _ignored(report: Report) -> Iterator[RenderableType]:
    yield as_is(f"ignored: {len(report.ignored)}", "bold")
    places = (f" ({place(each.finding.origin)})" if each.finding.origin else "" for each in report.ignored)
    yield labelled([(each.finding.code, f"{each.reason}{where}") for each, where in zip(report.ignored, places, strict=True)], "dim")


def _skipped(report: Report) -> Iterator[RenderableType]:
    yield as_is(f"not checked: {len(report.skipped)}", "bold")
    yield labelled([(codes, reason) for reason, codes in by_reason(report.skipped)], "dim")


def _end(report: Report) -> Iterator[RenderableType]:
    if report.checked:
        yield as_is(f"checked: {', '.join(report.checked)}", "dim")
    if worst := heaviest(report.findings):
        yield as_is(f"why it matters: pipecheck explain {worst.code}", "dim")
    yield as_is(totals(report), "bold")


def _line(text: Text) -> Text:
    text.no_wrap, text.overflow = True, "crop"
    return text

"""What was measured on a network, in words: a title, a summary, and what it consists of line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from pipecheck.evidence.model import Accuracy, Costs, Lossy, Probed
from pipecheck.evidence.pair import Agreement
from pipecheck.evidence.quant import Simulated
from pipecheck.report.model import Report
from pipecheck.report.network import accuracy, agreement, costs, debugged, quantised, ranking
from pipecheck.report.network.debugged import Debugged
from pipecheck.report.network.triage import Triage, triage
from pipecheck.report.words import counted

Measured: TypeAlias = "Accuracy | Agreement | Costs | Probed | Lossy | Simulated | Debugged"
_LINES = 5
"""So many hypotheses are lines of text."""


def title(each: Measured) -> str:
    """What was measured, on which model and which pictures."""
    match each:
        case Accuracy():
            return accuracy.title(each)
        case Agreement():
            return agreement.title(each)
        case Costs():
            return costs.title(each)
        case Probed():
            return ranking.title(each)
        case Lossy():
            return costs.lossy_title(each)
        case Simulated():
            return quantised.title(each)
        case _:
            return debugged.section(each).title


def summary(each: Measured) -> str:
    """What came out, in one line."""
    match each:
        case Accuracy():
            return accuracy.summary(each)
        case Agreement():
            return agreement.summary(each)
        case Costs():
            return costs.summary(each)
        case Probed():
            return ranking.summary(each)
        case Lossy():
            return costs.lossy_summary(each)
        case Simulated():
            return quantised.summary(each)
        case _:
            return debugged.section(each).summary


def lines(each: Measured, report: Report) -> Iterator[str]:
    """What the summary consists of, for a format that draws nothing."""
    match each:
        case Agreement():
            yield from map(_output, agreement.rows(each))
        case Costs():
            yield from costs.lines(each)
        case Probed():
            yield from (_hypothesis(row) for row in ranking.rows(each, _LINES))
        case Simulated():
            yield from quantised.lines(each)
        case _ if isinstance(each, debugged.KINDS):
            yield from debugged.lines(debugged.section(each))
        case _:
            pass
    yield from details(each)
    if found := advice(each, report):
        yield found.sentence
        yield from (f"next: {found.command}",) if found.command else ()


def details(each: Measured) -> Iterator[str]:
    """What else is worth knowing, behind any table."""
    match each:
        case Accuracy():
            yield from accuracy.details(each)
        case Agreement():
            yield from agreement.details(each)
        case Probed():
            yield from ranking.details(each)
        case Simulated():
            yield from quantised.details(each)
        case _ if isinstance(each, debugged.KINDS):
            yield from debugged.section(each).lines
        case _:
            pass


def advice(each: Measured, report: Report) -> Triage | None:
    """What to do about the loss of quantisation, where that is stated."""
    if not isinstance(each, Accuracy):
        return None
    compared = any({"calibration", "runtime"} & set(roads) for roads in report.roads.values())
    measured = (one for one in report.networks if isinstance(one, Costs) and one.input == each.input)
    cause = next((found for one in measured if (found := costs.dearest(one, each.road))), None)
    return triage(each, report.findings, compared=compared, cause=cause)


def _output(row: agreement.Row) -> str:
    same = f", the same answer on {row.same}" if row.same else ""
    apart = f"up to {row.largest} of {row.reach} apart, cosine {row.cosine}{same}"
    return f"output {row.name}: to {counted(int(row.decimals), 'decimal')}, {apart}"


def _hypothesis(row: ranking.Row | int) -> str:
    if isinstance(row, int):
        return f"({row} more)"
    pictures = f" on {counted(row.count, 'picture')}" if row.count is not None else ""
    return f"{row.place}. {row.words}: {row.score}{pictures}{f' ({row.marks})' if row.marks else ''}"

"""In what order and in what groups a report speaks: findings by weight, skipped checks by reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pipecheck.findings import Finding, Severity, Skipped
from pipecheck.report.model import Report
from pipecheck.report.price import dearest
from pipecheck.report.words import counted, listed

_CODE = re.compile(r"([A-Z]+)([0-9]+)")
_ELSEWHERE = "PC508"
"""The rule on files that are not there: few checkouts have all of them, and what is wrong with those that are there matters more."""


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """*findings*, the heaviest first."""
    return sorted(findings, key=_weight)


def heaviest(findings: Iterable[Finding]) -> Finding | None:
    """The finding to begin with."""
    return min(findings, key=_weight, default=None)


def tally(findings: Iterable[Finding]) -> str:
    """How many findings of each severity, `2 errors and 1 note`; empty for none."""
    severities = [finding.severity for finding in findings]
    return listed([counted(severities.count(level), str(level)) for level in sorted(Severity, reverse=True) if level in severities])


def totals(report: Report) -> str:
    """The last line of a report."""
    skipped = f"; {counted(len(report.skipped), 'check')} skipped" if report.skipped else ""
    ignored = f"; {len(report.ignored)} ignored" if report.ignored else ""
    return (tally(report.findings) or "no findings") + ignored + skipped


def by_reason(skipped: Iterable[Skipped]) -> Iterator[tuple[str, str]]:
    """Each reason once, the commonest first, with the codes of its checks, runs of codes folded."""
    groups: dict[str, list[str]] = {}
    for skip in sorted(skipped, key=lambda skip: (skip.code, skip.reason)):
        groups.setdefault(skip.reason, []).append(skip.code)
    for reason, codes in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        yield reason, ", ".join(_runs(codes))


def _weight(finding: Finding) -> tuple[int, tuple[int, float], bool, bool, int, str, str, int, int]:
    """The gravest first, of those the dearest, then what happens to pictures before what is wrong with files and keys, then the surest.

    Files that are missing come after all that is as grave.
    """
    origin = finding.origin
    place = ("", 0, 0) if origin is None else (str(origin.path), origin.line or 0, origin.column or 0)
    missing = finding.code == _ELSEWHERE
    return -finding.severity, dearest(finding), missing, not finding.roads, -finding.confidence, finding.code, *place


def _runs(codes: Iterable[str]) -> Iterator[str]:
    """`PC601–PC604` for four codes in a row."""
    for _, group in groupby(enumerate(dict.fromkeys(codes)), key=lambda pair: _run(*pair)):
        run = [code for _, code in group]
        yield f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run)


def _run(index: int, code: str) -> tuple[str, int]:
    """The same for codes that follow each other."""
    parts = _CODE.fullmatch(code)
    return (parts[1], int(parts[2]) - index) if parts else (code, index)

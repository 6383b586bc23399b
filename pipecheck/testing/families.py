"""A report as one verdict for every family of rules, for runners of tests that count families and not findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from pipecheck.report.model import Report
from pipecheck.report.order import by_reason
from pipecheck.report.roads import compare
from pipecheck.report.words import listed
from pipecheck.spec import Aspect

Verdict: TypeAlias = tuple[Literal["passed", "failed", "skipped"], str]
"""What became of a family, and the report on it, or why it was skipped; of plain texts, so that processes can hand it on."""
FAMILIES: Mapping[str, str] = {
    "PC0": "itself",
    "PC1": "reading",
    "PC2": "color",
    "PC3": "values",
    "PC4": "geometry",
    "PC5": "configuration",
    "PC6": "calibration",
    "PC7": "network",
    "PC8": "quantisation",
}
"""What every family of rules is about."""
_ASPECTS: Mapping[str, Aspect] = {"PC1": "decode", "PC2": "color", "PC3": "values", "PC4": "geometry"}


def names() -> Iterator[str]:
    """What the families are called as tests."""
    return (f"{code}-{about}" for code, about in FAMILIES.items())


def verdicts(report: Report) -> dict[str, Verdict]:
    """What *report* says of every family, by its name as a test."""
    return {name: _verdict(report, code) for name, code in zip(names(), FAMILIES, strict=True)}


def failed(complaint: str) -> dict[str, Verdict]:
    """The verdicts where nothing could be checked: no family may seem to be fine."""
    return dict.fromkeys(names(), ("failed", complaint))


def _verdict(report: Report, code: str) -> Verdict:
    mine = _part(report, code)
    if any(finding.severity >= report.fail_on for finding in mine.findings):
        return "failed", str(mine)
    reason = None if mine.findings or mine.ignored else _unjudged(report, code)
    return ("passed", str(mine) if mine.findings or mine.ignored else "") if reason is None else ("skipped", reason)


def _part(report: Report, code: str) -> Report:
    """What *report* says of the family *code*."""
    return replace(
        report,
        findings=tuple(finding for finding in report.findings if finding.code.startswith(code)),
        ignored=tuple(each for each in report.ignored if each.finding.code.startswith(code)),
        skipped=tuple(skip for skip in report.skipped if skip.code.startswith(code)),
        roads=report.roads if code in _ASPECTS else {},
        sets=report.sets if code == "PC6" else (),
        networks=report.networks if code == "PC7" else (),
    )


def _unjudged(report: Report, code: str) -> str | None:
    """Why the family *code* had nothing to judge; None where it had."""
    if not report.checked:
        return _reasons(report, "") or "there was nothing to check"
    if code in _ASPECTS:
        return _apart(report, _ASPECTS[code])
    if code == "PC6" and not report.sets:
        return _reasons(report, "PC6") or "no calibration files or pictures were there to look into"
    if code == "PC7" and not report.networks:
        return _reasons(report, "PC7") or "the project names nothing to measure a model on: [evaluation] takes images, labels and expected"
    return None


def _apart(report: Report, aspect: Aspect) -> str | None:
    """Why no road was compared with training in *aspect*; None where one was."""
    beside = [each for each in compare(report.roads) if "training" in each.roads and len(each.roads) > 1]
    if not beside:
        return _reasons(report, "PC003") or "no road was compared with training"
    cells = [(road, cell.standing) for each in beside for road, cell in zip(each.roads, each.rows[aspect], strict=True)]
    if any(standing not in ("silent", "unverifiable") for road, standing in cells if road != "training"):
        return None
    unread = dict.fromkeys(road for road, standing in cells if standing == "unverifiable")
    silent = dict.fromkeys(road for road, standing in cells if standing == "silent" and road not in unread)
    said = ((unread, "cannot be read in full"), (silent, "says nothing of it"))
    return f"{aspect} was not compared: {'; '.join(f'{listed(list(roads))} {words}' for roads, words in said if roads)}"


def _reasons(report: Report, codes: str) -> str:
    return "; ".join(reason for reason, _ in by_reason(skip for skip in report.skipped if skip.code.startswith(codes)))

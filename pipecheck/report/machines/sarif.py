"""A report as SARIF 2.1.0, as code scanning takes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipecheck.findings import Finding, Ignored, Origin, Severity
from pipecheck.report import jsonformat
from pipecheck.report.model import Report
from pipecheck.report.order import ordered
from pipecheck.report.verdict import verdict
from pipecheck.rules import every
from pipecheck.rules.rule import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_ROOT = "%SRCROOT%"


def render(report: Report) -> str:
    """One run with a result for every finding; those that the project ignores are suppressed with its reason."""
    known = {rule.code: rule for rule in every()}
    told = [*((finding, None) for finding in ordered(report.findings)), *((each.finding, each) for each in report.ignored)]
    used = sorted({finding.code for finding, _ in told})
    rules = [_rule(known[code]) for code in used if code in known]
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "pipecheck", "version": report.version, "rules": rules}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notes(report))}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder that pipecheck ran in"}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, ignored, numbers, report) for finding, ignored in told],
        "properties": {"verdict": verdict(report)},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, allow_nan=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.manual, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _notes(report: Report) -> Iterator[dict[str, Any]]:
    for skip in report.skipped:
        yield {"level": "note", "message": {"text": skip.reason}, "associatedRule": {"id": skip.code}}


def _result(finding: Finding, ignored: Ignored | None, numbers: dict[str, int], report: Report) -> dict[str, Any]:
    text = finding.message if finding.hint is None else f"{finding.message}\nfix: {finding.hint}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(finding.origin or _anywhere(report))}],
        "partialFingerprints": {"pipecheck/v1": fingerprint(finding)},
        "properties": _properties(finding),
    }
    if finding.code in numbers:
        result["ruleIndex"] = numbers[finding.code]
    if finding.related:
        result["relatedLocations"] = list(_related(finding))
    if ignored is not None:
        result["suppressions"] = [{"kind": "external", "justification": ignored.reason}]
    return result


def _related(finding: Finding) -> Iterator[dict[str, Any]]:
    for number, related in enumerate(finding.related, 1):
        yield {"id": number, "message": {"text": related.text}, "physicalLocation": _place(related.origin)}


def _properties(finding: Finding) -> dict[str, Any]:
    said = {
        "confidence": str(finding.confidence),
        "input": finding.input,
        "roads": list(finding.roads),
        "cost": jsonformat.plain(finding.cost),
        "costUnit": finding.cost_unit,
        "evidence": jsonformat.plain(finding.evidence),
    }
    return {key: value for key, value in said.items() if value not in (None, [], {})}


def _anywhere(report: Report) -> Origin:
    """What a finding without a place is about: the first file that the project names."""
    return Origin(next(iter(report.given), Path(next(iter(report.checked), "."))))


def _place(origin: Origin) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(origin.path)}
    if origin.line is not None:
        region: dict[str, Any] = {"startLine": origin.line}
        if origin.column is not None:
            region |= {"startColumn": origin.column, "endColumn": origin.column + max(origin.width, 1)}
        place["region"] = region
    return place


def _artifact(path: Path) -> dict[str, Any]:
    """Where *path* lies: below the folder of the run, or anywhere."""
    if path.is_absolute():
        return {"uri": f"file://{quote(path.as_posix(), errors='replace')}"}
    return {"uri": quote(path.as_posix(), errors="replace"), "uriBaseId": _ROOT}


def fingerprint(finding: Finding) -> str:
    """What stays the same of *finding* when lines are added above it."""
    return _digest((finding.code, "" if finding.origin is None else finding.origin.path.as_posix(), finding.input or "", finding.message))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:32]

"""A report as SARIF 2.1.0, as code scanning takes it."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipecheck.findings import Finding, Ignored, Origin, Severity
from pipecheck.report import jsonformat
from pipecheck.report.machines import places
from pipecheck.report.model import Report
from pipecheck.report.order import ordered
from pipecheck.report.verdict import verdict
from pipecheck.rules import every
from pipecheck.rules.rule import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_ROOT = "%SRCROOT%"
_LINE = re.compile(r":\d+(:\d+)?\b")
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")
_UNPAIRED = re.compile("[\ud800-\udfff]")


def render(report: Report) -> str:
    """One run with a result for every finding; those that the project ignores are suppressed with its reason."""
    told: list[tuple[Finding, Ignored | None]] = [(finding, None) for finding in ordered(report.findings)]
    told += [(each.finding, each) for each in report.ignored]
    used = {finding.code for finding, _ in told}
    rules = [_rule(rule) for rule in sorted(every(), key=lambda rule: rule.code) if rule.code in used]
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    marks = fingerprints([finding for finding, _ in told], report)
    run = {
        "tool": {"driver": {"name": "pipecheck", "version": report.version, "rules": rules}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notes(report))}],
        "originalUriBaseIds": {_ROOT: {"description": _message("the folder that pipecheck ran in")}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {**_result(finding, numbers, report), "partialFingerprints": {"pipecheck/v1": mark}, **_suppressed(ignored, report)}
            for (finding, ignored), mark in zip(told, marks, strict=True)
        ],
        "properties": {"verdict": verdict(report)},
    }
    return json.dumps(_paired({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}), indent=2, allow_nan=False) + "\n"


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
        yield {"level": "note", "message": _message(skip.reason), "associatedRule": {"id": skip.code}}


def _result(finding: Finding, numbers: dict[str, int], report: Report) -> dict[str, Any]:
    text = finding.message if finding.hint is None else f"{finding.message}\nfix: {finding.hint}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": _message(text),
        "locations": [{"physicalLocation": _place(finding.origin or _anywhere(report))}],
        "properties": _properties(finding),
    }
    if finding.code in numbers:
        result["ruleIndex"] = numbers[finding.code]
    if finding.related:
        result["relatedLocations"] = list(_related(finding))
    return result


def _suppressed(ignored: Ignored | None, report: Report) -> dict[str, Any]:
    """Why a result is left out; where one says so, all have to."""
    if not report.ignored:
        return {}
    if ignored is None:
        return {"suppressions": []}
    return {"suppressions": [{"kind": "inSource" if ignored.by == "comment" else "external", "justification": ignored.reason}]}


def _related(finding: Finding) -> Iterator[dict[str, Any]]:
    for number, related in enumerate(finding.related, 1):
        yield {"id": number, "message": _message(related.text), "physicalLocation": _place(related.origin)}


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
    return {"uri": places.uri(path)} if path.is_absolute() else {"uri": places.uri(path), "uriBaseId": _ROOT}


def _message(text: str) -> dict[str, str]:
    """*text* as it is, where braces would stand for arguments, and brackets for links."""
    return {"text": _LINK.sub(r"\\[", text.replace("{", "{{").replace("}", "}}"))}


def _paired(value: Any) -> Any:
    """*value* without halves of letters, as names in other encodings have them: strict parsers refuse them."""
    match value:
        case str():
            return _UNPAIRED.sub("\ufffd", value)
        case dict():
            return {_paired(key): _paired(each) for key, each in value.items()}
        case list():
            return [_paired(each) for each in value]
        case _:
            return value


def fingerprints(findings: Sequence[Finding], report: Report) -> Iterator[str]:
    """What stays the same of each of *findings* when lines are added above it, and tells it from the others."""
    seen: Counter[str] = Counter()
    for finding in findings:
        path = "" if finding.origin is None else places.path(finding.origin.path)
        parts = (finding.code, path, finding.input or "", _line(finding, report) or _LINE.sub("", finding.message))
        mark = hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]
        seen[mark] += 1
        yield f"{mark}:{seen[mark]}"


def _line(finding: Finding, report: Report) -> str:
    """The text of the line that *finding* is at."""
    origin = finding.origin
    lines = () if origin is None else report.sources.get(origin.path, ())
    return lines[origin.line - 1].strip() if origin is not None and origin.line and origin.line <= len(lines) else ""

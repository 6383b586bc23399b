"""A report as JSON: `docs/report.schema.json` says what every key means."""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any

from pipecheck.findings import Finding, Fix, Ignored, Origin, Related
from pipecheck.report.model import Report
from pipecheck.report.order import ordered
from pipecheck.spec import ASPECTS, Fact, Placed, Spec, Values

SCHEMA = 1


def render(report: Report) -> str:
    """*report* as JSON in ASCII, so that any pipe can carry it."""
    return json.dumps(as_data(report), indent=2, allow_nan=False) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """*report* as dictionaries, lists, texts and finite numbers."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "pipecheck", "version": report.version},
        "status": report.status,
        "inputs": {name: {road: spec_data(spec) for road, spec in roads.items()} for name, roads in report.roads.items()},
        "findings": [_finding(finding) for finding in ordered(report.findings)],
        "ignored": [_ignored(each) for each in report.ignored],
        "skipped": [{"code": skip.code, "reason": skip.reason} for skip in report.skipped],
        "checked": list(report.checked),
        "calibration": list(_sets(report)),
        "networks": list(_networks(report)),
    }


def _sets(report: Report) -> Iterator[dict[str, Any]]:
    if report.sets:
        from pipecheck.report.sets import data  # which most runs have no use for

        yield from map(data.data, report.sets)


def _networks(report: Report) -> Iterator[dict[str, Any]]:
    if report.networks:
        from pipecheck.report.network import data  # likewise

        yield from (data.data(each, report) for each in report.networks)


def spec_data(spec: Spec) -> dict[str, Any]:
    """*spec* aspect by aspect."""
    return {aspect: _fact(getattr(spec, aspect)) for aspect in ASPECTS}


def _fact(fact: Fact[Any]) -> dict[str, Any]:
    return {"value": plain(fact.value), "origin": fact.origin and origin_data(fact.origin), "assumed": fact.assumed}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "input": finding.input,
        "roads": list(finding.roads),
        "message": finding.message,
        "hint": finding.hint,
        "origin": finding.origin and origin_data(finding.origin),
        "related": [_related(related) for related in finding.related],
        "evidence": plain(finding.evidence),
        "cost": plain(finding.cost),
        "cost_unit": finding.cost_unit,
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _ignored(ignored: Ignored) -> dict[str, Any]:
    finding = ignored.finding
    origin = finding.origin and origin_data(finding.origin)
    return {"code": finding.code, "message": finding.message, "origin": origin, "reason": ignored.reason, "by": ignored.by}


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [
        {"path": plain(edit.path), "line": edit.line, "column": edit.column, "width": edit.width, "text": edit.text} for edit in fix.edits
    ]
    return {"title": fix.title, "safe": fix.safe, "command": fix.command, "edits": edits}


def _related(related: Related) -> dict[str, Any]:
    return {**origin_data(related.origin), "text": related.text}


def origin_data(origin: Origin) -> dict[str, Any]:
    """A place for machines."""
    return {"path": origin.path.as_posix(), "line": origin.line, "column": origin.column}


def plain(value: Any) -> Any:
    """*value* in what JSON has; a number that JSON has not is null."""
    match value:
        case None | bool() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return str(value)
        case numbers.Integral():
            return int(value)
        case numbers.Real():
            return float(value) if math.isfinite(value) else None
        case Placed(op=op, on=on):
            return {"op": type(op).__name__, **_fields(op), "on": on}
        case Values(affine=affine, casts=casts):
            return {**_fields(affine), "casts": plain(casts)}
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case AbstractSet():
            return [plain(each) for each in sorted(value, key=str)]
        case list() | tuple():
            return [plain(each) for each in value]
        case PurePath():
            return value.as_posix()
        case _ if is_dataclass(value):
            return _fields(value)
        case _:
            return str(value)


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: plain(getattr(value, field.name)) for field in fields(value)}

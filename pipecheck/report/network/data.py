"""What was measured on networks for machines, as `docs/report.schema.json` describes it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from pipecheck.evidence.debug.badcases import BadCases
from pipecheck.evidence.debug.sensitivity import Ranking
from pipecheck.evidence.model import Accuracy, Costs, Hypothesis
from pipecheck.evidence.pair import Agreement, OutputGap, Part
from pipecheck.evidence.pixels import Taken
from pipecheck.findings import Origin
from pipecheck.report import jsonformat
from pipecheck.report.model import Report
from pipecheck.report.network.agreement import judged
from pipecheck.report.network.words import Measured, advice
from pipecheck.rules.network.standing import standing


def data(each: Measured, report: Report) -> dict[str, Any]:
    """*each* with every field, its *kind*, and how it stands to what it should be."""
    return {"kind": type(each).__name__.lower(), **_plain(each), **_judged(each, report)}


def _judged(each: Measured, report: Report) -> dict[str, Any]:
    match each:
        case Accuracy():
            found = advice(each, report)
            return {"standing": standing(each), "triage": found and _plain(found)}
        case Agreement():
            return {"standing": judged(each)}
        case _:
            return {}


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: Any) -> Any:
    match value:
        case Origin():
            return jsonformat.origin_data(value)
        case Taken(op=op, origin=origin):
            from pipecheck_transformers.spelling import spell  # takes time, and roads seldom part

            return {"step": spell(op), "origin": origin and jsonformat.origin_data(origin)}
        case OutputGap():
            return {**_fields(value), "worst": [{"name": name, "largest": jsonformat.plain(largest)} for name, largest in value.worst]}
        case Agreement():
            return {name: each for name, each in _fields(value).items() if name != "sight"}  # which is to be looked at
        case Ranking():
            return {"of": value.kind, **{name: each for name, each in _fields(value).items() if name != "kind"}}
        case BadCases():
            worst = [{"output": output, "metric": metric, "cases": _plain(cases)} for (output, metric), cases in value.worst.items()]
            return {**_fields(replace(value, worst={})), "worst": worst}
        case Part():
            unlike = [{"what": what, "source": source, "model": model} for what, source, model in value.unlike]
            return {**_fields(value), "unlike": unlike}
        case Costs():
            return {**_fields(value), "roads": [{"road": road, "figure": _plain(figure)} for road, figure in value.roads]}
        case Hypothesis():
            return {**_fields(value), "parts": [{"aspect": aspect, "value": said} for aspect, said in value.parts]}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            return _fields(value)
        case _:
            return jsonformat.plain(value)

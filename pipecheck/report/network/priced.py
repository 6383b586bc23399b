"""Findings with what the mismatch that they speak of costs on the project's own network."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipecheck.evidence.model import Cost, Costs, Matter
from pipecheck.findings import Finding, Origin
from pipecheck.report.network.pricing import Price, price

_LOT = 10.0
"""In points: what thirty pictures leave open if none of them gets another answer."""

_MATTERS: dict[str, tuple[Matter, ...]] = {
    "PC101": ("decode", "values"),
    "PC102": ("values", "decode"),
    "PC103": ("decode",),
    "PC104": ("decode",),
    "PC106": ("decode",),
    "PC108": ("decode", "color", "values"),
    "PC201": ("color",),
    "PC203": ("layout",),
    "PC204": ("chroma", "color"),
    "PC206": ("color", "values"),
    "PC207": ("color",),
    "PC301": ("values",),
    "PC302": ("values",),
    "PC303": ("values",),
    "PC304": ("values",),
    "PC305": ("values",),
    "PC306": ("values",),
    "PC307": ("values", "dtype"),
    "PC401": ("size", "geometry"),
    "PC402": ("policy", "geometry"),
    "PC403": ("kernel", "geometry"),
    "PC404": ("kernel", "geometry"),
    "PC405": ("border", "geometry"),
    "PC406": ("policy", "geometry"),
    "PC407": ("border", "size", "geometry"),
    "PC408": ("policy", "geometry"),
    "PC409": ("geometry",),
}
"""What of a road each rule speaks of, the first that was measured; broken pictures and colour profiles are no mismatch of roads."""


_WRONG_SOURCE = "the network is better off with it: see first whether the source of training is the one that it was trained with"


def priced(findings: Iterable[Finding], costs: Iterable[Costs]) -> list[Finding]:
    """*findings*, those of a mismatch that was measured with its cost."""
    measured = list(costs)
    return [_priced(finding, measured) for finding in findings]


def _priced(finding: Finding, measured: Iterable[Costs]) -> Finding:
    fitting = [(_rank(finding, cost), cost, each) for each in measured for cost in _fitting(finding, each)]
    if not fitting:
        return finding
    _, cost, each = min(fitting, key=lambda one: one[0])
    found = price(cost, each.trained)
    if not math.isfinite(found.value) or _is_open(found):
        return finding
    hint = f"{_WRONG_SOURCE}; else: {finding.hint}" if finding.hint and _surely_gains(found) else finding.hint
    return replace(finding, cost=round(found.value, found.behind), cost_unit=found.unit, hint=hint)


def _surely_gains(found: Price) -> bool:
    """Whether the network is certainly better with what is called a mistake, so that training is what is told wrong."""
    return found.low is not None and found.high is not None and found.high < 0


def _is_open(found: Price) -> bool:
    """Whether what seems to cost nothing may cost a lot: a few pictures prove no such thing."""
    return found.unit == "points" and found.value <= 0 and found.high is not None and found.high > _LOT


def _fitting(finding: Finding, each: Costs) -> Iterator[Cost]:
    """The costs on the same input and a road that the finding concerns; one that concerns none has to share a place with them."""
    if finding.input not in (None, each.input):
        return
    matters = _MATTERS.get(finding.code, ())
    for cost in each.costs:
        if cost.matter in matters and (cost.road in finding.roads or (not finding.roads and _shared(finding, cost))):
            yield cost


def _rank(finding: Finding, cost: Cost) -> tuple[bool, int, float]:
    """The same place first, then what the rule speaks of in the first place, then the dearest."""
    weight = cost.weight if math.isfinite(cost.weight) else -math.inf
    return not _shared(finding, cost), _MATTERS[finding.code].index(cost.matter), -weight


def _shared(finding: Finding, cost: Cost) -> bool:
    places = {_place(origin) for origin in (finding.origin, *(other.origin for other in finding.related)) if origin is not None}
    return not places.isdisjoint(map(_place, cost.origins))


def _place(origin: Origin) -> tuple[str, int | None]:
    return origin.path.as_posix(), origin.line

"""What a finding costs on the project's own network, in words."""

from __future__ import annotations

import math

from pipecheck.findings import Finding

_ORDER = {"answers": 1, "outputs": 2}
"""Points and metrics say more than answers that change, and these more than outputs that move."""
_UNKNOWN, _NOTHING = 3, 4


def price(finding: Finding) -> str:
    """`costs 16.1 points`, `changes 31 % of answers`; empty where it was not measured."""
    cost, unit = finding.cost, finding.cost_unit
    if cost is None or not math.isfinite(cost):
        return ""
    said = f"{abs(cost):.4g}"
    match unit:
        case "answers":
            return f"changes {said} % of answers"
        case "outputs":
            return f"moves outputs by {said} %"
        case "points" | None:
            what = "point" if said == "1" else "points"
        case metric:
            what = f"of {metric}"
    if cost == 0:
        return "costs nothing"
    return f"{'costs' if cost > 0 else 'gains'} {said} {what}"


def dearest(finding: Finding) -> tuple[int, float]:
    """What sorts the dearest finding first, then those of which that is not known; one that costs nothing comes last."""
    if finding.cost is None or math.isnan(finding.cost):
        return _UNKNOWN, 0.0
    if finding.cost <= 0:
        return _NOTHING, 0.0
    return _ORDER.get(finding.cost_unit or "", 0), -finding.cost

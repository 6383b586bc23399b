"""A measured cost as a number with a unit: points where labels are known, else answers that change, else outputs that move."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipecheck.evidence.model import Cost, Figure
from pipecheck.rules.network.figures import UNKNOWN, behind, fixed, percent

_DECIMAL = 1
"""Places behind the point where no interval says how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a mismatch costs: *value* in *unit*, which is a metric's name where that is no share; *low* and *high* surround it.

    *scale* makes the unit of what was measured, *behind* is how many places behind the point are known.
    """

    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    scale: float = 1.0
    behind: int = _DECIMAL


def price(cost: Cost, figure: Figure | None, *, share: bool = True, metric: str | None = None) -> Price:
    """What *cost* is in the unit of *figure*; where there is none, of a *metric* that is a *share* or not."""
    if cost.broken is None:
        value, unit = (cost.apart, "outputs") if cost.changed is None else (cost.changed, "answers")
        return Price(value=100 * value, unit=unit, scale=100.0, behind=0 if 100 * value >= 1 else _DECIMAL)
    is_share, name = (figure.share, figure.metric) if figure is not None else (share, metric)
    scale = 100.0 if is_share else 1.0
    known = cost.low is not None and cost.high is not None and math.isfinite(cost.high - cost.low)
    low, high = (scale * cost.low, scale * cost.high) if known and cost.low is not None and cost.high is not None else (None, None)
    digits = behind(cost.low, cost.high, share=is_share)
    return Price(value=scale * cost.broken, unit="points" if is_share else name or "metric", low=low, high=high, scale=scale, behind=digits)


def told(price: Price) -> str:
    """`−16.1 points`, `31 % of answers change`."""
    match price.unit:
        case "points":
            said = fixed(-price.value, price.behind, sign=True)
            return said if said == UNKNOWN else f"{said} points"
        case "answers":
            return f"{percent(price.value / 100)} of answers change" if price.value else "no answer changes"
        case "outputs":
            return f"outputs move by {percent(price.value / 100)}" if price.value else "outputs do not move"
        case metric:
            said = fixed(abs(price.value), price.behind)
            return said if said == UNKNOWN else f"{metric} {said} {'worse' if price.value >= 0 else 'better'}"


def interval(price: Price) -> str:
    """`[−19.0, −13.2]`, and whether it is no more than noise; empty where nothing is known of it."""
    if price.low is None or price.high is None:
        return ""
    ends = (-price.high, -price.low) if price.unit == "points" else (price.low, price.high)
    noise = ", within noise" if price.low <= 0 <= price.high else ""
    return f"[{', '.join(fixed(end, price.behind, sign=price.unit == 'points') for end in ends)}]{noise}"

"""Measured numbers with no more digits than their interval carries."""

from __future__ import annotations

import math

from pipecheck.evidence.model import Figure

UNKNOWN = "unknown"
_USUAL, _MOST = 4, 6
"""Places behind the point where no interval says how many, and at most."""
_POINTS = 1
"""Places behind the point of a difference, where no interval says how many."""
_LOPSIDED = 0.25
_DUST = 1e-9
_NONE = 0.5 * 10.0**-_MOST
"""Half an interval that would be shown as nothing but noughts."""


def places(low: float, high: float, digits: int = 2) -> int:
    """How many places behind the point give half the width of an interval so many significant *digits*."""
    half = (high - low) / 2
    if not (math.isfinite(half) and half > 0):
        return _USUAL
    return min(max(digits - 1 - math.floor(math.log10(half) + _DUST), 0), _MOST)


def behind(low: float | None, high: float | None, *, share: bool) -> int:
    """How many places behind the point a difference is told with; of one in points seldom more than one, for nobody reads on."""
    if low is None or high is None or not math.isfinite(high - low):
        return _POINTS
    scale = 100.0 if share else 1.0
    known = places(scale * low, scale * high)
    return min(known, max(_POINTS, places(scale * low, scale * high, digits=1))) if share else known


def fixed(value: float, behind: int, *, sign: bool = False) -> str:
    """*value* with so many places *behind* the point and a real minus sign; with *sign* a gain has its plus."""
    if not math.isfinite(value):
        return UNKNOWN
    rounded = round(value, behind) + 0.0  # never a negative zero
    return f"{rounded:{'+' if sign and rounded else ''}.{behind}f}".replace("-", "−")


def figure(given: Figure, digits: int = 2) -> str:
    """`0.7638 ± 0.0040`, or `0.987 (0.958..0.996)` where one side is longer; *digits* is how many of the uncertainty are shown."""
    behind = places(given.low, given.high, digits)
    value = fixed(given.value, behind)
    below, above = given.value - given.low, given.high - given.value
    if value == UNKNOWN or not (math.isfinite(below) and math.isfinite(above)) or below == above == 0:
        return value
    if max(below, above) <= _NONE:
        return fixed(given.value, _USUAL)
    if min(below, above) < (1 - _LOPSIDED) * max(below, above):
        return f"{value} ({fixed(given.low, behind)}..{fixed(given.high, behind)})"
    return f"{value} ± {fixed(max(below, above), behind)}"


def short(value: float, digits: int = 2) -> str:
    """*value* with so many significant *digits*."""
    return f"{value:.{digits}g}".replace("-", "−") if math.isfinite(value) else UNKNOWN


def percent(share: float) -> str:
    """`31 %`; nothing and everything only where that is meant."""
    if not math.isfinite(share):
        return UNKNOWN
    if 0 < share < 0.01:
        return "<1 %"
    return ">99 %" if 0.99 < share < 1 else f"{fixed(100 * share, 0)} %"

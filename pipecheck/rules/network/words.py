"""Figures, and what is lost of them, in few words."""

from __future__ import annotations

import math

from pipecheck.evidence.model import Figure, Goal

_LEAST = 1e-6


def figure(given: Figure) -> str:
    """`0.764 ± 0.004`, no digits that the interval does not carry; both ends where they are not alike."""
    digits = _digits((given.high - given.low) / 2)
    below, above = given.value - given.low, given.high - given.value
    if abs(below - above) > 0.25 * max(below, above):
        return f"{given.value:.{digits}f} ({given.low:.{digits}f}..{given.high:.{digits}f})"
    return f"{given.value:.{digits}f} ± {max(below, above):.{digits}f}"


def goal(given: Goal) -> str:
    """The stated figure with as many digits as it was stated with."""
    return f"{given.value:.{given.digits}f}"


def lost(before: float, after: float, digits: int) -> str:
    """How much less *after* is."""
    return f"{before - after:.{digits}f}"


def points(value: float) -> str:
    """A change of a share, in points of a hundred: `−16.1 points`."""
    sign = "−" if value < 0 else "+"
    return f"{sign}{abs(100 * value):.1f} points"


def probability(chance: float) -> str:
    """`p = 0.03`, or below what anybody needs to know."""
    return f"p < {_LEAST:.0e}".replace("e-06", "e-6") if chance < _LEAST else f"p = {chance:.1g}"


def pictures(count: int) -> str:
    """`600 pictures`."""
    return f"{count} picture{'' if count == 1 else 's'}"


def _digits(width: float) -> int:
    """So many digits behind the point that the first that is in doubt is shown."""
    first = -math.floor(math.log10(max(width, _LEAST)) + 1e-9)
    return min(max(first, 1) + 1, 6)

"""What is stated, lost and counted, in few words."""

from __future__ import annotations

from pipecheck.evidence.model import Figure, Goal

_LEAST = 1e-6


def goal(given: Goal) -> str:
    """The stated figure with as many digits as it was stated with."""
    return f"{given.value:.{given.digits}f}"


def lost(found: Figure, wanted: float, digits: int) -> str:
    """By how much *found* is worse than *wanted*."""
    return f"{abs(wanted - found.value):.{digits}f}"


def points(value: float, behind: int = 1) -> str:
    """A change of a share, in points of a hundred with so many places *behind* the point: `−16.1 points`."""
    sign = "−" if value < 0 else "+"
    return f"{sign}{abs(100 * value):.{behind}f} points"


def probability(chance: float) -> str:
    """`p = 0.03`, or below what anybody needs to know."""
    return f"p < {_LEAST:.0e}".replace("e-06", "e-6") if chance < _LEAST else f"p = {chance:.1g}"


def pictures(count: int) -> str:
    """`600 pictures`."""
    return f"{count} picture{'' if count == 1 else 's'}"

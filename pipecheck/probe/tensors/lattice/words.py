"""In words, what was seen of a grid or of a range."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck.probe.tensors.lattice.distinct import Seen


def proof(count: int, steps: Sequence[float], error: float) -> str:
    """That *count* distinct values lie on grids of *steps*, off by *error* levels at most."""
    values = "1 distinct value" if count == 1 else f"{count} distinct values"
    off = f"{error:.4f}".rstrip("0").rstrip(".") if error >= 0.00005 else ""
    margin = f", off by {off} of a level at most" if off else ""
    if len(set(steps)) == 1 and steps[0] == 1:
        return f"{values}, whole levels apart{margin}"
    spelled = dict.fromkeys(_step(step) for step in steps)
    return f"{values} on {'a grid' if len(spelled) == 1 else 'grids'} of {_listed(list(spelled))}{margin}"


def whole(seen: Seen, count: int) -> str:
    """That there are *count* whole numbers between two others."""
    low, high = round(min(seen.low)), round(max(seen.high))
    return f"nothing but the number {low}" if count == 1 else f"{count} different whole numbers from {low} to {high}"


def span(seen: Seen) -> str:
    """From where to where all numbers lie, and how they spread."""
    return f"numbers from {min(seen.low):.4g} to {max(seen.high):.4g} with a standard deviation of {max(seen.deviation):.3g}"


def _step(step: float) -> str:
    """A step, and what was divided by where that is the likelier way to write it."""
    return f"{step:.7g}" if step >= 1 else f"{step:.7g} = 1/{1 / step:.6g}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

"""How many pictures of which classes a calibration set lacks, and of which it has more than its share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipecheck.evidence.calibration import Advice, Coverage
from pipecheck.rules.calibration import shares

_SHOWN = 1e-9
"""A share so small that one picture is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What to add of each class; what to *keep* of one, as name, count and how many would do.

    *spread* is how many classes are shown where there are more of them than pictures, and the pictures show few.
    """

    more: Mapping[str, int] = field(default_factory=dict)
    keep: tuple[tuple[str, int, int], ...] = ()
    spread: int = 0


def additions(coverage: Coverage, advice: Advice) -> Additions:
    """What would give every class its share: that of training or an even one, whichever asks for less.

    Classes are wanted that no picture shows, and those whose count chance does not explain. A set that is large already is not made
    larger than *advice* has it: its commonest classes are cut instead.
    """
    counts = dict(coverage.counts)
    total, shown = sum(counts.values()), sum(count > 0 for count in counts.values())
    if len(counts) > max(total, advice.advised):
        return Additions(spread=shown if 2 * shown < total else 0)
    unfair = {name for name, _, _ in shares.unfair(coverage)}
    size = max(total, advice.advised)
    more = _lacking(coverage, size, unfair)
    if total + sum(more.values()) <= advice.at_most:
        return Additions(more=more, keep=_crowded(coverage, size, unfair))
    return Additions(more=_lacking(coverage, advice.advised, unfair), keep=_crowded(coverage, advice.advised, set(counts)))


def _lacking(coverage: Coverage, size: int, unfair: set[str]) -> dict[str, int]:
    """How many pictures each class lacks in a set of *size*."""
    wanted = {name: max(1, math.ceil(size * min(each))) for name, each in _fair(coverage).items() if min(each)}
    lacks = {name: wanted[name] - count for name, count in coverage.counts if name in wanted and (not count or name in unfair)}
    return {name: count for name, count in lacks.items() if count > 0}


def _crowded(coverage: Coverage, size: int, unfair: set[str]) -> tuple[tuple[str, int, int], ...]:
    """The classes that fill more than twice their share of a set of *size*, the commonest first."""
    fair = _fair(coverage)
    ranked = sorted(((name, count) for name, count in coverage.counts if name in unfair), key=lambda pair: -pair[1])
    most = {name: max(1, math.ceil(size * max(fair[name]))) for name, _ in ranked}
    return tuple((name, count, most[name]) for name, count in ranked if count > 2 * most[name])


def _fair(coverage: Coverage) -> dict[str, tuple[float, float]]:
    """The shares that a class may have: as in training, and even; where a picture shows several classes, only that it is shown."""
    trained, names = dict(coverage.trained), [name for name, _ in coverage.counts]
    whole, even = sum(trained.values()), 1 / max(len(names), 1)
    if whole:
        return {name: (trained.get(name, 0) / whole, even) for name in names}
    return dict.fromkeys(names, (_SHOWN, 1.0) if coverage.several else (even, even))

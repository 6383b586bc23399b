"""Charts as numbers, before anyone draws them: bins that fit, means and spreads, rows of classes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipecheck.evidence.calibration import Coverage, Spread
from pipecheck.report.words import number


@dataclass(frozen=True, slots=True)
class Row:
    """A class and how many pictures show it; *share* of them would, were it as in training, None where that is not known."""

    name: str
    count: int
    share: float | None = None


def shares(values: Sequence[float]) -> tuple[float, ...]:
    """*values*, with 0 in place of what is no share of anything."""
    return tuple(value if math.isfinite(value) and value > 0 else 0.0 for value in values)


def merged(values: Sequence[float], room: int) -> tuple[float, ...]:
    """*values* in at most *room* bins, neighbours added up."""
    each = max(1, -(-len(values) // max(room, 1)))
    return tuple(math.fsum(values[start : start + each]) for start in range(0, len(values), each))


def spread(said: Spread | None) -> str:
    """`112 ± 60`; empty where it is not known, or no number."""
    if said is None or not (math.isfinite(said.mean) and math.isfinite(said.deviation)):
        return ""
    return f"{rounded(said.mean)} ± {rounded(said.deviation)}"


def rounded(value: float) -> str:
    """*value* as short as a glance needs it."""
    return number(round(value), 9) if abs(value) >= 100 else number(value, 3 if abs(value) < 10 else 2)


def rows(coverage: Coverage) -> tuple[Row, ...]:
    """The classes in the order of their list; where training's labels are known, with the share of this set that they would have."""
    trained, shown = dict(coverage.trained), sum(count for _, count in coverage.counts)
    whole = sum(trained.values())
    if not whole:
        return tuple(Row(name, count) for name, count in coverage.counts)
    return tuple(Row(name, count, shown * trained.get(name, 0) / whole) for name, count in coverage.counts)


def even(coverage: Coverage) -> bool:
    """Whether every class is shown as often as any other, so that there is nothing to draw."""
    return bool(coverage.counts) and len({count for _, count in coverage.counts}) == 1


def telling(every: Sequence[Row], most: int) -> Iterator[Row | int]:
    """*every* row, if there are no more than *most*; else the rarest, how many are left out, and the commonest."""
    if len(every) <= most:
        yield from every
        return
    ranked = sorted(every, key=lambda row: row.count)
    last = most // 3
    yield from ranked[: most - last]
    yield len(every) - most
    yield from ranked[len(every) - last :]

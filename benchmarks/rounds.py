"""Two ways of doing the same, measured in turns, because a machine is never the same for long."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the result: the *ratio* of two measurements, and what it should be."""

    name: str
    ratio: float
    at_least: float | None = None
    at_most: float | None = None

    def __str__(self) -> str:
        if self.at_least is not None:
            goal, met = f">= {self.at_least:.2f}", self.ratio >= self.at_least
        elif self.at_most is not None:
            goal, met = f"<= {self.at_most:.2f}", self.ratio <= self.at_most
        else:
            return f"{self.name:<96}{self.ratio:7.2f}"
        return f"{self.name:<96}{self.ratio:7.2f}   {goal}{'' if met else '   MISSED'}"


def ratio(run: Run, other: Run, clock: Callable[[], float], rounds: int) -> float:
    """How many times as long as *other* does *run* take: the median of *rounds*, in each of which both take turns."""
    run(), other()
    found = []
    for index in range(rounds):
        first, second = (run, other) if index % 2 else (other, run)
        times = _seconds(first, clock), _seconds(second, clock)
        mine, others = times if first is run else times[::-1]
        found.append(mine / others)
    return statistics.median(found)


def _seconds(run: Run, clock: Callable[[], float]) -> float:
    start = clock()
    run()
    return clock() - start

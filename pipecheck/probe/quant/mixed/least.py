"""The fewest nodes in a higher type that reach the target, the rest being in a lower one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipecheck.evidence.debug.mixed import Trial
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.mixed.ladder import Rung, Setting
from pipecheck.probe.quant.mixed.trying import Table

TAIL = 2
"""So many nodes at the end of the network may go to the CPU without slowing it down much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The types *low* and *high* between which is chosen for each of the *candidates*; *nodes* have theirs already."""

    low: Rung
    high: Rung
    nodes: Mapping[str, Rung]
    candidates: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the stages of this level are called."""
        return f"{self.low}+{self.high}"


def find(table: Table, level: Level) -> Trial | None:
    """The trial with the fewest of the level's candidates in its higher type that reaches the target; None where not even all of them do.

    Where more nodes are no worse than fewer, none of them can be left out.
    """
    nothing = table.take(f"{level.name}: none", Setting(base=level.low, nodes=level.nodes))
    if nothing.reached or not level.candidates:
        return nothing if nothing.reached else None
    orders = table.orders(Setting(base=level.low, nodes=level.nodes), level.candidates)
    if level.high == "float32" and (tail := _tail(table, level, orders[0])) is not None:
        return tail
    counts = _together(table, level, orders)
    if counts is None:
        return None
    for index in range(len(orders) if len(orders) > 1 else 0):
        counts = _apart(table, level, orders, counts, index)
    return _without(table, level, _union(orders, counts))


def _tail(table: Table, level: Level, order: Sequence[str]) -> Trial | None:
    """One or two of the nodes at the end of the network on the CPU, if that is enough."""
    last = sorted(set(ends(table.gauge.prepared)) & set(level.candidates), key=order.index)[:TAIL]
    for nodes in (*([each] for each in last), *([last] if len(last) > 1 else [])):
        trial = table.with_nodes(f"{level.name}: tail", level.low, level.nodes, nodes, level.high)
        if trial.reached:
            return trial
    return None


def ends(prepared: Prepared) -> list[str]:
    """The units that compute what comes out of the network, behind which values are only moved."""
    makers = {name: unit for unit in prepared.units for name in (unit.output, *unit.also)}
    found: dict[str, None] = {}
    waiting = list(prepared.outputs)
    while waiting:
        unit = makers.get(waiting.pop(0))
        if unit is not None and unit.shared:
            waiting += unit.inputs
        elif unit is not None:
            found[unit.name] = None
    return list(found)


def _union(orders: Sequence[Sequence[str]], counts: Sequence[int]) -> list[str]:
    """The first nodes of each order, as many as its count says."""
    return list(dict.fromkeys(name for order, count in zip(orders, counts, strict=True) for name in order[:count]))


def _together(table: Table, level: Level, orders: Sequence[Sequence[str]]) -> list[int] | None:
    """The smallest count with which the first nodes of all orders reach the target: first a bound for it, then by halves."""
    stage = f"{level.name}: bisection"

    def reaches(count: int) -> bool:
        nodes = _union(orders, [count] * len(orders))
        return table.with_nodes(stage, level.low, level.nodes, nodes, level.high).reached

    count, low = 1, 0
    while count < len(level.candidates) and not reaches(count):
        count, low = 2 * count, count
    high = min(count, len(level.candidates))
    if high == len(level.candidates) and not reaches(high):
        return None
    return [_halved(low, high, reaches)] * len(orders)


def _apart(table: Table, level: Level, orders: Sequence[Sequence[str]], counts: Sequence[int], index: int) -> list[int]:
    """*counts* with the smallest one for the order at *index*."""
    stage = f"{level.name}: output by output"

    def with_count(count: int) -> list[int]:
        return [*counts[:index], count, *counts[index + 1 :]]

    def reaches(count: int) -> bool:
        return table.with_nodes(stage, level.low, level.nodes, _union(orders, with_count(count)), level.high).reached

    return with_count(0 if reaches(0) else _halved(0, counts[index], reaches))


def _halved(low: int, high: int, reaches: Callable[[int], bool]) -> int:
    """A count that reaches the target while one less does not: *high* does, *low* does not."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _without(table: Table, level: Level, nodes: Sequence[str]) -> Trial:
    """The trial with *nodes*, of which those are put back that are not needed, the costliest first."""
    stage = f"{level.name}: removal"
    kept = list(nodes)
    best = table.with_nodes(stage, level.low, level.nodes, kept, level.high)
    places = {name: place for place, name in enumerate(nodes)}
    for name in sorted(nodes, key=lambda each: (-table.costs.get(each, 0.0), -places[each])):
        rest = [each for each in kept if each != name]
        trial = table.with_nodes(stage, level.low, level.nodes, rest, level.high)
        if trial.reached:
            kept, best = rest, trial
    return best

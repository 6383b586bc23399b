"""Which units a subgraph has that is named by its two ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.precision.said import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """The nodes of a graph by number, by name, and by what they make and take."""

    nodes: tuple[Any, ...]
    names: Mapping[str, int]
    makers: Mapping[str, int]
    takers: Mapping[str, tuple[int, ...]]
    ends: frozenset[str]

    def before(self, index: int) -> Iterable[int]:
        """The nodes that make what the one at *index* takes."""
        return (self.makers[name] for name in self.nodes[index].input if name in self.makers)

    def after(self, index: int) -> Iterable[int]:
        """The nodes that take what the one at *index* makes."""
        return (each for name in self.nodes[index].output for each in self.takers.get(name, ()))


def threads(prepared: Prepared) -> Threads:
    """How the nodes of *prepared* hang together."""
    graph = prepared.model.graph
    takers: dict[str, list[int]] = {}
    for index, node in enumerate(graph.node):
        for name in dict.fromkeys(node.input):
            takers.setdefault(name, []).append(index)
    return Threads(
        nodes=tuple(graph.node),
        names={node.name: index for index, node in enumerate(graph.node)},
        makers={name: index for index, node in enumerate(graph.node) for name in node.output if name},
        takers={name: tuple(indices) for name, indices in takers.items()},
        ends=frozenset(value.name for value in (*graph.input, *graph.output)),
    )


def within(region: Region, found: Threads) -> frozenset[str]:
    """The nodes on the ways from the inputs of *region* to its outputs; an end that is a node belongs to it."""
    first = {index for name in region.inputs for index in _ends(name, found, found.takers)}
    last = {index for name in region.outputs for index in _ends(name, found, {name: (index,) for name, index in found.makers.items()})}
    behind = _reached(first, found.after) if region.inputs else set(range(len(found.nodes)))
    ahead = _reached(last, found.before) if region.outputs else set(range(len(found.nodes)))
    return frozenset(found.nodes[index].name for index in behind & ahead)


def missing(region: Region, found: Threads) -> tuple[str, ...]:
    """The ends of *region* that are neither a node nor a tensor."""
    known = (found.names, found.makers, found.takers, found.ends)
    return tuple(name for name in (*region.inputs, *region.outputs) if not any(name in each for each in known))


def _ends(name: str, found: Threads, touching: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The node *name*, else those that touch the tensor of that name."""
    return (found.names[name],) if name in found.names else touching.get(name, ())


def _reached(start: set[int], step: Callable[[int], Iterable[int]]) -> set[int]:
    """*start* and everything that steps lead to from there."""
    seen, waiting = set(start), deque(start)
    while waiting:
        for index in step(waiting.popleft()):
            if index not in seen:
                seen.add(index)
                waiting.append(index)
    return seen

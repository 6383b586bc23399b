"""Names for the nodes that have none, and for those that share one."""

from __future__ import annotations

from typing import Any


def name(graph: Any) -> None:
    """Give every node of *graph* a name of its own; those without one are called by operator and place, as `Conv_12`."""
    taken = {node.name for node in graph.node}
    seen: set[str] = set()
    for index, node in enumerate(graph.node):
        if not node.name or node.name in seen:
            node.name = fresh(node.name or f"{node.op_type}_{index}", taken)
        seen.add(node.name)


def fresh(wanted: str, taken: set[str]) -> str:
    """*wanted*, or something like it that is not *taken* yet; from now on it is."""
    found, count = wanted, 0
    while found in taken:
        count += 1
        found = f"{wanted}_{count}"
    taken.add(found)
    return found

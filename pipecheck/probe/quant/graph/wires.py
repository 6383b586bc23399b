"""Who makes and who takes every tensor of a graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """The *nodes* of a graph by their numbers: which one makes a tensor, which ones take it, which constants there are.

    A node that takes a tensor twice is there twice. *outputs* are what the caller wants; *kept* are these, and what a graph inside of a
    node takes.
    """

    nodes: Sequence[Any]
    constants: Mapping[str, Any]
    makers: Mapping[str, int]
    takers: Mapping[str, tuple[int, ...]]
    outputs: frozenset[str]
    kept: frozenset[str]

    def sole(self, name: str) -> int | None:
        """The only node that takes the tensor *name*; None where there is another one, or the tensor is wanted besides."""
        takers = self.takers.get(name, ())
        return takers[0] if len(takers) == 1 and name not in self.kept else None


def read(graph: Any) -> Wires:
    """The wires of *graph*."""
    takers: dict[str, list[int]] = {}
    for index, node in enumerate(graph.node):
        for name in node.input:
            takers.setdefault(name, []).append(index)
    outputs = frozenset(value.name for value in graph.output)
    return Wires(
        nodes=list(graph.node),
        constants={tensor.name: tensor for tensor in graph.initializer},
        makers={name: index for index, node in enumerate(graph.node) for name in node.output if name},
        takers={name: tuple(indices) for name, indices in takers.items() if name},
        outputs=outputs,
        kept=outputs | frozenset(name for node in graph.node for name in captured(node)),
    )


def captured(node: Any) -> Iterator[str]:
    """The tensors that the graphs inside *node* may take from around them."""
    for graph in inner(node):
        for each in graph.node:
            yield from each.input
            yield from captured(each)
        yield from (value.name for value in graph.output)


def inner(node: Any) -> Iterator[Any]:
    """The graphs inside *node*, those inside of these aside."""
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def names(graph: Any) -> set[str]:
    """Every name that a tensor of *graph* has, those of the graphs inside its nodes included."""
    found = {value.name for values in (graph.input, graph.output, graph.initializer) for value in values}
    for node in graph.node:
        found.update(node.input, node.output)
        for each in inner(node):
            found |= names(each)
    return found


def standard(node: Any) -> bool:
    """Whether *node* is an operator of ONNX itself."""
    return node.domain in ("", "ai.onnx")

"""The nodes of a model as plain data: what each computes from which tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onnx import checker, helper, numpy_helper

from pipecheck.sources import onnxfile
from pipecheck_transformers.pixels import Array

_MARKS = frozenset({"Constant", "Identity", "Dropout"})
"""Nodes that compute nothing: exporters and optimisers put them in and take them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node; *inputs* are tensors that other nodes make, or that the model takes, *weights* the constants, with their shapes."""

    name: str
    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    weights: tuple[tuple[str, tuple[int, ...]], ...]
    attributes: Mapping[str, Any] = field(compare=False)

    @property
    def called(self) -> str:
        """Its name, or that of what it makes."""
        return self.name or self.outputs[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The nodes of the model in the file *path* that compute something, in their order.

    *held* are its constants as the library has them; *stands* says of tensors that are only other names which ones they stand for.
    """

    path: Path
    nodes: tuple[Node, ...]
    outputs: frozenset[str]
    held: Mapping[str, Any] = field(repr=False)
    stands: Mapping[str, str] = field(default_factory=dict)

    def makers(self) -> dict[str, int]:
        """Which node makes each tensor."""
        return {tensor: index for index, node in enumerate(self.nodes) for tensor in node.outputs}

    def users(self) -> dict[str, list[int]]:
        """Which nodes use each tensor."""
        found: dict[str, list[int]] = {}
        for index, node in enumerate(self.nodes):
            for tensor in node.inputs:
                found.setdefault(tensor, []).append(index)
        return found


def load(path: Path) -> Graph:
    """The graph in the file *path*; constants that lie outside of the file are not opened."""
    graph = onnxfile.model(path).graph
    held = {tensor.name: tensor for tensor in graph.initializer} | dict(_constants(graph.node))
    stands: dict[str, str] = {}
    nodes = []
    for node in graph.node:
        inputs = [stands.get(name, name) for name in _read(node) if name]
        if node.op_type in _MARKS and node.op_type != "Constant" and inputs:
            stands[node.output[0]] = inputs[0]
        elif node.op_type not in _MARKS and any(node.output):
            nodes.append(_node(node, inputs, held))
    outputs = frozenset(stands.get(value.name, value.name) for value in graph.output)
    return Graph(path=path, nodes=tuple(nodes), outputs=outputs, held=held, stands=stands)


def array(graph: Graph, name: str) -> Array | None:
    """The numbers of the constant *name*, None where they cannot be read."""
    tensor = graph.held.get(name)
    if tensor is None:
        return None
    try:
        # to_array reads what lies outside from beside the file, whose place the network has checked when it was opened
        found: Array = numpy_helper.to_array(tensor, base_dir=str(graph.path.parent))
    except (OSError, ValueError, TypeError, KeyError, checker.ValidationError):
        return None
    return found


def _constants(nodes: Any) -> Iterator[tuple[str, Any]]:
    for node in nodes:
        if node.op_type == "Constant" and node.attribute and node.output and node.attribute[0].HasField("t"):
            yield node.output[0], node.attribute[0].t


def _read(node: Any) -> Iterator[str]:
    """What *node* reads; what a branch or a loop body reads from outside counts too."""
    yield from node.input
    for attribute in node.attribute:
        for graph in [attribute.g] * attribute.HasField("g") + list(attribute.graphs):
            made = {value.name for value in graph.input} | {name for inner in graph.node for name in inner.output}
            yield from (name for inner in graph.node for name in _read(inner) if name not in made)


def _node(node: Any, inputs: list[str], held: Mapping[str, Any]) -> Node:
    return Node(
        name=node.name,
        operator=node.op_type if node.domain in ("", "ai.onnx") else f"{node.domain}.{node.op_type}",
        inputs=tuple(dict.fromkeys(name for name in inputs if name not in held)),
        outputs=tuple(name for name in node.output if name),
        weights=tuple((name, tuple(held[name].dims)) for name in inputs if name in held),
        attributes={each.name: each for each in node.attribute},
    )


def number(node: Node, name: str, usual: float) -> float:
    """The number that the attribute *name* of *node* is, *usual* where it says none."""
    value = helper.get_attribute_value(node.attributes[name]) if name in node.attributes else usual
    return float(value) if isinstance(value, int | float) else usual


def said(attribute: Any) -> str:
    """The value of *attribute* in one line."""
    value = helper.get_attribute_value(attribute)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple) or hasattr(value, "__len__"):
        return "×".join(map(str, value)) if all(isinstance(each, int) for each in value) else "another list"
    return str(value) if isinstance(value, int) else "other numbers"

"""Nodes of a graph exchanged for others, in their place and under names that nothing else has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from onnx import helper, numpy_helper

from pipecheck_transformers.pixels import Array


def exchange(graph: Any, changes: Mapping[int, Sequence[Any]]) -> None:
    """Put other nodes into the places of those whose numbers are in *changes*."""
    if changes:
        nodes = [each for index, node in enumerate(graph.node) for each in changes.get(index, (node,))]
        del graph.node[:]
        graph.node.extend(nodes)


def vendor(model: Any) -> Iterator[tuple[int, Any]]:
    """The nodes of the main graph that are the vendor's own operators, each with its number."""
    defined = {(function.domain, function.name) for function in model.functions}
    for index, node in enumerate(model.graph.node):
        if node.op_type.startswith("Hz") and (node.domain, node.op_type) not in defined:
            yield index, node


def fresh(graph: Any, base: str) -> str:
    """A name that begins with *base* and that no tensor of *graph* has."""
    taken = {name for node in graph.node for names in (node.input, node.output) for name in names}
    taken |= {value.name for values in (graph.input, graph.output, graph.initializer) for value in values}
    while any(name.startswith(base) for name in taken):
        base += "_"
    return base


def constant(name: str, values: Array | Sequence[float]) -> Any:
    """A node that holds *values*; unlike an initializer it needs no entry among the inputs of an old model."""
    array = np.asarray(values)
    stored = array if array.dtype == np.int64 else array.astype(np.float32)
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(stored, name))


def opset(model: Any) -> int:
    """The version of the standard operators that *model* uses."""
    return max((each.version for each in model.opset_import if each.domain in ("", "ai.onnx")), default=1)

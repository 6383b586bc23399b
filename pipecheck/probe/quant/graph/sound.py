"""A graph whose nodes can be worked on: each has what its operator needs, and stands behind what it takes."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

from onnx import defs

from pipecheck.errors import SourceError
from pipecheck.probe.network import rewriting
from pipecheck.probe.quant.graph import wires
from pipecheck.probe.quant.graph.wires import standard
from pipecheck.sources.onnxconstants import attribute


def check(model: Any, path: Path) -> None:
    """Complain of a node of *model* that lacks what its operator needs; what it gives, and how many numbers, onnxruntime checks."""
    opset = rewriting.opset(model)
    for node in model.graph.node:
        if not standard(node):
            continue
        try:
            schema = defs.get_schema(node.op_type, opset, "")
        except defs.SchemaError:
            continue
        if len(node.input) < schema.min_input or len(node.output) < schema.min_output:
            raise SourceError(path, f"its node {node.name} takes or gives less than a {node.op_type} does")
        if node.op_type in ("Conv", "ConvTranspose") and attribute(node, "group", 1) < 1:  # onnxruntime ends the process
            raise SourceError(path, f"its node {node.name} is a {node.op_type} of no groups")


def sort(graph: Any, path: Path) -> None:
    """Let each node of *graph* stand behind those that make what it takes; those that do already keep their order."""
    nodes = list(graph.node)
    makers = {name: index for index, node in enumerate(nodes) for name in node.output if name}
    needs = [{makers[name] for name in (*node.input, *wires.captured(node)) if name in makers} for node in nodes]
    if all(max(need, default=-1) < index for index, need in enumerate(needs)):
        return
    order = _order(needs)
    if len(order) < len(nodes):
        raise SourceError(path, f"its node {nodes[min(set(range(len(nodes))).difference(order))].name} takes what is made of what it gives")
    del graph.node[:]
    graph.node.extend(nodes[index] for index in order)


def _order(needs: list[set[int]]) -> list[int]:
    """The numbers of the nodes in an order in which each comes behind those that it *needs*; without those that never can."""
    takers: list[list[int]] = [[] for _ in needs]
    for index, need in enumerate(needs):
        for each in need:
            takers[each].append(index)
    missing = [len(need) for need in needs]
    ready = deque(index for index, count in enumerate(missing) if not count)
    order = []
    while ready:
        index = ready.popleft()
        order.append(index)
        for taker in takers[index]:
            missing[taker] -= 1
            if not missing[taker]:
                ready.append(taker)
    return order

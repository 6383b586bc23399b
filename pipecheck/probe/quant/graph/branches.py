"""An If whose condition is settled gives way to the branch that it takes."""

from __future__ import annotations

from typing import Any

import onnx

from pipecheck.probe.network import rewriting
from pipecheck.probe.quant.graph import wires
from pipecheck.probe.quant.graph.naming import fresh
from pipecheck.probe.quant.graph.wires import standard
from pipecheck_transformers.pixels import Array


def settle(graph: Any, known: dict[str, Array]) -> bool:
    """Put the branch that is taken in the place of each If whose condition is among the *known* numbers; whether there was one."""
    taken = wires.names(graph)
    changes = {}
    for index, node in enumerate(graph.node):
        if node.op_type == "If" and standard(node) and node.input[0] in known:
            wanted = "then_branch" if known[node.input[0]].any() else "else_branch"
            branch = next((each.g for each in node.attribute if each.name == wanted), None)
            if branch is not None and not branch.sparse_initializer:
                changes[index] = _opened(graph, node, branch, taken)
    rewriting.exchange(graph, changes)
    return bool(changes)


def _opened(graph: Any, node: Any, branch: Any, taken: set[str]) -> list[Any]:
    """The nodes of *branch* under names that nothing else in *graph* has, and its constants stored there."""
    own = [*(tensor.name for tensor in branch.initializer), *(name for each in branch.node for name in each.output if name)]
    names = {name: fresh(name, taken) if name in taken else name for name in own}
    taken.update(names.values())
    for tensor in branch.initializer:
        graph.initializer.add().CopyFrom(tensor)
        graph.initializer[-1].name = names[tensor.name]
    nodes = []
    for each in branch.node:
        made = onnx.NodeProto()
        made.CopyFrom(each)
        _rename(made, names)
        nodes.append(made)
    ends = zip(branch.output, node.output, strict=False)
    nodes += [onnx.helper.make_node("Identity", [names.get(end.name, end.name)], [name]) for end, name in ends if name]
    return nodes


def _rename(node: Any, names: dict[str, str]) -> None:
    """Let *node*, and the graphs inside it, use the new *names*."""
    for each in (node.input, node.output):
        for place, name in enumerate(each):
            each[place] = names.get(name, name)
    for graph in wires.inner(node):
        for inner in graph.node:
            _rename(inner, names)
        for value in graph.output:
            value.name = names.get(value.name, value.name)

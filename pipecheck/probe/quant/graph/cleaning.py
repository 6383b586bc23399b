"""What computes nothing is taken out of a graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipecheck.probe.quant.graph import constants, wires
from pipecheck.probe.quant.graph.wires import Wires, standard
from pipecheck.sources.onnxfile import Tensor


def constant_nodes(graph: Any) -> None:
    """Store what Constant nodes hold as the other constants are."""
    held = {}
    for index, node in enumerate(graph.node):
        if node.op_type == "Constant" and standard(node) and (tensor := constants.held(node)) is not None:
            held[index] = tensor
    drop(graph.node, held)
    graph.initializer.extend(held.values())


def stored_inputs(graph: Any) -> None:
    """Take what is stored out of the inputs, where old files name it too."""
    stored = {tensor.name for tensor in graph.initializer}
    drop(graph.input, {index for index, value in enumerate(graph.input) if value.name in stored})


def passing(graph: Any, known: Mapping[str, Tensor]) -> None:
    """Take out the nodes that hand on what they take."""
    found = wires.read(graph)
    names: dict[str, str] = {}
    gone = set()
    for index, node in enumerate(found.nodes):
        if _passes(node, found, known):
            taken, made = _last(names, node.input[0]), node.output[0]
            if made not in found.kept:
                names[made] = taken
            elif taken in found.makers and taken not in found.kept:
                names[taken] = made
            else:
                _hand_on(node)
                continue
            gone.add(index)
    _rename(found.nodes, names)
    drop(graph.node, gone)


def _hand_on(node: Any) -> None:
    """Let *node*, which stands between what goes in and what comes out, be nothing but a name for it."""
    node.op_type = "Identity"
    del node.attribute[:], node.input[1:]


def _last(names: Mapping[str, str], name: str) -> str:
    while name in names:
        name = names[name]
    return name


def _rename(nodes: Iterable[Any], changes: Mapping[str, str]) -> None:
    for node in nodes:
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                if name in changes:
                    names[place] = _last(changes, name)


def unused(graph: Any) -> None:
    """Take out the nodes and constants that nothing needs."""
    needed = {value.name for value in graph.output}
    gone = set()
    for index, node in reversed(list(enumerate(graph.node))):
        if needed.intersection(name for name in node.output if name):
            needed.update(node.input)
            needed.update(wires.captured(node))
        else:
            gone.add(index)
    drop(graph.node, gone)
    drop(graph.initializer, {index for index, tensor in enumerate(graph.initializer) if tensor.name not in needed})


def drop(parts: Any, numbers: Iterable[int]) -> None:
    """Take those of these *numbers* out of *parts* of a graph, without a copy of the others."""
    for number in sorted(numbers, reverse=True):
        del parts[number]


def _passes(node: Any, found: Wires, known: Mapping[str, Tensor]) -> bool:
    if not standard(node) or not node.input or any(node.output[1:]):
        return False
    match node.op_type:
        case "Identity":
            return True
        case "Dropout":
            return len(node.input) < 3 or not node.input[2] or _off(found, node.input[2])
        case "Cast":
            taken, made = known.get(node.input[0]), known.get(node.output[0])
            return taken is not None and made is not None and taken.dtype == made.dtype != "unknown"
        case _:
            return False


def _off(found: Wires, name: str) -> bool:
    """Whether the constant *name* says that a dropout does not train."""
    tensor = found.constants.get(name)
    return tensor is not None and not any(tensor.raw_data) and not any(tensor.int32_data) and not tensor.external_data

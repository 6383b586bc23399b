"""What goes into the middle of a network brought into the form that it has there in the whole one, so that the same bits come out.

onnxruntime lays channels out in blocks from a convolution on, for as long as what follows can take them so. It adds the branch of a
residual block within the convolution that it meets, which rounds once less, but only where both lie in blocks; and it puts nodes together
only where it knows the sides of what they take.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onnx import helper

from pipecheck.probe.quant.graph.wires import Wires

_SUMS = ("Add", "Sum")
_BLOCK = 16
"""The largest number of channels in a block; a pooling of single numbers, which changes none of them, lays them out in blocks."""
BEGIN = ("Conv",)
_POOL = ("MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool")
_FOLLOW = ("Relu", "Clip", "Sigmoid", "HardSigmoid", "Tanh", "LeakyRelu", "BatchNormalization", "Resize", "Upsample")
_JOIN = ("Add", "Sum", "Mul", "Concat")
_PICTURE = 4


def blocked(read: Wires, rounded: Iterable[tuple[int, int]], described: Mapping[str, Any]) -> set[str]:
    """The tensors that lie in blocks, of a network in which what is *rounded* on its way into nodes does not."""
    apart = set(rounded)
    found: set[str] = set()
    for index, node in enumerate(read.nodes):
        taken = [(index, at) not in apart and name in found for at, name in enumerate(node.input) if name and name not in read.constants]
        begins = node.op_type in BEGIN or (node.op_type in _POOL and whole(described.get(node.input[0])))
        follows = node.op_type in _FOLLOW and taken[:1] == [True]
        joins = node.op_type in _JOIN and bool(taken) and all(taken) and not _is_gate(read, node)
        if (begins or follows or joins) and node.output:
            found.add(node.output[0])
    return found


def whole(value: Any) -> bool:
    """Whether the channels of what *value* describes fill whole blocks, whatever their size is."""
    if value is None:
        return False
    sides = value.type.tensor_type.shape.dim
    return len(sides) == _PICTURE and sides[1].dim_value > 0 and sides[1].dim_value % _BLOCK == 0


def _is_gate(read: Wires, node: Any) -> bool:
    """Whether *node* multiplies numbers by their own sigmoid, which is done in one go and not in blocks."""
    makers = [read.nodes[read.makers[name]] for name in node.input if name in read.makers]
    return node.op_type == "Mul" and any(each.op_type == "Sigmoid" and each.input[0] in node.input for each in makers)


def summed(read: Wires, name: str) -> bool:
    """Whether *name* is added to something: there it matters how it lies."""
    return any(read.nodes[index].op_type in _SUMS for index in read.takers.get(name, ()))


def settle(model: Any, described: Mapping[str, Any], lying: Iterable[str]) -> None:
    """Let *model* take what is *described* among its inputs as the whole network would have had it: those *lying* in blocks so."""
    for value in model.graph.input:
        if value.name in described:
            value.CopyFrom(described[value.name])
    given = {value.name for value in model.graph.input}
    laid = {name: f"{name}_laid_out" for name in lying if name in given}
    summing = [node for node in model.graph.node if node.op_type in _SUMS and not laid.keys().isdisjoint(node.input)]
    used = dict.fromkeys(name for node in summing for name in node.input if name in laid)
    for node in summing:
        taken = [laid.get(name, name) for name in node.input]
        del node.input[:]
        node.input.extend(taken)
    pooled = [helper.make_node("MaxPool", [name], [laid[name]], name=laid[name], kernel_shape=[1, 1]) for name in used]
    nodes = [*pooled, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)

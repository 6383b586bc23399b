"""What goes into the middle of a network brought into the form that it has there in the whole one, so that the same bits come out.

onnxruntime adds the branch of a residual block within the convolution that it meets, which rounds once less, but only where both have its
own layout of channels in blocks; and it puts nodes together only where it knows the sides of what they take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onnx import helper

_SUMS = ("Add", "Sum")
_BLOCK = 16
"""The largest number of channels in a block; a pooling of single numbers, which changes none of them, lays them out in blocks."""
_PICTURE = 4


def possible(value: Any, takers: Sequence[Any]) -> bool:
    """Whether what *value* describes can be brought into the form in which *takers* would have had it."""
    sides = value.type.tensor_type.shape.dim
    summed = any(node.op_type in _SUMS for node in takers) and len(sides) == _PICTURE
    return not summed or (sides[1].dim_value > 0 and sides[1].dim_value % _BLOCK == 0)


def settle(model: Any, described: Mapping[str, Any]) -> None:
    """Let *model* take what is *described* among its inputs as the whole network would have had it."""
    laid: dict[str, str] = {}
    for value in model.graph.input:
        if value.name in described:
            value.CopyFrom(described[value.name])
            if len(value.type.tensor_type.shape.dim) == _PICTURE:
                laid[value.name] = f"{value.name}_laid_out"
    summing = [node for node in model.graph.node if node.op_type in _SUMS and not laid.keys().isdisjoint(node.input)]
    used = dict.fromkeys(name for node in summing for name in node.input if name in laid)
    for node in summing:
        taken = [laid.get(name, name) for name in node.input]
        del node.input[:]
        node.input.extend(taken)
    nodes = [*(helper.make_node("MaxPool", [name], [laid[name]], name=laid[name], kernel_shape=[1, 1]) for name in used), *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)

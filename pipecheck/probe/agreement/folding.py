"""A convolution and the batch norm behind it as one convolution, so that it can be compared with one that a converter folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipecheck.probe.agreement import graphs
from pipecheck.probe.agreement.graphs import Graph, Node
from pipecheck_transformers.pixels import Array

NORM = "BatchNormalization"
_EPSILON = 1e-5
_OUT = {"Conv": 0, "ConvTranspose": 1}
"""Which axis of the weights stands for the channels that come out."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The *weight* and the *bias* of the one convolution, and the *name* of its weight."""

    name: str
    weight: Array
    bias: Array


def foldable(one: Sequence[Node], two: Sequence[Node]) -> bool:
    """Whether both begin with a convolution, into which a converter may have folded what follows."""
    names = {_plain(nodes[0].operator) for nodes in (one, two)}
    return len(names) == 1 and names <= _OUT.keys()


def rest(nodes: Sequence[Node]) -> tuple[str, ...]:
    """What follows a convolution besides its batch norm."""
    return tuple(node.operator for node in nodes[1:] if node.operator != NORM)


def folded(graph: Graph, nodes: Sequence[Node]) -> Folded | None:
    """The convolution that *nodes* begin with, and a batch norm right behind it, as one; None where numbers are not at hand."""
    first = nodes[0]
    arrays = [graphs.array(graph, name) for name, _ in first.weights]
    known = [array.astype(np.float64) for array in arrays if array is not None]
    group = int(graphs.number(first, "group", 1))
    axis = _OUT[_plain(first.operator)]
    if len(known) != len(arrays) or not known or (axis and group > 1):
        return None
    weight = known[0]
    channels = weight.shape[axis]
    bias = known[1] if len(known) > 1 else np.zeros(channels)
    if len(nodes) > 1 and nodes[1].operator == NORM:
        norm = _norm(graph, nodes[1])
        if norm is None or len(norm[0]) != channels:
            return None
        gain, mean, shift = norm
        weight = weight * gain.reshape([-1 if side == axis else 1 for side in range(weight.ndim)])
        bias = (bias - mean) * gain + shift
    return Folded(first.weights[0][0], weight, bias)


def _norm(graph: Graph, node: Node) -> tuple[Array, Array, Array] | None:
    """What *node* multiplies by, what it subtracts before that, and what it adds after it."""
    arrays = [graphs.array(graph, name) for name, _ in node.weights]
    known = [array.astype(np.float64).ravel() for array in arrays if array is not None]
    if len(known) != 4:
        return None
    scale, shift, mean, variance = known
    return scale / np.sqrt(variance + graphs.number(node, "epsilon", _EPSILON)), mean, shift


def _plain(operator: str) -> str:
    """The standard operator that an optimizer's own one, such as `com.microsoft.FusedConv`, is with something folded into it."""
    return operator.rsplit(".", 1)[-1].removeprefix("Fused")

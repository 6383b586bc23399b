"""The layers of a quantised network whose mean error a bias can take up, and in which order they depend on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pipecheck.probe.quant.graph import wires
from pipecheck.probe.quant.graph.linear import linear
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.plan import Plan
from pipecheck.sources.onnxconstants import attribute
from pipecheck_transformers.pixels import Array

_WINDOWS = ("Conv", "ConvTranspose")
_ADDS = (*_WINDOWS, "Gemm")
"""These add a bias themselves, and may be given one; behind others it is only there where it was fused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The unit *name* of operator *op*, which gives *tensor* before its activation, with *count* channels along *axis*, from the end.

    *bias* is the constant that it adds, *beta* times; None where it adds none yet. *level* is how many layers have to be computed before
    it, one after the other: those of the same level do not depend on each other.
    """

    name: str
    op: str
    tensor: str
    axis: int
    count: int
    bias: str | None
    beta: float = 1.0
    level: int = 0

    def mean(self, array: Array) -> Array:
        """The mean of every channel of *array*, which stands for *tensor*; no numbers where it does not have these channels."""
        if array.ndim < -self.axis or array.shape[self.axis] != self.count or array.size == 0:
            return np.full(self.count, np.nan)
        channels = np.moveaxis(array, self.axis, 0).reshape(self.count, -1)
        means: Array = channels.mean(axis=1, dtype=np.float64)
        return means

    def shifted(self, bias: Array | None, shift: Array) -> Array:
        """The constant *bias*, or none, with *shift* added to what comes out of every channel."""
        by = shift if self.op in _WINDOWS else shift.reshape(self.count, *(1,) * (-1 - self.axis))
        moved: Array = (by if bias is None else bias.astype(np.float64) + by / self.beta).astype(np.float32)
        return moved


def layers(prepared: Prepared, plan: Plan) -> tuple[Layer, ...]:
    """The layers that *plan* quantises, in the order of computation."""
    graph = prepared.model.graph
    nodes = {node.name: node for node in graph.node}
    wired = wires.read(graph)
    found = [
        each
        for unit in prepared.units
        if unit.name in plan.taken and unit.weight is not None
        for each in [_layer(unit, [nodes[name] for name in unit.nodes], wired)]
        if each is not None
    ]
    levels = _levels(graph.node, {each.tensor for each in found})
    return tuple(replace(each, level=levels[each.tensor]) for each in found)


def _layer(unit: Unit, nodes: Sequence[Any], wired: wires.Wires) -> Layer | None:
    main = next((node for node in nodes if unit.weight is not None and unit.weight.name in node.input), None)
    adds = next((node for node in nodes if unit.bias is not None and unit.bias in node.input), main)
    found = None if main is None else linear(main, wired, {})
    if main is None or adds is None or found is None or (unit.bias is None and main.op_type not in _ADDS):
        return None
    beta = attribute(main, "beta", 1.0) if adds is main and main.op_type == "Gemm" else 1.0
    if beta == 0:
        return None
    window = len(wired.constants[found.weight.name].dims) - 2
    axis = found.axis if found.axis < 0 else found.axis - 2 - window
    return Layer(
        name=unit.name,
        op=main.op_type,
        tensor=adds.output[0],
        axis=axis,
        count=found.count,
        bias=unit.bias,
        beta=beta,
    )


def needed(prepared: Prepared, layers: Sequence[Layer]) -> dict[str, int]:
    """Up to which level something takes what each of *layers* gives, by its tensor, unless another layer lies in between."""
    levels = {each.tensor: each.level for each in layers}
    behind: dict[str, frozenset[str]] = {}
    last = dict(levels)
    for node in prepared.model.graph.node:
        reached = frozenset().union(*(behind.get(name, frozenset()) for name in (*node.input, *wires.captured(node))))
        for name in node.output:
            behind[name] = frozenset([name]) if name in levels else reached
            for tensor in reached if name in levels else ():
                last[tensor] = max(last[tensor], levels[name])
    return last


def _levels(nodes: Sequence[Any], tensors: set[str]) -> Mapping[str, int]:
    """How many of *tensors* lie behind each other on the way to each of them."""
    depths: dict[str, int] = {}
    for node in nodes:
        depth = max((depths.get(name, 0) for name in (*node.input, *wires.captured(node))), default=0)
        for name in node.output:
            depths[name] = depth + (name in tensors)
    return {name: depths[name] - 1 for name in tensors}

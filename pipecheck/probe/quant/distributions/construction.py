"""Tensors whose values keep to a range by what the network computes, whatever it is fed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.evidence.debug.distributions import Known
from pipecheck.probe.quant.graph import constants, kinds
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.graph.wires import standard

_UNIT, _AROUND = (0.0, 1.0), (-1.0, 1.0)
_RANGES: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(("Sigmoid", "HardSigmoid", "Softmax"), _UNIT),
    **dict.fromkeys(("Tanh", "Erf", "Sin", "Cos", "Softsign"), _AROUND),
}
_POOLS = ("AveragePool", "GlobalAveragePool", "ReduceMean", "Mean", "Concat", "Min", "Max")
"""What these give lies between the values that they take."""
_GRID = 1
_Ends = tuple[float, float]
_Numbers = Callable[[str], float | None]


def known(prepared: Prepared) -> Mapping[str, Known]:
    """The tensors of *prepared* whose range is known, with the node that makes it so."""
    found: dict[str, Known] = {}
    stored = {tensor.name: tensor for tensor in prepared.model.graph.initializer}

    def number(name: str) -> float | None:
        return _number(stored.get(name), prepared)

    for node in prepared.model.graph.node:
        made = _made(node, found, number) if standard(node) else None
        if made is not None:
            found.update(dict.fromkeys(filter(None, node.output), made))
    return found | dict(_grids(prepared, found))


def _made(node: Any, found: Mapping[str, Known], number: _Numbers) -> Known | None:
    if node.op_type in _RANGES:
        low, high = _RANGES[node.op_type]
        return Known(low=low, high=high, node=node.name, op=node.op_type)
    if node.op_type == "Clip":
        return _clipped(node, number)
    if node.op_type == "Mul":
        return _product(node, found)
    if node.op_type in _POOLS:
        return _between([found.get(name) for name in node.input if name])
    if node.op_type in kinds.MOVING:
        return found.get(node.input[0])
    return None


def _clipped(node: Any, number: _Numbers) -> Known | None:
    """A Clip to what a sigmoid or a tanh gives; others cut off what may never come, as that of ReLU6."""
    written = {each.name: each.f for each in node.attribute}
    low, high = (
        written.get(key) if len(node.input) <= at else number(node.input[at]) if node.input[at] else None
        for at, key in ((1, "min"), (2, "max"))
    )
    if low is None or high is None or (low, high) not in (_UNIT, _AROUND):
        return None
    return Known(low=low, high=high, node=node.name, op=node.op_type)


def _product(node: Any, found: Mapping[str, Known]) -> Known | None:
    """The product of two such tensors, that lies within the wider of their ranges as none of them exceeds 1."""
    parts = [found.get(name) for name in node.input]
    return _between(parts) if all(part is not None and max(-part.low, part.high) <= 1 for part in parts) else None


def _between(parts: Sequence[Known | None]) -> Known | None:
    whole = [part for part in parts if part is not None]
    if not whole or len(whole) != len(parts):
        return None
    widest = max(whole, key=lambda part: part.high - part.low)
    low, high = min(part.low for part in whole), max(part.high for part in whole)
    return Known(low=low, high=high, node=widest.node, op=widest.op)


def _grids(prepared: Prepared, found: Mapping[str, Known]) -> Mapping[str, Known]:
    """The places at which a GridSample reads: from −1 to 1 across the picture."""
    takers = [node for node in prepared.model.graph.node if node.op_type == "GridSample" and len(node.input) > _GRID]
    return {
        node.input[_GRID]: Known(low=-1.0, high=1.0, node=node.name, op=node.op_type) for node in takers if node.input[_GRID] not in found
    }


def _number(tensor: Any, prepared: Prepared) -> float | None:
    if tensor is None or math.prod(tensor.dims) != 1:
        return None
    try:
        return float(np.asarray(constants.array(tensor, prepared.path)).reshape(()))
    except SourceError:
        return None

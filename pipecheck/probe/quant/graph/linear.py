"""The operators that multiply an activation with a weight: where their channels are, and what a factor for each does to the weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnx import TensorProto

from pipecheck.probe.quant.graph.prepared import Weight
from pipecheck.probe.quant.graph.wires import Wires, standard
from pipecheck.sources.onnxconstants import attribute
from pipecheck_transformers.pixels import Array

OPERATORS = ("Conv", "ConvTranspose", "Gemm", "MatMul")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A node with a constant *weight*: *place* is which of its inputs that is, *count* how many channels come out, along *axis*.

    *rank* is how many axes comes out, None where that depends on what goes in.
    """

    weight: Weight
    place: int
    count: int
    axis: int
    rank: int | None


def linear(node: Any, wires: Wires, ranks: Mapping[str, int]) -> Linear | None:
    """What *node* multiplies with; None where it does not, or with no constant."""
    if not standard(node) or node.op_type not in OPERATORS or len(node.input) < 2:
        return None
    sides = [tuple(wires.constants[name].dims) if name in wires.constants else None for name in node.input[:2]]
    if (sides[0] is None) == (sides[1] is None):
        return None
    place = 0 if sides[1] is None else 1
    shape = sides[place]
    if shape is None or len(shape) < 2 or (place == 0 and node.op_type.startswith("Conv")):
        return None
    if wires.constants[node.input[place]].data_type != TensorProto.FLOAT:
        return None
    match node.op_type:
        case "Conv":
            axis, groups, count = 0, 1, shape[0]
        case "ConvTranspose":
            axis, groups = 1, attribute(node, "group", 1)
            if groups < 1 or shape[0] % groups:
                return None
            count = shape[1] * groups
        case "Gemm":
            axis, groups = int(not attribute(node, "transB", 0)) if place else int(bool(attribute(node, "transA", 0))), 1
            count = shape[axis]
        case _:
            axis, groups = len(shape) - 1 if place else len(shape) - 2, 1
            count = shape[axis]
    weight = Weight(node.input[place], axis, groups)
    return Linear(weight=weight, place=place, count=count, axis=_along(node, place), rank=_rank(node, shape, place, ranks))


def _along(node: Any, place: int) -> int:
    """The axis of what comes out along which the channels of the weight lie."""
    if node.op_type == "MatMul":
        return -1 if place else -2
    return 1 if place else 0


def _rank(node: Any, shape: tuple[int, ...], place: int, ranks: Mapping[str, int]) -> int | None:
    if node.op_type != "MatMul":
        return len(shape)
    other = ranks.get(node.input[1 - place])
    return None if other is None or other < 2 else max(other, len(shape))


def scaled(node: Any, found: Linear, weight: Array, scale: Array) -> Array:
    """*weight* with what comes out of *node* multiplied by *scale*, channel by channel."""
    sides = [1] * weight.ndim
    if node.op_type == "ConvTranspose":
        groups = found.weight.groups
        parts = weight.astype(np.float64).reshape(groups, weight.shape[0] // groups, *weight.shape[1:])
        factors = scale.reshape(groups, 1, weight.shape[1], *(1,) * (weight.ndim - 2))
        return np.reshape(parts * factors, weight.shape)
    sides[found.weight.axis] = len(scale)
    return np.multiply(weight, scale.reshape(sides), dtype=np.float64)

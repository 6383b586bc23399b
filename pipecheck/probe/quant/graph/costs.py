"""What each unit costs: how often it multiplies and adds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import onnx

from pipecheck.errors import SourceError
from pipecheck.probe.network import opening, outside
from pipecheck.probe.quant.graph import shapes, wires
from pipecheck.probe.quant.graph.naming import fresh
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.sources.onnxconstants import attribute
from pipecheck.sources.onnxfile import Tensor

_NOT_RUN: tuple[type[Exception], ...] = (SourceError, KeyError, *opening.ERRORS)
_POOLS = ("AveragePool", "MaxPool")
Shapes = Mapping[str, tuple[int, ...]]


def macs(prepared: Prepared) -> dict[str, int]:
    """How often each unit multiplies and adds for one picture; a unit of which a side is not known is left out.

    What only moves values costs nothing; what bends or joins them costs one for each that comes out, a pooling one for each that it takes.
    """
    known = _known(prepared)
    nodes = {node.name: node for node in prepared.model.graph.node}
    return {unit.name: cost for unit in prepared.units if (cost := _cost(unit, nodes, known)) is not None}


def _cost(unit: Unit, nodes: Mapping[str, Any], known: Shapes) -> int | None:
    leading = nodes[unit.name]
    sides = known.get(unit.output)
    if unit.shared and leading.op_type not in _POOLS:
        return 0
    if sides is None:
        return None
    made = math.prod(sides)
    match leading.op_type:
        case "Conv" | "ConvTranspose":
            weight, where = known.get(leading.input[1]), sides if leading.op_type == "Conv" else known.get(leading.input[0])
            return None if weight is None or where is None else math.prod(weight[1:]) * math.prod(where)
        case "Gemm" | "MatMul":
            inner = _inner(leading, known)
            return None if inner is None else inner * made
        case "AveragePool" | "MaxPool":
            return made * int(math.prod(attribute(leading, "kernel_shape", (1,))))
        case "GlobalAveragePool" | "ReduceMean" | "ReduceSum":
            taken = known.get(leading.input[0])
            return None if taken is None else math.prod(taken)
        case _:
            return made


def _inner(node: Any, known: Shapes) -> int | None:
    """How many products make one number of what comes out."""
    taken = known.get(node.input[0])
    if not taken:
        return None
    return taken[0] if node.op_type == "Gemm" and attribute(node, "transA", 0) else taken[-1]


def _known(prepared: Prepared) -> dict[str, tuple[int, ...]]:
    """The sides of every tensor of which all are known, for one picture where their number may be any."""
    model = prepared.model
    alone = shapes.slim(model, [_single(value) for value in model.graph.input])
    known = dict(_whole(shapes.tensors(shapes.infer(alone))))
    known |= {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    wanted = {name for unit in prepared.units for name in (*unit.inputs, unit.output)} - known.keys()
    return known | _run(prepared, sorted(wanted), known) if wanted else known


def _single(value: Any) -> Any:
    """The input *value* for one picture."""
    single = onnx.ValueInfoProto()
    single.CopyFrom(value)
    sides = single.type.tensor_type.shape.dim
    if sides and not sides[0].dim_value > 0:
        sides[0].dim_value = 1
    return single


def _whole(known: Mapping[str, Tensor]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name, tensor in known.items():
        sides = tuple(side for side in tensor.shape or () if isinstance(side, int))
        if tensor.shape is not None and len(sides) == len(tensor.shape):
            yield name, sides


def _run(prepared: Prepared, wanted: Sequence[str], known: Shapes) -> dict[str, tuple[int, ...]]:
    """The sides that the tensors *wanted* have when the network runs on a black picture; nothing where it does not."""
    model = onnx.ModelProto()
    model.CopyFrom(prepared.model)
    taken = wires.names(model.graph)
    names = {name: fresh(f"{name}_sides", taken) for name in wanted}
    del model.graph.output[:]
    for name, sides in names.items():
        model.graph.node.append(onnx.helper.make_node("Shape", [name], [sides]))
        model.graph.output.append(onnx.helper.make_tensor_value_info(sides, onnx.TensorProto.INT64, None))
    try:
        feed = {each.name: np.zeros(known[each.name], each.dtype) for each in prepared.inputs}
        opened = opening.open_session(prepared.path, model, outside.files(model, prepared.path), 1)
        found = opened.run(list(names.values()), feed)
    except _NOT_RUN:
        return {}
    return {name: tuple(map(int, sides)) for name, sides in zip(names, found, strict=True)}

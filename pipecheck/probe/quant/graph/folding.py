"""What a graph computes of nothing but constants is computed once and for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import helper

from pipecheck.probe.network import opening
from pipecheck.probe.network.runtime import onnxruntime
from pipecheck.probe.quant.graph import cleaning, constants, shapes, wires
from pipecheck.probe.quant.graph.wires import Wires, standard
from pipecheck.sources.onnxconstants import attribute
from pipecheck_transformers.pixels import Array

_MOST = 1 << 24
"""A constant of more numbers is not made; the network makes it each time, as its author wanted."""
_ROUNDS = 100
"""So often the sides of more tensors become known, because those of others did."""
_DRAWN = ("RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Multinomial", "Bernoulli", "Dropout")
"""These give something else each time, or may."""
_GROWING = ("ConstantOfShape", "Expand", "Tile", "Range", "Pad", "Resize", "Upsample", "OneHot", "EyeLike", "ScatterND", "NonZero", "Loop")
"""What these give may be far larger than what they take."""


def fold(model: Any, path: Path) -> None:
    """Put constants in the place of the nodes of *model* that need nothing else, and of the known sides of a tensor."""
    for _ in range(_ROUNDS):
        known = shapes.tensors(shapes.infer(model))
        found = wires.read(model.graph)
        made = dict(_sides(found, known))
        nodes = _constant(found, known, made)
        made |= _computed(nodes, found, made, model.opset_import, path)
        if not made:
            return
        gone = {index for index, node in enumerate(found.nodes) if node.output and all(not name or name in made for name in node.output)}
        cleaning.drop(model.graph.node, gone)
        kept = {name for node in model.graph.node for name in node.output}
        for name in made.keys() - kept:
            constants.add(model.graph, name, made[name])
        cleaning.unused(model.graph)


def _sides(found: Wires, known: Mapping[str, Any]) -> Iterator[tuple[str, Array]]:
    """The outputs of Shape and Size nodes of which everything is known."""
    for node in found.nodes:
        if node.op_type not in ("Shape", "Size") or not standard(node):
            continue
        tensor = known.get(node.input[0])
        stored = found.constants.get(node.input[0])
        sides = tuple(stored.dims) if stored is not None else tensor.shape if tensor is not None else None
        if sides is None:
            continue
        if node.op_type == "Shape":
            sides = sides[attribute(node, "start", 0) : attribute(node, "end", len(sides))]
        if all(isinstance(side, int) for side in sides):
            numbers = np.array(sides, np.int64)
            yield node.output[0], numbers if node.op_type == "Shape" else np.array(numbers.prod(), np.int64)


def _constant(found: Wires, known: Mapping[str, Any], made: Mapping[str, Array]) -> list[Any]:
    """The nodes that take nothing but constants, in order, those that take what others of them give included."""
    steady = {*found.constants, *made}
    nodes = []
    for node in found.nodes:
        if all(name in steady or not name for name in node.input) and _foldable(node, known):
            nodes.append(node)
            steady.update(name for name in node.output if name)
    return nodes


def _foldable(node: Any, known: Mapping[str, Any]) -> bool:
    if not standard(node) or node.op_type in (*_DRAWN, "Shape", "Size", "QuantizeLinear") or any(wires.inner(node)):
        return False
    if not any(node.input) and node.op_type != "Constant":
        return False
    for name in filter(None, node.output):
        tensor = known.get(name)
        if tensor is None or tensor.shape is None or not all(isinstance(side, int) for side in tensor.shape):
            if node.op_type in _GROWING:
                return False
        elif np.prod(tensor.shape, dtype=np.float64) > _MOST:
            return False
    return True


def _computed(nodes: Sequence[Any], found: Wires, made: Mapping[str, Array], opsets: Any, path: Path) -> dict[str, Array]:
    """What comes out of *nodes*; one by one where something is wrong with one of them."""
    if not nodes:
        return {}
    wanted = [name for node in nodes for name in node.output if name]
    inside = set(wanted)
    taken = {name for node in nodes for name in node.input if name and name not in inside}
    feed = {name: made[name] if name in made else constants.array(found.constants[name], path) for name in sorted(taken)}
    try:
        return _run(nodes, feed, wanted, opsets)
    except opening.ERRORS:
        if len(nodes) == 1:
            return {}
    results: dict[str, Array] = {}
    for node in nodes:
        if all(not name or name in results or name in feed for name in node.input):
            results |= _computed([node], found, {**made, **results}, opsets, path)
    return results


def _run(nodes: Sequence[Any], feed: Mapping[str, Array], wanted: Sequence[str], opsets: Any) -> dict[str, Array]:
    inputs = [helper.make_tensor_value_info(name, constants.kind(each), each.shape) for name, each in feed.items()]
    outputs = [helper.make_empty_tensor_value_info(name) for name in wanted]
    model = helper.make_model(helper.make_graph(list(nodes), "constants", inputs, outputs), opset_imports=list(opsets))
    model.ir_version = 4
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"], enable_fallback=0)
    found = session.run(list(wanted), dict(feed))
    if any(not isinstance(each, np.ndarray) or each.dtype.kind not in "fiub" for each in found):
        raise TypeError("no numbers")
    return dict(zip(wanted, found, strict=True))

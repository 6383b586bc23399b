"""The nodes of a float network and those that round, put together into one model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from pipecheck.probe.quant.graph import wires
from pipecheck.probe.quant.simulate import pairs
from pipecheck.probe.quant.simulate.skeleton import Skeleton, fresh
from pipecheck.probe.quant.simulate.wiring import Pair, Wiring

_BARE = 4
"""The version of the format since when a constant needs no entry among the inputs."""
_BIAS = 2


def joined(shared: Skeleton, found: Wiring, first: Sequence[Any] = (), *, expose: Sequence[str] = (), described: bool = False) -> Any:
    """The network of *shared* as *found* wires it, the nodes *first* in front: without constants, but for those that are new.

    If *described* it says of every tensor what the float network says of it.
    """
    first_own = sorted(found.pairs.values(), key=lambda pair: pair.name != pair.tensor)  # others may be made of what keeps its name
    rounding = {pair: pairs.rounding(pair, _source(found, pair), shared.opset, found.names) for pair in first_own}
    behind: dict[int, list[Any]] = {}
    for pair, made in rounding.items():
        behind.setdefault(shared.makers.get(pair.tensor, -1), []).extend(made.nodes)
    model = onnx.ModelProto(ir_version=max(shared.prepared.model.ir_version, _BARE), producer_name="pipecheck")
    nodes = model.graph.node
    nodes.extend([*first, *behind.get(-1, ())])
    for index, node in enumerate(shared.nodes):
        nodes.extend(_changed(found, index, node))
        nodes.extend(behind.get(index, ()))
    model.graph.initializer.extend(each for made in rounding.values() for each in made.constants)
    model.graph.initializer.extend(numpy_helper.from_array(np.asarray(bias, np.float32), name) for name, bias in found.biases.items())
    _frame(model, shared.prepared.model, found, expose, described=described)
    return model


def _source(found: Wiring, pair: Pair) -> str:
    """What is rounded where *pair* is made; behind what only moved that is either what came out of it, or that rounded once more."""
    if pair.name == pair.tensor and pair.tensor in found.moved:
        return found.moved[pair.tensor]
    return found.raw.get(pair.tensor, pair.tensor)


def _changed(found: Wiring, index: int, node: Any) -> Iterator[Any]:
    """The *node* of this number with what it takes now, and what has to come behind it."""
    taken = [found.taken.get((index, at), found.raw.get(name, name)) for at, name in enumerate(node.input)]
    new = found.taken.get((index, len(taken)))
    given = [found.moved.get(name, found.raw.get(name, name)) for name in node.output]
    inside = bool(found.raw) and any(name in found.raw for name in wires.captured(node))
    if index in found.kept:
        yield helper.make_node("Sum", taken[:1], [found.kept[index]], name=found.kept[index])
        taken = [found.kept[index], *taken[1:]]
    if new is None and index not in found.added and not inside and taken == list(node.input) and given == list(node.output):
        yield node
        return
    made = onnx.NodeProto()
    made.CopyFrom(node)
    del made.input[:]
    made.input.extend(taken if new is None else [*taken, new])
    del made.output[:]
    made.output.extend(given)
    if node.op_type == "Gemm" and (index, _BIAS) in found.taken and not any(node.input[_BIAS:]):
        _unscaled(made)
    if inside:
        _rename(made, found.raw)
    yield from (made,) if index not in found.added else _shifted(found, index, made)


def _unscaled(node: Any) -> None:
    """A Gemm that has had no bias so far adds the new one as it is."""
    kept = [each for each in node.attribute if each.name != "beta"]
    del node.attribute[:]
    node.attribute.extend(kept)


def _rename(node: Any, names: Mapping[str, str]) -> None:
    """Let the graphs inside *node* take tensors from around them by their new *names*."""
    for graph in wires.inner(node):
        for each in graph.node:
            taken = [names.get(name, name) for name in each.input]
            del each.input[:]
            each.input.extend(taken)
            _rename(each, names)
        for value in graph.output:
            value.name = names.get(value.name, value.name)


def _shifted(found: Wiring, index: int, node: Any) -> tuple[Any, Any]:
    """The *node*, what it gives under another name, and one that adds a new bias to it."""
    given = node.output[0]
    node.output[0] = fresh(found.names, f"{given}_unbiased")
    return node, helper.make_node("Add", [node.output[0], found.added[index]], [given], name=f"{node.name}_bias")


def _frame(model: Any, source: Any, found: Wiring, expose: Sequence[str], *, described: bool) -> None:
    """What is around the nodes of *source* put around those of *model*: its inputs, its outputs and those in *expose*."""
    graph = model.graph
    graph.name = source.graph.name or "quantised"
    constants = {tensor.name for tensor in source.graph.initializer}
    graph.input.extend(value for value in source.graph.input if value.name not in constants)
    graph.output.extend(source.graph.output)
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in expose)
    model.functions.extend(source.functions)
    model.opset_import.extend(source.opset_import)
    domains = {node.domain for node in graph.node}
    if pairs.CONTRIB in domains and all(each.domain != pairs.CONTRIB for each in source.opset_import):
        model.opset_import.append(helper.make_opsetid(pairs.CONTRIB, 1))
    if described:
        graph.doc_string = source.graph.doc_string
        graph.value_info.extend(value for value in source.graph.value_info if value.name not in found.raw)
        model.metadata_props.extend(source.metadata_props)

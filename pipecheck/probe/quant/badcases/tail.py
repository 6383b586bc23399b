"""The end of a network that sorts and chooses: the least difference there gives other answers, so what goes into it is compared instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from onnx import ModelProto, TensorProto, ValueInfoProto

from pipecheck.evidence.debug.badcases import Cut
from pipecheck.probe.quant.graph import wires
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.graph.wires import Wires

_CHOOSES = ("NonMaxSuppression", "TopK", "ArgMax", "ArgMin", "Hardmax", "NonZero", "Unique", "Multinomial")
_FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.UNDEFINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The tensors *compared* for the outputs of a network, what was *cut* off behind them, and what *stays* though it chooses.

    *gone* are the names of all nodes that were cut off.
    """

    compared: tuple[str, ...]
    gone: frozenset[str] = frozenset()
    cut: tuple[Cut, ...] = ()
    stays: tuple[Cut, ...] = ()


def tail(prepared: Prepared) -> Tail:
    """What can be compared of *prepared*.

    A node that chooses is cut off with all that comes after it. Where a layer with weights comes after it, that computes with what was
    chosen, and the node stays.
    """
    graph = prepared.model.graph
    found = wires.read(graph)
    live = _live(graph, found)
    choosing = [index for index, node in enumerate(found.nodes) if _chooses(node) and _takes(node, live)]
    weighed = {name for unit in prepared.units if unit.weight is not None for name in unit.nodes}
    behind = {index: _behind(found, index) for index in choosing}
    stays = [index for index in choosing if any(found.nodes[each].name in weighed for each in behind[index])]
    cut = {each for index in choosing if index not in stays for each in (index, *behind[index])}
    kinds = _kinds(graph)
    compared = dict.fromkeys(_compared(prepared, found, cut, live, kinds))
    return Tail(
        compared=tuple(compared),
        gone=frozenset(found.nodes[index].name for index in cut),
        cut=tuple(_said(found.nodes[index], live) for index in choosing if index not in stays),
        stays=tuple(_said(found.nodes[index], live) for index in stays),
    )


def without(prepared: Prepared) -> Prepared:
    """*prepared* with what can be compared as its outputs; itself where nothing chooses at its end."""
    ends = tail(prepared)
    if not ends.cut or not ends.compared:
        return prepared
    model = ModelProto()
    model.CopyFrom(prepared.model)
    known = {value.name: value for value in (*prepared.model.graph.value_info, *prepared.model.graph.output)}
    del model.graph.output[:]
    model.graph.output.extend(known.get(name) or ValueInfoProto(name=name) for name in ends.compared)
    return replace(prepared, model=model, outputs=ends.compared)


def _chooses(node: Any) -> bool:
    return node.op_type in _CHOOSES or "nms" in node.op_type.lower()


def _takes(node: Any, live: set[str]) -> bool:
    return any(name in live for name in node.input)


def _said(node: Any, live: set[str]) -> Cut:
    return Cut(node=node.name, op=node.op_type, before=tuple(name for name in node.input if name in live))


def _live(graph: Any, found: Wires) -> set[str]:
    """The tensors that depend on what is fed, but for those that only tell its sides."""
    live = {value.name for value in graph.input}
    for node in found.nodes:
        if node.op_type not in ("Shape", "Size") and any(name in live for name in (*node.input, *wires.captured(node))):
            live.update(filter(None, node.output))
    return live


def _behind(found: Wires, start: int) -> set[int]:
    """The nodes that take, at first or second hand, what the node *start* gives."""
    met: set[int] = set()
    waiting = [start]
    while waiting:
        for name in found.nodes[waiting.pop()].output:
            fresh = [index for index in found.takers.get(name, ()) if index not in met]
            met.update(fresh)
            waiting += fresh
    return met


def _compared(prepared: Prepared, found: Wires, cut: set[int], live: set[str], kinds: Mapping[str, int]) -> Iterator[str]:
    """The outputs that nothing was cut off from, and for the others what goes into the part that was."""
    for output in prepared.outputs:
        waiting, met = [output], set()
        while waiting:
            name = waiting.pop()
            maker = found.makers.get(name)
            if maker not in cut:
                if name in live and maker is not None and kinds.get(name, TensorProto.UNDEFINED) in _FLOATS:
                    yield name
            elif maker not in met:
                met.add(maker)
                waiting += reversed([each for each in found.nodes[maker].input if each])


def _kinds(graph: Any) -> Mapping[str, int]:
    values = (*graph.value_info, *graph.output, *graph.input)
    return {value.name: value.type.tensor_type.elem_type for value in values if value.type.HasField("tensor_type")}

"""The tensors of a network that are worth a row: what is fed, and what comes out of each unit and of each node that stays float."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipecheck.probe.quant.graph.prepared import Prepared, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The *tensor* that comes out of *name*, of operator *op*, with what is *fused* into it, and the tensors that it *takes*."""

    name: str
    op: str
    fused: str
    tensor: str
    takes: tuple[str, ...] = ()
    unit: Unit | None = None


def places(prepared: Prepared, gone: Collection[str]) -> Iterator[Place]:
    """The places of *prepared* in the order of computation, but for the nodes *gone*."""
    for tensor in prepared.inputs:
        yield Place(name=tensor.name, op="Input", fused="Input", tensor=tensor.name)
    ops = {node.name: node.op_type for node in prepared.model.graph.node}
    units = {unit.nodes[-1]: unit for unit in prepared.units}
    stored = {tensor.name for tensor in prepared.model.graph.initializer}
    for node in prepared.model.graph.node:
        unit = units.get(node.name)
        if node.name in gone:
            continue
        if unit is not None:
            fused = "+".join(ops[name] for name in unit.nodes)
            for output in (unit.output, *unit.also):
                yield Place(name=unit.name, op=ops[unit.name], fused=fused, tensor=output, takes=unit.inputs, unit=unit)
        elif node.name in prepared.floats:
            takes = tuple(name for name in node.input if name and name not in stored)
            for output in filter(None, node.output):
                yield Place(name=node.name, op=node.op_type, fused=node.op_type, tensor=output, takes=takes)

"""The number types in which every unit takes what it computes with, by everything that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onnx import TensorProto

from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.plan import Qtype, Taken
from pipecheck.probe.quant.precision import operands, placing
from pipecheck.probe.quant.precision.operands import Slot
from pipecheck.probe.quant.precision.said import MODEL_LEVELS, Said, Wish

_INTEGERS: tuple[Qtype, ...] = ("int8", "int16-ec", "int16")
_WIDTHS: tuple[Qtype, ...] = (*_INTEGERS, "float16")
_FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)


def taken(said: Said, prepared: Prepared) -> dict[str, Taken]:
    """What each unit takes; one that is float throughout is left out."""
    nodes = {node.name: node for node in prepared.model.graph.node}
    wishes = placing.placed(said, prepared)
    given = {name: slot for unit in prepared.units if (slot := _given(wishes[unit.name])) for name in gives(unit)}
    takers: dict[str, list[Unit]] = {}
    found: dict[str, Taken] = {}
    for unit in reversed(prepared.units):  # so that what only moves values knows who takes them
        slots = operands.slots(unit, nodes, wishes[unit.name])
        if unit.shared and slots[-1].qtype != "float32" and not any(map(_says_itself, wishes[unit.name])):
            passed = _passed(unit, takers, found, _asked(unit, said, prepared, given))
            slots = [Slot(passed, slot.rank) for slot in slots]
        *inputs, weight = (slot.qtype for slot in slots)
        inputs = [_stronger(slot, given.get(name)) for name, slot in zip(unit.inputs, slots, strict=False)]
        if any(qtype != "float32" for qtype in (*inputs, *([weight] if unit.weight is not None else []))):
            found[unit.name] = Taken(inputs=tuple(inputs), weight=weight if unit.weight is not None else "int8")
        for name in unit.inputs:
            takers.setdefault(name, []).append(unit)
    return {unit.name: found[unit.name] for unit in prepared.units if unit.name in found}


def outputs(said: Said, prepared: Prepared) -> dict[str, Qtype]:
    """The outputs of the network that are quantised, and their types: those that a quantised unit gives, where it is asked for."""
    wishes, quantised = placing.placed(said, prepared), taken(said, prepared)
    given = {name: slot for unit in prepared.units if (slot := _given(wishes[unit.name])) for name in gives(unit)}
    kinds = {value.name: value.type.tensor_type.elem_type for value in prepared.model.graph.output}
    found = {
        name: qtype
        for unit in prepared.units
        for name, qtype in (_asked(unit, said, prepared, given) if unit.name in quantised else ())
        if qtype != "float32" and kinds.get(name) in _FLOATS
    }
    return {name: found[name] for name in prepared.outputs if name in found}


def gives(unit: Unit) -> tuple[str, ...]:
    """The tensors that *unit* makes."""
    return (unit.output, *unit.also)


def _says_itself(wish: Wish) -> bool:
    """Whether *wish* says what its unit takes, and not only what all do."""
    return wish.about != "output" and wish.level not in MODEL_LEVELS


def _given(wishes: Sequence[Wish]) -> Slot | None:
    """The type of what a unit gives, where *wishes* speak of it."""
    last = next((wish for wish in reversed(wishes) if wish.about == "output"), None)
    qtype = operands.simple(last.value) if last is not None else None
    return Slot(qtype, last.rank) if last is not None and qtype is not None else None


def _asked(unit: Unit, said: Said, prepared: Prepared, given: Mapping[str, Slot]) -> Iterator[tuple[str, Qtype]]:
    """The outputs of the network that *unit* gives, and the types that are asked for them."""
    common = operands.simple(said.outputs.value) if said.outputs is not None else None
    for name in gives(unit):
        qtype = given[name].qtype if name in given else common
        if name in prepared.outputs and qtype is not None:
            yield name, qtype


def _passed(unit: Unit, takers: Mapping[str, Sequence[Unit]], found: Mapping[str, Taken], asked: Iterator[tuple[str, Qtype]]) -> Qtype:
    """The type in which *unit* hands values on: the widest in which they are taken; nothing is rounded for those who take them as float."""
    types = {qtype for _, qtype in asked}
    for name in gives(unit):
        for taker in takers.get(name, ()):
            if taker.name in found:
                types |= {qtype for each, qtype in zip(taker.inputs, found[taker.name].inputs, strict=True) if each == name}
    widest = max((_WIDTHS.index(qtype) for qtype in types if qtype in _WIDTHS), default=None)
    if widest is None:
        return "float32"
    return "int16" if _WIDTHS[widest] == "int16-ec" else _WIDTHS[widest]


def _stronger(slot: Slot, given: Slot | None) -> Qtype:
    """The type of an input: what its maker is asked to give where that is asked more strongly, between integers."""
    both = given is not None and given.rank > slot.rank and {given.qtype, slot.qtype} <= set(_INTEGERS)
    return given.qtype if given is not None and both else slot.qtype

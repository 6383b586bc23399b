"""What a wish means for each thing that a unit computes with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipecheck.probe.quant.graph.prepared import Unit
from pipecheck.probe.quant.plan import QTYPES, Qtype
from pipecheck.probe.quant.precision.placing import speaks_of_node
from pipecheck.probe.quant.precision.said import MODEL_LEVELS, Wish
from pipecheck.schema.precision.words import MULTIPLYING

_SAMPLING = ("GridSample", "Resize", "Upsample")
"""These stay in int8 where only the model as a whole is to be int16."""
_SECOND: Mapping[str, Qtype] = {"int16": "int8", "dual-int16": "int16", "int16-ec": "int16-ec"}
"""In which type the second factor of a product is where the first is int16."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The type *qtype* in which something is taken, and how strong the wish for it was; -1 where nothing was asked."""

    qtype: Qtype
    rank: int = -1


def slots(unit: Unit, nodes: Mapping[str, Any], wishes: Sequence[Wish]) -> list[Slot]:
    """The types of the inputs of *unit*, and of its weight behind them, by the *wishes* for it alone, the weakest first."""
    found = [Slot("int8")] * (len(unit.inputs) + 1)
    for wish in _without_undone(wishes):
        node = nodes.get(wish.name if speaks_of_node(wish) else unit.name)
        if wish.about == "input":
            at, qtype = index(unit, node, wish.number or 0), simple(wish.value)
            if at is not None and qtype is not None:
                found[at] = Slot(qtype, wish.rank)
        elif wish.about != "output":
            types = _types(unit, nodes.get(unit.name), wish)
            for at in _spoken_of(unit, node, wish) if types else ():
                found[at] = Slot(types[at], wish.rank)
    return found


def index(unit: Unit, node: Any, number: int) -> int | None:
    """Where the input of *node* with this *number* is among those of *unit*, its weight being last; None where it is none of them."""
    name = node.input[number] if node is not None and number < len(node.input) else ""
    if unit.weight is not None and name == unit.weight.name:
        return len(unit.inputs)
    return unit.inputs.index(name) if name in unit.inputs else None


def simple(value: str) -> Qtype | None:
    """The type *value* of a single tensor; None where it is not simulated."""
    if value == "dual-int16":
        return "int16"
    return next((qtype for qtype in QTYPES if qtype == value), None)


def _without_undone(wishes: Sequence[Wish]) -> list[Wish]:
    """*wishes* without those for the CPU that a stronger one for the BPU takes back, and without that."""
    last = max((at for at, wish in enumerate(wishes) if wish.value == "BPU"), default=-1)
    return [wish for at, wish in enumerate(wishes) if wish.value != "BPU" and (wish.value != "CPU" or at > last)]


def _spoken_of(unit: Unit, node: Any, wish: Wish) -> list[int]:
    """The inputs of *unit* that *wish* is about: all, or those of a *node* within."""
    everything = range(len(unit.inputs) + 1)
    if not speaks_of_node(wish) or wish.name == unit.name or node is None:
        return list(everything)
    return [at for at in everything if any(index(unit, node, number) == at for number in range(len(node.input)))]


def _types(unit: Unit, node: Any, wish: Wish) -> tuple[Qtype, ...]:
    """What the inputs and the weight of *unit* are in where it computes as *wish* has it; empty where that is not simulated.

    A product is of one int16 and one int8 factor: the weight, or the second of two activations, is wide only where both are to be.
    """
    count = len(unit.inputs) + 1
    value = "float32" if wish.value == "CPU" else wish.value
    if value not in _SECOND:
        qtype = simple(value)
        return (qtype,) * count if qtype is not None else ()
    second = _second(unit, node) if unit.op in MULTIPLYING else None
    types: list[Qtype] = ["int8" if unit.op in _SAMPLING and wish.level in MODEL_LEVELS else "int16"] * count
    if second is not None:
        types[second] = _SECOND[value]
    return tuple(types)


def _second(unit: Unit, node: Any) -> int | None:
    """Where the second factor of a product is among the inputs of *unit*; None where both are one tensor."""
    if unit.weight is not None:
        return len(unit.inputs)
    factors = [index(unit, node, number) for number in (0, 1)]
    return factors[1] if factors[0] != factors[1] else None

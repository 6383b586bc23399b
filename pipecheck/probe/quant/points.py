"""The places of a network at which something is quantised, and plans that quantise only some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.plan import Plan, Qtype, Taken

Kind = Literal["weight", "activation", "node"]
KINDS: tuple[Kind, ...] = ("weight", "activation", "node")
_SUFFIX = "_HzCalibration"


@dataclass(frozen=True, slots=True)
class Point:
    """A weight or an activation *of* that tensor, at whichever units take it; or all that the unit *of* that name takes, as a *node*."""

    kind: Kind
    of: str

    @property
    def name(self) -> str:
        """What the toolchain calls it: the name of its calibration node, or of the node itself."""
        return self.of if self.kind == "node" else f"{self.of}{_SUFFIX}"


def named(name: str) -> str:
    """The tensor or node that the toolchain's *name* of a point is about."""
    return name.removesuffix(_SUFFIX)


def points(prepared: Prepared, plan: Plan, kind: Kind) -> tuple[Point, ...]:
    """All that *plan* quantises of this *kind*, in the order of computation."""
    found = (Point(kind, of) for unit in prepared.units if unit.name in plan.taken for of in _of(unit, plan.taken[unit.name], kind))
    return tuple(dict.fromkeys(found))


def _of(unit: Unit, taken: Taken, kind: Kind) -> Iterator[str]:
    quantised = [name for name, qtype in zip(unit.inputs, taken.inputs, strict=True) if qtype != "float32"]
    weighed = unit.weight is not None and taken.weight != "float32"
    match kind:
        case "weight":
            yield from (unit.weight.name,) if weighed and unit.weight is not None else ()
        case "activation":
            yield from quantised
        case "node":
            yield from (unit.name,) if quantised or weighed else ()


def only(prepared: Prepared, plan: Plan, kept: Collection[Point]) -> Plan:
    """*plan* with nothing quantised but what is *kept*; outputs stay float."""
    return replace(plan, taken=_each(prepared, plan, frozenset(kept), stay=False), outputs={}, biases={})


def without(prepared: Prepared, plan: Plan, left: Collection[Point]) -> Plan:
    """*plan* with what is *left* in float."""
    return replace(plan, taken=_each(prepared, plan, frozenset(left), stay=True))


def _each(prepared: Prepared, plan: Plan, chosen: frozenset[Point], *, stay: bool) -> Mapping[str, Taken]:
    """What every unit takes where, of the *chosen* points, the others (*stay*) or only these are quantised."""
    units = {unit.name: unit for unit in prepared.units}
    return {name: _taken(units[name], taken, chosen, stay=stay) for name, taken in plan.taken.items() if name in units}


def _taken(unit: Unit, taken: Taken, chosen: frozenset[Point], *, stay: bool) -> Taken:
    whole = Point("node", unit.name) in chosen

    def kept(qtype: Qtype, point: Point) -> Qtype:
        return qtype if (whole or point in chosen) != stay else "float32"

    inputs = tuple(kept(qtype, Point("activation", name)) for name, qtype in zip(unit.inputs, taken.inputs, strict=True))
    weight = taken.weight if unit.weight is None else kept(taken.weight, Point("weight", unit.weight.name))
    return Taken(inputs=inputs, weight=weight)

"""The places of a network that are ranked: who takes numbers there, of which type, and what that costs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipecheck.errors import UsageError
from pipecheck.probe.quant.graph import costs
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.plan import Plan, Taken
from pipecheck.probe.quant.points import Kind, Point, points

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A *point*, and the *units* of operators *op* that take numbers of *qtype* there: *macs* of them, which is a *share* of all."""

    point: Point
    op: str
    qtype: str
    units: tuple[str, ...]
    macs: int | None
    share: float | None

    @property
    def key(self) -> str:
        """What it is called among places of all kinds."""
        return f"{self.point.kind} {self.point.name}"


def places(prepared: Prepared, plan: Plan, kind: Kind, interested: Collection[str] | None = None) -> tuple[Place, ...]:
    """All that *plan* quantises of this *kind*, in the order of computation; of them those that are *interested*, by either name."""
    every = points(prepared, plan, kind)
    if interested is not None:
        every = _only(every, [interested] if isinstance(interested, str) else list(interested), kind)
    known = costs.macs(prepared)
    whole = sum(known.values())
    return tuple(_place(prepared, plan, point, known, whole) for point in every)


def _only(every: Sequence[Point], names: Sequence[str], kind: Kind) -> tuple[Point, ...]:
    known = {name for point in every for name in (point.name, point.of)}
    unknown = [name for name in names if name not in known]
    if unknown:
        shown = ", ".join(point.name for point in every[:_NAMED])
        raise UsageError(f"there is no quantised {kind} {unknown[0]}; there are {shown}{', …' * (len(every) > _NAMED)}")
    return tuple(point for point in every if point.name in names or point.of in names)


def _place(prepared: Prepared, plan: Plan, point: Point, known: Mapping[str, int], whole: int) -> Place:
    units = [unit for unit in prepared.units if unit.name in plan.taken and any(_qtypes(unit, plan.taken[unit.name], point))]
    types = dict.fromkeys(qtype for unit in units for qtype in _qtypes(unit, plan.taken[unit.name], point))
    macs = sum(known[unit.name] for unit in units) if all(unit.name in known for unit in units) else None
    return Place(
        point=point,
        op="+".join(dict.fromkeys(unit.op for unit in units)),
        qtype="+".join(types),
        units=tuple(unit.name for unit in units),
        macs=macs,
        share=macs / whole if macs is not None and whole else None,
    )


def _qtypes(unit: Unit, taken: Taken, point: Point) -> Iterator[str]:
    """The number types in which *unit* takes what *point* is about."""
    whole = point.kind == "node" and point.of == unit.name
    for name, qtype in zip(unit.inputs, taken.inputs, strict=True):
        if qtype != "float32" and (whole or (point.kind == "activation" and name == point.of)):
            yield qtype
    weighs = unit.weight is not None and (whole or (point.kind == "weight" and unit.weight.name == point.of))
    if weighs and taken.weight != "float32":
        yield taken.weight

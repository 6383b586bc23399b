"""What every unit of a quantised network takes and gives, and how its weight is rounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipecheck.evidence.debug.structure import Out, Part, Weighed
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.plan import Plan, Qtype, Range
from pipecheck.probe.quant.simulate import scales

FLOAT: Qtype = "float32"


def outs(prepared: Prepared, plan: Plan) -> Iterator[Out]:
    """The number types of all that the units of *prepared* take and give: a tensor is rounded as those who take it ask for it."""
    given = _given(prepared, plan)
    for unit in prepared.units:
        taken = plan.taken.get(unit.name)
        types = tuple(given.get(unit.output, (FLOAT,)))
        covered = plan.ranges.get(unit.output)
        rounded = [qtype for qtype in types if scales.grid(qtype) is not None]
        yield Out(
            part=Part(unit.name, unit.op),
            inputs=taken.inputs if taken is not None else (FLOAT,) * len(unit.inputs),
            outputs=types,
            axis=-1 if rounded else None,
            set="; ".join(_set(covered, qtype) for qtype in rounded) if covered is not None else "",
        )


def weights(prepared: Prepared, plan: Plan) -> Iterator[Weighed]:
    """The number types of the weights."""
    for unit in prepared.units:
        if unit.weight is None:
            continue
        taken = plan.taken.get(unit.name)
        qtype = taken.weight if taken is not None else FLOAT
        channels = unit.name in plan.per_channel and scales.grid(qtype) is not None
        said = "" if scales.grid(qtype) is None else "a scale per channel" if channels else "one scale"
        yield Weighed(part=Part(unit.name, unit.op), dtype=qtype, axis=unit.weight.axis if channels else -1, set=said)


def _given(prepared: Prepared, plan: Plan) -> Mapping[str, tuple[Qtype, ...]]:
    """The types in which each tensor is taken, or comes out of the network."""
    found: dict[str, dict[Qtype, None]] = {}
    for unit in prepared.units:
        for name, qtype in _taken(unit, plan):
            found.setdefault(name, {})[qtype] = None
    for name in prepared.outputs:
        found.setdefault(name, {})[plan.outputs.get(name, FLOAT)] = None
    return {name: tuple(types) for name, types in found.items()}


def _taken(unit: Unit, plan: Plan) -> Iterator[tuple[str, Qtype]]:
    taken = plan.taken.get(unit.name)
    types = taken.inputs if taken is not None else (FLOAT,) * len(unit.inputs)
    yield from zip(unit.inputs, types, strict=True)


def _set(covered: Range, qtype: Qtype) -> str:
    step, zero = scales.scale(covered, qtype)
    return f"scale={step:.6g}" + (f", zero_point={zero}" if covered.asymmetric else "")

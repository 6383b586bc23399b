"""What a user should look at in how a network is quantised; none of it need be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.evidence.debug.structure import Called, Part, Review
from pipecheck.probe.quant.distributions import construction
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.precision import operands, placing
from pipecheck.probe.quant.precision.said import Said, Wish
from pipecheck.probe.quant.precision.taken import gives
from pipecheck.probe.quant.simulate import scales
from pipecheck.probe.quant.structure.listing import FLOAT
from pipecheck.schema.precision.words import MULTIPLYING

_NEAR = 0.01
"""A scale that covers a known range but for this share of it is the fixed one, as far as rounding is concerned."""
_USED = 0.5
"""Where samples reach less far than this into a known range, a fixed scale would leave more than one bit to values that never come."""


def reviews(prepared: Prepared, plan: Plan, said: Said | None, called: Sequence[Called]) -> Iterator[Review]:
    """All that should be looked at, in the order of the network within each kind."""
    if said is not None:
        yield from _types(prepared, plan, said)
    yield from _floats(prepared)
    yield from _outputs(prepared, plan)
    yield from _fixed(prepared, plan)
    yield from (Review(each.part, shared(each)) for each in called if each.sure and each.differs)


def shared(called: Called) -> str:
    """That a module is called with ranges that one scale cannot serve."""
    reached = [call.reach for call in called.calls if call.reach > 0]
    return f"called {called.times} times; its outputs reach {min(reached):.3g} to {max(reached):.3g}, × {called.ratio:.3g} apart"


def _types(prepared: Prepared, plan: Plan, said: Said) -> Iterator[Review]:
    """The units that take another type than they were asked to; what only moves values takes what those behind it do."""
    placed = placing.placed(said, prepared)
    for unit in prepared.units:
        wish = _last(placed[unit.name])
        if wish is None or unit.shared or not unit.inputs:
            continue
        taken = plan.taken.get(unit.name)
        first = taken.inputs[0] if taken is not None else FLOAT
        if first != _wanted(wish):
            yield Review(Part(unit.name, unit.op), f"takes {first}, though {wish.value} is asked for ({wish.origin})")


def _last(wishes: Sequence[Wish]) -> Wish | None:
    """The strongest of *wishes* for a type; one for the CPU is none where another takes it back to the BPU."""
    back = any(wish.value == "BPU" for wish in wishes)
    spoken = [wish for wish in wishes if wish.about in ("all", "inputs", "processor") and not (back and wish.value == "CPU")]
    return next((wish for wish in reversed(spoken) if _wanted(wish) is not None), None)


def _wanted(wish: Wish) -> str | None:
    """The type that *wish* has a unit compute in; None where it only says where, or what is not simulated."""
    return FLOAT if wish.value == "CPU" else operands.simple(wish.value)


def _floats(prepared: Prepared) -> Iterator[Review]:
    nodes = {node.name: node.op_type for node in prepared.model.graph.node}
    for name, reason in prepared.floats.items():
        yield Review(Part(name, nodes.get(name, "")), f"stays float32: {reason}")


def _outputs(prepared: Prepared, plan: Plan) -> Iterator[Review]:
    """What multiplies could give its sums as they are: an output of it that is rounded loses that for nothing."""
    makers: dict[str, Unit] = {name: unit for unit in prepared.units for name in gives(unit)}
    for name, qtype in plan.outputs.items():
        unit = makers.get(name)
        if unit is not None and unit.op in MULTIPLYING:
            yield Review(Part(unit.name, unit.op), f"high precision output is off: {name} is rounded to {qtype}")


def _fixed(prepared: Prepared, plan: Plan) -> Iterator[Review]:
    """The tensors whose range is known beforehand, and whose scale covers another one."""
    takers = {name: unit for unit in reversed(prepared.units) for name in unit.inputs}
    for tensor, known in construction.known(prepared).items():
        covered, unit = plan.ranges.get(tensor), takers.get(tensor)
        taken = plan.taken.get(unit.name) if unit is not None else None
        if covered is None or unit is None or taken is None:
            continue
        qtype = taken.inputs[unit.inputs.index(tensor)]
        most, ends = max(-known.low, known.high), max(-covered.low, covered.high)
        share = ends / most
        if scales.grid(qtype) is None or covered.asymmetric or share < _USED or abs(share - 1) <= _NEAR:
            continue
        step = most / (127 if scales.grid(qtype) == "int8" else 32767)
        values = f"{known.op} keeps {tensor} from {known.low:g} to {known.high:g}"
        yield Review(Part(known.node, known.op), f"Fixed scale {step:.7g}? {values}, and {qtype} covers ±{ends:.4g}")

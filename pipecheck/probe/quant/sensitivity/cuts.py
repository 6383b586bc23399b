"""Where a network that is quantised in another way goes on from what the first one made: only what comes out otherwise is computed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onnx import TensorProto

from pipecheck.probe.quant.graph import wires
from pipecheck.probe.quant.graph.wires import Wires
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.sensitivity import entering
from pipecheck.probe.quant.simulate import wiring
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.quant.simulate.wiring import Lattice, Wiring

_MULTIPLIES = ("Conv", "ConvTranspose", "Gemm", "MatMul")
_ABSORBED = ("Add", "Sum", "Sub", "Mul", "Div", "BatchNormalization")
"""What onnxruntime may compute together with the product before it, and round otherwise then."""
_BEHIND = -1
Taken = Mapping[tuple[int, int], object]
"""What stands at an input of a node, both by their numbers, or behind the node."""


@dataclass(frozen=True, slots=True)
class _Rounded:
    """The *tensor* rounded to a *lattice*."""

    tensor: str
    lattice: Lattice


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The network of *skeleton* quantised as *base* says, and how its nodes are wired.

    *doors* are the tensors at which it can be entered; *lying* are those of them that something is added to while they lie in blocks of
    channels. So do the *stiff* ones, but what enters there could not.
    """

    skeleton: Skeleton
    base: Plan
    wires: Wires
    taken: Taken
    doors: Mapping[str, Any]
    lying: frozenset[str]
    stiff: frozenset[str]
    waists: tuple[Waist, ...] = ()


@dataclass(frozen=True, slots=True)
class Waist:
    """The tensor *name* from which alone the outputs *ends* are made, and all tensors *behind* it."""

    name: str
    ends: tuple[str, ...]
    behind: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The part of the network as *plan* quantises it that comes out otherwise: what it takes at *starts*, and the outputs *ends*.

    Behind a *waist* it goes on as the network on its ground does, so that it need be run no further; that takes what is in *ahead*.
    """

    plan: Plan
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    waist: Waist | None = None
    ahead: tuple[str, ...] = ()


def ground(skeleton: Skeleton, base: Plan) -> Ground:
    """The network of *skeleton* quantised as *base* says."""
    read = wires.read(skeleton.prepared.model.graph)
    taken = _taken(skeleton, base)
    floats = dict(_floats(skeleton, read, base))
    rounded = [place for place, what in taken.items() if isinstance(what, _Rounded)]
    blocked = entering.blocked(read, rounded, floats)
    lying = {name for name in floats if name in blocked and entering.summed(read, name)}
    stiff = {name for name in lying if not entering.whole(floats[name])}
    begun = Ground(
        skeleton=skeleton,
        base=base,
        wires=read,
        taken=taken,
        doors={name: value for name, value in floats.items() if name not in stiff},
        lying=frozenset(lying - stiff),
        stiff=frozenset(stiff),
    )
    return replace(begun, waists=tuple(_waists(begun)))


def _waists(begun: Ground) -> Iterator[Waist]:
    """In the order of computation."""
    outputs = begun.skeleton.prepared.outputs
    for name in sorted(begun.doors, key=begun.wires.makers.__getitem__):
        behind = _other(begun.wires, (), {name}) - {name}
        ends = tuple(output for output in outputs if output in behind)
        if ends and name not in outputs and _starts(begun, ends, behind) == (name,):
            yield Waist(name, ends, frozenset(behind))


def _floats(skeleton: Skeleton, read: Wires, base: Plan) -> Iterator[tuple[str, Any]]:
    """What comes out of a unit, or of a node that is none, alone, and is not absorbed by what comes behind."""
    graph = skeleton.prepared.model.graph
    described = {value.name: value for value in graph.value_info}
    stay = set(skeleton.prepared.floats)
    leaving = {unit.output for unit in skeleton.prepared.units if not unit.also}
    leaving |= {node.output[0] for node in read.nodes if node.name in stay and len(node.output) == 1}
    made = sorted(leaving & described.keys(), key=read.makers.__getitem__)
    for name in made:
        value = described[name]
        sound = value.type.tensor_type.elem_type == TensorProto.FLOAT and name not in base.outputs
        if sound and not _absorbed(name, read):
            yield name, value


def _absorbed(name: str, read: Wires) -> bool:
    """Whether the only node that takes *name* may be computed together with the product that makes it."""
    sole = read.sole(name)
    return sole is not None and read.nodes[read.makers[name]].op_type in _MULTIPLIES and read.nodes[sole].op_type in _ABSORBED


def cut(begun: Ground, plan: Plan) -> Cut:
    """What of the network comes out otherwise with *plan*."""
    taken = _taken(begun.skeleton, plan)
    places = taken.keys() | begun.taken.keys()
    changed = {place[0] for place in places if taken.get(place) != begun.taken.get(place)}
    other = _other(begun.wires, changed)
    ends = tuple(name for name in begun.skeleton.prepared.outputs if name in other)
    made = {name for index in changed for name in begun.wires.nodes[index].output}
    plain = all(begun.wires.nodes[index].op_type in entering.BEGIN for index in changed)
    waist = next((each for each in begun.waists if _fits(begun, each, other, ends, plain=plain) and made.isdisjoint(each.behind)), None)
    ahead = () if waist is None else _starts(begun, (waist.name,), other)
    return Cut(plan=plan, starts=_starts(begun, ends, other), ends=ends, waist=waist, ahead=ahead)


def _fits(begun: Ground, waist: Waist, other: set[str], ends: Sequence[str], *, plain: bool) -> bool:
    """Whether all that is *other* goes through *waist*, and lies there as on the ground; it is sure to if the change is *plain*."""
    through = waist.name in other and set(ends) <= set(waist.ends)
    return through and (plain or not entering.summed(begun.wires, waist.name))


def _taken(skeleton: Skeleton, plan: Plan) -> Taken:
    """What every node takes and every output is, whatever it is called."""
    wired = wiring.wire(skeleton, plan)
    means = dict(_means(wired))
    found: dict[tuple[int, int], object] = {place: means.get(name, name) for place, name in wired.taken.items()}
    for name in plan.outputs:
        if name in skeleton.makers:
            found[skeleton.makers[name], _BEHIND] = (name in wired.raw, means.get(name), wired.lying.get(name))
    return found


def _means(wired: Wiring) -> Iterator[tuple[str, object]]:
    for pair in wired.pairs.values():
        yield pair.name, _Rounded(pair.tensor, pair.lattice)
    for rounded in wired.weights.values():
        yield rounded.name, (rounded.weight, rounded.qtype, rounded.per_channel)


def _other(read: Wires, changed: Collection[int], begun: Collection[str] = ()) -> set[str]:
    """The tensors that come out otherwise where the nodes *changed*, or those that take a tensor of *begun*, take other numbers."""
    found = set(begun)
    for index, node in enumerate(read.nodes):
        if index in changed or any(name in found for name in (*node.input, *wires.captured(node))):
            found.update(name for name in node.output if name)
    return found


def _starts(begun: Ground, ends: tuple[str, ...], other: set[str]) -> tuple[str, ...]:
    """The tensors at which the part that makes *ends* is entered: what no *other* number has come into.

    A stiff one is made anew, and all that takes it as well: onnxruntime looks at how many do.
    """
    closed = set(other)
    while True:
        entered, stiff = _back(begun, ends, closed)
        if not stiff:
            return tuple(sorted(entered))
        closed |= _other(begun.wires, (), stiff)


def _back(begun: Ground, ends: tuple[str, ...], closed: set[str]) -> tuple[set[str], set[str]]:
    """Where one comes to from *ends* backwards, not to stop at what is *closed*; and what is stiff on the way."""
    read = begun.wires
    inputs = {each.name for each in begun.skeleton.prepared.inputs}
    met: set[str] = set()
    waiting = list(ends)
    while waiting:
        name = waiting.pop()
        if name in met:
            continue
        met.add(name)
        if name in read.makers and (name not in begun.doors or name in closed):
            node = read.nodes[read.makers[name]]
            waiting += [*node.input, *wires.captured(node)]
    return {name for name in met if name in inputs or (name in begun.doors and name not in closed)}, (met & begun.stiff) - closed

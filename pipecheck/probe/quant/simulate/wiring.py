"""Where a plan puts numbers on a lattice: the tensors and weights that are rounded, and which node takes which of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph.prepared import Unit, Weight
from pipecheck.probe.quant.plan import Plan, Qtype, Range
from pipecheck.probe.quant.simulate.skeleton import Skeleton, fresh
from pipecheck_transformers.pixels import Array

SUFFIX = "_calibrated"
_BIASED = ("Conv", "ConvTranspose", "Gemm")
_BIAS = 2


@dataclass(frozen=True, slots=True)
class Lattice:
    """The numbers that a tensor can have: of a type, and where they are integers spread over a range."""

    qtype: Qtype
    covered: Range | None


@dataclass(frozen=True, slots=True)
class Pair:
    """The *tensor* rounded to *lattice*, as the tensor *name*."""

    tensor: str
    lattice: Lattice
    name: str


@dataclass(frozen=True, slots=True)
class Rounded:
    """The constant *weight* in numbers of *qtype*, as the constant *name*."""

    weight: Weight
    qtype: Qtype
    per_channel: bool
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What is rounded, and which node takes it.

    *taken* has the names that stand at an input of a node, both by their numbers, in place of its own. *raw* are the new names that outputs
    of the network have before they are rounded. *biases* are new constants; *added* are those that nothing adds so far, by the node behind
    which they belong. *lattices* says on which lattice each unit takes its activations, *lying* on which one a tensor lies that only moved
    there; *moved* are the names of such before they are rounded once more, to the same lattice. *kept* are the nodes, by their numbers,
    before which onnxruntime is not to see a lattice, and what they take first.
    """

    pairs: dict[tuple[str, Qtype], Pair] = field(default_factory=dict)
    weights: dict[tuple[Weight, Qtype, bool], Rounded] = field(default_factory=dict)
    taken: dict[tuple[int, int], str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    biases: dict[str, Array] = field(default_factory=dict)
    added: dict[int, str] = field(default_factory=dict)
    lattices: dict[str, tuple[Lattice | None, ...]] = field(default_factory=dict)
    lying: dict[str, Lattice] = field(default_factory=dict)
    kept: dict[int, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    names: set[str]


def wire(skeleton: Skeleton, plan: Plan) -> Wiring:
    """What *plan* means for the network of *skeleton*."""
    found = Wiring(names=set(skeleton.names))
    for unit in skeleton.prepared.units:
        _take(skeleton, plan, unit, found)
        if unit.weight is not None and unit.name in plan.taken:
            _weigh(skeleton, plan, unit, unit.weight, found)
        if unit.name in plan.biases:
            _shift(skeleton, unit, plan.biases[unit.name], found)
    for name, qtype in plan.outputs.items():
        if name in skeleton.makers:
            _rounded(skeleton, plan, name, qtype, found)
    return found


def _take(skeleton: Skeleton, plan: Plan, unit: Unit, found: Wiring) -> None:
    """Round what *unit* takes; what comes out of it may lie on the same lattice."""
    floats: tuple[Qtype, ...] = tuple("float32" for _ in unit.inputs)
    qtypes: tuple[Qtype, ...] = plan.taken[unit.name].inputs if unit.name in plan.taken else floats
    ways: dict[str, deque[str]] = {}
    lattices: list[Lattice | None] = []
    for name, qtype in zip(unit.inputs, qtypes, strict=True):
        way, lattice = _rounded(skeleton, plan, name, qtype, found)
        ways.setdefault(name, deque()).append(way)
        lattices.append(lattice)
    for place, name in _places(skeleton, unit):
        if name in ways:
            found.taken[place] = ways[name].popleft() if len(ways[name]) > 1 else ways[name][0]
    found.lattices[unit.name] = tuple(lattices)
    if unit.shared and lattices and lattices[0] is not None and len(set(lattices)) == 1:
        found.lying.update(dict.fromkeys((unit.output, *unit.also), lattices[0]))


def _places(skeleton: Skeleton, unit: Unit) -> Iterator[tuple[tuple[int, int], str]]:
    """Every input of the nodes of *unit*, and what stands there."""
    for node in unit.nodes:
        index = skeleton.indices[node]
        for at, name in enumerate(skeleton.nodes[index].input):
            yield (index, at), name


def _rounded(skeleton: Skeleton, plan: Plan, name: str, qtype: Qtype, found: Wiring) -> tuple[str, Lattice | None]:
    """The tensor *name* in numbers of *qtype*: what it is called so, and the lattice that it lies on."""
    there = found.lying.get(name)
    if qtype == "float32" or (there is not None and there.qtype == qtype):
        return name, there
    pair = found.pairs.get((name, qtype))
    if pair is None:
        lattice = Lattice(qtype, None if qtype == "float16" else _covered(skeleton, plan, name))
        pair = found.pairs[name, qtype] = Pair(name, lattice, _called(skeleton, plan, name, qtype, found))
    return pair.name, pair.lattice


def _covered(skeleton: Skeleton, plan: Plan, name: str) -> Range:
    covered = plan.ranges.get(name)
    if covered is None:
        raise SourceError(skeleton.prepared.path, f"nothing is known of the values of {name}, which were to be quantised")
    return covered


def _called(skeleton: Skeleton, plan: Plan, name: str, qtype: Qtype, found: Wiring) -> str:
    """What *name* is called when it is rounded; an output of the network keeps its name, and what is rounded gets another."""
    if plan.outputs.get(name) == qtype and name in skeleton.makers:
        found.raw[name] = fresh(found.names, f"{name}_float")
        return name
    return fresh(found.names, _named(name, qtype))


def _named(name: str, qtype: Qtype) -> str:
    return f"{name}{SUFFIX}" if qtype == "int8" else f"{name}{SUFFIX}_{qtype}"


def _weigh(skeleton: Skeleton, plan: Plan, unit: Unit, weight: Weight, found: Wiring) -> None:
    qtype = plan.taken[unit.name].weight
    if qtype == "float32":
        return
    per_channel = unit.name in plan.per_channel and qtype != "float16"
    key = (weight, qtype, per_channel)
    if key not in found.weights:
        found.weights[key] = Rounded(*key, fresh(found.names, _named(weight.name, qtype)))
    for place, name in _places(skeleton, unit):
        if name == weight.name:
            found.taken[place] = found.weights[key].name


def _shift(skeleton: Skeleton, unit: Unit, bias: Array, found: Wiring) -> None:
    """Put *bias* where the unit has one, or into the place of one, or behind the node that takes the weight."""
    places = list(_places(skeleton, unit))
    here = next((place for place, name in places if unit.bias is not None and name == unit.bias), None)
    main = next((place[0] for place, name in places if unit.weight is not None and name == unit.weight.name), None)
    if here is None and main is None:
        raise SourceError(skeleton.prepared.path, f"{unit.name} has no weight, and no place for a bias")
    name = fresh(found.names, f"{unit.bias or f'{unit.name}_bias'}_corrected")
    found.biases[name] = bias
    if here is not None:
        found.taken[here] = name
    elif main is not None and skeleton.nodes[main].op_type in _BIASED:
        found.taken[main, _BIAS] = name
    elif main is not None:
        found.added[main] = name

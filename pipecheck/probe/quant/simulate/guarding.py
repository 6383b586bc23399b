"""Where onnxruntime, left alone, would not compute what the plan says: it takes nodes between two lattices for ones in integers.

It then rounds the weight to 8 bits whatever it is, and the bias to 32 bits of input step × weight step, which need not be enough, with
operators that older opsets do not have. A softmax over small numbers becomes another one. Behind nodes that only move values it adds
lattices, which from opset 21 on fail.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipecheck.probe.quant.graph.prepared import Unit
from pipecheck.probe.quant.simulate import scales
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Key, Skeleton, fresh
from pipecheck.probe.quant.simulate.wiring import Lattice, Pair, Wiring
from pipecheck_transformers.pixels import Array

_MULTIPLIES = ("Conv", "ConvTranspose", "Gemm", "MatMul")
_REDUCES = ("ReduceMax", "ReduceMin")
"""Put between two lattices, these become operators that older opsets do not have."""
_WEIGHT = 1
_ROOM = 2.0**31
_QUANTISES, _ROUNDS, _AXES, _TYPED = 10, 11, 13, 21
"""The versions of the standard operators since when there is arithmetic in integers, a bias can be rounded, and have several steps."""


def guard(shared: Skeleton, found: Wiring, levels: Mapping[Key, scales.Levels]) -> None:
    """Note in *found* which nodes are not to be seen behind a lattice, given the *levels* of the weights that are integers."""
    for unit in shared.prepared.units:
        for index in (shared.indices[name] for name in unit.nodes):
            op = shared.nodes[index].op_type
            if op == "Softmax" or (op in _MULTIPLIES and _lost(shared, unit, index, found, levels)):
                found.kept[index] = fresh(found.names, f"{shared.nodes[index].name}_input")


def settle(shared: Skeleton, found: Wiring) -> None:
    """Let what was only moved be rounded once more, to the lattice that it lies on already, so that nothing is left to add."""
    for unit in shared.prepared.units:
        if unit.op in _REDUCES:
            continue
        for tensor in (unit.output, *(unit.also if unit.op != "MaxPool" else ())):
            lattice = found.lying.get(tensor)
            if lattice is not None and lattice.qtype == scales.grid(lattice.qtype) and tensor not in found.raw:
                found.moved[tensor] = fresh(found.names, f"{tensor}_moved")
                found.pairs[tensor, lattice.qtype] = Pair(tensor, lattice, tensor)


def _lost(shared: Skeleton, unit: Unit, index: int, found: Wiring, levels: Mapping[Key, scales.Levels]) -> bool:
    """Whether the weight is no integer though what it multiplies is one, or the bias has no room, or cannot be rounded at all."""
    first, *others = map(_step, found.lattices[unit.name] or (None,))
    if first is None:
        return False
    taken = found.taken.get((index, _WEIGHT))
    steps = next((levels[key].steps for key, each in found.weights.items() if each.name == taken and key in levels), None)
    if unit.weight is None and others:
        steps = others[0]
    if steps is None or shared.opset < _QUANTISES:
        return True
    bias = _bias(shared, unit, index, found)
    if bias is None:
        return False
    if shared.opset < (_ROUNDS if steps.size == 1 else _AXES) or (shared.opset >= _TYPED and shared.nodes[index].op_type == "MatMul"):
        return True
    with np.errstate(all="ignore"):
        units = np.abs(bias.reshape(-1)) / (first * (steps if steps.size in (1, bias.size) else steps.min()))
    return not bool((units < _ROOM).all())


def _step(lattice: Lattice | None) -> Array | None:
    """The step of a *lattice* of integers."""
    if lattice is None or lattice.covered is None or scales.grid(lattice.qtype) != lattice.qtype:
        return None
    return np.array(scales.scale(lattice.covered, lattice.qtype)[0], np.float64)


def _bias(shared: Skeleton, unit: Unit, index: int, found: Wiring) -> Array | None:
    """The constant that is added to the products."""
    for name in unit.nodes:
        here = shared.indices[name]
        for at, kept in enumerate([*shared.nodes[here].input, ""]):
            taken = found.taken.get((here, at), kept)
            if taken in found.biases:
                return found.biases[taken]
            if unit.bias is not None and taken == unit.bias:
                return skeletons.numbers(shared, taken)
    return found.biases.get(found.added.get(index, ""))

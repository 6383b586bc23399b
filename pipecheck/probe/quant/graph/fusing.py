"""What a convolution, a product of matrices or a sum is computed together with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipecheck.probe.quant.graph import channels, constants, kinds
from pipecheck.probe.quant.graph.linear import OPERATORS, Linear, linear
from pipecheck.probe.quant.graph.liveness import Scene
from pipecheck.probe.quant.graph.prepared import Weight
from pipecheck.probe.quant.graph.wires import standard
from pipecheck.sources.onnxconstants import attribute

_LEADING = (*OPERATORS, "Add", "BatchNormalization")


@dataclass(frozen=True, slots=True)
class Group:
    """The *nodes*, by their numbers and in order, that are computed in one go as *op*; the *leading* one gives the name."""

    op: str
    leading: int
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Chain:
    """The *nodes* that are together so far, the first of which multiplies with what was *found*, if it does."""

    scene: Scene
    nodes: list[int]
    found: Linear | None


def find(scene: Scene) -> Iterator[Group]:
    """The groups around the operators that multiply with a weight, or add."""
    used: set[int] = set()
    for index, node in enumerate(scene.wires.nodes):
        if index not in used and node.op_type in _LEADING and scene.lively(node) and kinds.reason(node, scene) is None:
            group = _group(index, node, scene, used)
            used.update(group.nodes)
            if len(group.nodes) > 1:
                yield group


def weight(node: Any, scene: Scene) -> Weight | None:
    """The constant that *node* multiplies with."""
    if node.op_type == "BatchNormalization":
        return Weight(node.input[1], 0)
    if node.op_type == "Mul" and standard(node):
        return _factors(node, scene)
    found = linear(node, scene.wires, ranks(scene, node))
    return None if found is None else found.weight


def _factors(node: Any, scene: Scene) -> Weight | None:
    """The constant that a product takes, where it is more than a single number."""
    name = next((name for name in node.input if name in scene.wires.constants), None)
    sides = () if name is None else tuple(scene.wires.constants[name].dims)
    axis = next((axis for axis, side in enumerate(sides) if side != 1), None)
    return None if name is None or axis is None else Weight(name, axis)


def bias(nodes: Sequence[Any], scene: Scene) -> str | None:
    """The constant that the first of *nodes*, or an Add behind it, adds to each channel."""
    first = nodes[0]
    if first.op_type == "BatchNormalization":
        return str(first.input[2])
    if first.op_type in ("Conv", "ConvTranspose", "Gemm"):
        named = first.input[2] if len(first.input) > 2 else ""
        stored = scene.wires.constants.get(named)
        return str(named) if stored is not None and len(stored.dims) == 1 else None
    if first.op_type == "MatMul" and len(nodes) > 1 and nodes[1].op_type == "Add":
        return next((str(name) for name in nodes[1].input if name in scene.wires.constants), None)
    return None


def ranks(scene: Scene, node: Any) -> dict[str, int]:
    """How many axes what *node* takes has, as far as that is known."""
    return {name: len(shape) for name in node.input if (shape := scene.shape(name)) is not None}


def limits(node: Any, scene: Scene) -> bool:
    """Whether *node* cuts off at 0, and perhaps at some positive number too."""
    if not standard(node) or node.op_type != "Clip":
        return standard(node) and node.op_type == "Relu"
    low, high = attribute(node, "min", None), attribute(node, "max", None)
    for place, name in enumerate(node.input[1:3]):
        if name and name not in scene.wires.constants:
            return False
        if name:
            numbers = constants.array(scene.wires.constants[name], scene.path)
            if numbers.size != 1 or numbers.dtype.kind != "f":
                return False
            number = float(numbers.reshape(()))
            low, high = (number, high) if place == 0 else (low, number)
    return low == 0 and (high is None or high > 0)


def _group(index: int, node: Any, scene: Scene, used: set[int]) -> Group:
    nodes = [index]
    found = linear(node, scene.wires, ranks(scene, node))
    for fits in (_adds_bias, _adds, _limits):
        after = scene.wires.sole(scene.wires.nodes[nodes[-1]].output[0])
        if after is not None and after not in used and fits(after, _Chain(scene, nodes, found)):
            nodes.append(after)
    return Group(node.op_type, index, tuple(nodes))


def _adds_bias(after: int, chain: _Chain) -> bool:
    """Whether the node *after* a MatMul adds a constant to each of its channels."""
    scene, found = chain.scene, chain.found
    node, first = scene.wires.nodes[after], scene.wires.nodes[chain.nodes[0]]
    if found is None or first.op_type != "MatMul" or node.op_type != "Add" or not standard(node):
        return False
    named = next((name for name in node.input if name in scene.wires.constants), None)
    if named is None:
        return False
    numbers = constants.array(scene.wires.constants[named], scene.path)
    return channels.per_channel(numbers, found.rank, found.axis, found.count) is not None


def _adds(after: int, chain: _Chain) -> bool:
    """Whether the node *after* a convolution adds another activation of the same sides to it."""
    scene = chain.scene
    node, last = scene.wires.nodes[after], scene.wires.nodes[chain.nodes[-1]]
    if chain.found is None or node.op_type != "Add" or not standard(node):
        return False
    other = next((name for name in node.input if name != last.output[0]), "")
    if not scene.active(other) or not _alike(scene.shape(other), scene.shape(last.output[0])):
        return False
    return not _later(other, after, chain.nodes[-1], scene)


def _alike(first: tuple[int | str, ...] | None, second: tuple[int | str, ...] | None) -> bool:
    """Whether two tensors have the same sides, for all that is known."""
    if first is None or second is None:
        return True
    return len(first) == len(second) and all(isinstance(a, str) or isinstance(b, str) or a == b for a, b in zip(first, second, strict=True))


def _later(other: str, after: int, last: int, scene: Scene) -> bool:
    """Whether the *other* thing that is added comes out of a convolution too, and later: the sum is computed with the last one."""
    maker = scene.wires.makers.get(other)
    if maker is None or maker < last or scene.wires.sole(other) != after:
        return False
    node = scene.wires.nodes[maker]
    return linear(node, scene.wires, ranks(scene, node)) is not None


def _limits(after: int, chain: _Chain) -> bool:
    return limits(chain.scene.wires.nodes[after], chain.scene)

"""What the NPU would fuse into a convolution or a sum, and cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipecheck.probe.quant.graph import fusing
from pipecheck.probe.quant.graph.fusing import Group
from pipecheck.probe.quant.graph.linear import linear
from pipecheck.probe.quant.graph.liveness import Scene
from pipecheck.probe.quant.graph.prepared import Apart
from pipecheck.probe.quant.graph.wires import standard

_SHOWN = 3


def find(scene: Scene, groups: Sequence[Group]) -> Iterator[Apart]:
    """The nodes of *scene* that stand apart from what they would be fused into."""
    for group in groups:
        node = scene.wires.nodes[group.leading]
        if not standard(node):
            continue
        cannot = _cannot(node, scene)
        if cannot is not None:
            yield Apart(node.name, node.op_type, cannot)


def _cannot(node: Any, scene: Scene) -> str | None:
    """Why *node* leads a group of its own, where it would be part of another."""
    if node.op_type == "BatchNormalization":
        return _norm(node, scene)
    if fusing.limits(node, scene):
        return _blocked(node.input[0], node, scene, ("Add", "BatchNormalization"))
    if node.op_type == "Add" and len([name for name in node.input if scene.active(name)]) > 1:
        others = (node.input[1], node.input[0])
        reasons = [
            _blocked(name, node, scene, ()) for name, other in zip(node.input, others, strict=True) if not _behind(name, other, scene)
        ]
        return next((reason for reason in reasons if reason is not None), None)
    return None


def _norm(node: Any, scene: Scene) -> str:
    blocked = _blocked(node.input[0], node, scene, ())
    if blocked is not None:
        return blocked
    maker = scene.wires.makers.get(node.input[0])
    if maker is None:
        return "it stands at the input, behind no convolution"
    before = scene.wires.nodes[maker]
    if linear(before, scene.wires, fusing.ranks(scene, before)) is not None:
        return f"its numbers cannot be folded into the weight of {before.name}"
    return f"it stands behind {before.name} ({before.op_type}), not behind a convolution"


def _behind(name: str, other: str, scene: Scene) -> bool:
    """Whether the tensor *other* is made of the tensor *name*, to which it is then added: that one has to be taken twice."""
    waiting, seen = [other], {other}
    while waiting:
        maker = scene.wires.makers.get(waiting.pop())
        taken = set() if maker is None else {each for each in scene.wires.nodes[maker].input if each in scene.live} - seen
        if name in taken:
            return True
        seen |= taken
        waiting += taken
    return False


def _blocked(name: str, node: Any, scene: Scene, also: Sequence[str]) -> str | None:
    """Who else wants the tensor *name* that a convolution, or one of the operators *also*, makes for *node*."""
    maker = scene.wires.makers.get(name)
    if maker is None or scene.wires.sole(name) is not None:
        return None
    before = scene.wires.nodes[maker]
    if before.op_type not in also and linear(before, scene.wires, fusing.ranks(scene, before)) is None:
        return None
    if name in scene.wires.outputs:
        return f"what {before.name} gives, {name}, is an output of the network too"
    others = list(dict.fromkeys(scene.wires.nodes[index].name for index in scene.wires.takers.get(name, ())))
    others = [each for each in others if each != node.name]
    if not others:
        return f"what {before.name} gives, {name}, is taken twice, or inside of another node"
    shown = ", ".join(others[:_SHOWN]) + (", …" if len(others) > _SHOWN else "")
    return f"what {before.name} gives, {name}, is taken by {shown} too"

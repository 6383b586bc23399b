"""What the NPU would fuse into a convolution or a sum, and cannot because of how the network was exported.

What the network itself is made like is not told: a batch norm before the convolution, or a tensor that two branches take, is what it was
trained with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipecheck.probe.quant.graph import fusing
from pipecheck.probe.quant.graph.fusing import Group
from pipecheck.probe.quant.graph.linear import linear
from pipecheck.probe.quant.graph.liveness import Scene
from pipecheck.probe.quant.graph.prepared import Apart
from pipecheck.probe.quant.graph.wires import standard
from pipecheck.sources.onnxconstants import attribute


def find(scene: Scene, groups: Sequence[Group]) -> Iterator[Apart]:
    """The nodes of *scene* that stand apart from what they would be fused into."""
    leading = {group.leading for group in groups}
    for index, node in enumerate(scene.wires.nodes):
        cannot = _cannot(node, scene, leads=index in leading) if standard(node) else None
        if cannot is not None:
            yield Apart(node.name, node.op_type, cannot)


def _cannot(node: Any, scene: Scene, *, leads: bool) -> str | None:
    """Why *node*, which *leads* a group of its own or is in none, is not part of another."""
    if node.op_type == "BatchNormalization":
        return _norm(node, scene) if leads else _training(node, scene)
    if not leads:
        return None
    if fusing.limits(node, scene):
        return _blocked(node.input[0], scene, ("Add", "BatchNormalization"))
    if node.op_type == "Add" and len([name for name in node.input if scene.active(name)]) > 1:
        return next((reason for name in node.input if (reason := _blocked(name, scene, ())) is not None), None)
    return None


def _training(node: Any, scene: Scene) -> str | None:
    """A batch norm that is computed as in training: in no group, as it normalises by what it finds."""
    training = attribute(node, "training_mode", 0) and scene.lively(node)
    return "it was exported in training mode, and normalises by what it finds in each picture" if training else None


def _norm(node: Any, scene: Scene) -> str | None:
    if any(node.output[1:]):
        return "it was exported in training mode, and gives its statistics besides"
    name = node.input[0]
    maker = scene.wires.makers.get(name)
    if maker is None:
        alone = len(scene.wires.takers.get(name, ())) == 1
        return "it stands at the input: its numbers belong into mean and scale" if alone else None
    before = scene.wires.nodes[maker]
    if scene.wires.sole(name) is not None and linear(before, scene.wires, fusing.ranks(scene, before)) is not None:
        return f"its numbers cannot be folded into the weight of {before.name}"
    return _blocked(name, scene, ())


def _blocked(name: str, scene: Scene, also: Sequence[str]) -> str | None:
    """That nothing but an output takes *name*, which a convolution or one of the operators *also* makes, besides the node behind."""
    maker = scene.wires.makers.get(name)
    if maker is None or name not in scene.wires.outputs or len(scene.wires.takers.get(name, ())) != 1:
        return None
    before = scene.wires.nodes[maker]
    if before.op_type not in also and linear(before, scene.wires, fusing.ranks(scene, before)) is None:
        return None
    return f"what {before.name} gives, {name}, is an output of the network too"

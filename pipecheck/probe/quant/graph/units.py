"""The nodes of a graph put together into what the NPU computes in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipecheck.probe.quant.graph import apart, fusing, kinds, liveness, patterns, wires
from pipecheck.probe.quant.graph.fusing import Group
from pipecheck.probe.quant.graph.liveness import Scene
from pipecheck.probe.quant.graph.prepared import Apart, Unit
from pipecheck.sources.onnxfile import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The *units* of a graph, the nodes that stay float with the reason, and those that stand *apart*."""

    units: tuple[Unit, ...]
    floats: Mapping[str, str]
    apart: tuple[Apart, ...]


def part(model: Any, path: Path, known: Mapping[str, Tensor]) -> Parted:
    """What the NPU makes of *model*, of whose tensors so much is *known*."""
    scene = liveness.scene(model, path, known)
    groups = _groups(scene)
    units = tuple(_unit(group, scene) for group in groups)
    within = {index for group in groups for index in group.nodes}
    floats = dict(_floats(scene, within))
    return Parted(units=units, floats=floats, apart=tuple(apart.find(scene, groups)))


def _groups(scene: Scene) -> list[Group]:
    """The groups of nodes that are computed in one go, in the order in which they are done."""
    found: dict[int, Group] = {}
    for group in (*patterns.find(scene), *fusing.find(scene)):
        if not any(index in found for index in group.nodes):
            found.update(dict.fromkeys(group.nodes, group))
    for index, node in enumerate(scene.wires.nodes):
        if index not in found and scene.lively(node) and kinds.reason(node, scene) is None:
            found[index] = Group(node.op_type, index, (index,))
    return sorted(set(found.values()), key=lambda group: group.nodes[-1])


def _unit(group: Group, scene: Scene) -> Unit:
    nodes = [scene.wires.nodes[index] for index in group.nodes]
    leading = scene.wires.nodes[group.leading]
    made = {name for node in nodes for name in node.output}
    taken = dict.fromkeys(name for node in nodes for name in node.input if name not in made and scene.active(name))
    weight = fusing.weight(leading, scene)
    return Unit(
        name=leading.name,
        op=group.op,
        nodes=tuple(node.name for node in nodes),
        inputs=tuple(taken),
        output=nodes[-1].output[0],
        also=tuple(name for name in nodes[-1].output[1:] if name),
        weight=weight,
        bias=fusing.bias(nodes, scene),
        shared=len(nodes) == 1 and kinds.moves(leading, scene),
    )


def _floats(scene: Scene, within: set[int]) -> Iterator[tuple[str, str]]:
    """The nodes in no group that compute with what goes in, each with the reason."""
    for index, node in enumerate(scene.wires.nodes):
        if index in within or node.op_type in liveness.LOOKS:
            continue
        if scene.lively(node):
            yield node.name, kinds.reason(node, scene) or kinds.WHOLE
        elif scene.late(node):
            yield node.name, "runs a graph of its own inside" if any(wires.inner(node)) else kinds.WHOLE

"""A network without a conversion YAML: the sources that are named for it, as the roads of its inputs, and held against training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipecheck.evidence import Comparison, Evidence, Source
from pipecheck.findings import Origin, Road
from pipecheck.gather.project import Project, RoadSource
from pipecheck.gather.sources import named
from pipecheck.lower import ultralytics
from pipecheck.sources import onnxfile
from pipecheck.sources.onnxfile import Graph, Tensor
from pipecheck.spec import Program, canonical
from pipecheck.spec.deviation import deviations

_CHANNELS = (1, 3, 4)


def evidence(plan: Project) -> Iterator[Evidence]:
    """The roads of *plan*, which names a model and no YAML."""
    said = plan.roads.get("evaluation")
    if said is None or said.model is None:
        return
    graph = onnxfile.load(said.folder / said.model)
    programs = dict(_programs(plan, graph))
    for tensor in filter(takes_picture, graph.inputs):
        for road, program in programs.items():
            yield Source(input=tensor.name, road=road, program=program, script=None if road == "training" else program)
            if road != "training" and "training" in programs:
                yield _compared(tensor.name, road, program, programs["training"])


def takes_picture(tensor: Tensor) -> bool:
    """Whether an input can take pictures."""
    shape = tensor.shape
    return shape is None or (len(shape) == len("nchw") and any(isinstance(side, str) or side in _CHANNELS for side in (shape[1], shape[3])))


def _compared(name: str, road: Road, does: Program, trained: Program) -> Comparison:
    """The *road* of the input *name*, which nothing follows, against that on which its network was *trained*."""
    script, training = canonical(does), canonical(trained)
    return Comparison(
        input=name,
        road=road,
        generation=None,
        training=training,
        script=script,
        handover=None,
        nodes=None,
        deviations=deviations(script, training),
        unused=tuple(step.origin for step in does.unused if step.origin),
    )


def _programs(plan: Project, graph: Graph) -> Iterator[tuple[Road, Program]]:
    if not _is_named(plan.roads.get("training")) and "task" in graph.metadata:
        exported = ultralytics.training(graph.metadata, Origin(Path(graph.path)))
        if exported is not None:
            yield "training", exported
    for road, said in plan.roads.items():
        if _is_named(said):
            yield road, named(said)


def _is_named(said: RoadSource | None) -> bool:
    return said is not None and (said.source is not None or said.program is not None)

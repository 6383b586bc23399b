"""The programs of the sources that a project names for its roads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipecheck.errors import SourceError
from pipecheck.evidence import Configuration
from pipecheck.findings import Origin, Road, Skipped
from pipecheck.gather.project import Project, RoadSource
from pipecheck.lower import dialect
from pipecheck.lower.toolchain import inputsize
from pipecheck.spec import Decoded, Program
from pipecheck_transformers.words import Color


def programs(plan: Project, whole: Configuration) -> dict[Road, Program | Skipped]:
    """What the sources of *plan* do to a picture; without one of training, what the model in its YAML tells of that."""
    given = _given(whole)
    found = {road: _source(road, said, given) for road, said in plan.roads.items() if said.source is not None}
    if "training" not in found and (exported := _exported(whole)) is not None:
        found["training"] = exported
    return found


def named(said: RoadSource) -> Program:
    """The program of the source that a road names, whatever the network takes."""
    return _program(said, {})


def _given(whole: Configuration) -> dict[str, object]:
    """What the toolchain's samples hand their functions, the size and the layout of the only input, and what its model says itself."""
    inputs = list(whole.conversion.inputs.values())
    if len(inputs) != 1:
        return {}
    size = inputsize.size(inputs[0], whole.beside, 1)
    graph = whole.beside.graph if whole.beside else None
    shapes = {graph.path.name: graph.inputs[0].shape} if graph is not None and len(graph.inputs) == 1 and graph.inputs[0].shape else None
    said = {"input_shape": size.value if size else None, "input_layout": inputs[0].layout_train.value, "model_shapes": shapes}
    return {name: value for name, value in said.items() if value is not None}


def _source(road: Road, said: RoadSource, given: Mapping[str, object]) -> Program | Skipped:
    """The program of *road*; a file that nobody named, and that cannot be read, is left alone."""
    try:
        return _program(said, given)
    except SourceError as e:
        if not said.found:
            raise
        return Skipped("PC003", f"{road}: {said.source} lies beside the YAML and cannot be read: {e}")


def _program(said: RoadSource, given: Mapping[str, object]) -> Program:
    """The program of a road's source, with the reader and the order that the project names where the source does not."""
    read = said.program or dialect.lower(said.source or "", said.folder, given)
    named = replace(said, reader=None) if read.decoded.library is not None and read.decoded.assumed is None else said
    return read if named.reader is None and named.color is None else _read_as(read, named)


def _read_as(read: Program, said: RoadSource) -> Program:
    """*read* with what the project says of how its pictures are read."""
    if said.reader is not None and said.color is None and (sampled := dialect.read_by(read, said.reader, said.origin)) is not None:
        return sampled
    before = read.decoded
    decoded = replace(
        before,
        library=said.reader or before.library,
        exif=said.reader == "opencv" if said.reader else before.exif,
        color=said.color or _color(said.reader, before),
        layout=before.layout or "hwc",
        dtype=before.dtype or "uint8",
        origin=said.origin,
        assumed=_convention(said, before),
    )
    return replace(read, decoded=decoded)


def _color(reader: str | None, before: Decoded) -> Color | None:
    """The order that *reader* gives by itself."""
    if reader is None or before.color == "gray":
        return before.color
    return "bgr" if reader == "opencv" else "rgb"


def _convention(said: RoadSource, before: Decoded) -> str | None:
    if said.color:
        return None
    return before.assumed if said.reader is None else f"{said.reader} reads {_color(said.reader, before)}"


def _exported(whole: Configuration) -> Program | None:
    """The training that the model file tells of itself."""
    graph = whole.beside.graph if whole.beside else None
    if graph is None or "task" not in graph.metadata:
        return None
    from pipecheck.lower import ultralytics  # whose letterbox takes time to load

    return ultralytics.training(graph.metadata, Origin(graph.path))

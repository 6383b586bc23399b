"""From a project to the evidence of its roads: every model input, every road, held against training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck import project
from pipecheck.errors import SourceError
from pipecheck.evidence import Comparison, Configuration, Configured, Evidence, Source
from pipecheck.findings import Origin, Road, Skipped
from pipecheck.lower import conversion, dialect, horizon, inputsize, model
from pipecheck.lower.beside import Beside, look
from pipecheck.lower.conversion import Conversion, InputClaims
from pipecheck.project import Project, RoadSource
from pipecheck.rules import recipes
from pipecheck.schema import inputs, quant
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.key import Schema
from pipecheck.schema.whole import doubted, judge
from pipecheck.sources import yamldoc
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import Decoded, Fact, Program, canonical
from pipecheck_transformers.words import Color

if TYPE_CHECKING:
    from pipecheck.spec.deviation import Deviation

_NODES: dict[Road, Callable[[Conversion, InputClaims], Program | None]] = {
    "calibration": horizon.calibration,
    "runtime": horizon.runtime,
    "evaluation": horizon.evaluation,
}


def evidence(plan: Project, *, files: bool) -> Iterator[Evidence | Skipped]:
    """What *plan* gives the rules to judge, and what it does not give; the *files* that the YAML names are looked at only if asked for."""
    if plan.config is None:
        raise SourceError(plan.folder / project.MANIFEST, "names no config, the conversion YAML")
    whole = _configuration(plan, plan.config, files=files)
    config, explained = whole.conversion, _explained(whole)
    given = _given(whole)
    sources = {road: _source(road, said, given) for road, said in plan.roads.items() if said.source is not None}
    scripts = {road: each for road, each in sources.items() if isinstance(each, Program)}
    yield from (each for each in sources.values() if isinstance(each, Skipped))
    if "training" not in scripts and (exported := _exported(whole)) is not None:
        scripts["training"] = exported
    yield whole
    if plan.roads:
        from pipecheck import pictures

        yield from pictures.gather(plan, scripts, files=files)
        yield from pictures.modes(plan, scripts)
    if files:
        from pipecheck.lower import builds

        yield from builds.gather(whole.document, config)
    if config.generation is None:
        yield Skipped("PC003", f"{plan.config}: march is not a known one, so it is unknown what the toolchain adds")
    for claims in config.inputs.values():
        yield Configured(conversion=config, claims=claims, compared="training" in scripts)
        if not horizon.convertible(claims):
            yield Skipped(
                "PC003", f"{claims.name}: nothing converts {claims.rt.value} to {claims.train.value}, so there is nothing to compare"
            )
        elif horizon.is_feature_map(claims):
            yield Skipped("PC003", f"{claims.name}: a feature map has no preprocessing to compare")
        else:
            size = inputsize.size(claims, whole.beside, len(config.inputs))
            yield from (_completed(item, explained, size) for item in _input(plan, config, claims, scripts))


def _completed(item: Evidence | Skipped, explained: frozenset[Origin | None], size: Fact[tuple[int, int]] | None) -> Evidence | Skipped:
    """*item* with what the YAML and the model say besides."""
    match item:
        case Source():
            return replace(item, explained=explained)
        case Comparison():
            return replace(item, size=size, deviations=_deviations(item, size))
        case _:
            return item


def _deviations(item: Comparison, size: Fact[tuple[int, int]] | None) -> tuple[Deviation, ...]:
    specs = (item.script, item.training)
    if item.script is None or item.training is None or not any(spec.geometry.value for spec in specs if spec):
        return ()
    from pipecheck.spec import deviation  # a YAML has no geometry, and its vocabulary takes time to make

    return deviation.deviations(item.script, item.training, size.value if size else None)


def _exported(whole: Configuration) -> Program | None:
    """The training that the model file tells of itself."""
    graph = whole.beside.graph if whole.beside else None
    if graph is None or "task" not in graph.metadata:
        return None
    from pipecheck.lower import ultralytics  # whose letterbox takes time to load

    return ultralytics.training(graph.metadata, Origin(graph.path))


def _configuration(plan: Project, path: Path, *, files: bool) -> Configuration:
    """What the conversion YAML at *path* says, and what is wrong with it by its text; with *files*, by what its paths lead to."""
    document = yamldoc.load(path)
    schema, faults = judge(document)
    written = plan.roads.get("calibration")
    beside = look(document, written=written is not None and written.source is not None) if files else None
    if schema is not None and beside is not None:
        faults = _with_files(document, schema, faults, beside)
    claims = conversion.read(document, doubted(document, faults))
    training = plan.roads.get("training")
    compared = training is not None and training.source is not None
    return Configuration(document=document, conversion=claims, schema=schema, faults=faults, compared=compared, beside=beside)


def _with_files(document: Document, schema: Schema, faults: tuple[KeyFault, ...], beside: Beside) -> tuple[KeyFault, ...]:
    """*faults* and those that the files show; a layout that the model contradicts explains what was wrong with the shape."""
    found: list[KeyFault] = list(quant.in_file(beside.quant)) if beside.quant else []
    if beside.graph is None:
        return (*faults, *found)
    shape = ("input_parameters", "input_shape")
    without = tuple(fault for fault in faults if fault.place != shape)
    found += quant.nodes(document, beside.quant, beside.graph.nodes)
    of_model = tuple(model.faults(inputs.read(document, schema, doubted(document, without)), beside.graph))
    kept = without if any(fault.kind == "layout" for fault in of_model) else faults
    spoken = {fault.place for fault in kept}
    return (*kept, *found, *(fault for fault in of_model if fault.kind == "layout" or fault.place not in spoken))


def _explained(whole: Configuration) -> frozenset[Origin | None]:
    """The values of which a finding speaks already, so that nobody need say that they cannot be read."""
    places, document = doubted(whole.document, whole.faults), whole.document
    march = () if whole.schema else (whole.conversion.march.origin,)
    left_out = (None,) if whole.conversion.generation == "hb_compile" else ()  # it needs no types, and then makes nothing of them
    below = (origin for place, origin in document.values.items() if place[:2] in places)
    return frozenset((*below, *(document.origin(*place) for place in places), *march, *left_out))


def _given(whole: Configuration) -> dict[str, object]:
    """What the toolchain's samples hand their functions: the size and the layout of the only input."""
    inputs = list(whole.conversion.inputs.values())
    if len(inputs) != 1:
        return {}
    size = inputsize.size(inputs[0], whole.beside, 1)
    said = {"input_shape": size.value if size else None, "input_layout": inputs[0].layout_train.value}
    return {name: value for name, value in said.items() if value is not None}


def _source(road: Road, said: RoadSource, given: Mapping[str, object]) -> Program | Skipped:
    """The program of *road*; a file that nobody named, and that cannot be read, is left alone."""
    try:
        return program(said, given)
    except SourceError as e:
        if not said.found:
            raise
        return Skipped("PC003", f"{road}: {said.source} lies beside the YAML and cannot be read: {e}")


def program(said: RoadSource, given: Mapping[str, object] | None = None) -> Program:
    """The program of a road's source, with the reader and the order that the project names itself."""
    read = said.program or dialect.lower(said.source or "", said.folder, given)
    if said.reader is None and said.color is None:
        return read
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


def _input(plan: Project, config: Conversion, claims: InputClaims, scripts: Mapping[Road, Program]) -> Iterator[Evidence | Skipped]:
    training, camera = scripts.get("training"), horizon.runtime(config, claims)
    claimed = canonical(camera) if camera else None
    first = next((road for road in _NODES if road in scripts and road != "runtime"), None)  # one contradiction is one mistake
    doubtful = recipes.speaks(Configured(conversion=config, claims=claims))
    if training is None:
        yield Skipped("PC003", "training: no source is named, so no road is compared with it")
    else:
        yield Source(input=claims.name, road="training", program=training)
    for road, lower in _NODES.items():
        nodes = None if road == "evaluation" and _evaluates_source(plan, config) else lower(config, claims)
        does = _camera(plan, nodes) if road == "runtime" and road not in scripts else scripts.get(road)
        if does is None and road != "runtime":
            if road not in plan.roads or plan.roads[road].source is None:
                yield Skipped("PC003", f"{road}: no source is named")
            continue
        whole = does.then(nodes) if does and nodes else does or nodes
        if whole is not None:
            yield Source(input=claims.name, road=road, program=whole)
        yield Comparison(
            input=claims.name,
            road=road,
            generation=config.generation,
            claims=claims if len(config.inputs) == 1 else None,
            training=canonical(training) if training else None,
            script=canonical(does) if does else None,
            handover=canonical(Program(nodes.decoded, (), nodes.silent)) if nodes else None,
            nodes=canonical(nodes) if nodes else None,
            layout=claimed.layout if claimed else None,
            unused=tuple(step.origin for step in does.unused if step.origin) if does else (),
            claimed=claimed if road == first and not doubtful else None,
        )


def _evaluates_source(plan: Project, config: Conversion) -> bool:
    """Whether the project evaluates the very model that is converted, into which the toolchain has put nothing yet."""
    said = plan.roads.get("evaluation")
    named = (said.model if said else None, config.model.value)
    return None not in named and len({Path(name).name for name in named if name}) == 1


def _camera(plan: Project, nodes: Program | None) -> Program | None:
    """What the project says of the NV12 that reaches the board; without a word the camera keeps to the YAML."""
    said = plan.roads.get("runtime")
    if said is None or said.nv12 is None or nodes is None or nodes.decoded.color != "nv12":
        return None
    made = Decoded(color="nv12", range=said.nv12, origin=said.origin)
    return Program(made, (), frozenset({"decode", "geometry"}))

"""From a project to the evidence of its roads: every model input, every road, held against training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.evidence import Comparison, Configured, Evidence, Source
from pipecheck.findings import Origin, Road, Skipped
from pipecheck.gather import configuration, project, sources
from pipecheck.gather.project import Project
from pipecheck.lower.toolchain import horizon, inputsize
from pipecheck.lower.toolchain.conversion import Conversion, InputClaims
from pipecheck.rules.values import recipes
from pipecheck.spec import Decoded, Fact, Program, Spec, canonical, diff

if TYPE_CHECKING:
    from pipecheck.gather.readers import Claims
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
    whole = configuration.configuration(plan, plan.config, files=files)
    config, explained = whole.conversion, configuration.explained(whole)
    named = sources.programs(plan, whole)
    scripts = {road: each for road, each in named.items() if isinstance(each, Program)}
    yield from (each for each in named.values() if isinstance(each, Skipped))
    yield whole
    contested: tuple[Claims, ...] = ()
    if plan.roads:
        from pipecheck.gather import pictures, readers

        yield from pictures.gather(plan, scripts, files=files)
        contested = tuple(readers.claims(plan, scripts))
        yield from (each.modes for each in contested)
    if files:
        from pipecheck.lower.toolchain import builds

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
            yield from (_completed(item, explained, size) for item in _input(plan, config, claims, scripts, contested))


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


def _input(
    plan: Project, config: Conversion, claims: InputClaims, scripts: Mapping[Road, Program], contested: tuple[Claims, ...]
) -> Iterator[Evidence | Skipped]:
    training, camera = scripts.get("training"), horizon.runtime(config, claims)
    claimed = canonical(camera) if camera else None
    first = next((road for road in _NODES if road in scripts and road != "runtime"), None)  # one contradiction is one mistake
    doubtful = recipes.speaks(Configured(conversion=config, claims=claims))
    if training is None:
        yield Skipped("PC003", f"training: no source is named, so no road is compared with it; {_how_to_name('training')}")
    else:
        yield Source(input=claims.name, road="training", program=training)
    for road, lower in _NODES.items():
        nodes = None if road == "evaluation" and _evaluates_source(plan, config, scripts) else lower(config, claims)
        does = _camera(plan, nodes) if road == "runtime" and road not in scripts else scripts.get(road)
        if does is None and road != "runtime":
            if road not in plan.roads or plan.roads[road].source is None:
                yield Skipped("PC003", f"{road}: no source is named; {_how_to_name(road)}")
            continue
        whole = does.then(nodes) if does and nodes else does or nodes
        if whole is not None:
            yield Source(input=claims.name, road=road, program=whole, script=does)
        if does is not None and contested:
            does = _as_claimed(does, road, nodes, canonical(training) if training else claimed, contested)
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


def _how_to_name(road: Road) -> str:
    option = f", or with --{road} FILE.py:NAME" if road in ("training", "calibration") else ""
    return f"name it in {project.MANIFEST}{option}"


def _as_claimed(does: Program, road: Road, nodes: Program | None, reference: Spec | None, contested: tuple[Claims, ...]) -> Program:
    """What is left to judge where two claims disagree on the reader: that they do is one mistake, and found already."""
    from pipecheck.gather import readers

    others = (each.program for each in contested if each.modes.road == road and each.program is not None)
    return readers.explained(does, nodes, reference, others)


def _evaluates_source(plan: Project, config: Conversion, scripts: Mapping[Road, Program]) -> bool:
    """Whether the project evaluates the very model that is converted, into which the toolchain has put nothing yet.

    Where it names no model, and none is built, the script tells: for its own model it makes the values of training.
    """
    said, does, training = plan.roads.get("evaluation"), scripts.get("evaluation"), scripts.get("training")
    if said is None or config.model.value is None:
        return False
    if said.model is not None:
        return Path(said.model).name == Path(config.model.value).name
    if does is None or training is None or (said.labels is None and said.judging is None):
        return False
    from pipecheck.sources import artefactfiles  # a YAML alone names no evaluation

    if artefactfiles.float_model(config.path.parent, config.prefix, config.working_dir) is not None:
        return False
    return all(each.aspect != "values" for each in diff(canonical(does), canonical(training)))


def _camera(plan: Project, nodes: Program | None) -> Program | None:
    """What the project says of the NV12 that reaches the board; without a word the camera keeps to the YAML."""
    said = plan.roads.get("runtime")
    if said is None or said.nv12 is None or nodes is None or nodes.decoded.color != "nv12":
        return None
    made = Decoded(color="nv12", range=said.nv12, origin=said.origin)
    return Program(made, (), frozenset({"decode", "geometry"}))

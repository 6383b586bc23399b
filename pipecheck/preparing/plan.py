"""From a project to what is to be made: for every image input a chain, the form of its files, and the directory that they go to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.evidence import Configuration
from pipecheck.findings import Road, Skipped
from pipecheck.gather import configuration, named, project, repeating, sources
from pipecheck.gather.project import Project
from pipecheck.lower.toolchain import horizon
from pipecheck.lower.toolchain.conversion import InputClaims
from pipecheck.preparing import making, remarks, wanting
from pipecheck.preparing.form import Form
from pipecheck.preparing.naming import safe
from pipecheck.spec import Program, Spec, canonical
from pipecheck_transformers.chain import Chain

_MAKERS: tuple[Road, ...] = ("calibration", "training")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the caller says besides the project: the *source* of the chain, the one *input* that is meant, and where *to* write."""

    source: Any = None
    input: str | None = None
    to: str | Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The files of one *input*, made by *chain*, which is that of *source*; *notes* are what to know about them."""

    input: str
    source: str
    chain: Chain
    form: Form
    folder: Path
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """What speaks for a road: its *name*, and what it does to a picture, or why that cannot be told."""

    road: Road
    name: str
    program: Program | PipecheckError
    given: bool = False

    def spec(self) -> Spec | None:
        return canonical(self.program) if isinstance(self.program, Program) else None


def jobs(plan: Project, asked: Asked) -> tuple[Job, ...]:
    """What is to be made for *plan*."""
    if plan.config is None:
        raise SourceError(plan.folder / project.MANIFEST, "names no config, the conversion YAML")
    whole = configuration.configuration(plan, plan.config, files=True)
    _refuse_configuration(whole)
    found = _sources(plan, whole, asked)
    inputs = _inputs(whole, asked)
    made = [_job(whole, claims, found, asked, alone=len(inputs) == 1) for claims in inputs]
    _refuse_shared(made)
    first = replace(made[0], notes=(*remarks.of_all(whole, inputs, asked.input), *made[0].notes))
    return (first, *made[1:])


def _refuse_configuration(whole: Configuration) -> None:
    """Complains of what makes the toolchain read other files than tensors."""
    document = whole.document
    if whole.conversion.generation == "hb_mapper" and str(document.get("calibration_parameters", "preprocess_on")).lower() == "true":
        origin = document.origin("calibration_parameters", "preprocess_on")
        raise SourceError(origin.path, "preprocess_on: true makes hb_mapper read pictures, of which it makes tensors itself", origin.line)


def _inputs(whole: Configuration, asked: Asked) -> list[InputClaims]:
    """The inputs to make files for: the one that is asked for, the only one there is, or all that take pictures."""
    every = list(whole.conversion.inputs.values())
    if asked.input is not None:
        if asked.input not in whole.conversion.inputs:
            known = ", ".join(whole.conversion.inputs)
            raise SourceError(whole.conversion.path, f"has no input {asked.input}; its inputs are {known}")
        return [whole.conversion.inputs[asked.input]]
    pictures = [claims for claims in every if not horizon.is_feature_map(claims)]
    if not pictures and len(every) > 1:
        raise SourceError(whole.conversion.path, "has no input that takes pictures; name the one to make of them with --input")
    return pictures or every


def _sources(plan: Project, whole: Configuration, asked: Asked) -> dict[Road, _Source]:
    """What speaks for calibration and for training; a source that is asked for speaks for calibration."""
    given = named.added(plan, {"calibration": asked.source})
    found = {}
    for road in _MAKERS:
        program = _program(given, whole, road)
        if program is not None:
            said = given.roads.get(road)
            name = said.source if said is not None and said.source is not None else "the model's own description"
            found[road] = _Source(road, name, program, given=asked.source is not None and road == "calibration")
    if not found:
        hint = f"name it under [calibration] in {project.MANIFEST}, or with --source FILE.py:NAME"
        raise SourceError(plan.config or plan.folder, f"nothing says what is done to a picture; {hint}")
    return found


def _program(plan: Project, whole: Configuration, road: Road) -> Program | PipecheckError | None:
    """What the source of *road* does; the error where it cannot be read, None where there is none."""
    said = plan.roads.get(road)
    alone = {road: said} if said is not None else {}
    try:
        found = sources.programs(replace(plan, roads=alone), whole).get(road)
    except PipecheckError as e:
        return e
    return PipecheckError(found.reason) if isinstance(found, Skipped) else found


def _job(whole: Configuration, claims: InputClaims, found: dict[Road, _Source], asked: Asked, *, alone: bool) -> Job:
    """The job of the input *claims*, by the first source that can be followed to its end."""
    refused: list[PipecheckError] = []
    for source in found.values():
        try:
            job = _by(source, whole, claims, found.get("training"), asked, alone=alone)
        except PipecheckError as e:
            if source.given:
                raise
            refused.append(e)
            continue
        notes = [f"{error}; the chain of {source.road} is used" for error in refused]
        return replace(job, notes=(*notes, *job.notes))
    raise refused[0]


def _by(source: _Source, whole: Configuration, claims: InputClaims, training: _Source | None, asked: Asked, *, alone: bool) -> Job:
    """The job of the input *claims* by the chain of *source*."""
    if isinstance(source.program, PipecheckError):
        raise source.program
    made = repeating.understood(source.program, source.name)
    maker = wanting.Maker(source.name, made, _trained(source, made, training))
    folder, own = _folder(whole, claims, asked, alone=alone), claims.calibration_dir.value
    form = wanting.form(whole, claims, maker, folder if own is None else None)
    making.fits(made, form, source.name, claims.name)
    notes = remarks.of_one(form, claims, folder, (training.name, training.spec()) if training is not None else None)
    chain = making.chain(source.program, made, form, source.name)
    return Job(input=claims.name, source=source.name, chain=chain, form=form, folder=folder, notes=tuple(notes))


def _trained(source: _Source, made: Spec, training: _Source | None) -> Spec | None:
    """The spec that says which values the network was trained on; None where only the YAML can tell."""
    values = made.values.value
    speaks = values is None or bool(values.casts) or not values.affine.identity
    if (source.given and speaks) or source.road == "training":
        return made
    if training is not None and (trained := training.spec()) is not None:
        return trained
    return made if speaks else None


def _folder(whole: Configuration, claims: InputClaims, asked: Asked, *, alone: bool) -> Path:
    if asked.to is not None:
        return Path(asked.to) if alone else Path(asked.to) / safe(claims.name)
    if claims.calibration_dir.value is None:
        raise SourceError(whole.conversion.path, f"names no cal_data_dir for {claims.name}: say --to DIR")
    if "\0" in claims.calibration_dir.value:
        raise repeating.complaint(claims.calibration_dir.origin, str(whole.conversion.path), "cal_data_dir has a NUL in its name")
    return whole.conversion.path.parent / claims.calibration_dir.value


def _refuse_shared(made: Sequence[Job]) -> None:
    """Complains of two inputs whose files would lie among each other."""
    folders = [(os.path.abspath(job.folder), job) for job in made]  # noqa: PTH100  # links stay links
    for index, (folder, job) in enumerate(folders):
        for other, mate in folders[:index]:
            if os.path.commonpath([folder, other]) in (folder, other):
                raise SourceError(job.folder, f"is where the files of {mate.input} go too, and every input needs a directory of its own")

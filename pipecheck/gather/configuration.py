"""The conversion YAML of a project as evidence: what it says, and what is wrong with it by its text and by the files that it names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.evidence import Configuration
from pipecheck.findings import Origin
from pipecheck.gather.project import Project
from pipecheck.lower.toolchain import conversion
from pipecheck.schema import inputs, quant
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.key import Schema
from pipecheck.schema.whole import doubted, judge
from pipecheck.sources import yamldoc
from pipecheck.sources.yamldoc import Document

if TYPE_CHECKING:
    from pipecheck.lower.toolchain.beside import Beside


def configuration(plan: Project, path: Path, *, files: bool) -> Configuration:
    """What the conversion YAML at *path* says, and what is wrong with it by its text; with *files*, by what its paths lead to."""
    document = yamldoc.load(path)
    schema, faults = judge(document)
    beside = _beside(plan, document) if files else None
    if schema is not None and beside is not None:
        faults = _with_files(document, schema, faults, beside)
    claims = conversion.read(document, doubted(document, faults))
    training = plan.roads.get("training")
    compared = training is not None and training.source is not None
    return Configuration(document=document, conversion=claims, schema=schema, faults=faults, compared=compared, beside=beside)


def _beside(plan: Project, document: Document) -> Beside:
    from pipecheck.lower.toolchain.beside import look  # which a lint needs not

    written = plan.roads.get("calibration")
    return look(document, written=written is not None and written.source is not None)


def _with_files(document: Document, schema: Schema, faults: tuple[KeyFault, ...], beside: Beside) -> tuple[KeyFault, ...]:
    """*faults* and those that the files show; a layout that the model contradicts explains what was wrong with the shape."""
    from pipecheck.lower.toolchain import model

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


def explained(whole: Configuration) -> frozenset[Origin | None]:
    """The values of which a finding speaks already, so that nobody need say that they cannot be read."""
    places, document = doubted(whole.document, whole.faults), whole.document
    march = () if whole.schema else (whole.conversion.march.origin,)
    left_out = (None,) if whole.conversion.generation == "hb_compile" else ()  # it needs no types, and then makes nothing of them
    below = (origin for place, origin in document.values.items() if place[:2] in places)
    return frozenset((*below, *(document.origin(*place) for place in places), *march, *left_out))

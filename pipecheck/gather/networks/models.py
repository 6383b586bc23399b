"""Which models a project has: the one that was trained, and the one of the toolchain that is measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.gather.networks.known import Known
from pipecheck.gather.project import RoadSource
from pipecheck.sources import artefactfiles
from pipecheck.sources.places import real


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The *source* model that was converted, and the one that is *measured*, which may be the same; *origin* is who names that."""

    source: Path | None
    measured: Path
    origin: Origin | None = None

    @property
    def apart(self) -> bool:
        """Whether there are two."""
        return self.source is not None and real(self.source) != real(self.measured)


def models(known: Known) -> Models | None:
    """The models of the project; of an earlier build what lies beside its YAML; None where there is none at all."""
    source, said = _source(known), known.plan.roads.get("evaluation")
    if said is not None and said.model is not None:
        return Models(source=source, measured=_named(said, said.model), origin=said.origin)
    built = _built(known)
    measured = built or source
    return None if measured is None else Models(source=source, measured=measured)


def _source(known: Known) -> Path | None:
    conversion = known.conversion
    if conversion is None or not conversion.model.value:
        return None
    path = conversion.path.parent / conversion.model.value
    return path if artefactfiles.is_file(path) else None


def _built(known: Known) -> Path | None:
    found = known.conversion
    return None if found is None else artefactfiles.float_model(found.path.parent, found.prefix, found.working_dir)


def _named(said: RoadSource, name: str) -> Path:
    path = said.folder / name
    if not artefactfiles.is_file(path):
        place = said.origin
        raise SourceError(place.path, f"[evaluation] model {name}: no such file", place.line)
    return path

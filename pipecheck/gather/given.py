"""The files that a project names to be read, which nothing that is written may replace, and the folders that nothing may be added to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipecheck.gather.project import MANIFEST, Project, RoadSource
from pipecheck.lower.toolchain.conversion import Conversion
from pipecheck.sources.places import is_file


def files(plan: Project) -> tuple[Path, ...]:
    """The manifest and the YAML of *plan*, and what they name, as far as it is there; folders are left out."""
    every = [plan.folder / MANIFEST, *((plan.config,) if plan.config is not None else ())]
    every += (path for said in plan.roads.values() for path in _of_road(said))
    return tuple(path for path in dict.fromkeys(every) if is_file(path))


def samples(config: Conversion) -> tuple[Path, ...]:
    """The folders that the YAML *config* names for calibration: the toolchain reads every file there as a sample."""
    named = (claims.calibration_dir.value for claims in config.inputs.values())
    return tuple(config.path.parent / name for name in dict.fromkeys(named) if name)


def _of_road(said: RoadSource) -> Iterator[Path]:
    """What a road names; of a source as FILE.py:NAME the file."""
    names = (said.source, said.images, said.labels, said.classes, said.model)
    yield from (said.folder / part for name in names if name for part in (name, name.partition(":")[0]))

"""The files that a project names to be read, which nothing that is written may replace, and the folders that nothing may be added to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipecheck.gather.project import MANIFEST, Project, RoadSource
from pipecheck.lower.toolchain.conversion import Conversion
from pipecheck.sources.places import is_file, is_folder, real


def files(plan: Project) -> tuple[Path, ...]:
    """The manifest and the YAML of *plan*, and what they name, as far as it is there; of folders only those of labels alone."""
    every = [plan.folder / MANIFEST, *((plan.config,) if plan.config is not None else ())]
    every += (path for said in plan.roads.values() for path in _of_road(said))
    folders = (path for said in plan.roads.values() for path in _labels(said) if not real(plan.folder).is_relative_to(real(path)))
    return (*(path for path in dict.fromkeys(every) if is_file(path)), *dict.fromkeys(folders))


def samples(config: Conversion) -> tuple[Path, ...]:
    """The folders that the YAML *config* names for calibration: the toolchain reads every file there as a sample."""
    named = (claims.calibration_dir.value for claims in config.inputs.values())
    return tuple(config.path.parent / name for name in dict.fromkeys(named) if name)


def _of_road(said: RoadSource) -> Iterator[Path]:
    """What a road names; of a source as FILE.py:NAME the file."""
    code = () if said.judging is None else (said.judging.metric, said.judging.decoder)
    names = (said.source, said.images, said.labels, said.classes, said.model, *(name for name in code if isinstance(name, str)))
    yield from (said.folder / part for name in names if name for part in (name, name.partition(":")[0]))
    yield from (path for of_input in said.inputs.values() for path in _of_road(of_input))


def _labels(said: RoadSource) -> Iterator[Path]:
    """The folder of labels that a road names, where the pictures lie elsewhere."""
    if said.labels is not None and said.labels != said.images and is_folder(said.folder / said.labels):
        yield said.folder / said.labels

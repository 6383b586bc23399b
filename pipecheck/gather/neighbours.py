"""The sources that lie beside a conversion YAML, for a project that names none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.gather import project
from pipecheck.gather.project import Project, RoadSource
from pipecheck.lower.toolchain import conversion, horizon
from pipecheck.lower.toolchain.conversion import Conversion
from pipecheck.sources import yamldoc

PATTERNS = ("preprocess.py", "data_preprocess.py", "*preprocess*.sh")
"""What the toolchain's samples call the files that make calibration and evaluation pictures."""


def added(plan: Project) -> Project:
    """*plan* with what lies beside its YAML; as it is where it names sources itself, or where those files may be another model's."""
    if plan.roads or plan.config is None or not any(any(plan.config.parent.glob(pattern)) for pattern in PATTERNS):
        return plan
    config = _read(plan.config)
    images = [claims for claims in config.inputs.values() if not horizon.is_feature_map(claims)] if config else []
    if config is None or len(images) != 1:
        return plan
    from pipecheck.lower.vendor import script

    folder, files = plan.config.parent, images[0].calibration_dir.value
    writes = None if files is None else folder / files
    shared = any(_differs(other, config) for other in project.configs(folder))
    sources = script.beside(folder, writes, shared=shared)
    return replace(plan, roads={road: _beside(folder, source) for road, source in sources.items()})


def _beside(folder: Path, source: str) -> RoadSource:
    return RoadSource(source=source, folder=folder, found=True, origin=Origin(folder / source.partition(":")[0]))


def _differs(path: Path, config: Conversion) -> bool:
    """Whether the YAML at *path* converts another model, or for another toolchain, so that it asks for other files."""
    other = config if path == config.path else _read(path)
    return other is None or (other.model.value, other.generation) != (config.model.value, config.generation)


def _read(path: Path) -> Conversion | None:
    try:
        return conversion.read(yamldoc.load(path))
    except SourceError:
        return None

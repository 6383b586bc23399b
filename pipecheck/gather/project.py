"""Which file speaks for which road: from a pipecheck.toml, or from what lies beside a conversion YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.findings import Ignore, Origin, Road, Severity
from pipecheck.sources import text
from pipecheck.sources.places import real
from pipecheck.spec import Program
from pipecheck_transformers.words import Color, Library, YuvRange

if TYPE_CHECKING:
    from pipecheck.evidence.calibration import Advice
    from pipecheck.gather.judging import Judging

MANIFEST = "pipecheck.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadSource:
    """What the project says of one road, paths relative to *folder*; *origin* is where it says it, or the file that was *found*.

    *program* is what a live object does that was handed over instead of a name; *advice* is how many samples are wanted, and *judging* how
    accuracy is measured, where it says so. *inputs* is what it says of single inputs of the model.
    """

    source: str | None = None
    program: Program | None = None
    folder: Path = Path()
    reader: Library | None = None
    color: Color | None = None
    nv12: YuvRange | None = None
    images: str | None = None
    labels: str | None = None
    label_format: str | None = None
    classes: str | None = None
    advice: Advice | None = None
    model: str | None = None
    judging: Judging | None = None
    inputs: Mapping[str, RoadSource] = field(default_factory=dict)
    found: bool = False
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A folder with a conversion YAML and the sources of the roads; *ignored* gives codes with the reason for ignoring them.

    The findings in the file *baseline* are left for later. *asked* is the path that was given for all this, *given* the sources that were
    named beside it, None for live objects. Findings of *fail_on* and above count, where the project says which do.
    """

    folder: Path
    config: Path | None
    asked: Path | None = None
    given: Mapping[Road, str | None] = field(default_factory=dict)
    roads: Mapping[Road, RoadSource] = field(default_factory=dict)
    ignored: Mapping[str, Ignore] = field(default_factory=dict)
    baseline: Path | None = None
    fail_on: Severity | None = None

    @property
    def has_pictures(self) -> bool:
        """Whether a road names the pictures that it reads."""
        return any(said.images is not None for said in self.roads.values())


def load(path: Path) -> Project:
    """The project at *path*: a manifest, a conversion YAML with or without one beside it, or a folder with either."""
    try:
        return replace(_found(path), asked=path)
    except OSError as e:  # a name that is too long, a folder that may not be entered
        raise SourceError(path, e.strerror or str(e)) from e


def _found(path: Path) -> Project:
    if path.is_dir():
        return _folder(path)
    if path.suffix == ".toml":
        return _manifest(path)
    beside = path.parent / MANIFEST
    if beside.is_file():
        project = _manifest(beside)
        if project.config is None or real(project.config) == real(path):
            return replace(project, config=path)
    return Project(folder=path.parent, config=path)


def _folder(folder: Path) -> Project:
    for name in (MANIFEST, "pyproject.toml"):
        path = folder / name
        if path.is_file() and (found := _said(path)) is not None:
            return found
    here = configs(folder)
    if len(here) == 1:
        return Project(folder=folder, config=here[0])
    if not here:
        others = "`pipecheck calibration` looks into folders of files, `pipecheck model` takes an ONNX file alone"
        raise SourceError(folder, f"holds neither a {MANIFEST} nor a conversion YAML; {others}")
    raise SourceError(folder, f"name the one to check: no {MANIFEST} here, and conversion YAMLs: {', '.join(path.name for path in here)}")


def configs(folder: Path) -> list[Path]:
    """The conversion YAMLs in *folder*."""
    return [path for path in sorted(folder.glob("*.y*ml")) if path.is_file() and "input_parameters:" in text.read(path)]


def _manifest(path: Path) -> Project:
    found = _said(path)
    if found is None:
        raise SourceError(path, "has no table [tool.pipecheck]")
    return found


def _said(path: Path) -> Project | None:
    """The project that the manifest *path* describes; None for a pyproject.toml that says nothing of pipecheck."""
    from pipecheck.gather import manifest  # which makes projects, and many have none

    return manifest.load(path)

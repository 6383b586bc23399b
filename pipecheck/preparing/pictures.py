"""Which pictures calibration files are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipecheck.errors import SourceError, UsageError
from pipecheck.findings import Road
from pipecheck.gather.project import Project
from pipecheck.preparing import naming
from pipecheck_transformers.folder import PICTURES

_NAMING_THEM: tuple[Road, ...] = ("calibration", "training")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pictures at *place*, the folder *root* that all of them are below, and in words the folders that may not be entered."""

    place: Path
    paths: tuple[Path, ...]
    root: Path
    shut: str | None = None


def chosen(plan: Project, named: str | Path | None, count: int | None) -> Chosen:
    """The pictures that are *named*, else those that *plan* names; *count* of them, evenly spread, if not all."""
    if count is not None and count < 1:
        raise UsageError(f"--count {count}: a number of pictures is 1 or more")
    place = Path(named) if named is not None else _of_project(plan)
    found = _listed(place)
    if not found.paths:
        raise SourceError(place, "holds no pictures")
    return replace(found, paths=spread(found.paths, count))


def spread(found: Sequence[Path], count: int | None) -> tuple[Path, ...]:
    """*count* of what was *found*, evenly spread; all of it where there is no more."""
    if count is None or count >= len(found):
        return tuple(found)
    return tuple(found[index * len(found) // count] for index in range(count))


def _of_project(plan: Project) -> Path:
    said = (plan.roads[road] for road in _NAMING_THEM if road in plan.roads)
    place = next((each.folder / each.images for each in said if each.images is not None), None)
    if place is None:
        raise UsageError("say which pictures: --images DIR, or `images` under [calibration] in pipecheck.toml")
    return place


def _listed(place: Path) -> Chosen:
    if place.suffix.lower() in PICTURES or not place.is_file():
        from pipecheck.probe.images import scan

        found = scan.below(place)
        return Chosen(place, tuple(found.paths), place if place.is_dir() else place.parent, found.shut)
    from pipecheck.sources.labels import listfile

    named = sorted(listfile.pictures(place))
    return Chosen(place, tuple(named), naming.root(named))

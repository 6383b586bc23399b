"""The pictures that a road names: a folder, a file, or a text file with a path on every line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipecheck.findings import Road, Skipped
from pipecheck.gather.project import Project, RoadSource
from pipecheck.sources.places import is_file
from pipecheck_transformers.folder import PICTURES


@dataclass(frozen=True, slots=True)
class Listed:
    """The *paths* of pictures, the *root* that their names count from, and in words the folders below that may not be entered."""

    root: Path
    paths: list[Path]
    shut: str | None = None

    def skipped(self) -> Iterator[Skipped]:
        """What of the set is not looked at."""
        if self.shut is not None:
            yield Skipped("PC105", self.shut)


def listed(said: RoadSource) -> Listed:
    """The pictures of a road that names some."""
    path = said.folder / (said.images or "")
    if path.suffix.lower() in PICTURES or not is_file(path):
        from pipecheck.probe.images import scan

        found = scan.below(path)
        return Listed(path, found.paths, found.shut)
    from pipecheck.sources.labels import listfile

    return Listed(path.parent, listfile.pictures(path))


def of_road(plan: Project, road: Road) -> tuple[Path, list[Path]] | None:
    """The pictures that *road* names, or training where it names none, and what their names count from."""
    for each in (road, "training"):
        said = plan.roads.get(each)
        if said is not None and said.images is not None:
            found = listed(said)
            return found.root, found.paths
    return None

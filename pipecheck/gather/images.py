"""The pictures that a road names: a folder, a file, or a text file with a path on every line."""

from __future__ import annotations

from pathlib import Path

from pipecheck.findings import Road
from pipecheck.gather.project import Project, RoadSource
from pipecheck.sources.places import is_file
from pipecheck_transformers.folder import PICTURES


def listed(said: RoadSource) -> tuple[Path, list[Path]]:
    """The pictures of a road that names some, and what their names count from."""
    path = said.folder / (said.images or "")
    if path.suffix.lower() in PICTURES or not is_file(path):
        from pipecheck.probe.images import scan

        return path, scan.files(path)
    from pipecheck.sources.labels import listfile

    return path.parent, listfile.pictures(path)


def of_road(plan: Project, road: Road) -> list[Path]:
    """The pictures that *road* names, or training where it names none."""
    for each in (road, "training"):
        said = plan.roads.get(each)
        if said is not None and said.images is not None:
            return listed(said)[1]
    return []

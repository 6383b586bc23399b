"""The folders of calibration samples that a caller names, each with the input that it is for and what its files should hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pipecheck.errors import UsageError
from pipecheck.evidence import Evidence
from pipecheck.evidence.tensors import Expected
from pipecheck.findings import Skipped
from pipecheck.gather import expected
from pipecheck.gather.expected import Place
from pipecheck.sources.places import is_folder, same
from pipecheck_transformers.walking import walk


def holds_pictures(path: Path) -> bool:
    """Whether the set at *path* is one of pictures: a picture, a list of them, or a folder in which most files are some."""
    from pipecheck.probe.images import scan

    if not is_folder(path):
        return True
    return 2 * len(scan.files(path)) > sum(len(names) for _, _, names in walk(path))


def named(path: Path, known: Iterable[Evidence | Skipped], name: str | None = None) -> list[Place]:
    """The calibration folder at *path*, or those below it, with what the YAML says of the files."""
    places = expected.places((item for item in known if not isinstance(item, Skipped)), unnamed=True)
    if name is not None:
        places = [place for place in places if place.input == name]
        if not places:
            raise UsageError(f"no input is called {name}")
    return list(_chosen(path, places))


def _chosen(path: Path, places: list[Place]) -> Iterator[Place]:
    """The places of which *path* is the folder, or holds the folders."""
    own = [place for place in places if same(place.folder, path) and any(each.is_file() for each in path.iterdir())]
    below = {place.input: path / word for place in places for word in (place.folder.name, place.input) if word and is_folder(path / word)}
    if own:
        yield from (replace(place, folder=path) for place in own)
    elif below:
        yield from (replace(place, folder=below[place.input]) for place in places if place.input in below)
    elif len(places) == 1:
        yield replace(places[0], folder=path)
    elif places:
        raise UsageError(f"{path} may be of any input: name it with --input: {', '.join(place.input for place in places)}")
    else:
        inside = sorted(each for each in path.iterdir() if not each.name.startswith("."))
        rooms = [each for each in inside if each.is_dir()] if inside and all(each.is_dir() for each in inside) else [path]
        yield from (Place(input=folder.name, folder=folder, expected=Expected()) for folder in rooms)

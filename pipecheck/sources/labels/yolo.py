"""Labels as YOLO trains on them: a text file per picture, in which every line begins with the number of a class."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import yamldoc
from pipecheck.sources.labels import classes, listing, small
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.labels.shown import Entry, Labels, settled

_OTHERS = frozenset(
    {"classes", "predefined_classes", "obj", "names", "train", "val", "valid", "test", "readme", "requirements", "license", "notes"}
)
_NAMES = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml", "classes.txt", "obj.names", "classes.names")


def load(path: Path, known: ClassList | None, images: Path | None) -> Labels:
    """The labels below the folder *path*, or below the one that the YAML file *path* speaks of."""
    own, names, listed = files(path, known, images)
    return settled(_entries(own, names), listed, Origin(path), several=True)


def files(path: Path, known: ClassList | None, images: Path | None) -> tuple[Path, list[str], ClassList | None]:
    """The folder of the labels at *path*, its text files, and the list of classes: the *known* one, or what a file beside them states."""
    folder, listed = (path, None) if path.is_dir() else _described(path)
    own = _beside(folder, images)
    names = _chosen(own, listing.below(own, (".txt",)))
    if not names:
        raise SourceError(own, "holds no text file with labels")
    return own, names, known or listed or _stated(folder)


def picture(name: str) -> str:
    """The path of the picture whose labels the text file *name* holds, without ending."""
    return "/".join(_pictures(name[: -len(".txt")].split("/")))


def likely(folder: Path) -> bool:
    """Whether *folder* looks like YOLO's: labels of its own beside pictures, or text files that hold boxes."""
    if any((folder / name).is_file() for name in _NAMES[:4]) or (folder / "labels").is_dir():
        return True
    names = _chosen(folder, sorted(each.name for each in folder.iterdir() if each.suffix == ".txt" and each.is_file()))
    try:
        return bool(names) and bool(_words(folder / names[0]) or folder.name == "labels")
    except SourceError:
        return False


def _described(path: Path) -> tuple[Path, ClassList | None]:
    """The folder and the list of classes that the description of a data set in the YAML file *path* names."""
    data = yamldoc.load(path).data
    if not isinstance(data, dict):
        raise SourceError(path, "not the description of a data set: names: is missing")
    root = data.get("path")
    folder = path.parent / root if isinstance(root, str) and (path.parent / root).is_dir() else path.parent
    return folder, ClassList(path, classes.listed(data["names"], path)) if isinstance(data.get("names"), list | dict) else None


def _stated(folder: Path) -> ClassList | None:
    """The list of classes that a file in *folder*, or in the two above it, states."""
    for place in (above / name for above in (folder, *folder.absolute().parents[:2]) for name in _NAMES):
        if not place.is_file():
            continue
        listed = classes.read(place) if place.suffix not in (".yaml", ".yml") else _described(place)[1]
        if listed is not None:
            return listed
    return None


def _beside(folder: Path, images: Path | None) -> Path:
    """The folder of labels that training code finds for the folder of pictures *images*, where it lies in *folder*; else *folder*."""
    if images is None:
        return folder
    parts = list(images.parts)
    if "images" not in parts:
        return folder
    parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
    own = Path(*parts)
    return own if own.is_dir() and own.resolve().is_relative_to(folder.resolve()) else folder


def _chosen(folder: Path, names: list[str]) -> list[str]:
    """Those of *names* that lie in a folder of labels, where there is one, without those that are no labels by their name."""
    inside = [name for name in names if "labels" in name.split("/")[:-1]]
    every = inside if inside and folder.name != "labels" else names
    return [name for name in every if os.path.splitext(name.rpartition("/")[2])[0].lower() not in _OTHERS]  # noqa: PTH122


def _entries(folder: Path, names: list[str]) -> Iterator[Entry]:
    for name in names:
        path = folder / name
        own = picture(name)
        yield Entry(own, (), path)
        for word, line in _words(path).items():
            yield Entry(own, (word,), path, line)


def _pictures(parts: list[str]) -> list[str]:
    """The path of a picture, by that of its labels."""
    return parts if "labels" not in parts[:-1] else ["images" if part == "labels" else part for part in parts[:-1]] + parts[-1:]


def _words(path: Path) -> dict[str, int]:
    """The numbers of the classes in the file *path*, each with its first line."""
    found: dict[bytes, int] = {}
    for at, line in enumerate(small.content(path).removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        for begin in line.split(None, 1)[:1]:
            found.setdefault(begin, at)
    words = {begin.decode("utf-8", "replace"): at for begin, at in found.items()}
    for word, at in words.items():
        if classes.number(word) is None or word.startswith("-"):
            raise SourceError(path, f"a line begins with the number of a class, not {word[:40]!r}", at)
    return words

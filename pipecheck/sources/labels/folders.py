"""Labels by place: a folder with one sub-folder of pictures for each class."""

from __future__ import annotations

from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources.labels import listing
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.labels.shown import Entry, Labels, settled
from pipecheck_transformers.folder import PICTURES

SPLITS = frozenset({"train", "training", "val", "valid", "validation", "eval", "test", "testing", "calib", "calibration", "cal"})
"""What the parts of a data set are called, and no class is."""


def load(folder: Path, known: ClassList | None) -> Labels:
    """The labels that the sub-folders of *folder* are, or those of its splits."""
    first = listing.subfolders(folder)
    depth = int(bool(first) and all(name.lower() in SPLITS for name in first))
    classes = sorted({inner for name in first for inner in listing.subfolders(folder / name)}) if depth else first
    if not classes:
        raise SourceError(folder, "has no sub-folder for each class")
    words = _words(classes, known)
    entries = (
        Entry(name, (words[parts[depth]],), folder / name)
        for name in listing.below(folder, PICTURES)
        if len(parts := name.split("/")) > depth + 1 and parts[depth] in words
    )
    return settled(entries, known or ClassList(folder, tuple(enumerate(classes))), Origin(folder))


def _words(folders: list[str], known: ClassList | None) -> dict[str, str]:
    """What the list of classes calls each folder: names it has none of are numbered in order, as training code does."""
    if known is None or len(known.entries) != len(folders) or known.reading(folders)[1]:
        return {name: name for name in folders}
    return {name: str(number) for name, (number, _) in zip(folders, known.entries, strict=True)}

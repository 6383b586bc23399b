"""Labels in a text file: on every line the name of a picture, and after it the names or numbers of its classes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text
from pipecheck.sources.labels.classes import ClassList, number
from pipecheck.sources.labels.shown import Entry, Labels, settled
from pipecheck_transformers.folder import PICTURES

LIMIT = 256 * 1024 * 1024
_ENDINGS = "|".join(sorted(ending[1:] for ending in PICTURES))
_SPLIT = re.compile(rf"""(?P<name>"[^"]+"|'[^']+'|.+?\.(?:{_ENDINGS})(?=[\s,;]|$))[\s,;]*(?P<rest>.*)""", re.IGNORECASE)
_BOX = re.compile(r"(?:-?\d+(?:\.\d+)?,){4}(?P<label>\d+)")


def load(path: Path, known: ClassList | None) -> Labels:
    """The labels on the lines of *path*."""
    made = settled(_entries(path), known, Origin(path))
    if not made.shows:
        raise SourceError(path, "holds no label")
    return made


def parted(line: str) -> tuple[str, str]:
    """The name of a picture at the beginning of *line*, and what follows it: a name with spaces ends as pictures do, or is quoted."""
    line = line.strip()
    if found := _SPLIT.fullmatch(line):
        return found["name"].strip("\"'"), found["rest"].strip()
    front, *rest = re.split(r"[,;\t]", line, maxsplit=1) if re.search(r"[,;\t]", line) else line.rsplit(None, 1) or [""]
    return front.strip(), "".join(rest).strip()


def _entries(path: Path) -> Iterator[Entry]:
    for at, line in enumerate(text.read(path, LIMIT).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, rest = parted(line)
        if not name or not rest:
            raise SourceError(path, f"no class follows the name of the picture: {line.strip()[:60]!r}", at)
        yield Entry(name, _words(rest), path, at)


def _words(rest: str) -> tuple[str, ...]:
    """The classes in *rest*: several numbers, the labels of boxes, or one name, which may hold spaces."""
    parts = rest.replace(";", " ").split()
    if boxes := [box["label"] for part in parts if (box := _BOX.fullmatch(part))]:
        return tuple(boxes)
    parts = re.split(r"[\s,;]+", rest)
    return tuple(parts) if all(number(part) is not None for part in parts) else (rest.strip("\"'"),)

"""Boxes in VOC's XML: the corners are pixels, counted from 1, and belong to the box."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from pathlib import Path

from pipecheck.sources.labels import voc
from pipecheck.sources.truth.drawn.sheet import Drawn, Sheet

_OBJECT = ["annotation", "object"]
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_HELD = frozenset({("name",), ("difficult",), *(("bndbox", side) for side in _SIDES)})
_SIZE = (["annotation", "size", "width"], ["annotation", "size", "height"])
_DEEPEST = 4


def load(folder: Path) -> Sheet:
    """The boxes in the XML files below *folder*, by the names of their objects."""
    sheet = Sheet(folder)
    for picture, path in voc.files(folder):
        sheet.picture(picture)
        found: list[dict[str, str]] = []
        size = _read(path, found)
        for drawn in _drawn(found):
            sheet.draw(picture, drawn, size, (path, None))
    return sheet


def _read(path: Path, found: list[dict[str, str]]) -> tuple[float, float] | None:
    """Adds what the file *path* says of each object to *found*; the size of the picture."""
    held: dict[str, str] = {}
    sides: dict[str, float] = {}

    def closed(tags: list[str], text: str) -> None:
        if tags == _OBJECT:
            found.append(dict(held))
            held.clear()
        elif tags in _SIZE:
            sides[tags[-1]] = _number(text)
        elif len(tags) <= _DEEPEST and tags[:2] == _OBJECT and tuple(tags[2:]) in _HELD:
            held[tags[-1]] = text

    voc.walk(path, closed)
    width, height = sides.get("width", 0.0), sides.get("height", 0.0)
    return (width, height) if width > 0 and height > 0 else None


def _drawn(found: list[dict[str, str]]) -> Iterator[Drawn]:
    for each in found:
        if name := each.get("name"):
            left, top, right, bottom = (_number(each.get(side, "")) for side in _SIDES)
            yield Drawn(name, (left - 1, top - 1, right, bottom), each.get("difficult", "0") not in ("", "0"))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return nan

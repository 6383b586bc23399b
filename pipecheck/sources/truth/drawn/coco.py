"""Boxes in COCO's JSON: left, top, width, height; a crowd is one box around many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from typing import Any, TypeAlias

from pipecheck.errors import SourceError
from pipecheck.sources import text
from pipecheck.sources.labels import coco
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.truth.drawn.sheet import Corners, Drawn, Sheet

_Id: TypeAlias = "int | str"


@dataclass(slots=True)
class _Read:
    """What the file says: names, sizes and annotations of pictures by their ids, and the categories."""

    names: dict[_Id, str] = field(default_factory=dict)
    sizes: dict[_Id, tuple[float, float]] = field(default_factory=dict)
    boxes: dict[_Id, list[tuple[int, int, Corners, bool, bool]]] = field(default_factory=dict)
    categories: dict[int, str] = field(default_factory=dict)
    boxless: int = 0


def load(path: Path) -> tuple[Sheet, ClassList]:
    """The boxes in the file *path*, by the ids of their categories, and the categories."""
    source = text.read(path, coco.LIMIT)
    read, at = _Read(), 0
    try:
        for key, member, at in coco.elements(source, path):
            _ADD[key](read, member, at)
    except coco.UnfitError as e:
        raise SourceError(path, str(e), coco.line(source, at)) from e
    if not read.categories:
        raise SourceError(path, "lists no categories")
    return _sheet(read, path, source), ClassList(path, tuple(sorted(read.categories.items())))


def _add_picture(read: _Read, member: dict[str, Any], _: int) -> None:
    key = coco.identity(member, "id")
    read.names[key] = coco.named(member, "file_name")
    width, height = _number(member.get("width")), _number(member.get("height"))
    if width > 0 and height > 0:
        read.sizes[key] = width, height


def _add_category(read: _Read, member: dict[str, Any], _: int) -> None:
    read.categories[coco.whole(member, "id")] = coco.named(member, "name")


def _add_annotation(read: _Read, member: dict[str, Any], at: int) -> None:
    box = member.get("bbox")
    key = coco.identity(member, "image_id")
    if not isinstance(box, list) or len(box) != 4:
        read.boxless += 1
        return
    left, top, width, height = map(_number, box)
    crowd = bool(member.get("iscrowd"))
    corners = (left, top, left + width, top + height)
    box_of = (coco.whole(member, "category_id"), at, corners, crowd or bool(member.get("ignore")), crowd)
    read.boxes.setdefault(key, []).append(box_of)


_ADD: dict[str, Callable[[_Read, dict[str, Any], int], None]] = {
    "images": _add_picture,
    "categories": _add_category,
    "annotations": _add_annotation,
}


def _number(value: Any) -> float:
    """*value* as a number, NaN if it is none."""
    try:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else nan
    except OverflowError:
        return nan


def _sheet(read: _Read, path: Path, source: str) -> Sheet:
    sheet = Sheet(path)
    if read.boxless:
        sheet.left["for no bbox of four numbers stands there"] = read.boxless
    for key, name in read.names.items():
        sheet.picture(name)
        for category, at, corners, ignored, crowd in read.boxes.pop(key, ()):
            if category not in read.categories:
                listed = f"is not among the {len(read.categories)} listed"
                raise SourceError(path, f"an annotation of {name} is of category {category}, which {listed}", coco.line(source, at))
            sheet.draw(name, Drawn(str(category), corners, ignored, crowd), read.sizes.get(key), (path, None))
    return sheet

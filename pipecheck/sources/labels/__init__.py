"""Which classes the pictures of a set show, by labels in the forms that training code reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pipecheck.errors import SourceError
from pipecheck.sources.labels import classes as classlists
from pipecheck.sources.labels import coco, folders, lines, listing, records, table, voc, yolo
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.labels.shown import Labels

__all__ = ["FORMS", "Form", "Labels", "load"]
Form = Literal["imagefolder", "csv", "txt", "json", "yolo", "coco", "voc"]
FORMS: tuple[Form, ...] = ("imagefolder", "csv", "txt", "json", "yolo", "coco", "voc")
_BY_ENDING: dict[str, Form] = {".csv": "csv", ".tsv": "csv", ".txt": "txt", ".lst": "txt", ".json": "coco", ".yaml": "yolo", ".yml": "yolo"}
_FOLDERS = ("imagefolder", "voc")
_FILES = ("csv", "txt", "json", "coco")


def load(path: Path, *, form: str | None = None, classes: Path | None = None, images: Path | None = None, numbered: bool = False) -> Labels:
    """The labels at *path*, in *form* or what it looks like; *classes* is the file that lists the classes, *images* where pictures lie.

    *numbered*: where labels give both the name of a class and its number, the number is taken.
    """
    try:
        return _loaded(path, form or guessed(path), None if classes is None else classlists.read(classes), images, numbered=numbered)
    except OSError as e:  # a name that is too long, a folder that may not be entered
        raise SourceError(path, e.strerror or str(e)) from e
    except ValueError as e:  # a NUL in the name
        raise SourceError(path, str(e)) from e


def guessed(path: Path) -> Form:
    """The form of the labels at *path*, by its ending or by what lies there."""
    if not path.exists():
        raise SourceError(path, "no such file or folder")
    if not path.is_dir():
        if (form := _BY_ENDING.get(path.suffix.lower())) is not None:
            return "json" if form == "coco" and records.likely(path) else form
        raise SourceError(path, f"what labels these are is not told by the name; name the label_format: {', '.join(FORMS)}")
    if (path / "Annotations").is_dir() or _holds(path, ".xml"):
        return "voc"
    if yolo.likely(path):
        return "yolo"
    if listing.subfolders(path):
        return "imagefolder"
    raise SourceError(path, "holds no labels that are known: no folder for each class, no YOLO text files, no VOC XML files")


def _loaded(path: Path, form: str, known: ClassList | None, images: Path | None, *, numbered: bool) -> Labels:
    if form in _FOLDERS and not path.is_dir():
        raise SourceError(path, f"labels of the form {form} are a folder" if path.exists() else "no such folder")
    if form in _FILES and path.is_dir():
        raise SourceError(path, f"labels of the form {form} are a file, and this is a folder")
    match form:
        case "imagefolder":
            return folders.load(path, known)
        case "csv":
            return table.load(path, known, numbered=numbered)
        case "txt":
            return lines.load(path, known)
        case "json":
            return records.load(path, known, numbered=numbered)
        case "yolo":
            return yolo.load(path, known, images)
        case "coco":
            return coco.load(path, known)
        case "voc":
            return voc.load(path, known)
        case _:
            raise SourceError(path, f"label_format is one of {', '.join(FORMS)}, not {form!r}")


def _holds(folder: Path, ending: str) -> bool:
    with os.scandir(folder) as here:
        return any(each.name.lower().endswith(ending) and each.is_file() for each in here)

"""Which kind of truth lies at a path, and reading it."""

from __future__ import annotations

import os
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import labels
from pipecheck.sources.truth import Truths

_TASKS = {
    "imagefolder": "classification",
    "txt": "classification",
    "json": "classification",
    "csv": "classification",
    "yolo": "detection",
    "coco": "detection",
    "voc": "detection",
    "masks": "segmentation",
    "vectors": "regression",
}


def load(
    path: Path,
    *,
    task: str | None = None,
    form: str | None = None,
    classes: Path | None = None,
    images: Path | None = None,
    outputs: int | None = None,
) -> Truths:
    """What the labels at *path* say of pictures, in *form* or what it looks like.

    *classes* is the file that lists the classes, *images* where pictures lie, *outputs* how many classes the network tells apart.
    """
    try:
        return _loaded(path, task or guessed(path, form), form=form, classes=classes, images=images, outputs=outputs)
    except OSError as e:  # a name that is too long, a folder that may not be entered
        raise SourceError(path, e.strerror or str(e)) from e
    except ValueError as e:  # a NUL in the name
        raise SourceError(path, str(e)) from e


def guessed(path: Path, form: str | None = None) -> str:
    """The task that the labels at *path* are for, by their form and by what they hold."""
    from pipecheck.sources.truth import masks, vectors

    if form is None and path.is_dir():
        endings = {os.path.splitext(each.name)[1].lower() for each in path.iterdir()}  # noqa: PTH122
        if ".npy" in endings:
            return "regression"
        if not endings & {".xml", ".txt"} and masks.likely(path):
            return "segmentation"
    found = form or labels.guessed(path)
    if found == "csv" and path.is_file() and vectors.numeric(path):
        return "regression"
    return _TASKS.get(found, "classification")


def _loaded(path: Path, task: str, *, form: str | None, classes: Path | None, images: Path | None, outputs: int | None) -> Truths:
    match task:
        case "classification":
            from pipecheck.sources.truth import classes as numbered

            return numbered.load(path, form=form, classes=classes, images=images, outputs=outputs)
        case "segmentation":
            from pipecheck.sources.truth import masks

            return masks.load(path, classes, outputs)
        case "regression":
            from pipecheck.sources.truth import vectors

            return vectors.load(path)
        case "detection":
            from pipecheck.sources.truth import boxes

            return boxes.load(path, form=form, classes=classes, images=images, outputs=outputs)
        case _:
            raise SourceError(path, f"no truth of a task {task!r} is known")

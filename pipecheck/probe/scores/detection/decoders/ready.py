"""Outputs that are boxes of which the best were chosen already: a table of them, or one output each for corners, scores and classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pipecheck.probe.scores.detection.boxes import Detected, detected
from pipecheck.probe.scores.detection.decoders.asking import Asked, Form, Shapes, cells, in_pixels, refuse, shares

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_MOST = 1000
"""More rows than these are not what is left of a choice."""
_TABLE = (0, 1, 2, 3, 4, 5)
_NUMBERED = (1, 2, 3, 4, 6, 5)
_LABELLED = (3, 4, 5, 6, 2, 1)
"""Where the corners, score and class of a box stand: alone, behind the picture's number as YOLOv7 does, or as Caffe's SSD does."""
_SCORES, _CLASSES = ("score", "conf", "prob"), ("class", "label", "cls")
_Parts: TypeAlias = "tuple[Array, Array, Array]"


def _count(shapes: Shapes, asked: Asked) -> int | None:
    """Nothing says how many classes there are; None if these are no chosen boxes."""
    rows = _rows(shapes)
    if rows is None or asked.size is None:
        return None if rows is None else 0
    grids = cells(asked.size)
    return 0 if rows <= _MOST and rows not in grids and rows not in [3 * count for count in grids] else None


def _read(outputs: Mapping[str, Array], asked: Asked) -> Detected:
    """The boxes that have any score; the others only fill up."""
    corners, scores, classes = _parts(outputs)
    shares(scores, "what should be scores of boxes")
    use = np.flatnonzero(scores > asked.floor)
    kinds = classes[use].astype(np.float64)
    with np.errstate(invalid="ignore"):
        if len(use) and not (np.all(kinds == np.round(kinds)) and np.all(np.abs(kinds) < 2**31)):
            refuse("what should be the classes of boxes are no whole numbers: a decoder of your own is wanted")
    return detected(in_pixels(corners, asked)[use], scores[use], kinds)


def _rows(shapes: Shapes) -> int | None:
    """How many boxes there is room for."""
    every = list(shapes.values())
    match every:
        case [(1, rows, 6 | 7)] | [(rows, 6 | 7)] | [(1, 1, rows, 7)]:
            return rows
        case [(1, rows, 5), (1, same)] | [(1, same), (1, rows, 5)] if same == rows:
            return rows
    boxes = next((shape for shape in every if len(shape) in (2, 3) and shape[-1] == 4 and (len(shape) == 2 or shape[0] == 1)), None)
    return None if boxes is None or every.count(boxes[:-1]) < 2 or len(every) > 4 else boxes[-2]


def _parts(outputs: Mapping[str, Array]) -> _Parts:
    arrays = list(outputs.values())
    match [each.shape for each in arrays]:
        case [(1, 1, _, 7)]:
            corners, scores, classes = _columns(arrays[0][0, 0], _LABELLED)
            return corners, scores, classes - 1
        case [(1, _, 7) | (_, 7)]:
            return _columns(arrays[0].reshape(-1, 7), _NUMBERED)
        case [(1, _, 6) | (_, 6)]:
            return _columns(arrays[0].reshape(-1, 6), _TABLE)
        case [(1, _, 5), (1, _)]:
            return arrays[0][0, :, :4], arrays[0][0, :, 4], arrays[1][0]
        case [(1, _), (1, _, 5)]:
            return arrays[1][0, :, :4], arrays[1][0, :, 4], arrays[0][0]
        case _:
            return _apart(outputs)


def _apart(outputs: Mapping[str, Array]) -> _Parts:
    """Corners, scores and classes of an output each: torchvision's have no axis for the batch, and count classes from 1."""
    name = next(name for name, each in outputs.items() if each.shape[-1:] == (4,) and each.ndim > 1)
    boxes = outputs[name]
    others = {key: each for key, each in outputs.items() if key != name and each.shape == boxes.shape[:-1]}
    classes = _named(others, _CLASSES) or [key for key, each in others.items() if np.issubdtype(each.dtype, np.integer)]
    scores = _named(others, _SCORES) or [key for key in others if key not in classes]
    if len(classes) != 1 or len(scores) != 1 or classes == scores:
        refuse("which of the outputs are scores and which are classes is told by neither names nor types: a decoder of your own is wanted")
    corners, numbers = boxes.reshape(-1, 4), outputs[classes[0]].reshape(-1)
    tensorflow = name.lower().startswith("detection_boxes")  # which counts from the top, and classes from 1 too
    return corners[:, [1, 0, 3, 2]] if tensorflow else corners, outputs[scores[0]].reshape(-1), numbers - (tensorflow or boxes.ndim == 2)


def _named(outputs: Mapping[str, Array], words: tuple[str, ...]) -> list[str]:
    return [name for name in outputs if any(word in name.lower() for word in words)]


def _columns(rows: Array, order: tuple[int, ...]) -> _Parts:
    *corners, score, kind = order
    return rows[:, corners], rows[:, score], rows[:, kind]


READY = Form(_count, _read)

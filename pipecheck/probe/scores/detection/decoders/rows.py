"""Outputs that hold a row per box: where it lies, and how likely it shows what; as YOLOv5, YOLOv8 and YOLOX end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipecheck.probe.scores.detection.boxes import Detected
from pipecheck.probe.scores.detection.decoders.asking import Asked, Form, Shapes, cells, centered, grid, misfit, picked, shares

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_ANCHORS = 3
_SURE = 5
"""Numbers before the classes: middle, sides, and how sure it is that something is there; YOLOv8 leaves out the last."""


def _count_anchored(shapes: Shapes, asked: Asked) -> int | None:
    return _classes(_long(shapes, asked, _SURE, _ANCHORS))


def _read_anchored(outputs: Mapping[str, Array], asked: Asked) -> Detected:
    """YOLOv5's: the boxes are decoded, and chances multiply."""
    rows = _rows(outputs, asked, _SURE)
    use = np.flatnonzero(rows[:, _SURE - 1] > asked.floor)
    shares(rows[:, 4:])
    return _found(rows[use, :2], rows[use, 2:4], _both(rows[use]), asked)


def _count_plain(shapes: Shapes, asked: Asked) -> int | None:
    wide = _classes(_wide(shapes, asked, _SURE - 1))
    return _classes(_long(shapes, asked, _SURE - 1, 1)) if wide is None else wide


def _read_plain(outputs: Mapping[str, Array], asked: Asked) -> Detected:
    """YOLOv8's, as columns or as rows."""
    lenient, shapes = replace(asked, size=None), {name: each.shape for name, each in outputs.items()}
    wide = _wide(shapes, lenient, _SURE - 1)
    rows = outputs[wide[0]][0].T if wide is not None else _rows(outputs, asked, _SURE - 1)
    shares(rows[:, 4:])
    return _found(rows[:, :2], rows[:, 2:4], rows[:, 4:], asked)


def _count_free(shapes: Shapes, asked: Asked) -> int | None:
    return _classes(_long(shapes, asked, _SURE, 1))


def _read_free(outputs: Mapping[str, Array], asked: Asked) -> Detected:
    """YOLOX's: the places may still be counted from the cells, and the sides be logarithms."""
    rows = _rows(outputs, asked, _SURE)
    shares(rows[:, 4:])
    size = asked.size or misfit(outputs, asked)
    at, strides = grid(size, len(rows))
    centers, sides = rows[:, :2].astype(np.float64), rows[:, 2:4].astype(np.float64)
    if _is_raw(centers, at, strides):
        with np.errstate(over="ignore", invalid="ignore"):
            centers, sides = (centers + at) * strides, np.exp(sides) * strides
    return _found(centers, sides, _both(rows), asked)


def _both(rows: Array) -> Array:
    """How likely it is that something is there and that it is of each class."""
    with np.errstate(invalid="ignore"):
        made: Array = rows[:, _SURE:] * rows[:, _SURE - 1 : _SURE]
    return made


def _is_raw(centers: Array, at: Array, strides: Array) -> bool:
    """Whether places are counted from the cells: then most are nearer to the middle of a cell than to that of their own in the picture."""
    whole = np.isfinite(centers).all(axis=1)
    if not whole.any():
        return True
    raw = np.median(np.abs(centers[whole] - 0.5))
    made = np.median(np.abs(centers[whole] / strides[whole] - at[whole] - 0.5))
    return bool(raw < made)


def _rows(outputs: Mapping[str, Array], asked: Asked, least: int) -> Array:
    shapes = {name: each.shape for name, each in outputs.items()}
    found = _long(shapes, replace(asked, size=None), least, 1)
    rows: Array = outputs[found[0]][0] if found is not None else misfit(outputs, asked)
    return rows


def _found(centers: Array, sides: Array, scores: Array, asked: Asked) -> Detected:
    rows, classes, values = picked(scores, asked.floor, several=asked.several)
    return centered(centers[rows].astype(np.float64), sides[rows].astype(np.float64), values, classes)


def _classes(found: tuple[str, int] | None) -> int | None:
    return None if found is None else found[1]


def _long(shapes: Shapes, asked: Asked, least: int, per_cell: int) -> tuple[str, int] | None:
    """The output of a row per box, with *least* numbers before the classes, and how many classes it has; None where none or several do."""
    rows = {name: shape for name, shape in shapes.items() if len(shape) == 3 and shape[0] == 1}
    fitting = [(name, shape[2] - least) for name, shape in rows.items() if _fits(shape[1], shape[2] - least, asked, per_cell)]
    return fitting[0] if len(fitting) == 1 else None


def _wide(shapes: Shapes, asked: Asked, least: int) -> tuple[str, int] | None:
    """The same where boxes are columns."""
    turned = {name: (shape[0], shape[2], shape[1]) for name, shape in shapes.items() if len(shape) == 3}
    return _long(turned, asked, least, 1)


def _fits(boxes: int, classes: int, asked: Asked, per_cell: int) -> bool:
    if classes < 1 or (asked.classes is not None and classes != asked.classes):
        return False
    if asked.size is None:
        return asked.classes is not None or boxes > classes
    return boxes in {per_cell * count for count in cells(asked.size)}


ANCHORED = Form(_count_anchored, _read_anchored)
PLAIN = Form(_count_plain, _read_plain)
FREE = Form(_count_free, _read_free)

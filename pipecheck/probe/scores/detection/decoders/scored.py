"""Outputs that are boxes, decoded, and a score of every class for each of them, as SSD ends; one more class may stand for the ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from pipecheck.probe.scores.detection.boxes import Detected, detected
from pipecheck.probe.scores.detection.decoders.asking import Asked, Form, Shapes, are_chances, in_pixels, misfit, picked, refuse, sigmoid

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_BOXES = ("box", "loc", "coord", "reg")
_WHOLE = 1e-3
_SWAPPED = 0.02
"""More boxes than these whose right side lies left of their left one: what is there are no corners."""


def _count(shapes: Shapes, asked: Asked) -> int | None:
    found = _found(shapes, asked)
    return None if found is None else shapes[found[1]][2]


def _read(outputs: Mapping[str, Array], asked: Asked) -> Detected:
    """The boxes of the classes that are likely enough, without the ground."""
    found = _found({name: each.shape for name, each in outputs.items()}, asked) or misfit(outputs, asked)
    boxes, scores = (outputs[name][0] for name in found)
    boxes = boxes.reshape(-1, 4)
    ground = _has_ground(scores, asked.classes)
    chances = _chances(scores, ground=ground)[:, int(ground) :]
    _are_corners(boxes)
    rows, classes, values = picked(chances, asked.floor, several=asked.several)
    return detected(in_pixels(boxes, asked)[rows], values, classes)


def _found(shapes: Shapes, asked: Asked) -> tuple[str, str] | None:
    """The output of the boxes, and that of the scores; of two with four numbers each the names tell which is which."""
    found = [(boxes, scores) for boxes in shapes for scores in shapes if boxes != scores and _fit(shapes[boxes], shapes[scores], asked)]
    if len(found) > 1:
        found = [pair for pair in found if any(word in pair[0].lower() for word in _BOXES)]
    return found[0] if len(found) == 1 else None


def _fit(boxes: tuple[int, ...], scores: tuple[int, ...], asked: Asked) -> bool:
    """Whether there are four numbers and a score of every class for each box; some have an axis of one more before the four."""
    if len(boxes) == 4 and boxes[2] == 1:
        boxes = (boxes[0], boxes[1], boxes[3])
    if len(boxes) != 3 or len(scores) != 3 or boxes != (1, scores[1], 4) or scores[0] != 1:
        return False
    return scores[2] > 0 if asked.classes is None else scores[2] - asked.classes in (0, 1)


def _has_ground(scores: Array, classes: int | None) -> bool:
    """Whether the first class is that nothing is there: by how many the labels tell apart, else where the chances of a box add up to 1."""
    if classes is not None:
        return bool(scores.shape[1] == classes + 1)
    if scores.shape[1] < 2:
        return False
    with np.errstate(invalid="ignore", over="ignore"):
        return bool(np.all(np.abs(scores.sum(axis=1) - 1) < _WHOLE)) or not are_chances([scores])


def _chances(scores: Array, *, ground: bool) -> Array:
    """*scores* as chances: they may be log-odds still, of all classes together where the ground is one of them."""
    if are_chances([scores]):
        return scores
    if not ground:
        return sigmoid(scores)
    with np.errstate(invalid="ignore", over="ignore"):
        raised = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True))
        made: Array = raised / raised.sum(axis=1, keepdims=True)
    return made


def _are_corners(boxes: Array) -> None:
    with np.errstate(invalid="ignore"):
        swapped = np.mean(boxes[:, 2:] < boxes[:, :2]) if len(boxes) else 0.0
    if swapped > _SWAPPED:
        refuse(
            "the boxes are no corners, left, top, right, bottom: where they are still counted from anchors, a decoder of your own is wanted"
        )


SCORED = Form(_count, _read)

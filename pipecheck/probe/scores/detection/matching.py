"""Which box that was found is which object of a picture, as COCO and as VOC define it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipecheck.probe.scores.detection.boxes import Detected, Objects, overlaps

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

THRESHOLDS = np.linspace(0.5, 0.95, 10)
"""How far a box has to overlap an object to be it, in COCO's ten readings; VOC has the first one only."""
PER_CLASS = 100
"""So many boxes of a class count in a picture, by COCO's definition."""
_ROOM = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What one picture adds: of every box found, the surest first, score and class, and a bit per threshold for each that *hits* an object
    or is *passed* over; and the classes that are *sought*, each with how many objects it has.
    """

    scores: Array
    classes: Array
    hits: Array
    passed: Array
    sought: Array
    counts: Array


def coco(found: Detected, there: Objects) -> Matched:
    """As COCO has it: the surest box takes the object that it overlaps most; those of a crowd, or over what is ignored, are passed over."""
    found = found.at(_first_of_class(found.classes))
    order = np.argsort(there.ignored, kind="stable")[::-1]  # of objects that overlap alike the last one counts: it stands first here
    there = Objects(corners=there.corners[order], classes=there.classes[order], ignored=there.ignored[order], crowds=there.crowds[order])
    hits, passed = np.zeros((2, len(found.scores)), np.uint16)
    least = THRESHOLDS[:, None]
    taken = np.zeros((len(THRESHOLDS), len(order)), bool)
    bits, lines = 1 << np.arange(len(THRESHOLDS)), np.arange(len(THRESHOLDS))
    for at, row in _near(found, there, crowds=True):
        able = (row[None] >= least) & ~(taken & ~there.crowds[None])
        real = able & ~there.ignored[None]
        able = np.where(real.any(axis=1, keepdims=True), real, able)
        best: Array = np.where(able, row[None], -1).argmax(axis=1)
        hit: Array = np.asarray(able.any(axis=1))
        taken[lines[hit], best[hit]] = True
        over = hit & there.ignored[best]
        hits[at], passed[at] = bits[hit & ~over].sum(), bits[over].sum()
    return _matched(found, there, hits, passed)


def voc(found: Detected, there: Objects) -> Matched:
    """As VOC has it: a box stands for the object that it overlaps most, by half at least; the second box for an object is wrong."""
    hits, passed = np.zeros((2, len(found.scores)), np.uint16)
    taken = np.zeros(len(there.classes), bool)
    for at, row in _near(found, there, crowds=False):
        best = row.argmax()
        passed[at] = there.ignored[best]
        hits[at] = not there.ignored[best] and not taken[best]
        taken[best] = True
    return _matched(found, there, hits, passed)


def _near(found: Detected, there: Objects, *, crowds: bool) -> Iterator[tuple[int, Array]]:
    """Every box that may be an object of its class, the surest first, with how far it overlaps each."""
    step = max(_ROOM // max(len(there.classes), 1), 1)
    for start in range(0, len(found.scores) if len(there.classes) else 0, step):
        part = slice(start, start + step)
        shared = overlaps(found.corners[part], there.corners, there.crowds if crowds else None)
        shared[found.classes[part, None] != there.classes[None]] = -1
        for at in np.flatnonzero(shared.max(axis=1) >= THRESHOLDS[0]):
            yield start + int(at), shared[at]


def _first_of_class(classes: Array) -> Array:
    """Where the first ones of each class stand, so many as count."""
    by_class = np.argsort(classes, kind="stable")
    ordered = classes[by_class]
    rank = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    return np.sort(by_class[rank < PER_CLASS])


def _matched(found: Detected, there: Objects, hits: Array, passed: Array) -> Matched:
    sought, counts = np.unique(there.classes[~there.ignored], return_counts=True)
    return Matched(
        scores=found.scores,
        classes=found.classes.astype(np.int32),
        hits=hits,
        passed=passed,
        sought=sought.astype(np.int32),
        counts=counts.astype(np.int32),
    )

"""Of boxes that overlap, only the surest one of its class."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from pipecheck.probe.scores.detection.boxes import Detected, areas

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array


def surest(found: Detected, overlap: float, most: int) -> Detected:
    """At most so many of what was *found*, the surest first, none of which overlaps a surer one of its class by more than *overlap*.

    The classes take turns in the order of their surest boxes, so that no more is compared than what is kept.
    """
    by_class = np.argsort(found.classes, kind="stable")
    begins = np.flatnonzero(np.diff(found.classes[by_class], prepend=-1))
    boxes = np.vstack([found.corners.T, areas(found.corners), np.arange(len(by_class))])[:, by_class]
    groups = np.split(boxes, begins[1:], axis=1) if len(by_class) else []
    waiting = [(int(group[-1, 0]), at) for at, group in enumerate(groups)]
    heapq.heapify(waiting)
    kept: list[int] = []
    while waiting and len(kept) < most:
        place, at = waiting[0]
        kept.append(place)
        rest = groups[at] = _apart(groups[at], overlap)
        if rest.shape[1]:
            heapq.heapreplace(waiting, (int(rest[-1, 0]), at))
        else:
            heapq.heappop(waiting)
    return found.at(np.asarray(kept, np.int64))


def _apart(boxes: Array, overlap: float) -> Array:
    """Those of *boxes*, columns of corners, area and place, that do not overlap the first one too far."""
    (left, top, right, bottom, area, _), rest = boxes[:, 0].tolist(), boxes[:, 1:]
    across = np.minimum(rest[2], right) - np.maximum(rest[0], left)
    down = np.minimum(rest[3], bottom) - np.maximum(rest[1], top)
    shared = np.maximum(across, 0) * np.maximum(down, 0)
    kept = shared <= overlap * (rest[4] + area - shared)
    return rest if kept.all() else rest[:, kept]

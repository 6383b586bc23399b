"""Boxes as arrays: what a network found in a picture, what really is there, and how far they overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipecheck.sources.truth import Boxes

if TYPE_CHECKING:
    from pipecheck.spec.frames import Axis, Frame
    from pipecheck_transformers.pixels import Array

FAR = 1e9
"""No corner lies so far away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What a network found: *corners* left, top, right, bottom, and of each box the score and the class."""

    corners: Array
    scores: Array
    classes: Array

    def at(self, places: Array) -> Detected:
        """Those boxes that stand at *places*, in their order."""
        return Detected(corners=self.corners[places], scores=self.scores[places], classes=self.classes[places])


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """What is in a picture: *corners* in its pixels, classes, which are *ignored*, and which of these are *crowds*."""

    corners: Array
    classes: Array
    ignored: Array
    crowds: Array


def detected(corners: Array, scores: Array, classes: Array) -> Detected:
    """Those boxes whose numbers are numbers that can be, the surest first; equally sure ones keep their order."""
    corners = np.asarray(corners, np.float64).reshape(-1, 4)
    scores = np.asarray(scores, np.float64)
    whole = (np.abs(corners) < FAR).all(axis=1) & np.isfinite(scores)
    places = np.flatnonzero(whole)
    places = places[np.argsort(-scores[places], kind="stable")]
    return Detected(corners=corners[places], scores=scores[places], classes=np.asarray(classes)[places].astype(np.int64))


def objects(truth: Boxes, height: int, width: int) -> Objects:
    """What *truth* says of a picture of so many pixels."""
    corners = np.asarray(truth.corners, np.float64).reshape(-1, 4)
    count = len(corners)
    return Objects(
        corners=corners * (width, height, width, height) if truth.relative else corners,
        classes=np.asarray(truth.classes, np.int64),
        ignored=np.asarray(truth.ignored or (False,) * count, bool),
        crowds=np.asarray(truth.crowds or (False,) * count, bool),
    )


def onto_picture(corners: Array, frame: Frame) -> Array:
    """*corners* in a network's input as corners in the picture, cut at its edges."""
    height, width = frame.picture
    across, down = _back(corners[:, 0::2], frame.columns, width), _back(corners[:, 1::2], frame.rows, height)
    return np.stack([across[:, 0], down[:, 0], across[:, 1], down[:, 1]], axis=1)


def _back(ends: Array, axis: Axis, size: int) -> Array:
    """Both *ends* of boxes along *axis*; a mirrored picture has them the other way round."""
    undone = (ends - axis.shift) / axis.scale
    return np.clip(undone[:, ::-1] if axis.scale < 0 else undone, 0, size)


def areas(corners: Array) -> Array:
    """The areas of boxes; one whose sides are swapped has none."""
    sides = np.maximum(corners[..., 2:] - corners[..., :2], 0)
    area: Array = sides[..., 0] * sides[..., 1]
    return area


def overlaps(found: Array, there: Array, crowds: Array | None = None) -> Array:
    """How far each box of *found* overlaps each one *there*: what both share in what either holds, for *crowds* in what is found."""
    low = np.maximum(found[:, None, :2], there[None, :, :2])
    high = np.minimum(found[:, None, 2:], there[None, :, 2:])
    sides = np.maximum(high - low, 0)
    shared = sides[..., 0] * sides[..., 1]
    own = areas(found)[:, None]
    either = own + areas(there)[None] - shared
    if crowds is not None:
        either = np.where(crowds[None], own, either)
    made: Array = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
    return made

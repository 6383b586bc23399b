"""Segmentation: how well the classes of pixels agree with a mask, by intersection over union."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipecheck.errors import SourceError, UsageError
from pipecheck.evidence.model import Figure
from pipecheck.probe.scores import figures, placing
from pipecheck.probe.scores.score import Judged, Outputs, Score
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Mask, Truth, Truths, masks
from pipecheck.spec.frames import Frame
from pipecheck_transformers.pixels import Array

METRICS = ("miou", "pixel_accuracy")
IGNORED = 255
_LONGEST = 16
MOST = 4096
"""More classes than any network tells apart pixel by pixel: such an output is no map."""


def score(metric: str, outputs: Sequence[Tensor], truths: Truths) -> Score:
    """The mean over all classes that occur of intersection over union, over all pixels; or the share of pixels that is right.

    Scores are brought onto the mask by bilinear interpolation before the class is chosen, numbers of classes by the nearest, wherever the
    road puts the picture; pixels that it crops away, and those of 255, do not count.
    """
    size = classes(outputs) or len(truths.classes) or None
    order = METRICS if metric == METRICS[0] else METRICS[::-1]

    def judge(given: Outputs, truth: Truth, frame: Frame | None) -> Judged:
        return judged(given, truth, frame, size)

    def sum_up(every: Sequence[Judged]) -> tuple[Figure, ...]:
        counts = _counts(every)
        return tuple(
            figures.of_all(name, lambda weights, of=_FIGURES[name]: of(counts, weights), len(every))  # type: ignore[misc]
            for name in order
        )

    def drawn(every: Sequence[Judged], weights: Array) -> Array:
        return _FIGURES[metric](_counts(every), weights)

    return Score(task="segmentation", metric=metric, judge=judge, sum_up=sum_up, mean=False, framed=True, drawn=drawn)


def judged(given: Outputs, truth: Truth, frame: Frame | None, size: int | None = None) -> Judged:
    """How many pixels of each class the mask and the map share, the mask has and the map has: three rows of counts."""
    assert isinstance(truth, Mask)
    mask = masks.read(truth)
    found = _map(given, size)
    if found is None:
        shapes = ", ".join(f"{name} {'×'.join(map(str, array.shape))}" for name, array in given.items())
        raise UsageError(f"no output of the network is a map of classes: {shapes}")
    rows, columns = placing.lines(found.shape[1:], mask.shape, frame)
    named = _named(found, rows, columns)
    counted = (mask != IGNORED) & rows.seen[:, None] & columns.seen
    true, named = mask[counted].astype(np.int64), named[counted]
    known = _known(found, size)
    if true.size and int(true.max()) >= known:
        raise SourceError(
            truth.path, f"holds class {true.max()}, and the network knows 0 to {known - 1}; {IGNORED} is what belongs to none"
        )
    count = max(known, int(named.max(initial=0)) + 1)
    right = np.bincount(true[true == named], minlength=count)
    counts = np.stack([right, np.bincount(true, minlength=count), np.bincount(named, minlength=count)]).astype(np.uint32)
    return Judged(value=float(_iou(counts[None], np.ones((1, 1)))[0]), grade=float(right.sum() / max(true.size, 1)), detail=counts)


def classes(outputs: Sequence[Tensor]) -> int | None:
    """How many classes the first map among *outputs* tells apart, where its shape says so; 2 of a single plane of scores."""
    for tensor in outputs:
        if tensor.shape is not None and len(tensor.shape) == 4 and tensor.dtype.startswith(("float", "int8", "uint8", "int16")):
            sides = tuple(side if isinstance(side, int) else 0 for side in tensor.shape)
            count = sides[_axis(sides, None)]
            return 2 if count == 1 else count or None
    return None


def _axis(shape: Sequence[int], size: int | None) -> int:
    """Which axis of a map counts the classes: the one of their number, else the one that is no side of a square, else the shorter."""
    _, first, second, third = shape
    if (first == size) != (third == size):
        return 1 if first == size else 3
    if (second == third) != (first == second):
        return 1 if second == third else 3
    return 3 if 0 < third < first or first == 0 < third else 1


def _map(given: Outputs, size: int | None) -> Array | None:
    """The first map among the outputs: scores as class × height × width, or numbers of classes as 1 × height × width."""
    for array in given.values():
        if array.ndim == 4 and array.shape[0] == 1 and array.dtype.kind in "fiu":
            planes: Array = np.moveaxis(array[0], _axis(array.shape, size) - 1, 0)
            if _is_plane(planes.shape[1:]) and len(planes) <= MOST:
                return planes
        if array.ndim in {2, 3} and array.dtype.kind in "fiu" and _is_plane(array.shape[-2:]) and array.size == np.prod(array.shape[-2:]):
            return array.reshape(1, *array.shape[-2:])
    return None


def _is_plane(sides: Sequence[int]) -> bool:
    """Whether *sides* are those of a picture, and not of a list of boxes."""
    return min(sides) > 1 and max(sides) <= _LONGEST * min(sides)


def _named(found: Array, rows: placing.Line, columns: placing.Line) -> Array:
    """The class of every pixel of the mask; what is no number is of no class, so never right."""
    if len(found) > 1:
        if found.dtype.kind != "f" or not np.isnan(found).any():
            return placing.named(found, rows, columns)
        named, broken = placing.named(np.nan_to_num(found), rows, columns), np.asarray(np.isnan(found).any(axis=0))
        named[placing.nearest(broken, rows, columns)] = len(found)
        return named
    plane = found[0]
    if plane.dtype.kind in "iu":
        return _whole(placing.nearest(plane, rows, columns))
    if not np.isfinite(plane).all():
        return np.full((len(rows.first), len(columns.first)), 2)
    if (plane == np.round(plane)).all() and plane.min() >= 0:
        return _whole(placing.nearest(plane, rows, columns))
    even = 0.5 if plane.min() >= 0 and plane.max() <= 1 else 0.0  # probabilities, or what becomes them
    return placing.named(np.stack([np.full_like(plane, even), plane]), rows, columns)


def _whole(numbers: Array) -> Array:
    """*numbers* as those of classes; those that cannot be are one that no mask has."""
    return np.where((numbers >= 0) & (numbers < MOST), numbers, MOST).astype(np.int64)


def _known(found: Array, size: int | None) -> int:
    if len(found) > 1:
        return len(found)
    return 2 if found.dtype.kind == "f" and not (found == np.round(found)).all() else size or IGNORED


def _counts(every: Sequence[Judged]) -> Array:
    """The counts of all pictures, as picture × (both, mask, map) × class."""
    most = max((each.detail.shape[1] for each in every), default=0)
    counts = np.zeros((len(every), 3, most), np.float32 if len(every) * most > 1 << 22 else np.float64)
    for at, each in enumerate(every):
        counts[at, :, : each.detail.shape[1]] = each.detail
    return counts


def _iou(counts: Array, weights: Array) -> Array:
    """The mean intersection over union of the classes that occur, for each row of *weights*."""
    both, true, named = _summed(counts, weights)
    union = true + named - both
    shares = np.divide(both, union, out=np.zeros_like(both), where=union > 0)
    found: Array = shares.sum(axis=1) / np.maximum((union > 0).sum(axis=1), 1)
    return found


def _right(counts: Array, weights: Array) -> Array:
    both, true, _ = _summed(counts, weights)
    found: Array = both.sum(axis=1) / np.maximum(true.sum(axis=1), 1)
    return found


def _summed(counts: Array, weights: Array) -> tuple[Array, Array, Array]:
    total = (weights.astype(np.float64) @ counts.reshape(len(counts), -1)).reshape(len(weights), *counts.shape[1:])
    return total[:, 0], total[:, 1], total[:, 2]


_FIGURES = {"miou": _iou, "pixel_accuracy": _right}

"""Average precision of everything that was found in many pictures, each of which may count several times or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pipecheck.probe.scores.detection.matching import Matched

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

COCO = np.linspace(0.0, 1.0, 101)
VOC07 = np.arange(11) / 10
"""The shares of objects found at which precision is read."""
Rule: TypeAlias = Callable[["Array"], "Array"]
"""How much of a curve lies up to a share of objects found: the average weighs precision by how much each hit adds to that."""
_ROOM = 2**22
"""So many numbers are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The boxes that hit at one threshold: their *place* among all, whose picture, which class; and the boxes that are *passed* over.

    *begin* is where each class begins among the hits; *before* and *until* are how many boxes were passed over before its class began,
    and until each hit.
    """

    place: Array
    picture: Array
    kind: Array
    begin: Array
    passed: Array
    before: Array
    until: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """All boxes that were found, class by class, the surest first: whose *picture* each is, and where each class begins.

    *sought* are picture, class and number of the objects to be found; classes are counted from 0 and have at least one object.
    """

    picture: Array
    begin: Array
    levels: tuple[Hits, ...]
    sought: tuple[Array, Array, Array]
    classes: int


def ranked(pictures: Sequence[Matched], levels: Sequence[int]) -> Ranked:
    """What was matched in *pictures*, ready to be counted at those of the thresholds that *levels* number."""
    names, kinds = np.unique(_joined([each.sought for each in pictures], np.int32), return_inverse=True)
    owners = np.repeat(np.arange(len(pictures)), [len(each.sought) for each in pictures])
    order, kind = _order(pictures, names)
    hits, passed = (_joined([getattr(each, name) for each in pictures], np.uint16)[order] for name in ("hits", "passed"))
    picture = np.repeat(np.arange(len(pictures), dtype=np.int32), [len(each.scores) for each in pictures])[order]
    begin = np.searchsorted(kind, np.arange(len(names)))
    return Ranked(
        picture=picture,
        begin=begin,
        levels=tuple(_hits(hits >> level & 1, passed >> level & 1, kind, picture, begin) for level in levels),
        sought=(owners, kinds.reshape(-1), _joined([each.counts for each in pictures], np.int64)),
        classes=len(names),
    )


def averages(boxes: Ranked, often: Array, rule: Rule) -> Array:
    """The average precision by rows of how *often* each picture counts, by thresholds and by classes; NaN without objects of a class."""
    made = np.full((len(often), len(boxes.levels), boxes.classes), np.nan)
    step = max(_ROOM // max(len(boxes.picture), 1), 1)
    for start in range(0, len(often), step):
        rows = often[start : start + step].astype(np.int32)
        sought = np.stack([_by_class(boxes, row) for row in rows])
        seen = _summed(rows, boxes.picture)
        for level, hits in enumerate(boxes.levels):
            found = _average(hits, boxes, _Counts(rows=rows, seen=seen, sought=sought), rule)
            made[start : start + step, level] = np.where(sought > 0, found, np.nan)
    return made


def at_points(points: Array) -> Rule:
    """The mean of the precisions at *points*, shares of objects found; what nothing was found for has none of it."""
    return lambda share: np.searchsorted(points, share, side="right") * (share > 0) / len(points)


def area(share: Array) -> Array:
    """The area under the curve."""
    return share


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """By *rows* of how often each picture counts: the boxes *seen* up to each place, and the objects of each class that are *sought*."""

    rows: Array
    seen: Array
    sought: Array


def _average(hits: Hits, boxes: Ranked, counts: _Counts, rule: Rule) -> Array:
    """The average precision by rows and classes."""
    found, kind = _summed(counts.rows, hits.picture), hits.kind
    right = found[:, 1:] - np.take(found[:, hits.begin], kind, axis=1)
    every = np.take(counts.seen, hits.place + 1, axis=1) - np.take(counts.seen[:, boxes.begin], kind, axis=1)
    if len(hits.passed):
        passed = _summed(counts.rows, hits.passed)
        every -= np.take(passed, hits.until, axis=1) - np.take(passed[:, hits.before], kind, axis=1)
    apart = 2.0 * (boxes.classes - kind)  # keeps one class below the one before it, so that one sweep serves all
    best = np.maximum.accumulate((right / np.maximum(every, 1) + apart)[:, ::-1], axis=1)[:, ::-1] - apart
    until = rule(right / np.take(np.maximum(counts.sought, 1), kind, axis=1))
    before = np.roll(until, 1, axis=1)
    before[:, hits.begin[hits.begin < len(kind)]] = 0
    return np.stack([np.bincount(kind, weights=row, minlength=boxes.classes) for row in best * (until - before)])


def _order(pictures: Sequence[Matched], names: Array) -> tuple[Array, Array]:
    """Which boxes of all are of classes that have objects, class by class, the surest first, and their classes.

    What stands after the last hit of a class changes nothing, and is left out.
    """
    found, scores = _joined([each.classes for each in pictures], np.int32), _joined([each.scores for each in pictures], np.float64)
    kind = np.searchsorted(names, found)
    known = np.flatnonzero(names[np.minimum(kind, len(names) - 1)] == found) if len(names) else np.zeros(0, np.int64)
    order = known[np.lexsort((-scores[known], kind[known]))]
    kind = kind[order]
    places = np.flatnonzero(_joined([each.hits for each in pictures], np.uint16)[order])
    last = np.full(len(names), -1)
    np.maximum.at(last, kind[places], places)
    use = np.arange(len(kind)) <= last[kind]
    return order[use], kind[use]


def _hits(hits: Array, passed: Array, kind: Array, picture: Array, begin: Array) -> Hits:
    place, over = np.flatnonzero(hits), np.flatnonzero(passed)
    return Hits(
        place=place,
        picture=picture[place],
        kind=kind[place],
        begin=np.searchsorted(kind[place], np.arange(len(begin))),
        passed=picture[over],
        before=np.searchsorted(over, begin),
        until=np.searchsorted(over, place),
    )


def _by_class(boxes: Ranked, often: Array) -> Array:
    """How many objects of each class are to be found."""
    picture, kind, count = boxes.sought
    return np.bincount(kind, weights=often[picture] * count, minlength=boxes.classes)


def _summed(rows: Array, pictures: Array) -> Array:
    """How often *pictures* count, row by row, summed up to each place, from none to all."""
    made = np.zeros((len(rows), len(pictures) + 1), np.int32)  # in the kind of *rows*, as sums of another kind take ten times as long
    np.cumsum(np.take(rows, pictures, axis=1), axis=1, out=made[:, 1:])
    return made


def _joined(parts: Sequence[Array], dtype: type) -> Array:
    return np.concatenate([*parts, np.zeros(0, dtype)])

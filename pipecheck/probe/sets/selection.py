"""A small set of pictures chosen from a large one: balanced over the classes, and as different from each other as can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipecheck.probe.images.scan import Progress
from pipecheck.probe.sets.record import WHOLE
from pipecheck.probe.sets.survey import Survey

Points = npt.NDArray[np.float32]
_NO_CLASS = ("",)
_LARGEST = 127
_SPREAD = 4.0
"""Standard deviations that a coordinate may be away: beyond, a picture is just strange."""
_WITNESSES = 512
"""So many pictures, spread over the set, tell which one of so many candidates is typical."""
_CANDIDATES = 256
_FINE = 256
_BEYOND = 1 << 25
"""Farther than any two pictures can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The pictures *names*, in the order in which they were chosen: the first n are what would be chosen as n; *how* says it in words.

    *counts* are the pictures chosen of each class, *uncovered* the classes that have pictures, but none among those chosen.
    """

    names: tuple[str, ...]
    how: str
    counts: tuple[tuple[str, int], ...] = ()
    uncovered: tuple[str, ...] = ()


def select(
    survey: Survey,
    count: int,
    shown: Mapping[str, tuple[str, ...]] | None = None,
    *,
    without: Collection[str] = (),
    progress: Progress | None = None,
) -> Selection:
    """At most *count* pictures of *survey*, none of them in *without*; *shown* tells their classes.

    Next comes the class that has the fewest so far; where pictures show several classes, the rarest of those. It gives by turns the
    picture that brings the whole set nearest to what is chosen (its mean distance, as k-medoids does), and the one farthest from all
    chosen (k-center): either alone leaves out the rare, or takes the strange for the common. Coordinates are small whole numbers, so
    that sums of them are exact, and the choice is the same on every machine.
    """
    left_out = frozenset(without)
    order = sorted((name, at) for at, name in enumerate(survey.names) if name not in left_out)
    names = [name for name, _ in order]
    classes = [_NO_CLASS if shown is None else shown.get(name) or _NO_CLASS for name in names]
    chosen = _chosen(_points(survey.rows[[at for _, at in order]]), classes, min(count, len(names)), progress) if names else []
    counts = Counter(word for at in chosen for word in classes[at] if word)
    every = sorted({word for words in classes for word in words if word})
    return Selection(
        names=tuple(names[at] for at in chosen),
        how=_how(len(chosen), len(survey.names), len(survey.names) - len(names), len(every), several=_several(classes)),
        counts=tuple((word, counts[word]) for word in every),
        uncovered=tuple(word for word in every if not counts[word]),
    )


def _chosen(points: Points, classes: Sequence[tuple[str, ...]], count: int, progress: Progress | None) -> list[int]:
    """Which of *points* are chosen, in order."""
    members = _members(classes)
    several = _several(classes)
    waiting = {word: (0, len(inside) if several else 0) for word, inside in members.items()}
    norms = np.einsum("ij,ij->i", points, points)
    away = np.full(len(points), _BEYOND, np.float32)
    free = np.ones(len(points), bool)
    chosen: list[int] = []
    while len(chosen) < count:
        rank = min(waiting.values())
        inside = np.unique(np.concatenate([members[word] for word, each in waiting.items() if each == rank]))
        inside = inside[free[inside]]
        if not len(inside):  # all of these classes are chosen
            waiting = {word: each for word, each in waiting.items() if each != rank}
            continue
        at = _farthest(away, inside) if rank[0] % 2 else _typical(points, norms, away, inside)
        away = np.minimum(away, norms + norms[at] - 2 * (points @ points[at]))
        free[at] = False
        chosen.append(at)
        waiting.update({word: (waiting[word][0] + 1, waiting[word][1]) for word in classes[at] if word in waiting})
        if progress is not None:
            progress(len(chosen), count)
    return chosen


def _farthest(away: Points, inside: npt.NDArray[np.intp]) -> int:
    return int(inside[np.argmax(away[inside])])


def _typical(points: Points, norms: Points, away: Points, inside: npt.NDArray[np.intp]) -> int:
    """Which of the pictures *inside*, if it were chosen, would bring the whole set nearest to those that are."""
    some = inside[:: -(-len(inside) // _CANDIDATES)]
    every = slice(None, None, -(-len(points) // _WITNESSES))
    squares = norms[some, None] + norms[every] - 2 * (points[some] @ points[every].T)
    nearer = np.maximum(_distance(away[every]) - _distance(squares), 0)
    return int(some[np.argmax(nearer.sum(axis=1))])


def _distance(squares: Points) -> npt.NDArray[np.int64]:
    """Distances in whole steps, for their sums to be exact."""
    steps: npt.NDArray[np.int64] = np.sqrt(squares * np.float32(_FINE)).astype(np.int64)
    return steps


def _several(classes: Sequence[tuple[str, ...]]) -> bool:
    return any(len(words) > 1 for words in classes)


def _members(classes: Sequence[tuple[str, ...]]) -> dict[str, npt.NDArray[np.intp]]:
    found: dict[str, list[int]] = {}
    for at, words in enumerate(classes):
        for word in words:
            found.setdefault(word, []).append(at)
    return {word: np.array(inside, np.intp) for word, inside in found.items()}


def _points(rows: npt.NDArray[np.void]) -> Points:
    """Every picture as whole numbers: where its colors lie, how often they occur, its light and sharpness; each third weighs the same."""
    shares = rows["histogram"].astype(np.float32).cumsum(axis=2) / WHOLE
    figures = np.stack([rows["luma"], rows["contrast"], rows["saturation"], np.log1p(np.maximum(_finite(rows["sharpness"]), 0))], axis=1)
    blocks = [_even(_finite(block.reshape(len(rows), -1))) for block in (rows["thumbnail"], shares)]
    blocks.append(_even(_alike(_finite(figures))))
    step = _SPREAD / np.sqrt(figures.shape[1]) / _LARGEST
    return np.concatenate([np.clip(np.rint(block / step), -_LARGEST, _LARGEST).astype(np.float32) for block in blocks], axis=1)


def _even(block: Points) -> Points:
    """*block* about its middle, its length 1 on average."""
    centered: Points = block - block.mean(axis=0, dtype=np.float64).astype(np.float32)
    length = float(np.sqrt(np.square(centered).sum(dtype=np.float64) / len(block)))
    made: Points = centered / np.float32(length or 1)
    return made


def _alike(block: Points) -> Points:
    """Every column of *block* in its own standard deviations, for they are in different units."""
    spread = block.std(axis=0, dtype=np.float64).astype(np.float32)
    made: Points = block / np.where(spread > 0, spread, np.float32(1))
    return made


def _finite(values: npt.NDArray[Any]) -> Points:
    return np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)


def _how(chosen: int, pictures: int, left_out: int, classes: int, *, several: bool) -> str:
    of = f"{chosen} of {pictures} pictures" + (f", {left_out} left out beforehand" if left_out else "")
    turn = f"the {classes} classes in turn{', the rarest first' if several else ''}, each giving" if classes else "by turns"
    return f"{of}: {turn} a typical picture, then the one most unlike those chosen, by its colors and where they lie, light and sharpness"

"""What a decoder has to know, and what all of them do: shapes of outputs in words, scores to boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import numpy as np

from pipecheck.errors import UsageError
from pipecheck.probe.scores.detection.boxes import Detected, detected

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

MOST = 30_000
"""So many boxes of a picture are looked at, the surest ones; Ultralytics stops there too."""
_SLACK = 0.01
_ROUNDED = 1e-3
_SHARES = 2
STRIDES = ((8, 16, 32), (8, 16, 32, 64), (4, 8, 16, 32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known beside outputs: *size* of the network's input, height first, and how many *classes* the labels tell apart.

    Boxes need a score above *floor*; if *several*, a box may be found once for each of several classes.
    """

    size: tuple[int, int] | None
    classes: int | None
    floor: float = 0.0
    several: bool = True


Shapes: TypeAlias = "Mapping[str, tuple[int, ...]]"
Count: TypeAlias = Callable[[Shapes, Asked], "int | None"]
"""How many classes outputs of these shapes tell apart, 0 where they do not say; None where they are not written in this way."""
Read: TypeAlias = Callable[["Mapping[str, Array]", Asked], Detected]


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which networks write boxes: whether shapes fit it, and how it is read."""

    count: Count
    read: Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The output *name* is a grid of cells, each of which has so many *numbers*, or each of whose boxes has."""

    name: str
    height: int
    width: int
    numbers: int

    def stride(self, size: tuple[int, int]) -> int | None:
        """How many pixels of an input of *size* a cell covers along each side; None where that is no whole number, or not the same."""
        found, rest = divmod(size[0], self.height)
        return found if not rest and found > 1 and found * self.width == size[1] else None


def refuse(reason: str) -> NoReturn:
    """Says what is wrong with outputs; what file names them is for those to say who know it."""
    raise UsageError(reason)


def misfit(outputs: Mapping[str, Array], asked: Asked) -> NoReturn:
    """Says that *outputs* are not as large as those of a network whose input has this size."""
    of = "" if asked.size is None else f" of {asked.size[1]} × {asked.size[0]}"
    refuse(f"{written({name: each.shape for name, each in outputs.items()})} are not what belongs to an input{of}")


def written(shapes: Shapes) -> str:
    """Outputs of these *shapes* in words."""
    every = ["×".join(map(str, shape)) or "one number" for shape in shapes.values()]
    return "the outputs " + (", ".join(every[:6]) or "none") + (f" and {len(every) - 6} more" if len(every) > 6 else "")


def cells(size: tuple[int, int]) -> tuple[int, ...]:
    """How many cells the grids of the usual strides have together."""
    return tuple(sum((size[0] // stride) * (size[1] // stride) for stride in strides) for strides in STRIDES)


def grid(size: tuple[int, int], count: int) -> tuple[Array, Array]:
    """The places and strides of *count* cells, in the order in which networks write them: fine grids first, row by row."""
    for strides, known in zip(STRIDES, cells(size), strict=True):
        if known == count:
            parts = [(places(size[0] // stride, size[1] // stride), stride) for stride in strides]
            return np.concatenate([at for at, _ in parts]), np.concatenate([np.full((len(at), 1), stride) for at, stride in parts])
    refuse(f"{count} boxes are not what grids of an input of {size[1]} × {size[0]} have")


def places(height: int, width: int) -> Array:
    """The column and row of every cell of a grid, row by row."""
    rows, columns = np.divmod(np.arange(height * width), max(width, 1))
    return np.stack([columns, rows], axis=1).astype(np.float64)


def picked(scores: Array, floor: float, *, several: bool) -> tuple[Array, Array, Array]:
    """Of boxes × classes the scores above *floor*: whose they are, of which class, and themselves; NaN is above nothing."""
    if several or not scores.shape[1]:
        rows, classes = np.nonzero(scores > floor)
    else:
        best = scores.argmax(axis=1)
        rows = np.flatnonzero(scores[np.arange(len(best)), best] > floor)
        classes = best[rows]
    values = scores[rows, classes]
    if len(values) > MOST:
        use = np.argpartition(-values, MOST)[:MOST]
        use.sort()
        rows, classes, values = rows[use], classes[use], values[use]
    return rows, classes, values


def shares(scores: Array, what: str = "the scores") -> None:
    """Refuses what reaches further than from 0 to 1: it would have to be a chance."""
    with np.errstate(invalid="ignore"):
        low, high = np.min(scores, initial=0.0, where=np.isfinite(scores)), np.max(scores, initial=1.0, where=np.isfinite(scores))
    if low < -_SLACK or high > 1 + _SLACK:
        span = f"reach from {low:.4g} to {high:.4g}"
        refuse(f"{what} in the outputs {span}, so they are no chances: another decoder, or one of your own, is wanted")


def centered(centers: Array, sides: Array, scores: Array, classes: Array) -> Detected:
    """The boxes of these *sides* around *centers*."""
    with np.errstate(invalid="ignore", over="ignore"):
        return detected(np.concatenate([centers - sides / 2, centers + sides / 2], axis=1), scores, classes)


def sigmoid(values: Array) -> Array:
    """The chance that a score in log-odds stands for."""
    with np.errstate(over="ignore"):
        made: Array = 1 / (1 + np.exp(-np.asarray(values, np.float64)))
    return made


def log_odds(chance: float) -> float:
    """The score in log-odds that stands for *chance*."""
    return float(np.log(chance / (1 - chance))) if chance > 0 else -np.inf


def are_chances(maps: Sequence[Array]) -> bool:
    """Whether *maps* were put through a sigmoid already: log-odds are never all between 0 and 1, as next to nothing is anywhere."""
    return all(bool(np.all((each >= -_ROUNDED) & (each <= 1 + _ROUNDED) | ~np.isfinite(each))) for each in maps)


def in_pixels(corners: Array, asked: Asked) -> Array:
    """*corners* in pixels of the network's input; where none lies two pixels from the first one they are shares of its sides."""
    corners = np.asarray(corners, np.float64)
    reach = np.max(np.abs(corners), initial=0.0, where=np.isfinite(corners))
    if asked.size is None or reach > _SHARES:
        return corners
    height, width = asked.size
    return corners * (width, height, width, height)

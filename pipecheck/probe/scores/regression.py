"""Regression and features: how far the numbers that a network makes lie from those that it should make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, sqrt

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.evidence.model import Figure
from pipecheck.probe.scores import figures
from pipecheck.probe.scores.score import Judged, Outputs, Score
from pipecheck.sources.truth import Truth, Truths, Vector, vectors
from pipecheck.spec.frames import Frame
from pipecheck_transformers.pixels import Array

METRICS = ("cosine", "l2", "mae", "rmse")
_BOUNDS = {"cosine": (-1.0, 1.0)}
_DISTANCE = (0.0, inf)


def score(metric: str, truths: Truths) -> Score:
    """The mean over pictures of the cosine, the distance (`l2`) or the absolute error; `rmse` is the root of the mean squared error.

    The output that holds as many numbers as the truth is compared. One that is no number is as far away as can be.
    """

    def judge(given: Outputs, truth: Truth, _: Frame | None) -> Judged:
        return judged(given, truth, metric, truths)

    def sum_up(every: Sequence[Judged]) -> tuple[Figure, ...]:
        return (_rooted(every) if metric == "rmse" else _averaged(metric, every),)

    return Score(
        task="regression",
        metric=metric,
        judge=judge,
        sum_up=sum_up,
        mean=metric != "rmse",
        share=False,
        more_is_better=metric == "cosine",
        drawn=_drawn if metric == "rmse" else None,
    )


def judged(given: Outputs, truth: Truth, metric: str, truths: Truths) -> Judged:
    """What the outputs *given* add to *metric*; to the root mean squared error that is the mean square."""
    assert isinstance(truth, Vector)
    wanted = vectors.numbers(truth)
    array = next((array for array in given.values() if array.size == wanted.size and array.dtype.kind in "fiu"), None)
    if array is None:
        there = ", ".join(f"{name} {array.size}" for name, array in given.items())
        raise SourceError(truth.path or truths.origin.path, f"{wanted.size} numbers for a picture, and no output has as many: {there}")
    made = array.reshape(-1).astype(np.float64)
    if not np.isfinite(made).all():
        return Judged(value=-1.0 if metric == "cosine" else inf)
    value = _MEASURES[metric](made, wanted)
    near = (1 + value) / 2 if metric == "cosine" else 1 / (1 + value / (_MEASURES[metric](np.zeros_like(wanted), wanted) or 1.0))
    return Judged(value=value, grade=near)


def cosine(made: Array, wanted: Array) -> float:
    """The cosine of the angle between both; 0 where one has no direction."""
    lengths = _length(made) * _length(wanted)
    if not lengths:
        return 0.0
    return float(np.clip(np.dot(made / _length(made), wanted / _length(wanted)), -1.0, 1.0))


def _length(numbers: Array) -> float:
    """The length of a vector, also of one whose squares are too large for a float."""
    most = float(np.max(np.abs(numbers)))
    return most * float(np.sqrt(np.sum((numbers / most) ** 2))) if most else 0.0


def _square(made: Array, wanted: Array) -> float:
    with np.errstate(over="ignore"):
        return float(np.mean((made - wanted) ** 2))


_MEASURES: dict[str, Callable[[Array, Array], float]] = {
    "cosine": cosine,
    "l2": lambda made, wanted: _length(made - wanted),
    "mae": lambda made, wanted: float(np.mean(np.abs(made - wanted))),
    "rmse": _square,
}


def _averaged(metric: str, every: Sequence[Judged]) -> Figure:
    bounds = _BOUNDS.get(metric, _DISTANCE)
    return figures.mean(metric, figures.values(every), bounds=bounds, more_is_better=metric == "cosine")


def _rooted(every: Sequence[Judged]) -> Figure:
    squares = figures.mean("rmse", figures.values(every), bounds=_DISTANCE)
    return Figure(
        metric="rmse",
        value=sqrt(squares.value),
        low=sqrt(squares.low),
        high=sqrt(squares.high),
        count=squares.count,
        share=False,
        more_is_better=False,
    )


def _drawn(every: Sequence[Judged], weights: Array) -> Array:
    squares = figures.values(every)
    rooted: Array = np.sqrt(weights @ squares / weights.sum(axis=1))
    return rooted

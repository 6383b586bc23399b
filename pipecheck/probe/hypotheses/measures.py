"""By what preprocessings are compared: by labels, or without any by what the outputs themselves tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf, sqrt
from typing import Any

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.evidence.model import Figure, Task
from pipecheck.probe.hypotheses import signals
from pipecheck.probe.hypotheses.running import Outputs
from pipecheck.probe.network.network import Network
from pipecheck.probe.scores import answers, statistics
from pipecheck.probe.scores.chances import quantile
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.sources.truth import Truth
from pipecheck.spec.frames import Frame
from pipecheck_transformers.pixels import Array

_FIRST = 8
_FIRST_UNLABELLED = 24
"""What answers tell about pictures shows only where there are some."""
_EVEN_CHANCE = 0.975


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How pictures are judged, by number, and what the records of several pictures amount to.

    *merits* are what a race compares, *total* is what records amount to, as a figure or as a signal, *lead* by how much the second of two
    is better, and by how much at least, if that is off by so many standard errors. *first* pictures are the fewest that say anything;
    *tells*: anything can be said at all.
    """

    judge: Callable[[Outputs, int, Frame | None], Any]
    merits: Callable[[Sequence[Sequence[Any]]], Array]
    total: Callable[[Sequence[Any]], tuple[Figure | None, float | None]]
    lead: Callable[[Sequence[Any], Sequence[Any], float], tuple[float, float]]
    first: int
    framed: bool = False
    tells: bool = True


def by_labels(score: Score, truths: Sequence[Truth]) -> Measure:
    """By *score*, with the *truths* of the pictures by number."""

    def judge(outputs: Outputs, number: int, frame: Frame | None) -> Judged:
        return score.judge(outputs, truths[number], frame)

    def merits(every: Sequence[Sequence[Judged]]) -> Array:
        grades = np.nan_to_num(np.array([[each.grade for each in records] for records in every], dtype=np.float64), nan=0.0)
        values = _values(every, score)
        if not grades.any():
            return values[np.newaxis]
        return np.stack((grades, values)) if score.mean else grades[np.newaxis]

    def total(records: Sequence[Judged]) -> tuple[Figure | None, float | None]:
        return (score.sum_up(records)[0] if records else None), None

    def lead(first: Sequence[Judged], second: Sequence[Judged], errors: float) -> tuple[float, float]:
        gain = statistics.gain(score, first, second)
        middle = (gain.low + gain.high) / 2  # not quite the value: the interval of shares is drawn towards 0
        return gain.value, middle - (middle - gain.low) * errors / quantile(_EVEN_CHANCE, max(len(first) - 1, 1))

    return Measure(judge=judge, merits=merits, total=total, lead=lead, first=_FIRST, framed=score.framed)


def _values(every: Sequence[Sequence[Judged]], score: Score) -> Array:
    """The pictures' values, more is better; the worst that was seen in the place of what is no number."""
    sign = 1 if score.more_is_better else -1
    values = sign * np.array([[each.value for each in records] for records in every], dtype=np.float64)
    worst = float(np.min(values[np.isfinite(values)], initial=0.0))
    return np.nan_to_num(values, nan=worst, posinf=worst, neginf=worst)


def by_signal(network: Network, task: Task | None) -> Measure:
    """By what the outputs of *network* tell, which are a list of classes or among which there is what batch norms take."""
    learned = _learned(network)
    inner = {norm.tensor for norm in learned}
    classes = task in (None, "classification") and answers.classes([each for each in network.gives if each.name not in inner]) is not None

    def judge(outputs: Outputs, _number: int, _frame: Frame | None) -> signals.Sign:
        return signals.sign(outputs, learned, classes=classes)

    def merits(every: Sequence[Sequence[signals.Sign]]) -> Array:
        return np.stack([signals.per_picture(records, learned) for records in every], axis=1)

    def total(records: Sequence[signals.Sign]) -> tuple[Figure | None, float | None]:
        return None, signals.signal(records, learned) if records else None

    def lead(first: Sequence[signals.Sign], second: Sequence[signals.Sign], errors: float) -> tuple[float, float]:
        one, other = (signals.signal(records, learned) for records in (first, second))
        apart = signals.per_picture(second, learned)[0] - signals.per_picture(first, learned)[0]
        spread = float(apart.std(ddof=1)) / sqrt(len(apart)) if len(apart) > 1 else inf
        return other - one, other - one - errors * spread

    unlabelled = Measure(judge=judge, merits=merits, total=total, lead=lead, first=_FIRST_UNLABELLED)
    return replace(unlabelled, tells=classes or bool(learned))


def _learned(network: Network) -> tuple[signals.Norm, ...]:
    """The batch norms of *network* whose inputs are among its outputs."""
    try:
        return tuple(norm for norm in signals.norms(network.path) if norm.tensor in network.outputs)
    except SourceError:  # the file went away meanwhile
        return ()

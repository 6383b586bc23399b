"""Classification: whether the true class is among the first *k* that a network names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipecheck.errors import SourceError, UsageError
from pipecheck.evidence.model import Figure
from pipecheck.probe.scores import answers, figures
from pipecheck.probe.scores.score import Judged, Outputs, Score
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Truth, Truths
from pipecheck.spec.frames import Frame
from pipecheck_transformers.pixels import Array

_SECOND = 5
_MANY = 10
"""With fewer classes, five answers are too many to tell anything."""


def score(first: int, outputs: Sequence[Tensor], truths: Truths) -> Score:
    """Top-*first* accuracy; top 5 comes along where there are enough classes, top 1 where something else counts.

    An answer that is no number, or the same for every class, is wrong.
    """
    size = _size(outputs, truths)
    highest = max((each for each in truths.said.values() if isinstance(each, int)), default=0)
    many = (size or max(answers.classes(outputs) or 0, highest + 1)) >= _MANY
    second = 1 if first != 1 else _SECOND if many else None

    def judge(given: Outputs, truth: Truth, _: Frame | None) -> Judged:
        return judged(given, truth, first, size, truths)

    def sum_up(every: Sequence[Judged]) -> tuple[Figure, ...]:
        ranks = np.fromiter((each.detail for each in every), float, len(every))
        return tuple(figures.mean(f"top{k}", (ranks < k).astype(float)) for k in (first, second) if k is not None)

    return Score(task="classification", metric=f"top{first}", judge=judge, sum_up=sum_up)


def judged(given: Outputs, truth: Truth, first: int, size: int | None, truths: Truths) -> Judged:
    """What the outputs *given* add: right if the true class is among the *first* of them; its rank is kept."""
    found = answers.said(given, size)
    if found is None:
        shapes = ", ".join(f"{name} {'×'.join(map(str, array.shape))}" for name, array in given.items())
        raise UsageError(f"no output of the network is a list of classes: {shapes}")
    assert isinstance(truth, int)
    if truth >= len(found.scores) and found.whole:
        raise SourceError(truths.origin.path, f"speaks of class {truth}, and the network knows 0 to {len(found.scores) - 1}")
    name = answers.named(found)
    if name is None:
        return Judged(value=0.0, detail=len(found.scores))
    rank = _rank(found.scores, truth)
    return Judged(value=float(rank < first), answer=name, grade=_grade(found.scores, truth), detail=rank)


def _size(outputs: Sequence[Tensor], truths: Truths) -> int | None:
    """How long the list is that the truths speak of, where there may be others beside it."""
    lists = answers.sizes(outputs)
    return len(truths.classes) if truths.classes and (not lists or len(truths.classes) in lists) else lists[0] if lists else None


def _rank(scores: Array, truth: int) -> int:
    """How many classes come before the true one; of equal ones the first does, as with `argmax`."""
    if truth >= len(scores) or np.isneginf(scores[truth]):
        return len(scores)
    own = scores[truth]
    return int(np.sum(scores > own) + np.sum(scores[:truth] == own))


def _grade(scores: Array, truth: int) -> float:
    """Between 0 and 1 how much *scores* speak for the true class: its probability.

    Measured on trained networks, that tells the right preprocessing from its neighbours more often than ranks, or logarithms, do; outputs
    that explode are worth what their answer is.
    """
    return _probability(scores, truth) if truth < len(scores) else 0.0


def _probability(scores: Array, truth: int) -> float:
    """The probability of the true class, by scores that are probabilities already or by softmax."""
    if scores.min() >= 0 and abs(float(scores.sum()) - 1) < 0.01:
        return float(scores[truth])
    if not np.isfinite(scores).all():
        return float(scores[truth] == scores.max()) / float(np.sum(scores == scores.max()))
    powers = np.exp(scores - scores.max())
    return float(powers[truth] / powers.sum())

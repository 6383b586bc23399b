"""Two ways of judging the same outputs at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipecheck.probe.scores.score import Judged, Outputs, Score
from pipecheck.sources.truth import Truth

if TYPE_CHECKING:
    from pipecheck.evidence.model import Figure
    from pipecheck.spec.frames import Frame
    from pipecheck_transformers.pixels import Array


def both(first: Score, second: Score) -> Score:
    """What judges as *first* does, and sums up as both do, the figures of *second* last."""

    def judge(given: Outputs, truth: Truth, frame: Frame | None) -> Judged:
        one, other = first.judge(given, truth, frame), second.judge(given, truth, frame)
        return replace(one, detail=(one, other))

    def sum_up(every: Sequence[Judged]) -> tuple[Figure, ...]:
        return (*first.sum_up(parts(every, 0)), *second.sum_up(parts(every, 1)))

    def drawn(every: Sequence[Judged], weights: Array) -> Array:
        if first.drawn is None:  # for the types alone: it is only handed on where there is one
            raise ValueError(first.metric)
        return first.drawn(parts(every, 0), weights)

    return replace(first, judge=judge, sum_up=sum_up, drawn=None if first.drawn is None else drawn, framed=first.framed or second.framed)


def parts(every: Iterable[Judged], which: int) -> list[Judged]:
    """The judgements of the first or the second of *both*."""
    return [each.detail[which] for each in every]

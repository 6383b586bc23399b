"""A race of candidates: all on a few pictures, those that are not clearly worse on twice as many, until the pictures are used up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Generic, TypeVar

import numpy as np

from pipecheck.probe.hypotheses.board import Board
from pipecheck.probe.hypotheses.space import Candidate
from pipecheck.probe.scores.chances import quantile
from pipecheck_transformers.pixels import Array

R = TypeVar("R")
Merits = Callable[[Sequence[Sequence[R]]], Array]
"""Of each candidate's records what every picture says for it, more is better: layers × candidates × pictures.

The first layer is the finest; the others, coarser ones that it might disagree with, have to confirm that a candidate is worse.
"""
ERROR = 0.05
"""How likely it may be that the best is taken for worse than another, over all the comparisons that are made."""
_DOUBLINGS = 10
_DRAWS = 2000
_EVEN = 0.975


@dataclass(frozen=True, slots=True, kw_only=True)
class Race(Generic[R]):
    """Races on *board* over *count* pictures, beginning with *first* of them."""

    board: Board[R]
    merits: Merits[R]
    count: int
    first: int

    def run(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those of *candidates* that nothing is clearly better than, the best first."""
        alive, pictures, chance = list(candidates), min(self.first, self.count), ERROR / (_DOUBLINGS * max(len(candidates), 1))
        while True:
            self.board.run(alive, pictures)
            alive = self.contenders(alive, pictures, chance)
            if len(alive) <= 1 or pictures == self.count or self.board.late:
                return alive
            pictures = min(2 * pictures, self.count)

    def contenders(self, candidates: Sequence[Candidate], pictures: int, chance: float) -> list[Candidate]:
        """Those of *candidates* that are not worse than the best on the first *pictures* by more than this *chance* explains."""
        able, merits, _ = self.standing(candidates, pictures)
        if not able:
            return []
        worse = clearly_below(merits, 0, chance)
        return [each for each, out in zip(able, worse, strict=True) if not out]

    def standing(self, candidates: Sequence[Candidate], pictures: int) -> tuple[list[Candidate], Array, list[int]]:
        """Those of *candidates* that can be run, the best first, with their merits and the numbers of the pictures."""
        able = self.board.able(candidates)
        numbers = self.board.common(able, pictures)
        if not able or not numbers:
            return [], np.zeros((1, 0, 0)), []
        merits = self.merits([[self.board.records[each][number] for number in numbers] for each in able])
        order = np.argsort(-np.round(merits[0].mean(axis=1), 12), kind="stable")
        return [able[at] for at in order], merits[:, order], numbers


def clearly_below(merits: Array, best: int, chance: float) -> Array:
    """Which candidates are below the one with the number *best*, by more than comes about with this *chance*, confirmed by every layer."""
    first, *others = (_below(layer[best], layer, chance if at == 0 else ERROR) for at, layer in enumerate(merits))
    return np.asarray(np.logical_and.reduce([first, *others]))


def _below(best: Array, others: Array, chance: float) -> Array:
    """Which rows of *others* are below *best*, picture by picture.

    One more picture is added on which both do alike, so that a few, all alike, prove nothing.
    """
    apart = best - others
    count = apart.shape[1]
    mean = apart.sum(axis=1) / (count + 1)
    spread = np.sqrt(np.maximum((np.square(apart).sum(axis=1) - (count + 1) * mean**2) / count, 0.0) / (count + 1))
    return np.asarray(mean > quantile(1 - chance, count) * spread)


def critical(apart: Array) -> float:
    """How many standard errors the largest mean of the rows of *apart* may lie above its true one, with 95 % confidence.

    Found by drawing, so that rows that say nearly the same count as nearly one.
    """
    count = apart.shape[1]
    spread = apart.std(axis=1, keepdims=True)
    moving = spread[:, 0] > 0
    if count < 2 or not moving.any():
        return float("inf")
    scaled = (apart - apart.mean(axis=1, keepdims=True))[moving] / spread[moving]
    drawn = np.random.default_rng(0).standard_normal((_DRAWS, count)) @ scaled.T / sqrt(count)
    normal = float(np.quantile(drawn.max(axis=1), 1 - ERROR))
    return max(normal, NormalDist().inv_cdf(1 - ERROR)) * quantile(_EVEN, count - 1) / NormalDist().inv_cdf(_EVEN)

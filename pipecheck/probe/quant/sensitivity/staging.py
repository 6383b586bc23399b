"""Which places are worth another look: those that may be among the most sensitive, given how far the samples seen so far disagree."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipecheck.evidence.debug.sensitivity import lost
from pipecheck.probe.quant.sensitivity import figures
from pipecheck_transformers.pixels import Array

_SURE = 3.0
"""So many standard errors are no chance."""
_LEAST = math.log(1e-300)


@dataclass(frozen=True, slots=True)
class Screened:
    """The places by what they cost an output: the *first* ones, those *near* them, and the *noise* of the logarithm of a loss."""

    first: tuple[str, ...]
    near: tuple[str, ...]
    noise: float


def screened(values: Mapping[str, Sequence[float]], metric: str, *, leading: int, alone: bool) -> Screened:
    """The first *leading* places, given the *values* of *metric* of all on the same samples, and those that may be among them.

    How much the logarithm of a loss varies beyond what the place and the sample explain is taken to be the same for all that lose much,
    so a few samples tell.
    """
    order = ranked({place: figures.mean(metric, each) for place, each in values.items()}, metric, alone=alone)
    logs = np.array([[_logarithm(metric, value) for value in values[place]] for place in order])
    noise = _noise(logs[: max(2 * leading, len(order) // 2)]) if len(order) else math.inf
    first, rest = order[:leading], order[leading:]
    near = [place for place in rest if not behind(values[place], values[first[-1]], metric, noise, alone=alone)]
    return Screened(tuple(first), tuple(near), noise)


def behind(values: Sequence[float], others: Sequence[float], metric: str, noise: float, *, alone: bool) -> bool:
    """Whether a place with these *values* is less sensitive, and not by chance, than the one with *others* on the same samples."""
    mine, other = (_logarithm(metric, figures.mean(metric, each)) for each in (values, others))
    apart = other - mine if alone else mine - other
    return apart > 0 and (mine == _LEAST or apart > _SURE * noise * math.sqrt(2.0 / _weight(metric, others)))


def _weight(metric: str, values: Sequence[float]) -> float:
    """How many samples the mean rests on: the more one outweighs the others, the fewer."""
    losses = [gone for value in values if 0.0 < (gone := lost(metric, value)) < math.inf]
    if metric == "sqnr" or not losses:
        return float(len(values))
    most = max(losses)
    shares = [each / most for each in losses]
    total = sum(shares)
    return total * total / sum(each * each for each in shares)


def ranked(values: Mapping[str, float], metric: str, *, alone: bool) -> list[str]:
    """The places by their *values* of *metric*, the most sensitive first: quantised *alone* what loses most, left out what loses least."""
    losses = {place: lost(metric, value) for place, value in values.items()}
    return sorted(losses, key=losses.__getitem__, reverse=alone)


def _logarithm(metric: str, value: float) -> float:
    gone = lost(metric, value)
    return max(math.log(gone), _LEAST) if 0.0 < gone < math.inf else (-_LEAST if gone > 0 else _LEAST)


def _noise(logs: Array) -> float:
    """The standard deviation of what is left without the means of places and of samples; the larger, the fewer numbers tell it."""
    sound = logs[(np.abs(logs) < -_LEAST).all(axis=1)]
    places, samples = sound.shape
    if places < 2 or samples < 2:
        return math.inf
    rest = sound - sound.mean(axis=1, keepdims=True) - sound.mean(axis=0, keepdims=True) + sound.mean()
    free = float((places - 1) * (samples - 1))
    return math.sqrt(float((rest**2).sum()) / free) * (1.0 + (_SURE * _SURE + 1.0) / (4.0 * free))

"""Which places are worth another look: those that may be among the most sensitive, given how far the samples seen so far disagree."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipecheck.probe.quant.sensitivity import figures
from pipecheck_transformers.pixels import Array

_SURE = 3.0
"""So many standard errors are no chance."""
_FURTHER = 3
"""After the second look so many times the samples of the first were seen."""
_LEAST = math.log(1e-300)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The *places* that are looked at again; *settled*, unless there were too many that may be among the most sensitive."""

    places: tuple[str, ...]
    settled: bool


def stages(total: int, screened: int) -> tuple[int, ...]:
    """How many of *total* samples are seen after each look."""
    first = max(1, min(screened, total))
    return tuple(sorted({first, min(_FURTHER * first, total), total}))


def chosen(values: Mapping[str, Sequence[float]], metric: str, *, leading: int, most: int, alone: bool) -> Chosen:
    """Of the places, with their *values* of *metric* on the same samples, the first *leading* and all that may be among them; at most *most*.

    How far the logarithm of a loss varies beyond what the sample and the place explain is the same for all places, so a few samples tell.
    """
    order = ranked({place: figures.mean(metric, each) for place, each in values.items()}, metric, alone=alone)
    if len(order) <= leading:
        return Chosen(tuple(order), settled=True)
    logs = np.array([[_logarithm(metric, value) for value in values[place]] for place in order])
    means = np.array([_logarithm(metric, figures.mean(metric, values[place])) for place in order])
    apart = means[leading - 1] - means if alone else means - means[leading - 1]
    margin = _SURE * _noise(logs) * math.sqrt(2.0 / logs.shape[1])
    near = int(np.count_nonzero(apart <= margin))
    kept = max(leading, min(near, most))
    return Chosen(tuple(order[:kept]), settled=near <= most)


def ranked(values: Mapping[str, float], metric: str, *, alone: bool) -> list[str]:
    """The places by their *values* of *metric*, the most sensitive first: quantised *alone* what loses most, left out what loses least."""
    losses = {place: figures.loss(metric, value) for place, value in values.items()}
    return sorted(losses, key=losses.__getitem__, reverse=alone)


def _logarithm(metric: str, value: float) -> float:
    lost = figures.loss(metric, value)
    return math.log(lost) if 0.0 < lost < math.inf else (-_LEAST if lost > 0 else _LEAST)


def _noise(logs: Array) -> float:
    """The standard deviation of what is left when the means of places and of samples are taken out."""
    sound = logs[(np.abs(logs) < -_LEAST).all(axis=1)]
    places, samples = sound.shape
    if places < 2 or samples < 2:
        return math.inf
    rest = sound - sound.mean(axis=1, keepdims=True) - sound.mean(axis=0, keepdims=True) + sound.mean()
    return math.sqrt(float((rest**2).sum()) / ((places - 1) * (samples - 1)))

"""The order of places by what they cost an output, and who has to be looked at again, given how far the samples seen so far disagree."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipecheck.evidence.debug.sensitivity import lost
from pipecheck.probe.quant.sensitivity import figures
from pipecheck_transformers.pixels import Array

_SURE = 3.0
"""So many standard errors are no chance."""
_LEAST = math.log(1e-300)
Values = Mapping[str, Sequence[float]]
"""Of each place the values of a metric on the same samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The *places* by what they cost an output by *metric*: quantised *alone* what loses most first, left out what loses least.

    The first *leading* ones are what is looked for; given the *noise* of the logarithm of a loss, whether those from *begin* to *end* are
    among them is not settled yet.
    """

    metric: str
    alone: bool
    places: tuple[str, ...]
    leading: int
    noise: float
    begin: int
    end: int

    @property
    def first(self) -> tuple[str, ...]:
        """The leading places, as it seems so far."""
        return self.places[: self.leading]

    @property
    def open(self) -> tuple[str, ...]:
        """The places of which it is not settled whether they are among the leading ones."""
        return self.places[self.begin : self.end]


def order(values: Values, metric: str, *, leading: int, alone: bool) -> Order:
    """The places in the order that *values* speak for.

    How much the logarithm of a loss varies beyond what the place and the sample explain is taken to be the same for all that lose much,
    so a few samples tell.
    """
    places = ranked(values, metric, alone=alone)
    logs = np.array([[_logarithm(metric, value) for value in values[place]] for place in places])
    noise = _noise(logs[: max(2 * leading, len(places) // 2)]) if places else math.inf
    found = Order(metric=metric, alone=alone, places=tuple(places), leading=leading, noise=noise, begin=0, end=len(places))
    return _settled(found, values)


def again(found: Order, values: Values) -> Order:
    """*found* after places beside each other in it, all open ones among them, were seen on further samples: *values* are theirs."""
    start = next((at for at, place in enumerate(found.places) if place in values), 0)
    new = ranked({place: values[place] for place in found.places if place in values}, found.metric, alone=found.alone)
    return _settled(replace(found, places=(*found.places[:start], *new, *found.places[start + len(new) :])), values)


def without(found: Order, gone: Collection[str]) -> Order:
    """*found* without the places that are *gone*."""
    before = [sum(place in gone for place in found.places[:at]) for at in (found.begin, found.end)]
    places = tuple(place for place in found.places if place not in gone)
    return replace(found, places=places, begin=found.begin - before[0], end=found.end - before[1])


def _settled(found: Order, values: Values) -> Order:
    """*found* with what is settled by *values*."""
    if not found.begin < found.leading < found.end:
        return replace(found, begin=found.leading, end=found.leading)
    last, next_one = (values[found.places[at]] for at in (found.leading - 1, found.leading))
    ends = (at for at in range(found.leading, found.end) if _behind(found, values[found.places[at]], last))
    begins = (at for at in range(found.leading - 1, found.begin - 1, -1) if _behind(found, next_one, values[found.places[at]]))
    begin, end = next(begins, found.begin - 1) + 1, next(ends, found.end)
    return replace(found, begin=begin, end=end) if begin < found.leading < end else replace(found, begin=found.leading, end=found.leading)


def _behind(found: Order, values: Sequence[float], others: Sequence[float]) -> bool:
    """Whether a place with these *values* is less sensitive, and not by chance, than the one with *others* on the same samples."""
    mine, other = (_logarithm(found.metric, figures.mean(found.metric, each)) for each in (values, others))
    apart = other - mine if found.alone else mine - other
    return apart > 0 and (mine == _LEAST or apart > _SURE * found.noise * math.sqrt(2.0 / _weight(found.metric, others)))


def _weight(metric: str, values: Sequence[float]) -> float:
    """How many samples the mean rests on: the more one outweighs the others, the fewer."""
    losses = [gone for value in values if 0.0 < (gone := lost(metric, value)) < math.inf]
    if metric == "sqnr" or not losses:
        return float(len(values))
    most = max(losses)
    shares = [each / most for each in losses]
    total = sum(shares)
    return total * total / sum(each * each for each in shares)


def ranked(values: Values, metric: str, *, alone: bool) -> list[str]:
    """The places by the means of their *values*, the most sensitive first."""
    losses = {place: lost(metric, figures.mean(metric, each)) for place, each in values.items()}
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

"""What figures prove: against a figure that is stated, and against each other on the same pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import inf, isfinite, sqrt
from statistics import NormalDist
from sys import float_info

import numpy as np

from pipecheck.errors import UsageError
from pipecheck.evidence.model import Goal
from pipecheck.findings import Origin
from pipecheck.probe.scores import figures
from pipecheck.probe.scores.chances import binomial, student
from pipecheck.probe.scores.figures import bootstrap, error, interval, wilson
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.probe.scores.sequential import certain
from pipecheck_transformers.pixels import Array

__all__ = ["Gain", "below", "bootstrap", "certain", "digits", "error", "gain", "goal", "interval", "wilson"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """By how much the second of two is better, surely between *low* and *high*; *chance*: how likely as much, or more, is if none is."""

    value: float
    low: float
    high: float
    chance: float


def goal(value: float, text: str | None, score: Score, origin: Origin | None = None) -> Goal:
    """The figure *value*, written as *text*, that *score* should reach; one above 1 of what is a share is in per cent."""
    places = digits(text if text is not None else repr(value))
    if not isfinite(value) or (score.share and not 0 <= value <= 100):
        raise UsageError(f"{text or value} is no {score.metric}: a share such as 0.7654 is wanted, or per cent such as 76.54")
    if score.share and value > 1:
        return Goal(value=float(Decimal(repr(value)).scaleb(-2)), digits=places + 2, origin=origin)
    return Goal(value=value, digits=max(places, 2) if score.share and value in {0, 1} else places, origin=origin)


def digits(text: str) -> int:
    """How many digits behind the point *text* writes a number with, as far as a float keeps them; `7.65e-1` has three."""
    try:
        exponent = Decimal(text.strip().rstrip("%").replace("_", "")).as_tuple().exponent
    except InvalidOperation:
        return 0
    return min(max(0, -exponent), float_info.dig) if isinstance(exponent, int) else 0


def below(score: Score, judged: Sequence[Judged], goal: Goal) -> float:
    """How likely a network that truly has the figure *goal*, as badly as its digits allow, would come out as bad as this or worse."""
    count = len(judged)
    if not count:
        return 1.0
    sign = 1 if score.more_is_better else -1
    least, given = goal.value - sign * goal.rounding, figures.values(judged)
    if score.mean and figures.is_binary(given):
        right = round(float(np.sum(given)))
        return binomial(right, count, least) if score.more_is_better else 1 - binomial(right - 1, count, least)
    value, spread = error(score, judged)
    return _chance(sign * (value - least), spread, count)


def gain(score: Score, first: Sequence[Judged], second: Sequence[Judged]) -> Gain:
    """How much better *second* is than *first*, picture by picture the same; the figures' own unit, above 0 where it is better."""
    if len(first) != len(second):
        raise ValueError("two that are compared were judged on the same pictures")
    one, other = _finite(figures.values(first), figures.values(second))
    sign = 1 if score.more_is_better else -1
    if not len(one):
        return Gain(value=0.0, low=-inf, high=inf, chance=1.0)
    if score.mean and figures.is_binary(one) and figures.is_binary(other):
        return _changed(int(np.sum((other - one) * sign > 0)), int(np.sum((other - one) * sign < 0)), len(one))
    if score.mean or score.drawn is None:
        return _moved(sign * (other - one), score)
    weights, even = figures.draws(len(one)), np.ones((1, len(one)), np.float32)
    value, *_ = sign * (score.drawn(second, even) - score.drawn(first, even))
    apart = sign * (score.drawn(second, weights) - score.drawn(first, weights))
    return _between(float(value), float(np.std(apart, ddof=1)) if len(one) > 1 else inf, len(one), score)


def _changed(better: int, worse: int, count: int) -> Gain:
    """The gain of right and wrong: McNemar's exact test, and the interval of Bonett and Price."""
    up, down = (better + 1) / (count + 2), (worse + 1) / (count + 2)
    reach = NormalDist().inv_cdf(0.975) * sqrt((up + down - (up - down) ** 2) / (count + 2))
    chance = min(1.0, 2 * binomial(min(better, worse), better + worse, 0.5))
    return Gain(value=(better - worse) / count, low=max(up - down - reach, -1.0), high=min(up - down + reach, 1.0), chance=chance)


def _moved(apart: Array, score: Score) -> Gain:
    count = len(apart)
    spread = float(np.std(apart, ddof=1)) / sqrt(count) if count > 1 else inf
    return _between(float(np.mean(apart)), spread, count, score)


def _between(value: float, spread: float, count: int, score: Score) -> Gain:
    bounds = (-1.0, 1.0) if score.share else figures.ANY
    low, high = figures.around(value, spread, count, bounds) if isfinite(spread) else bounds
    return Gain(value=value, low=low, high=high, chance=min(1.0, 2 * _chance(-abs(value), spread, count)))


def _chance(apart: float, spread: float, count: int) -> float:
    """How likely a figure so far *apart* from the true one, or further below, is.

    One more picture is added that is as it should be, so that a few, all alike, prove nothing.
    """
    if not apart:
        return 0.5
    if not isfinite(apart):
        return float(apart > 0)
    if not isfinite(spread) and count > 1:
        return 0.5
    size = max(abs(apart), spread if count > 1 else 0.0)
    apart, spread = apart / size, spread / size  # the squares of what is huge, or tiny, are no numbers
    variance = ((count - 1) * count * (spread if count > 1 else 0.0) ** 2 + count / (count + 1) * apart**2) / count
    return student(apart * count / (count + 1) / sqrt(variance / (count + 1)), count)


def _finite(one: Array, other: Array) -> tuple[Array, Array]:
    """Both with the worst that was seen in the place of what is no number."""
    every = np.concatenate((one, other))
    numbers = every[np.isfinite(every)]
    worst = float(np.max(np.abs(numbers), initial=1.0))
    replaced: Array = np.nan_to_num(every, nan=worst, posinf=worst, neginf=-worst)
    return replaced[: len(one)], replaced[len(one) :]

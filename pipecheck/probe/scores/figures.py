"""Figures with the interval that holds the truth: of shares, of other means, and of what is no mean at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, isfinite, sqrt
from statistics import NormalDist

import numpy as np

from pipecheck.evidence.model import Figure
from pipecheck.probe.scores.chances import quantile
from pipecheck.probe.scores.score import Judged, Score
from pipecheck_transformers.pixels import Array

CONFIDENCE = 0.95
SHARE = (0.0, 1.0)
ANY = (-inf, inf)
DRAWS = 200
_FEWEST_DRAWS = 40
_NUMBERS = 10_000_000
"""So many weights are held at once, 40 MB: beyond 50,000 pictures there are fewer draws."""
_SEED = 7


def values(judged: Sequence[Judged]) -> Array:
    """What each picture adds."""
    return np.fromiter((each.value for each in judged), float, len(judged))


def mean(metric: str, given: Array, *, bounds: tuple[float, float] = SHARE, more_is_better: bool = True) -> Figure:
    """The mean of what is *given* for each picture as the figure *metric*, which can only lie within *bounds*; 0 of no pictures."""
    value = _average(given)
    low, high = interval(given, bounds)
    return Figure(metric=metric, value=value, low=low, high=high, count=len(given), share=bounds == SHARE, more_is_better=more_is_better)


def wilson(right: float, count: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which shares the true one lies, if *right* of *count* are."""
    if not count:
        return SHARE
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, size = right / count, z * z / count
    middle, reach = (share + size / 2) / (1 + size), z / (1 + size) * sqrt(share * (1 - share) / count + size / count / 4)
    return (max(middle - reach, 0.0) if right > 0 else 0.0), (min(middle + reach, 1.0) if right < count else 1.0)


def interval(given: Array, bounds: tuple[float, float] = SHARE, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which values within *bounds* the true mean lies: Wilson's for right and wrong, Student's for others."""
    count = len(given)
    if count and bounds == SHARE and is_binary(given):
        return wilson(float(np.sum(given)), count, confidence)
    if count < 2 or not np.isfinite(given).all():
        return bounds
    with np.errstate(over="ignore", invalid="ignore"):
        value, spread = float(np.mean(given)), float(np.std(given, ddof=1))
    return around(value, spread / sqrt(count), count, bounds, confidence) if isfinite(spread) else bounds


def around(value: float, error: float, count: int, bounds: tuple[float, float], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which values within *bounds* the truth lies, if *value* of *count* pictures has this standard *error*."""
    if count < 2:
        return bounds
    if not error and bounds == SHARE:  # no picture differs from another, which does not prove that none would
        return wilson(min(max(value, 0.0), 1.0) * count, count, confidence)
    reach = quantile((1 + confidence) / 2, count - 1) * error
    return max(value - reach, bounds[0]), min(value + reach, bounds[1])


def bootstrap(drawn: Callable[[Array], Array], count: int) -> float:
    """The standard error of a figure of *count* pictures; *drawn* gives it for each row of how often every one of them is drawn."""
    if count < 2:
        return inf
    found = drawn(draws(count))
    found = found[np.isfinite(found)]
    return float(np.std(found, ddof=1)) * sqrt(count / (count - 1)) if len(found) > 1 else inf


def error(score: Score, judged: Sequence[Judged]) -> tuple[float, float]:
    """The figure of what was *judged*, and its standard error; that of a single picture is infinite."""
    count = len(judged)
    if score.mean:
        given = values(judged)
        alone = count < 2 or not np.isfinite(given).all()
        with np.errstate(over="ignore", invalid="ignore"):
            spread = inf if alone else float(np.std(given, ddof=1))
        return _average(given), spread / sqrt(count) if isfinite(spread) else inf
    figure = score.sum_up(judged)[0]
    if score.drawn is not None:
        drawn = score.drawn
        return figure.value, bootstrap(lambda weights: drawn(judged, weights), count)
    reach = max(figure.high - figure.value, figure.value - figure.low)
    return figure.value, reach / quantile((1 + CONFIDENCE) / 2, count - 1) if count > 1 else inf


def draws(count: int) -> Array:
    """How often each of *count* pictures is drawn, a row for every time that as many are drawn with replacement; always the same."""
    times = int(min(max(_NUMBERS // max(count, 1), _FEWEST_DRAWS), DRAWS))
    chance = np.random.default_rng(_SEED)
    rows = (np.bincount(chance.integers(0, count, count), minlength=count) for _ in range(times))
    return np.stack([row.astype(np.float32) for row in rows])


def is_binary(given: Array) -> bool:
    """Whether every value says right or wrong."""
    return bool(np.isin(given, (0.0, 1.0)).all())


def _average(given: Array) -> float:
    with np.errstate(invalid="ignore", over="ignore"):  # both infinities have none
        return float(np.mean(given)) if len(given) else 0.0


def of_all(metric: str, drawn: Callable[[Array], Array], count: int) -> Figure:
    """A figure between 0 and 1 of *count* pictures that is no mean, with the interval that drawing them again and again gives it."""
    if not count:
        return Figure(metric=metric, value=0.0, low=0.0, high=1.0, count=0)
    value = float(drawn(np.ones((1, count), np.float32))[0])
    error = bootstrap(drawn, count)
    low, high = around(value, error, count, SHARE) if isfinite(error) else SHARE
    return Figure(metric=metric, value=value, low=low, high=high, count=count)

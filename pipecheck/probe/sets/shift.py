"""How calibration pictures are distributed, held against those of training: only what is certain and large is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import get_args

import numpy as np

from pipecheck.evidence.calibration import Odd, Oddity, Quantity, Shift
from pipecheck.probe.sets import quantities
from pipecheck.probe.sets.quantities import Floats
from pipecheck.probe.sets.record import Row
from pipecheck.probe.sets.survey import Survey

LARGE = 0.8
"""Standard deviations of training: what statistics calls a large effect. Of two bell curves that far apart a third is not shared, and a
range that is fitted to one of them clips, or wastes, what the other needs."""
CERTAIN = 0.99
FEW = 20
"""What fewer pictures are like tells little of what made them: the bounds would not hold."""
_LEVELS, _LOGARITHM = 4.0, 0.25
"""Training that deviates less is taken to deviate so much: a few levels, or a tenth of a side, make no other pictures."""
_ROUNDS, _POINTS = 2000, 256
_SEED = 20_250_101
_FORM: frozenset[Oddity] = frozenset({"odd size", "odd shape"})


@dataclass(frozen=True, slots=True)
class _Held:
    """A quantity of the pictures here and of those of training."""

    quantity: Quantity
    here: Floats
    there: Floats
    logarithm: bool = False

    @property
    def unit(self) -> float:
        """What counts as one deviation of training."""
        return max(float(self.there.std()), _LOGARITHM if self.logarithm else _LEVELS)


def shifts(here: Survey, there: Survey, odd: Sequence[Odd] = ()) -> tuple[Shift, ...]:
    """The quantities in which *here*, the calibration pictures, certainly and largely differ from *there*, the furthest first.

    The distance is how far all values must be moved to make one distribution of the other (Wasserstein's), in standard deviations of
    training. Sharpness is that of edges against the contrast, size the number of pixels; their means, and that of shape, are geometric.
    The *odd* pictures, of which others speak, are left aside; their size and shape count unless these are what is odd.
    """
    formed = _without(here, {each.name for each in odd if each.oddity in _FORM})
    usual = _without(here, {each.name for each in odd})
    found = (*_told(tuple(_contents(usual, there.rows))), *_told(tuple(_forms(formed, there.rows))))
    return tuple(sorted(found, key=lambda shift: -shift.bound))


def _without(survey: Survey, names: AbstractSet[str]) -> Row:
    return survey.rows[[name not in names for name in survey.names]] if names else survey.rows


def _told(every: Sequence[_Held]) -> Iterator[Shift]:
    """What of some quantities of the same pictures is certain and large."""
    if min(len(every[0].here), len(every[0].there)) < FEW:
        return
    certain = 1 - (1 - CERTAIN) / len(get_args(Quantity))  # of nine quantities each has to be surer than one would
    far = [held for held in every if _apart(held.here, held.there) >= LARGE * held.unit]
    yield from (shift for shift in _shifts(far, certain) if shift.bound >= LARGE)


def _contents(here: Row, there: Row) -> Iterator[_Held]:
    fields: tuple[tuple[Quantity, str], ...] = (("brightness", "luma"), ("contrast", "contrast"), ("saturation", "saturation"))
    for quantity, field in fields:
        yield _Held(quantity, here[field].astype(np.float64), there[field].astype(np.float64))
    channels: tuple[Quantity, ...] = ("red", "green", "blue")
    for channel, quantity in enumerate(channels):
        yield _Held(quantity, here["mean"][:, channel].astype(np.float64), there["mean"][:, channel].astype(np.float64))
    yield _Held("sharpness", quantities.edges(here), quantities.edges(there), logarithm=True)


def _forms(here: Row, there: Row) -> Iterator[_Held]:
    yield _Held("size", quantities.area(here), quantities.area(there), logarithm=True)
    yield _Held("shape", quantities.shape(here), quantities.shape(there), logarithm=True)


def _shifts(every: Sequence[_Held], certain: float) -> Iterator[Shift]:
    """Every quantity with its distance, and its bound at the quantile *certain*: a bootstrap's, which small sets keep less strictly.

    The bound is the distance less what resampled sets are further apart. It is none at all where a set as small as the one here,
    drawn from training, may be as far off: pictures that happen to be alike do not show how much others would vary.
    """
    if not every:
        return
    rng = np.random.default_rng(_SEED)
    count, trained = len(every[0].here), len(every[0].there)
    own, usual, theirs = (_drawn(rng, *sizes) for sizes in ((count, count), (trained, count), (trained, trained)))
    for held in every:
        here, there = _points(held.here), _points(held.there)
        distance = _apart(held.here, held.there)
        chance = np.quantile(_distances(usual, there, theirs, there), certain)
        further = np.quantile(_distances(own, here, theirs, there), certain) - _apart(here, there)
        bound = 0.0 if distance <= chance else min(distance, max(0.0, distance - float(further)))
        means = (float(np.exp(values.mean()) if held.logarithm else values.mean()) for values in (held.here, held.there))
        yield Shift(quantity=held.quantity, here=next(means), there=next(means), distance=distance / held.unit, bound=bound / held.unit)


def _apart(here: Floats, there: Floats) -> float:
    """The area between the two running shares."""
    every = np.sort(np.concatenate([here, there]))
    left, right = (np.searchsorted(np.sort(values), every[:-1], side="right") / len(values) for values in (here, there))
    return float(np.abs(left - right) @ np.diff(every))


def _points(values: Floats) -> Floats:
    """The values themselves where they are few, else those that part them evenly, sorted."""
    few = len(values) <= _POINTS
    return np.asarray(np.sort(values) if few else np.quantile(values, (np.arange(_POINTS) + 0.5) / _POINTS))


def _drawn(rng: np.random.Generator, population: int, size: int) -> Floats:
    """The running shares, from 0 to 1, of samples of *size*, a column each, drawn from as many points as stand for *population*."""
    points = min(population, _POINTS)
    counts = rng.multinomial(size, np.full(points, 1 / points), _ROUNDS).T
    return np.concatenate([np.zeros((1, _ROUNDS)), counts.cumsum(axis=0) / size])


def _distances(left: Floats, here: Floats, right: Floats, there: Floats) -> Floats:
    """How far apart each sample of the points *here* is from that of the points *there*, by their running shares *left* and *right*."""
    every = np.unique(np.concatenate([here, there]))
    here_at, there_at = (np.searchsorted(points, every[:-1], side="right") for points in (here, there))
    return np.asarray(np.diff(every) @ np.abs(left[here_at] - right[there_at]))

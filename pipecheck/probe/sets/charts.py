"""What a set of pictures is like beside what training is like: how often which values occur."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pipecheck.evidence.calibration import Chart, Spread
from pipecheck.probe.sets import quantities
from pipecheck.probe.sets.record import BINS, Row
from pipecheck.probe.sets.survey import Survey

_LEVELS = 256.0
_HALF = 128.0
"""No levels of 0 to 255 deviate more from their mean."""


def charts(here: Survey, there: Survey | None = None) -> tuple[Chart, ...]:
    """Of all pixels the levels of R, G and B; of all pictures exposure, color, sharpness and size. *there* are those of training.

    A quantity that is the same in all pictures has nothing to show, and is left out.
    """
    if not len(here.rows):
        return ()
    trained = None if there is None or not len(there.rows) else there.rows
    return (*_channels(here.rows, trained), *_pictures(here.rows, trained))


def _channels(here: Row, there: Row | None) -> Iterator[Chart]:
    for channel, color in enumerate(("red", "green", "blue")):
        left, right = (_shares(_summed(rows, channel)) for rows in (here, there))
        spreads = _pooled(here, channel), None if there is None else _pooled(there, channel)
        yield Chart(title=color, low=0.0, high=_LEVELS, here=left, there=right, spread=spreads[0], spread_there=spreads[1])


def _pooled(rows: Row, channel: int) -> Spread:
    """That of all pixels, each picture counting as much as any other."""
    means, deviations = (rows[name][:, channel].astype(np.float64) for name in ("mean", "deviation"))
    mean = means.mean()
    return Spread(float(mean), math.sqrt(max(float((means**2 + deviations**2).mean() - mean**2), 0.0)))


def _summed(rows: Row | None, channel: int) -> npt.NDArray[np.int64]:
    """The histograms of all pictures added up, each counting as much as any other."""
    return np.zeros(0, np.int64) if rows is None else np.asarray(rows["histogram"][:, channel].sum(axis=0, dtype=np.int64))


def _pictures(here: Row, there: Row | None) -> Iterator[Chart]:
    for title, high in (("brightness", _LEVELS), ("contrast", _HALF), ("saturation", _LEVELS), ("sharpness", None), ("short side", None)):
        left = _values(title, here)
        right = left[:0] if there is None else _values(title, there)
        every = np.concatenate([left, right])
        if every.min() < every.max():
            top = _rounded_up(float(every.max())) if high is None else high
            yield Chart(
                title=title,
                low=0.0,
                high=top,
                here=_binned(left, top),
                there=_binned(right, top),
                spread=_spread(left),
                spread_there=_spread(right),
            )


def _spread(values: quantities.Floats) -> Spread | None:
    return Spread(float(values.mean()), float(values.std())) if len(values) else None


def _values(title: str, rows: Row) -> quantities.Floats:
    match title:
        case "sharpness":
            return np.asarray(np.exp(quantities.edges(rows)))
        case "short side":
            return np.asarray(np.minimum(rows["width"], rows["height"]), np.float64)
        case _:
            return np.asarray(rows["luma" if title == "brightness" else title], np.float64)


def _rounded_up(value: float) -> float:
    """The next larger number of one digit, or of two that end in 5."""
    step = 10.0 ** math.floor(math.log10(value)) / 2
    return (math.floor(value / step) + 1) * step


def _binned(values: quantities.Floats, high: float) -> tuple[float, ...]:
    bins = np.clip((values * (BINS / high)).astype(np.int64), 0, BINS - 1)
    return _shares(np.bincount(bins, minlength=BINS))


def _shares(counts: npt.NDArray[np.int64]) -> tuple[float, ...]:
    return tuple((counts / counts.sum()).tolist()) if counts.any() else ()

"""Pictures that a calibration set would be better without: unlike what a camera makes, or unlike the rest of their set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipecheck.evidence.calibration import Odd, Oddity
from pipecheck.probe.sets import quantities
from pipecheck.probe.sets.quantities import Floats
from pipecheck.probe.sets.record import SIDE, Row
from pipecheck.probe.sets.survey import Survey

DARK, BRIGHT = 64, 191
"""What keeps to the lowest or the highest quarter of the levels leaves two of eight bits unused; no usual exposure does."""
ONE_COLOR, PLAIN = 2.0, 0.5
"""Levels that a plain color deviates by once it is seen and saved; less where pictures of nearly one color are usual, as of sheet metal."""
EMPTY = 0.02
"""So much of a picture is not its ground: a hand-written digit covers a tenth of its square, a page of text a twentieth."""
BLURRED = 0.09
"""Edges against contrast: photographs have 0.115 and more, a blur by a fiftieth of the short side leaves 0.06."""
FEW = 10
"""In a smaller set nothing is usual, so that nothing is unusual."""
_FAR, _BLURRED_FAR, _DEVIATION = 5.0, 3.5, 1.4826
"""Standard deviations from the median, as outliers do not change them: 1.4826 times the median deviation of a bell curve."""
_TIMES_PIXELS, _TIMES_SHAPE = 4.0, 2.0
"""Less is not odd, however steady the set: half or twice each side, twice as wide."""
_RARE, _RECURS, _KIND = 0.10, 0.03, 5
"""A tenth of the set is a kind of its own, and so is one and the same size that three in a hundred have, five at least."""
_GROUND = 0.5
"""So much of a drawing or a page has the level of its ground."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Test:
    """What makes a picture odd: which of some rows are, *worst* the more the odder, and what was measured in words."""

    oddity: Oddity
    holds: Callable[[Row], Mask]
    worst: Callable[[Row], Floats]
    figure: Callable[[Row], str]


def odd(survey: Survey, trained: Survey | None = None) -> tuple[Odd, ...]:
    """The exceptional pictures of *survey*, each with its first fault of exposure or content, and with one of size or shape.

    What the training pictures hold in a similar share is not exceptional.
    """
    rows, there = survey.rows, None if trained is None or len(trained.rows) < FEW else trained.rows
    return tuple(
        Odd(oddity=test.oddity, name=survey.names[index], figure=test.figure(rows[index]))
        for tests in (_content(rows if there is None else there), _form(rows))
        for test, found in _told(tests, rows, there)
        for index in found
    )


def _told(tests: Iterator[_Test], rows: Row, there: Row | None) -> Iterator[tuple[_Test, list[int]]]:
    """Every test with the rows that it is the first to find odd, the oddest first."""
    free = np.ones(len(rows), bool)
    free_there = np.ones(0 if there is None else len(there), bool)
    for test in tests:
        found = test.holds(rows) & free
        free &= ~found
        if there is not None:
            usual = test.holds(there) & free_there
            free_there &= ~usual
            if _as_common(found, usual):
                continue
        indices = np.flatnonzero(found)
        yield test, indices[np.argsort(-test.worst(rows[indices]), kind="stable")].tolist()


def _as_common(here: Mask, there: Mask) -> bool:
    """Whether training holds such pictures too, at least half as often, one picture more or less."""
    return bool(there.any()) and here.sum() <= 2 * there.mean() * len(here) + 1


def _content(usual: Row) -> Iterator[_Test]:
    """Exposure and content; *usual* are the pictures that say what is usual."""
    yield _Test("one color", _plain(usual), lambda rows: -rows["contrast"].astype(float), _color)
    if len(usual) >= FEW:
        yield _empty(usual)
    yield _Test(
        "dark",
        lambda rows: (rows["high"] < DARK) & ~_drawing(rows, usual, usual["luma"] < 128, usual["high"] < DARK),
        lambda rows: -rows["high"].astype(float),
        lambda row: f"99 % of its pixels are below {row['high'] + 1} of 255",
    )
    yield _Test(
        "bright",
        lambda rows: (rows["low"] > BRIGHT) & ~_drawing(rows, usual, usual["luma"] > 128, usual["low"] > BRIGHT),
        lambda rows: rows["low"].astype(float),
        lambda row: f"99 % of its pixels are above {row['low'] - 1} of 255",
    )
    if len(usual) >= FEW:
        yield _blurred(usual)


def _plain(usual: Row) -> Callable[[Row], Mask]:
    most = ONE_COLOR if len(usual) < FEW else float(np.clip(np.median(usual["contrast"]) / 4, PLAIN, ONE_COLOR))

    def holds(rows: Row) -> Mask:
        cells = rows["thumbnail"].reshape(-1, SIDE * SIDE, 3)
        return np.asarray((np.ptp(cells, axis=1).max(axis=1, initial=0) <= ONE_COLOR) & (rows["contrast"] <= most))

    return holds


def _color(row: Row) -> str:
    red, green, blue = (round(float(level)) for level in row["mean"])
    return f"R {red}, G {green}, B {blue}, with a standard deviation of {row['contrast']:.1f} of 255"


def _drawing(rows: Row, usual: Row, ground: Mask, extreme: Mask) -> Mask:
    """Which of *rows* are drawn or written on a flat ground, where such a *ground* is usual: it makes no failed photographs of them.

    Where most of the *usual* ones are themselves *extreme*, that holds for thin lines only, whose contrast is more than the levels
    of 99 % of the pixels can make.
    """
    flat = rows["common"] >= _GROUND
    if len(usual) < FEW or np.median(usual["common"]) < _GROUND or ground.mean() < 0.5:
        return np.zeros_like(flat)
    within = (rows["high"].astype(float) - rows["low"]) / 2
    return np.asarray(flat & ((rows["contrast"] > within + 1) | (extreme.mean() <= 0.5)))


def _empty(usual: Row) -> _Test:
    most = min(EMPTY, float(np.median(1 - usual["common"])) / 4)
    return _Test(
        "nearly empty",
        lambda rows: 1 - rows["common"] < most,
        lambda rows: rows["common"].astype(float),
        lambda row: f"{_floored(float(row['common']))} % of its pixels have the same level",
    )


def _floored(share: float) -> str:
    """As per cent, so that less than everything never reads as 100."""
    return f"{int(share * 1000) / 10:g}"


def _blurred(usual: Row) -> _Test:
    middle, spread = _middle(quantities.edges(usual))
    return _Test(
        "blurred",
        lambda rows: (quantities.edges(rows) < np.log(BLURRED)) & (quantities.edges(rows) < middle - _BLURRED_FAR * spread),
        lambda rows: -quantities.edges(rows),
        lambda row: f"its edges are {np.exp(middle - quantities.edges(row)):.0f} times weaker than is usual",
    )


def _form(rows: Row) -> Iterator[_Test]:
    """Shape and size, as far as the set has a usual one; a shape and the same lying on its side are one."""
    if len(rows) < FEW:
        return
    tests: tuple[tuple[Oddity, Callable[[Row], Floats], float], ...] = (
        ("odd shape", _lying, _TIMES_SHAPE),
        ("odd size", quantities.area, _TIMES_PIXELS),
    )
    for oddity, measure, times in tests:
        yield _outlying(rows, oddity, measure, times)


def _outlying(every: Row, oddity: Oddity, measure: Callable[[Row], Floats], times: float) -> _Test:
    middle, spread = _middle(measure(every))
    far = max(float(np.log(times)), _FAR * spread)
    found = np.abs(measure(every) - middle) > far
    sizes, counts = np.unique(_sizes(every[found]), return_counts=True)
    recurring = sizes[counts >= max(_KIND, _RECURS * len(every))]
    told = found.mean() <= _RARE
    example = every[np.argmin(np.abs(measure(every) - middle))]
    usual = f"{example['width']} × {example['height']}"

    def off(some: Row) -> Floats:
        return np.asarray(np.abs(measure(some) - middle))

    return _Test(
        oddity,
        lambda rows: (off(rows) > far) & told & ~np.isin(_sizes(rows), recurring),
        off,
        lambda row: f"{row['width']} × {row['height']} pixels, where {usual} is usual",
    )


def _sizes(rows: Row) -> npt.NDArray[np.uint64]:
    return np.asarray((rows["width"].astype(np.uint64) << np.uint64(32)) | rows["height"].astype(np.uint64))


def _lying(rows: Row) -> Floats:
    return np.asarray(np.abs(quantities.shape(rows)))


def _middle(values: Floats) -> tuple[float, float]:
    """The median and what the standard deviation would be, were it not for outliers."""
    middle = float(np.median(values))
    return middle, _DEVIATION * float(np.median(np.abs(values - middle)))

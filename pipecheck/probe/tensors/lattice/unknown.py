"""What a grid tells of numbers that were made with constants nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipecheck.evidence.tensors import Held, Kind, Lattice
from pipecheck.probe.tensors.lattice import grid, words
from pipecheck.probe.tensors.lattice.distinct import Seen
from pipecheck.probe.tensors.lattice.grid import Grid
from pipecheck.probe.tensors.lattice.known import UNITS, Way, blunders, chained, each, mistakes
from pipecheck.spec import Affinity, affine

_FRACTIONS = 64
"""A resize by a whole factor that was computed in floats leaves no finer parts of a level than this."""
_FINEST, _COARSEST = 0.35 / 255, 0.125
"""A level that was normalised once is not smaller than the one, nor larger than the other: its standard deviation is 2 to 730 levels."""
_WIDE = 8.0
"""No picture's levels are so far apart, unless they were multiplied by something."""
_UNIT = 1.05
_ALIKE = 0.005
_CUT_SHORT = 0.01
"""Constants that were cut short move the mean by this part of itself when they are used twice."""


_Verdict = tuple[Kind, str | None]


def unknown(seen: Seen, meant: Way | None) -> Held | None:
    """What the grid of *seen* proves; None where there is none, or where it may be one of parts of levels."""
    found = grid.grids(seen)
    if found is None or _parts(seen, found, meant):
        return None
    there = [one for one in found if one is not None]
    verdict = _signed(seen, found, meant) if seen.signed else _unsigned(there)
    if verdict is None or not seen.smooth or all(grid.dyadic(one) for one in there):
        return None
    kind, named = verdict
    whole = all(one is not None and one.span == grid.SPAN for one in found)
    return Held(
        kind=kind,
        certain=True,
        proof=words.proof(seen.count, [one.step for one in there], max(one.error for one in there)),
        affine=affine.make(tuple(one.step for one in there), tuple(one.start for one in there)) if whole else None,
        named=named,
        lattice=_lattice(there) if len(there) == len(found) else None,
    )


def _lattice(found: list[Grid]) -> Lattice:
    """The grids of all channels as evidence."""
    return Lattice(
        step=tuple(one.step for one in found),
        offset=tuple((one.start / one.step) % 1 for one in found),
        levels=tuple(one.levels for one in found),
        error=max(one.error for one in found),
    )


def _unsigned(found: list[Grid]) -> _Verdict | None:
    """Without negative numbers there was a scale and no mean, if zero is on the grid and they are larger than 0..1.

    A drawing in two tones that was resized in floats lies on a grid as well, from zero to the one tone.
    """
    high = max(one.start + one.step * one.span for one in found)
    scaled = all(_on_zero(one) and _FINEST < one.step < _COARSEST for one in found)
    return (
        ("normalised", None)
        if scaled and high > _UNIT and abs(high - round(high)) > grid.LARGEST * max(one.step for one in found)
        else None
    )


def _on_zero(one: Grid) -> bool:
    place = one.start / one.step
    return abs(place - round(place)) < grid.LARGEST and round(place) + one.span <= grid.SPAN


def _signed(seen: Seen, found: tuple[Grid | None, ...], meant: Way | None) -> _Verdict | None:
    """Negative numbers tell that a mean was subtracted, the size of a step what else was done."""
    steps = [one.step for one in found if one is not None]
    if max(steps) < _FINEST or min(steps) > _WIDE:
        like = next((way for way in _mistakes(meant) if _resembles(way, seen, found)), None)
        return None if like is None else (like.kind, like.name)
    scaled = max(steps) < _COARSEST or all(abs(step - 1) < 1e-3 for step in steps)
    return ("normalised", None) if scaled and all(_around_mean(one) for one in found if one is not None) else None


def _around_mean(one: Grid) -> bool:
    """Whether a mean of 0..255 can have been subtracted: a resize of a drawing in floats makes steps too small for that."""
    return max(-one.start, one.start + one.step * one.span) <= (grid.SPAN + 0.5) * one.step


def _mistakes(meant: Way | None) -> Iterator[Way]:
    yield from () if meant is None else mistakes(meant)
    yield from blunders()
    yield from chained()


def _resembles(way: Way, seen: Seen, found: tuple[Grid | None, ...]) -> bool:
    """Whether the grids are those of *way*, had its constants been cut short."""
    if not way.affine.uniform and len(way.affine.scale) != len(found):
        return False
    for one, low, high, scale, bias in zip(found, seen.low, seen.high, *each(way.affine, len(found)), strict=True):
        if one is not None and abs(one.step / scale - 1) > _ALIKE:
            return False
        margin = _CUT_SHORT * abs(bias)
        if low < bias - margin or high > bias + 255 * scale + margin:
            return False
    return True


def _parts(seen: Seen, found: tuple[Grid | None, ...], meant: Way | None) -> bool:
    """Whether these may be plain levels, or those that were meant, or parts of them, which a resize in floats by a whole factor leaves."""
    plain = () if seen.signed else (Affinity(), *UNITS)
    return any(_parted(seen, found, values) for values in (*plain, *([meant.affine] if meant else [])))


def _parted(seen: Seen, found: tuple[Grid | None, ...], whole: Affinity) -> bool:
    if not whole.uniform and len(whole.scale) != len(found):
        return False
    for values, one, scale, bias in zip(seen.channels or (), found, *each(whole, len(found)), strict=True):
        parts = 1 if one is None else max(1, round(abs(scale) / one.step))
        exact = (values - bias) * parts / scale
        if parts > _FRACTIONS or np.abs(exact - np.rint(exact)).max() > grid.LARGEST:
            return False
        if min(exact[0], exact[-1]) < -0.5 or max(exact[0], exact[-1]) > grid.SPAN * parts + 0.5:
            return False
    return True

"""From a sample of numbers to what was done to the pixels: 8-bit levels leave a grid behind, which proves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from pipecheck.evidence.tensors import Expected, Held, Lattice, Numbers
from pipecheck.probe.tensors.lattice import distinct, ranges, unknown, words
from pipecheck.probe.tensors.lattice.distinct import Seen
from pipecheck.probe.tensors.lattice.fitting import LOOSE, Fit, fit, fits
from pipecheck.probe.tensors.lattice.grid import SPAN
from pipecheck.probe.tensors.lattice.known import Way, blunders, declared, each, mirrored, mistakes, singles
from pipecheck.spec import affine

__all__ = ["held"]
_FULL = 247
"""Whole numbers must span about as much as all levels to tell by which whole number they were moved."""
_PLAIN = {"levels", "unit", "normalised", "shifted"}


def held(sample: Sequence[NDArray[Any]], numbers: Numbers, expected: Expected) -> Held | None:
    """What *sample* is, one array for each channel of *numbers*; None where it tells nothing, or where no picture is *expected*.

    An array is taken from the files in runs of neighbours, in their own dtype.
    """
    if expected.feature and expected.values is None:
        return None
    seen = distinct.seen(sample, numbers)
    if seen is None:
        return None
    meant = declared(expected)
    return _as_meant(seen, meant) or _proven(seen, meant) or _mingled(seen, meant) or unknown.unknown(seen, meant) or _likely(seen, meant)


def _as_meant(seen: Seen, meant: Way | None) -> Held | None:
    found = None if meant is None else fit(seen, meant)
    return None if found is None else _held(seen, found, certain=_certain(seen, found))


def _proven(seen: Seen, meant: Way | None) -> Held | None:
    """The way that must have been taken: first those that rounding alone explains, then those whose constants were cut short."""
    if seen.channels is None:
        return None
    plain = [found for found in fits(seen, singles()) if found.proven]
    if exact := [found for found in plain if found.exact]:
        return _agreed(seen, exact)
    if wrong := [found for found in fits(seen, _wrong(meant)) if found.exact and found.proven]:
        return _agreed(seen, wrong)
    short = [found for found in plain if not found.way.affine.uniform or _rounded(found)]
    return _agreed(seen, sorted(short, key=lambda found: found.error)[:1])


def _rounded(found: Fit) -> bool:
    """Whether a scale was cut short, 0.00392 for 1/255.

    One step for all channels is less of a witness than three: all of 0..255 must agree with it, not just the levels that were seen.
    """
    return found.way.kind == "unit" and found.error * SPAN <= LOOSE * found.reach


def _mingled(seen: Seen, meant: Way | None) -> Held | None:
    """The way that must have been taken, had the channels been taken apart wrongly: which constants are whose is not known then."""
    together = distinct.together(seen)
    found = None if together is None else _as_meant(together, meant) or _proven(together, meant)
    return None if found is None else replace(found, affine=None, order=None, lattice=None)


def _wrong(meant: Way | None) -> Iterator[Way]:
    if meant is not None:
        if other := mirrored(meant):
            yield other
        yield from mistakes(meant)
    yield from blunders()


def _certain(seen: Seen, found: Fit) -> bool:
    way = found.way
    if way.kind == "levels":
        return found.proven or (seen.bytes and max(seen.high) > 1)
    moved = set(way.affine.scale) == {1.0} and all(bias == round(bias) for bias in way.affine.bias)
    if moved and found.reach < _FULL:
        return False
    dark = seen.signed or min(way.affine.bias) >= 0  # else no pixel was darker than the mean that was subtracted
    return found.proven and (not way.affine.uniform or (seen.smooth and dark))


def _agreed(seen: Seen, found: list[Fit]) -> Held | None:
    """What all of *found* agree on, None where they disagree on what it is."""
    if not found or not _certain(seen, found[0]) or (len({one.way.kind for one in found}) > 1 and not seen.bytes):
        return None
    first = found[0].way
    same = all(affine.same(one.way.affine, first.affine) for one in found)
    told = _held(seen, found[0], certain=True)
    return replace(
        told,
        affine=told.affine if same else None,
        named=told.named if same or len({one.way.name for one in found}) == 1 else None,
        order=told.order if len({one.way.order for one in found}) == 1 else None,
    )


def _likely(seen: Seen, meant: Way | None) -> Held:
    """What *seen* is by its range, unless few values, on a grid that is not *meant*, say it better."""
    by_range = ranges.likely(seen, meant)
    if meant is not None and by_range.kind == meant.kind and not seen.few:
        return by_range
    return _weak(seen) or by_range


def _weak(seen: Seen) -> Held | None:
    """The likeliest of the ways that fit too few values to be proven."""
    found = [one for one in fits(seen, singles()) if one.exact and one.way.kind in _PLAIN]
    likely = [one for one in found if one.way.kind == "levels" or (seen.smooth and (seen.signed or one.way.kind == "unit"))]
    return _held(seen, max(likely, key=lambda one: one.reach), certain=False, pinned=False) if likely else None


def _held(seen: Seen, found: Fit, *, certain: bool, pinned: bool = True) -> Held:
    """What *found* says; its affine and its name are told where they are *pinned*."""
    way = found.way
    steps = [abs(scale) for scale in way.affine.scale]
    whole = steps == [1.0] and found.error < 0.01 and way.kind in {"levels", "shifted"}
    return Held(
        kind=way.kind,
        certain=certain,
        proof=words.whole(seen, max(found.levels)) if whole else words.proof(seen.count, steps, found.error),
        affine=way.affine if pinned else None,
        named=way.name if pinned and way.kind != "levels" else None,
        order=way.order if pinned else None,
        lattice=_lattice(found, len(seen.low)),
    )


def _lattice(found: Fit, channels: int) -> Lattice | None:
    """The grid that the way of *found* makes, where each channel lies on its own."""
    values = found.way.affine
    if found.mixed:
        return None
    scales, biases = each(values, channels)
    offset = tuple((bias / scale) % 1 for scale, bias in zip(scales, biases, strict=True))
    return Lattice(step=tuple(map(abs, scales)), offset=offset, levels=found.levels, error=found.error)

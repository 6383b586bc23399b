"""What the range of numbers makes likely, where no grid proves anything."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.tensors import Held, Kind
from pipecheck.probe.tensors.lattice import words
from pipecheck.probe.tensors.lattice.distinct import Seen
from pipecheck.probe.tensors.lattice.known import Way, each, mistakes, singles

_OVERSHOOT = 0.25
"""Cubic and Lanczos kernels leave the range of a picture by this part of it."""
_FLAT, _LIVELY = 2.5, 16.0
"""The levels of a whole set of pictures spread by more than the one; those of most sets by more than the other."""
_FAR, _AT_ZERO, _AT_FULL, _NEAR = 100.0, 2.0, (247.0, 256.0), 64.0
"""Levels between where the range ends and where black and white would be."""
_PLAIN: tuple[Kind, ...] = ("levels", "unit", "divided twice")


def likely(seen: Seen, meant: Way | None) -> Held:
    """What *seen* is likely to be: what was *meant*, made exactly so, if it may be that."""
    if meant is None or not _within(seen, meant):
        return Held(kind=_read(seen), certain=False, proof=words.span(seen))
    kind = _meant(seen, meant)
    return Held(kind=kind, certain=False, proof=words.span(seen), affine=meant.affine if kind == meant.kind else None)


def _meant(seen: Seen, meant: Way) -> Kind:
    """What was *meant*, unless that would be pictures of one color, or something else fits from black to white."""
    flat = _spread(seen, meant) < _FLAT
    if flat and meant.affine.identity:
        return "levels" if (read := _read(seen)) == "other" else read
    for way in () if seen.few else _others(meant):
        if _within(seen, way) and _spread(seen, way) >= _LIVELY and (_near(seen, way) if flat else _far(seen, meant) and _exact(seen, way)):
            return way.kind
    return meant.kind


def _others(meant: Way) -> Iterator[Way]:
    yield from (way for way in singles() if way.kind in _PLAIN and way.kind != meant.kind)
    yield from mistakes(meant)


def _read(seen: Seen) -> Kind:
    """What the ends of the range and the spread say: right and wrong ones lie orders of magnitude apart."""
    low, high, spread = min(seen.low), max(seen.high), max(seen.deviation)
    if low >= -_OVERSHOOT * (high - low):
        return _unsigned(high, smooth=seen.smooth)
    if not seen.smooth:
        return "other"
    if spread > 600:
        return "std as scale"
    if spread > 8:
        fits = high - low <= 255 * (1 + 1.6 * _OVERSHOOT)
        return "other" if not fits else "shifted" if low >= -129 and high <= 128 else "normalised"
    return "normalised" if spread >= 0.1 or seen.few else "twice"


def _unsigned(high: float, *, smooth: bool) -> Kind:
    if 8 < high <= 255 * (1 + 1.6 * _OVERSHOOT):
        return "levels"
    if high > 1 + 1.6 * _OVERSHOOT or not smooth:
        return "other"
    return "divided twice" if high <= (1 + 1.6 * _OVERSHOOT) / 255 else "unit"


def _levels(seen: Seen, way: Way) -> list[tuple[float, float, float]]:
    """The least and the largest level of each channel, and their spread, had the numbers been made in this *way*.

    Where channels are not told apart, the ends may be of whichever suits them best.
    """
    rows = [
        [_back(numbers, *pair) for pair in zip(*each(way.affine, len(seen.low)), strict=True)]
        for numbers in zip(seen.low, seen.high, seen.deviation, strict=True)
    ]
    if way.affine.uniform or len(way.affine.scale) == len(rows):
        return [row[index] for index, row in enumerate(rows)]
    return [(max(low for low, _, _ in row), min(high for _, high, _ in row), min(spread for *_, spread in row)) for row in rows]


def _back(numbers: tuple[float, float, float], scale: float, bias: float) -> tuple[float, float, float]:
    low, high = sorted(((numbers[0] - bias) / scale, (numbers[1] - bias) / scale))
    return low, high, numbers[2] / abs(scale)


def _within(seen: Seen, way: Way) -> bool:
    return all(low >= -_OVERSHOOT * (high - low) - 0.5 and high <= 255.5 + _OVERSHOOT * (high - low) for low, high, _ in _levels(seen, way))


def _spread(seen: Seen, way: Way) -> float:
    return max(deviation for _, _, deviation in _levels(seen, way))


def _far(seen: Seen, way: Way) -> bool:
    low, high = _ends(seen, way)
    return abs(low) + abs(high - 255) >= _FAR


def _near(seen: Seen, way: Way) -> bool:
    return all(low <= _NEAR and high >= 255 - _NEAR for low, high, _ in _levels(seen, way))


def _exact(seen: Seen, way: Way) -> bool:
    low, high = _ends(seen, way)
    return abs(low) <= _AT_ZERO and _AT_FULL[0] <= high <= _AT_FULL[1]


def _ends(seen: Seen, way: Way) -> tuple[float, float]:
    ends = [(low, high) for low, high, _ in _levels(seen, way)]
    return min(low for low, _ in ends), max(high for _, high in ends)

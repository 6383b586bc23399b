"""Which output of one network is which of another: by name, else by shape and order, in whatever layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipecheck.probe.agreement import gaps
from pipecheck_transformers.pixels import Array

_CLOSE = 1e-3
"""Arrays are taken for each other in an order that their shapes do not call for where they are no further apart."""
_NUMBERS = "biuf"


@dataclass(frozen=True, slots=True)
class Match:
    """The output *first* of one network is *second* of the other, with its axes in this *order*; None where ones are left out or added."""

    first: str
    second: str
    order: tuple[int, ...] | None

    def laid_out(self, array: Array, shape: tuple[int, ...]) -> Array | None:
        """The second network's *array* as the first one would have it, None where that does not give its *shape*."""
        if self.order is not None and len(self.order) == array.ndim:
            array = array.transpose(self.order)
        if array.shape != shape and _plain(array.shape) == _plain(shape):
            array = array.reshape(shape)
        return array if array.shape == shape else None


def matched(first: Mapping[str, Array], second: Mapping[str, Array]) -> tuple[tuple[Match, ...], tuple[str, ...]]:
    """The outputs that two networks both have, in the order of the first, and the names of those that only one has."""
    one, two = ({name: array for name, array in each.items() if array.dtype.kind in _NUMBERS} for each in (first, second))
    found = {name: Match(name, name, order(one[name], two[name]) or None) for name in one if name in two}
    left, right = ([name for name in each if name not in found] for each in (one, two))
    candidates = sorted(_candidates({name: one[name] for name in left}, {name: two[name] for name in right}), key=lambda each: each[0])
    taken: set[str] = set()
    for _, match in candidates:
        if match.first not in found and match.second not in taken:
            found[match.first] = match
            taken.add(match.second)
    both = tuple(found[name] for name in first if name in found)
    names = {each.second for each in both}
    missing = (*(name for name in first if name not in found), *(name for name in second if name not in names))
    return both, tuple(dict.fromkeys(missing))


def _candidates(left: Mapping[str, Array], right: Mapping[str, Array]) -> Iterator[tuple[tuple[bool, bool, int, int], Match]]:
    """Every output that may be another, what looks alike first, then what stands at the same place."""
    for mine, (first, one) in enumerate(left.items()):
        for yours, (second, two) in enumerate(right.items()):
            axes = order(one, two)
            if axes is None:
                continue
            match = Match(first, second, axes or None)
            laid_out = match.laid_out(two, one.shape)
            alike = laid_out is not None and gaps.share(one, laid_out) <= _CLOSE
            yield (not alike, one.shape != two.shape, abs(mine - yours), mine), match


def order(one: Array, two: Array) -> tuple[int, ...] | None:
    """The order of the axes of *two* that gives the shape of *one*, () where only ones are left out or added, None for none."""
    if one.ndim != two.ndim or sorted(one.shape) != sorted(two.shape):
        return () if _plain(one.shape) == _plain(two.shape) else None
    plain = tuple(range(one.ndim))
    orders = [order for order in _layouts(one.ndim) if tuple(two.shape[axis] for axis in order) == one.shape]
    alike = (order for order in orders if gaps.share(one, two.transpose(order)) <= _CLOSE)
    return next(alike, plain if plain in orders else next(iter(orders), None))


def _layouts(axes: int) -> list[tuple[int, ...]]:
    """The orders that axes may have: as they are, or the channels moved to the end or from it."""
    moved = [(0, axes - 1, *range(1, axes - 1)), (0, *range(2, axes), 1)] if axes > 2 else []
    return [tuple(range(axes)), *moved]


def _plain(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(side for side in shape if side != 1)

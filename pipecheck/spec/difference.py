"""What sets two specs apart, aspect by aspect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pipecheck.spec import affine
from pipecheck.spec.colors import in_rgb_order
from pipecheck.spec.facts import ColorState, Fact, Spec, Values
from pipecheck.spec.program import ASPECTS, Aspect

Verdict = Literal["same", "different", "unverifiable"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect in which two specs differ, or cannot be compared."""

    aspect: Aspect
    left: Fact[Any]
    right: Fact[Any]
    verdict: Literal["different", "unverifiable"]


def diff(left: Spec, right: Spec) -> Iterator[Difference]:
    """The aspects in which *left* and *right* are not known to be the same."""
    for aspect in ASPECTS:
        mine: Fact[Any] = getattr(left, aspect)
        other: Fact[Any] = getattr(right, aspect)
        match aspect:
            case "values":
                found = _values(left, right)
            case "geometry":
                found = _geometry(left, right)
            case _:
                found = _verdict(mine, other)
        if found != "same":
            yield Difference(aspect, mine, other, found)


def same_values(left: Values, right: Values) -> bool:
    """Whether two affines and the casts on the way are the same to every 8-bit pixel, channel by channel as they stand."""
    if len(left.casts) != len(right.casts) or not affine.same(left.affine, right.affine):
        return False
    pairs = zip(left.casts, right.casts, strict=True)
    return all(affine.same(a.before, b.before) and (a.dtype, a.rounding, a.overflow) == (b.dtype, b.rounding, b.overflow) for a, b in pairs)


def _verdict(left: Fact[Any], right: Fact[Any]) -> Verdict:
    if left.value is None or right.value is None:
        return "unverifiable"
    return "same" if left.value == right.value else "different"


def _geometry(left: Spec, right: Spec) -> Verdict:
    """Two chains of steps are the same that make the same of every picture, up to the rounding of floats and of levels."""
    found = _verdict(left.geometry, right.geometry)
    if found != "different":
        return found
    from pipecheck.spec import likeness  # a YAML has no geometry, and its vocabulary takes time to make

    if not (likeness.written(left) and likeness.written(right)):
        return "unverifiable"
    return "same" if likeness.alike(left.geometry.value or (), right.geometry.value or ()) else "different"


def _values(left: Spec, right: Spec) -> Verdict:
    """Values are compared by channel name, so that a swapped order is told once, as a color."""
    if left.values.value is None or right.values.value is None:
        return "unverifiable"
    mine = _named(left.values.value, left.color)
    other = _named(right.values.value, right.color)
    if mine is None or other is None:
        return "unverifiable"
    return "same" if same_values(mine, other) else "different"


def _named(values: Values, color: Fact[ColorState]) -> Values | None:
    return in_rgb_order(values, color.value)

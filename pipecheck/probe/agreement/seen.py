"""What was seen of each output, picture by picture, and what it amounts to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from pipecheck.evidence.pair import OutputGap
from pipecheck.probe.agreement import gaps
from pipecheck.probe.agreement.matching import Match
from pipecheck.probe.scores import answers
from pipecheck_transformers.pixels import Array

_WORST = 5
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One output on one *picture*; *same* is whether both name one class, *odd* which of the two hold what is no number."""

    picture: str
    scale: gaps.Scale
    cosine: float
    same: bool | None = None
    odd: tuple[bool, bool] = (False, False)
    shapes: tuple[tuple[int, ...], tuple[int, ...]] | None = None


def seen(match: Match, first: Mapping[str, Array], second: Mapping[str, Array], picture: str) -> Seen:
    """How far apart the output *match* of two networks is on *picture*."""
    one, other = first[match.first], second[match.second]
    two = match.laid_out(other, one.shape)
    odd = not np.isfinite(one).all(), not np.isfinite(other).all()
    if two is None:
        scale = gaps.Scale(apart=_INFINITE, first=gaps.reach(one), second=gaps.reach(other))
        return Seen(picture=picture, scale=scale, cosine=0.0, odd=odd, shapes=(one.shape, other.shape))
    same = _same(answers.answer({match.first: one}), answers.answer({match.first: two}))
    return Seen(picture=picture, scale=gaps.scale(one, two), cosine=gaps.cosine(one, two), same=same, odd=odd)


def gap(match: Match, every: Sequence[Seen]) -> OutputGap:
    """How far apart the output *match* is over all pictures."""
    scale = reduce(gaps.both, (each.scale for each in every))
    told = [each.same for each in every if each.same is not None]
    worst = sorted((each for each in every if each.scale.apart > 0), key=lambda each: -each.scale.apart)
    return OutputGap(
        name=match.first,
        cosine=min(each.cosine for each in every),
        largest=scale.apart,
        reach=scale.first,
        decimals=gaps.decimals(scale.share),
        same=sum(told) / len(told) if told else None,
        worst=tuple((each.picture, each.scale.apart) for each in worst[:_WORST]),
        fault=_fault(every),
    )


def _same(one: int | None, two: int | None) -> bool | None:
    """Whether both name the same class; None where neither names one."""
    return None if one is None and two is None else one == two


def _fault(every: Sequence[Seen]) -> str | None:
    """What keeps numbers from being compared, in words."""
    other = next((each.shapes for each in every if each.shapes is not None), None)
    if other is not None:
        return f"its shape is {_written(other[0])} and {_written(other[1])}"
    if not any(each.scale.apart == _INFINITE for each in every):
        return None
    counts = [sum(each.odd[side] for each in every) for side in (0, 1)]
    return f"no numbers, but NaN or infinity, on {counts[0]} of {len(every)} pictures in the first and on {counts[1]} in the second"


def _written(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "a number"

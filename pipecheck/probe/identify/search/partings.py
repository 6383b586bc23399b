"""Candidates that explain everything so far are told apart on pictures of which they would make different tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.identify.asking.running import TooSlowError
from pipecheck.probe.identify.geometry.footprints import differ
from pipecheck.probe.identify.search.elimination import ROUNDING, Candidate, grade
from pipecheck.probe.identify.search.progress import Progress, tried, usable
from pipecheck.probe.identify.search.trials import miss

_MOST = 24
_POOL = 30


def parted(known: Progress) -> Progress:
    """*known* with only those candidates that no size of the pool can be found against."""
    leading, followers = _leading(known.candidates)
    if len({one.guess for one in leading}) < 2 or leading[0].miss.largest > ROUNDING:
        return known
    for seed, (height, width) in enumerate(_pool(known, leading)):
        known.subject.until.check()
        if not differ({one.guess for one in leading}, height, width):
            continue
        try:
            trial = tried(known, pictures.natural(height, width, seed=100 + seed))
        except TooSlowError:
            raise
        except PipecheckError:  # too small for a crop
            continue
        again = [replace(one, miss=one.miss.or_worse(miss(one.ops, known.subject.read, trial))) for one in leading]
        least = min(grade(one.miss.largest) for one in again)
        leading = [one for one in again if grade(one.miss.largest) == least]
        followers = [*[one for one in again if grade(one.miss.largest) > least], *followers]
        if len({one.guess for one in leading}) == 1:
            break
    return replace(known, candidates=(*leading, *followers))


def _leading(candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates of the first one's grade, and the others."""
    least = grade(candidates[0].miss.largest) if candidates else 0
    leading = [one for one in candidates if grade(one.miss.largest) == least][:_MOST]
    return leading, [one for one in candidates if one not in leading]


def _pool(known: Progress, leading: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Sizes at which roundings part: halves of odd sides, and whatever chance brings."""
    rng = np.random.default_rng(5)
    target = known.seen[0].target
    sides = [(size, size) for one in leading for op in one.guess if isinstance(size := getattr(op, "size", None), int)]
    for height, width in dict.fromkeys((*sides, target)):
        for odd in (1, 3, 5, 7):
            yield usable(known, 2 * height, 2 * width + odd)
            yield usable(known, 2 * height + odd, 2 * width)
            yield usable(known, 2 * height, width + odd)
            yield usable(known, height + odd, 2 * width)
    for least, most in ((0.4, 2.4), (1.0, 6.0)):
        for _ in range(_POOL):
            yield usable(known, int(target[0] * rng.uniform(least, most)), int(target[1] * rng.uniform(least, most)))

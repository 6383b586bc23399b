"""Which of the candidates that are left leads, which cannot be told from it, and what that leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipecheck.probe.hypotheses.constants import Constants, equal
from pipecheck.probe.hypotheses.racing import ERROR, Race, clearly_below
from pipecheck.probe.hypotheses.space import ASPECTS, PLACED, Candidate, Space

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The *leader*, those *tied* with it (it is one of them), and the others that were run on every picture, the best first."""

    leader: Candidate
    tied: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    open: tuple[str, ...] = ()


def decide(space: Space, race: Race[R], candidates: Sequence[Candidate]) -> Decision | None:
    """The decision between *candidates*; None where none of them could be run."""
    ranked, merits, _ = race.standing(candidates, race.count)
    if not ranked:
        return None
    chance = ERROR / len(ranked)
    best = [each for each, below in zip(ranked, clearly_below(merits, 0, chance), strict=True) if not below]
    leader = _leader(space, best)
    worse = clearly_below(merits, ranked.index(leader), chance)
    tied = [each for each, below in zip(ranked, worse, strict=True) if not below and each != leader]
    others = [each for each, below in zip(ranked, worse, strict=True) if below]
    return Decision(leader=leader, tied=(leader, *tied), others=tuple(others), open=tuple(_open(space, [leader, *tied])))


def _leader(space: Space, tied: Sequence[Candidate]) -> Candidate:
    """What is declared, if nothing is clearly better; else what differs least from it, in the plainest place, then the best."""
    declared = space.declared
    if declared is not None and declared in tied:
        return declared
    usual = {place: at for at, place in enumerate(space.places)}

    def oddness(candidate: Candidate) -> tuple[bool, int, int, bool]:
        moved = declared is not None and declared.place in usual and candidate.place != declared.place
        changed = 0 if declared is None else (candidate.order != declared.order) + (not _as_written(candidate, declared))
        return moved, usual.get(candidate.place, len(usual)), changed, not (candidate.values.known or candidate.values.stated)

    return min(tied, key=oddness)  # the first of equals is the best


def _as_written(candidate: Candidate, declared: Candidate) -> bool:
    """Whether both use the same numbers, for the same channels or in the same place: who mends the order leaves the numbers alone."""
    if candidate.values == declared.values or candidate.order is None or declared.order is None:
        return candidate.values == declared.values
    mine, theirs = (Constants(words="", ops=each.values.of(each.order)) for each in (candidate, declared) if each.order is not None)
    return equal(mine, theirs)


def _open(space: Space, tied: Sequence[Candidate]) -> list[str]:
    """The aspects in which *tied* ones differ, and those in which nothing was tried."""
    told = [dict(each.parts) for each in tied]
    found = {aspect for aspect in ASPECTS if len({each.get(aspect) for each in told}) > 1}
    return [aspect for aspect in ASPECTS if aspect in found or (aspect in PLACED and len(space.places) == 1)]

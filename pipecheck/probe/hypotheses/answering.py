"""The answer of a probe: the best hypotheses in words and as chains, by how much the first one leads, and what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipecheck.evidence.model import Hypothesis
from pipecheck.probe.hypotheses.board import Board
from pipecheck.probe.hypotheses.deciding import Decision
from pipecheck.probe.hypotheses.measures import Measure
from pipecheck.probe.hypotheses.racing import Race, critical
from pipecheck.probe.hypotheses.space import Candidate

SHOWN = 10
_TIES = 4
"""So many of those that cannot be told from the leader are shown beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a *race* came to, as a *measure* sees it; *declared* is what the project says."""

    race: Race[Any]
    measure: Measure
    decision: Decision
    declared: Candidate | None

    @property
    def board(self) -> Board[Any]:
        """All that was run."""
        return self.race.board


def shown(answer: Answer) -> list[Candidate]:
    """The leader, some that are tied with it, the best others, and the declared one wherever it stands, all run on every picture."""
    decision, declared = answer.decision, answer.declared
    ties = _telling(decision)
    found = [*ties, *_others(answer, SHOWN - len(ties))]
    found += [declared] if declared is not None and declared not in found else []
    answer.board.run(found, answer.race.count)
    ranked, _, _ = answer.race.standing(found, answer.race.count)
    ranked.sort(key=lambda each: (each != decision.leader, each not in decision.tied))
    return ranked


def hypothesis(answer: Answer, candidate: Candidate) -> Hypothesis:
    """*candidate* as evidence."""
    figure, signal = answer.measure.total(list(answer.board.records[candidate].values()))
    return Hypothesis(
        words=candidate.words,
        chain=candidate.chain.to_yaml(),
        parts=candidate.parts,
        score=figure,
        signal=signal,
        declared=candidate == answer.declared,
        tied=candidate in answer.decision.tied and candidate != answer.decision.leader,
    )


def margin(answer: Answer, ranked: Sequence[Candidate]) -> tuple[float, float] | None:
    """By how much the leader beats the declared one, or else the best that is not tied with it, and by how much at least.

    The leader was chosen among many, which is allowed for: any of them might have led by chance.
    """
    leader, rest = answer.decision.leader, (each for each in ranked if each not in answer.decision.tied)
    other = answer.declared if answer.declared in ranked else next(rest, None)
    if other is None or other == leader:
        return None
    numbers = answer.board.common([leader, other], answer.race.count)
    records = {each: held for each, held in answer.board.records.items() if all(number in held for number in numbers)}
    given = {each: [held[number] for number in numbers] for each, held in records.items()}
    merits = dict(zip(given, answer.race.merits(list(given.values()))[-1], strict=True))  # the figure's own, where there is one
    errors = critical(np.stack([merit - merits[other] for merit in merits.values()]))
    return answer.measure.lead(given[other], given[leader], errors)


def _telling(decision: Decision) -> list[Candidate]:
    """The leader and some tied with it: another channel order first, then other colors and sizes, for most differ in the kernel alone."""
    leader, *rest = decision.tied
    seen: dict[object, Candidate] = {leader.order: leader, (leader.order, leader.values): leader, leader.place.size: leader}
    for each in rest:
        seen.setdefault(each.order, each)
    for each in rest:
        seen.setdefault((each.order, each.values), each)
    for each in rest:
        seen.setdefault(each.place.size, each)
    return list(dict.fromkeys([*seen.values(), *rest]))[: 1 + _TIES]


def _others(answer: Answer, count: int) -> list[Candidate]:
    """The best *count* of those that are clearly worse, each with other colors or another size policy than those before it."""
    tied = set(answer.decision.tied)
    rest = [each for each in answer.board.able(list(answer.board.records)) if each not in tied]
    behind = {each: _behind(answer, each) for each in rest}
    found: dict[object, Candidate] = {}
    for each in sorted(rest, key=lambda one: behind[one]):
        found.setdefault((each.order, each.values, each.place.size), each)
    return list(found.values())[:count]


def _behind(answer: Answer, candidate: Candidate) -> float:
    """By how much the leader is better than *candidate* on the pictures that both were run on."""
    leader = answer.decision.leader
    numbers = answer.board.common([leader, candidate], answer.race.count)
    if not numbers:
        return float("inf")
    merits = answer.race.merits([[answer.board.records[each][number] for number in numbers] for each in (leader, candidate)])
    first, second = merits[0]
    return float((first - second).mean())

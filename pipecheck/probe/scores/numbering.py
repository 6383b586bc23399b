"""Whether labels number the classes otherwise than the network does, seen by what it answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipecheck.probe.scores.chances import binomial

_SURE = 1e-6
_GAIN = 0.2
"""Another numbering has to be right this much more often, and not by chance, before it is spoken of."""
_FEWEST = 10


def otherwise(answers: Sequence[int | None], truths: Sequence[int]) -> str | None:
    """In words how the labels number classes otherwise than the network, if they do: by one more or less, or in another order."""
    pairs = [(answer, truth) for answer, truth in zip(answers, truths, strict=True) if answer is not None]
    right = sum(answer == truth for answer, truth in pairs)
    for shift, words in ((1, "one less than the network: is its first class the background?"), (-1, "one more than the network: from 1")):
        if _better(sum(answer == truth + shift for answer, truth in pairs), right, len(pairs)):
            return f"the labels number classes by {words}"
    best = _renamed(pairs)
    moved = {truth: answer for truth, answer in best.items() if truth != answer}
    held = [(answer, truth) for answer, truth in pairs if truth in best]
    fits = sum(_unprompted(pairs, best).values())
    if len(moved) > 1 and len(held) >= _FEWEST and _better(fits, right, len(pairs)):
        some = ", ".join(f"label {truth} is output {answer}" for truth, answer in sorted(moved.items())[:3])
        return f"the labels number {len(moved)} of {len({truth for _, truth in pairs})} classes otherwise than the network: {some}"
    return None


def _better(other: int, right: int, count: int) -> bool:
    """Whether so many that are right in another way beat those that are *right*; a picture is right in one way only."""
    return other - right > _GAIN * count and count >= _FEWEST and binomial(right, right + other, 0.5) < _SURE


def _renamed(pairs: Sequence[tuple[int, int]]) -> Mapping[int, int]:
    """The answer that most pictures of each class get, where no other class shares it."""
    often: dict[int, Counter[int]] = defaultdict(Counter)
    for answer, truth in pairs:
        often[truth][answer] += 1
    best = {truth: counts.most_common(1)[0][0] for truth, counts in often.items() if sum(counts.values()) > 1}
    shared = Counter(best.values())
    return {truth: answer for truth, answer in best.items() if shared[answer] == 1}


def _unprompted(pairs: Sequence[tuple[int, int]], best: Mapping[int, int]) -> Counter[int]:
    """How many pictures of each class get its answer and would not have made it so by themselves: all but one of them."""
    often = Counter(truth for answer, truth in pairs if best.get(truth) == answer)
    return Counter({truth: count - 1 for truth, count in often.items()})

"""Modules that the NPU would compute in one go, and that stand apart: a convolution, its batch norm, an addition and a Relu behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipecheck.evidence.debug.structure import Fusable, Part
from pipecheck.qat import kinds
from pipecheck.qat.events import Event

_NOTHING = ("identity", "dropout", "dropout2d")
"""What is left of a module that was fused, and what does nothing once training is over."""
Chain = tuple[Event, ...]
"""What would be computed in one go, the first of which multiplies."""


def find(events: Sequence[Event], called: Mapping[str, int]) -> Iterator[Fusable]:
    """What stands apart among *events*, each set of modules once."""
    told: set[tuple[str, ...]] = set()
    for chain in chains(events):
        names = tuple(event.name for event in chain)
        if names not in told:
            told.add(names)
            parts = tuple(Part(f"{event.name}(shared)" if called.get(event.name, 1) > 1 else event.name, event.kind) for event in chain)
            yield Fusable(parts, _why(chain, called))


def chains(events: Sequence[Event]) -> list[Chain]:
    """What could be computed in one go, in the order of the network; each event is part of one chain at most."""
    takers: dict[int, list[Event]] = {}
    for event in events:
        for each in event.takes:
            takers.setdefault(id(each), []).append(event)
    used: set[int] = set()
    made: list[Chain] = []
    for event in reversed(events):  # a sum is computed with the last of the convolutions before it
        if id(event) not in used and kinds.multiplies(event.word):
            found = [event, *_behind(event, takers, used)]
            used.update(map(id, found))
            if len(found) > 1:
                made.append(tuple(found))
    return made[::-1]


def _behind(first: Event, takers: Mapping[int, Sequence[Event]], used: set[int]) -> Iterator[Event]:
    """What follows *first* in the order in which it is computed, so far as nobody else takes what is in between."""
    done = 0 if "bn" not in first.word else 1
    done = 3 if "relu" in first.word else 2 if "add" in first.word else done
    event = first
    while event.given == 1 and not event.out:
        after = takers[id(event)][0]
        if after.word in _NOTHING:
            event = after
            continue
        stage = _stage(after)
        if stage is None or stage <= done or id(after) in used:
            return
        yield after
        event, done = after, stage


def _stage(event: Event) -> int | None:
    """When *event* would be done behind a convolution."""
    if kinds.normalises(event.word):
        return 1
    if kinds.adds(event.word):
        return 2 if len(event.takes) > 1 else None
    return 3 if kinds.limits(event.word) else None


def _why(chain: Chain, called: Mapping[str, int]) -> str:
    again = [event.name for event in chain if called.get(event.name, 1) > 1]
    if again:
        return f"{again[0]} is called {called[again[0]]} times"
    rounded = [event.name for event in chain[:-1] if event.quantiser is not None]
    return f"what {rounded[0]} gives is rounded in between" if rounded else "not fused"

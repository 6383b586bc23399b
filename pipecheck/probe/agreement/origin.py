"""Where a difference comes from, found in a graph of tensors by comparing as few of them as possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pipecheck.probe.trial.spread import evenly

Ask = Callable[[Sequence[int]], Mapping[int, "bool | None"]]
"""Whether each of some items differs; None for one that cannot be compared."""


def origin(parents: Sequence[Iterable[int]], last: int, ask: Ask, at_once: int) -> int | None:
    """The item that differs though all that it is made of agrees, above *last*, which differs; None where `ask` gives up.

    Items are numbered so that what an item is made of, its *parents*, comes before it. What an item that agrees is made of agrees too, or
    does not matter: that is taken for granted on the way, and looked at again where it would decide. So an item that differs by its nature
    and not by a fault, such as one that stands for something else in either graph, is passed over if what follows agrees.
    """
    above = [frozenset(each) for each in parents]
    known: dict[int, bool] = {last: True}
    at = last
    while True:
        lineage = _lineage(above, at)
        cleared = set().union(*({item} | _lineage(above, item) for item in lineage if known.get(item) is False))
        suspects = sorted(lineage - cleared)
        wrong = [item for item in suspects if known.get(item)]
        if wrong:
            at = wrong[0]
            continue
        unknown = [item for item in suspects if item not in known] or sorted(above[at] - known.keys())
        if not unknown:
            wrong = sorted(item for item in above[at] if known[item])
            if not wrong:
                return at
            at = wrong[0]
            continue
        told = ask(evenly(unknown, at_once) if len(unknown) > at_once else unknown)
        if not told:
            return None
        for item, differs in told.items():
            if differs is None:
                above = _without(above, item)
            else:
                known[item] = differs


def _lineage(above: Sequence[frozenset[int]], item: int) -> set[int]:
    """All that *item* is made of."""
    found: set[int] = set()
    waiting = list(above[item])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(above[each])
    return found


def _without(above: Sequence[frozenset[int]], item: int) -> list[frozenset[int]]:
    """*above* with *item* bridged: what it is made of counts for those made of it."""
    return [(each - {item}) | above[item] if item in each else each for each in above]

"""Which candidates are run at all: colors and values in one geometry, geometries with the best of them, then the best of both together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from pipecheck.probe.hypotheses.constants import Constants, Order
from pipecheck.probe.hypotheses.places import Place
from pipecheck.probe.hypotheses.racing import Race
from pipecheck.probe.hypotheses.space import Candidate, Space

R = TypeVar("R")
Tint = tuple[Order, Constants]
_TINTS = 6
_PLACES = 4
"""So many of either are tried together, in case that one decides on the other."""
_ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Generic[R]):
    """The search of *space* by *race*."""

    space: Space
    race: Race[R]

    def finalists(self) -> list[Candidate]:
        """Those that nothing was clearly better than, the declared one among them in any case, each run on every picture."""
        found = self._settled()
        declared = self.space.declared
        every = [*found, declared] if declared is not None and declared not in found else found
        self.race.board.run(every, self.race.count)
        return every

    def _settled(self) -> list[Candidate]:
        """Tints and places by turns, until the best place has been tried with the best tint."""
        place = self.space.places[0]
        kept = self._tinted(place)
        found = list(kept)
        tried: set[Tint] = set()
        for _ in range(_ROUNDS):
            tint = _tint(kept[0]) if kept else None
            if tint is None or tint in tried or len(self.space.places) == 1:
                break
            tried.add(tint)
            placed = self.race.run([self.space.candidate(*tint, place) for place in self.space.places])
            together = self._together(kept, placed)
            found += [*placed, *together]
            kept = self.race.run(list(dict.fromkeys(found)))
        return kept

    def _tinted(self, place: Place) -> list[Candidate]:
        return self.race.run(
            [self.space.candidate(order, values, place) for order, values in product(self.space.orders, self.space.values)]
        )

    def _together(self, tinted: Sequence[Candidate], placed: Sequence[Candidate]) -> list[Candidate]:
        """The best tints in the best places: one of every order at least, and the plainest place that is left."""
        tints = [tint for each in tinted if (tint := _tint(each)) is not None]
        leading = [next((tint for tint in tints if tint[0] == order), None) for order in self.space.orders]
        chosen = dict.fromkeys([*tints[:_TINTS], *(tint for tint in leading if tint is not None)])
        kept = {each.place for each in placed}
        plainest = [place for place in self.space.places if place in kept][:1]
        settled = [] if self.space.declared is None else [self.space.declared.place]
        found = dict.fromkeys([*plainest, *(place for place in settled if place in kept), *(each.place for each in placed[:_PLACES])])
        return self.race.run([self.space.candidate(order, values, place) for (order, values), place in product(chosen, found)])


def _tint(candidate: Candidate) -> Tint | None:
    return None if candidate.order is None else (candidate.order, candidate.values)

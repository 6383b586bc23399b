"""The first node at which two networks part that get the very same, and what is not the same about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.evidence.pair import Part
from pipecheck.probe.agreement import gaps, graphs, matching
from pipecheck.probe.agreement.graphs import Node
from pipecheck.probe.agreement.origin import origin
from pipecheck.probe.agreement.pairing import Pairing, paired
from pipecheck.probe.agreement.unlike import Unlike, last, operators, unlike
from pipecheck.probe.network.load import load
from pipecheck_transformers.pixels import Array

Feed = Mapping[str, Array]
_AT_ONCE = 6
"""So many tensors of either network are in memory together."""
_MOST = 180
"""So many pairs are compared at most; a search that halves what is left never needs them, one in which no tensors can be compared would."""
_TOLERANCES = (1e-4, 1e-5)
"""Two ways of computing the same leave tensors up to 2.3e-5 of their reach apart. Where nothing about a node is found to explain what was
seen at the first, something smaller before it may have grown."""


@dataclass(frozen=True, slots=True)
class Apart:
    """How far two tensors are apart, as a *share* of their reach, and the *largest* difference; *tensor* is the name in the second."""

    share: float
    largest: float
    tensor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Two models, what their bare networks are fed, how their nodes correspond, and what was *seen* so far."""

    paths: tuple[Path, Path]
    feeds: tuple[Feed, Feed]
    pairing: Pairing
    threads: int
    enough: Callable[[], bool]
    seen: dict[int, Apart | None]

    def ask(self, items: Sequence[int], tolerance: float) -> dict[int, bool | None]:
        """Whether the tensors of the pairs *items* differ by more than *tolerance*; nothing where there is no more time."""
        new = [item for item in items if item not in self.seen]
        if new and (self.enough() or len(self.seen) >= _MOST):
            return {}
        self.seen.update(self._compared(new))
        told = {item: self.seen[item] for item in items}
        return {item: None if each is None else each.share > tolerance for item, each in told.items()}

    def _compared(self, items: Sequence[int]) -> dict[int, Apart | None]:
        if not items:
            return {}
        tensors = [pair for item in items for pair in self.pairing.pairs[item].tensors]
        try:
            made = [self._made(side, [pair[side] for pair in tensors]) for side in (0, 1)]
        except SourceError:  # a tensor that cannot be an output: a sequence, or one of a node that was taken apart
            if len(items) == 1:
                return {items[0]: None}
            return {key: each for item in items for key, each in self._compared([item]).items()}
        return {item: self._apart(item, made[0], made[1]) for item in items}

    def _made(self, side: int, names: Sequence[str]) -> dict[str, Array]:
        network = load(self.paths[side], threads=self.threads, expose=names, bare=True, again=True)
        return network.run(self.feeds[side])

    def _apart(self, item: int, first: Mapping[str, Array], second: Mapping[str, Array]) -> Apart | None:
        found = [_tensors(first.get(one), second.get(two), two) for one, two in self.pairing.pairs[item].tensors]
        return max((each for each in found if each is not None), key=lambda each: each.share, default=None)


def part(
    paths: tuple[Path, Path], feeds: tuple[Feed, Feed], apart: Mapping[tuple[str, str], float], threads: int, enough: Callable[[], bool]
) -> Part | None:
    """Where the models in the files *paths* part when they are fed *feeds*; *apart* are outputs that differ then, the farthest first."""
    pairing = paired(*map(graphs.load, paths))
    if not pairing.pairs:
        return None
    search = Search(paths=paths, feeds=feeds, pairing=pairing, threads=threads, enough=enough, seen={})
    outputs = frozenset().union(*(pairing.above(*names) for names in apart))
    above = [*(pair.above for pair in pairing.pairs), outputs]
    at, found = len(pairing.pairs), None
    for tolerance in _TOLERANCES:
        item = origin(above, at, partial(search.ask, tolerance=tolerance), _AT_ONCE)
        if item is None:
            other = found is None and not enough() and _of_another_size(pairing, at)
            return _found(search, at, apart) if other else found
        at, new = item, _found(search, item, apart)
        if new is not None and new.unlike:
            return new
        found = found or new
    return found


def _found(search: Search, item: int, apart: Mapping[tuple[str, str], float]) -> Part | None:
    """What is said of the pair *item*, or of the output that is farthest *apart* where that is what all pairs are before."""
    pairing = search.pairing
    (first, tensor), largest = next(iter(apart.items()))
    behind = pairing.alone(1, tensor) or pairing.alone(0, first)
    if item == len(pairing.pairs) and behind:
        return _part(pairing, behind, tensor, largest, last(pairing, first, tensor))
    if item == len(pairing.pairs):
        item = max(pairing.above(first, tensor), default=-1)
    elif (seen := search.seen[item]) is not None:
        tensor, largest = seen.tensor, seen.largest
    if item < 0:
        return None
    pair = pairing.pairs[item]
    nodes = [pairing.graphs[1].nodes[at] for at in pair.second]
    return _part(pairing, nodes, tensor, largest, _of_another_size(pairing, item) + unlike(pairing, pair))


def _part(pairing: Pairing, nodes: Sequence[Node], tensor: str, largest: float, differences: tuple[Unlike, ...]) -> Part:
    return Part(
        tensor=tensor,
        node=nodes[0].called,
        operator=operators(nodes),
        largest=largest,
        compared=len(pairing.pairs),
        unlike=differences,
    )


def _of_another_size(pairing: Pairing, item: int) -> tuple[Unlike, ...]:
    """What is not the same about the first node before *item* whose weights are of another size: what it makes cannot be compared."""
    first, second = pairing.graphs
    for pair in pairing.pairs[:item]:
        one, two = first.nodes[pair.first[0]], second.nodes[pair.second[0]]
        sizes = [sorted(shape) for node in (one, two) for _, shape in node.weights[:1]]
        if one.operator == two.operator and len(sizes) == 2 and sizes[0] != sizes[1]:
            return unlike(pairing, pair)
    return ()


def _tensors(first: Array | None, second: Array | None, name: str) -> Apart | None:
    """How far apart two tensors are, in whichever layout; None where they cannot be the same."""
    if first is None or second is None or not {first.dtype.kind, second.dtype.kind} <= set("biuf"):
        return None
    laid_out = matching.Match(name, name, matching.order(first, second)).laid_out(second, first.shape)
    if laid_out is None:
        return None
    return Apart(gaps.share(first, laid_out), float(gaps.difference(first, laid_out).max(initial=0.0)), name)

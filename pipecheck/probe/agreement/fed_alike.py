"""Two networks given the very same: how many decimals agree then, and where the graphs part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipecheck.evidence.agreeing import ENOUGH
from pipecheck.evidence.pair import Part
from pipecheck.probe.agreement import gaps, located, running
from pipecheck.probe.agreement.matching import matched
from pipecheck.probe.agreement.running import Feed, Side
from pipecheck.probe.agreement.seen import seen


def compared(
    sides: tuple[Side, Side], pictures: Sequence[Path], threads: int, enough: Callable[[], bool]
) -> tuple[int | None, Part | None]:
    """How many decimals agree on *pictures* where both networks, without their preprocessing nodes, get what the first one does.

    None where the second one cannot take that; and the first node at which they part, where they do.
    """
    networks = running.bare(sides[0], threads), running.bare(sides[1], threads)
    paths = sides[0].network.path, sides[1].network.path
    inputs = [(sides[0].input, each.input) for each in sides]
    found: list[tuple[float, tuple[Feed, Feed], dict[tuple[str, str], float]]] = []
    for picture in pictures:
        fed = running.ran(sides[0], picture).fed
        one, two = (running.same(network, fed, names) for network, names in zip(networks, inputs, strict=True))
        if one is None or two is None:
            return None, None
        found += _apart((one, two), networks[0].run(one), networks[1].run(two))
        if enough():
            break
    if not found:
        return None, None
    share, feeds, apart = max(found, key=lambda each: each[0])
    alike = gaps.decimals(share)
    part = located.part(paths, feeds, apart, threads, enough) if alike < ENOUGH and apart else None
    return alike, part


def _apart(feeds: tuple[Feed, Feed], first: Feed, second: Feed) -> Iterator[tuple[float, tuple[Feed, Feed], dict[tuple[str, str], float]]]:
    """How far apart the worst output is, and by how much those are that differ, the farthest first; nothing where none can be compared."""
    matches, _ = matched(first, second)
    every = [(match, seen(match, first, second, "").scale) for match in matches]
    differ = sorted((each for each in every if gaps.decimals(each[1].share) < ENOUGH), key=lambda each: -each[1].share)
    if every:
        yield max(scale.share for _, scale in every), feeds, {(match.first, match.second): scale.apart for match, scale in differ}

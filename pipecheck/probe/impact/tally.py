"""What is kept of the pictures that reached the network in many ways, way by way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from math import sqrt
from pathlib import Path
from time import monotonic

from pipecheck.probe import streaming
from pipecheck.probe.impact.looking import Bench, Look, Looks, looks
from pipecheck.probe.impact.making import Reading, readings
from pipecheck.probe.impact.ways import Way
from pipecheck.probe.scores.score import Judged
from pipecheck.sources.truth import Truth
from pipecheck_transformers.chain import Chain

FEWEST = 20
"""So many pictures are looked at even if there is no time: what fewer say is no use."""


@dataclass(slots=True)
class Tally:
    """Of one way: what was *judged* by picture, how many answers *changed* of those that were *answered*, how far the outputs *moved*."""

    count: int = 0
    judged: dict[Path, Judged] = field(default_factory=dict)
    answered: int = 0
    changed: int = 0
    moved: list[list[float]] = field(default_factory=list)

    def add(self, path: Path, look: Look, base: Look) -> None:
        """Take in the *look* at the picture *path*, whose first way gave *base*."""
        self.count += 1
        if look.judged is not None:
            self.judged[path] = look.judged
        if base.answer is not None:
            self.answered += 1
            self.changed += look.answer != base.answer
        for index, (apart, size) in enumerate(look.moved):
            if index == len(self.moved):
                self.moved.append([0.0, 0.0])
            self.moved[index][0] += apart
            self.moved[index][1] += size

    @property
    def share(self) -> float | None:
        """The share of pictures that got another answer; None where the outputs are no answers."""
        return self.changed / self.answered if self.answered else None

    @property
    def apart(self) -> float:
        """How far the outputs moved as a share of their size, the mean of several in squares."""
        parts = [apart / size if size else float(apart > 0) for apart, size in self.moved]
        return sqrt(sum(parts) / len(parts)) if parts else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The pictures to look at, in this order, with what each shows, where that is known; after each of them somebody is *told*."""

    paths: Sequence[Path]
    truths: Mapping[Path, Truth]
    threads: int
    deadline: float | None
    told: Callable[[], None]


def compared(bench: Bench, ways: Sequence[Way], pictures: Pictures, least: int) -> tuple[list[Tally], str | None]:
    """A tally for each of *ways* over the pictures that the first can be run on, and why it cannot be on the first of the others.

    Ends at the deadline, though not before *least* pictures.
    """
    found = [Tally() for _ in ways]
    fault: str | None = None
    for path, seen in _seen(bench, ways, pictures, least):
        base = seen.each[0]
        fault = fault or (seen.fault if base is None else None)
        for tally, look in zip(found, seen.each, strict=True):
            if look is not None and base is not None:
                tally.add(path, look, base)
    return found, fault


def judged(bench: Bench, ways: Sequence[Way], pictures: Pictures) -> list[dict[Path, Judged]]:
    """How each of *ways* was judged, as far as there is time."""
    found: list[dict[Path, Judged]] = [{} for _ in ways]
    for path, seen in _seen(bench, ways, pictures, 0):
        for verdicts, look in zip(found, seen.each, strict=True):
            if look is not None and look.judged is not None:
                verdicts[path] = look.judged
    return found


def _seen(bench: Bench, ways: Sequence[Way], pictures: Pictures, least: int) -> Iterator[tuple[Path, Looks]]:
    if _late(pictures) and not least:
        return
    work = partial(_looked, bench, ways, readings(ways), pictures.truths)
    with ExitStack() as room:
        room.enter_context(streaming.alone())
        for read in {way.read for way in ways}:
            room.enter_context(streaming.memory(Chain((), read=read), pictures.threads))
        done = room.enter_context(closing(streaming.each(work, pictures.paths, pictures.threads)))
        for number, found in enumerate(done, 1):
            yield found
            pictures.told()
            if number >= least and _late(pictures):
                return


def _late(pictures: Pictures) -> bool:
    return pictures.deadline is not None and monotonic() >= pictures.deadline


def _looked(bench: Bench, ways: Sequence[Way], shared: Sequence[Reading], truths: Mapping[Path, Truth], path: Path) -> tuple[Path, Looks]:
    return path, looks(bench, ways, shared, path, truths.get(path))

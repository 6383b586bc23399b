"""Samples sent through the network once, and what is kept of each for the parts of it that are then run again and again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from pipecheck.errors import SourceError
from pipecheck.probe import streaming
from pipecheck.probe.network import opening
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.sensitivity import figures
from pipecheck.probe.quant.sensitivity.cuts import Ground
from pipecheck.probe.quant.sensitivity.record import Record, Values
from pipecheck.probe.quant.simulate import build
from pipecheck_transformers.pixels import Array

FLOAT = Plan(ranges={}, taken={})
WHOLE = ""
"""What the network with all that is quantised in it is called among the places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All that does not depend on a place: the network on whose *ground* they differ, *alone* or not, and how they are measured.

    *outputs* are compared by *metrics*; *cache* is how many bytes of samples are kept, or one sample where that has more.
    """

    prepared: Prepared
    plan: Plan
    ground: Ground
    alone: bool
    samples: Samples
    outputs: tuple[str, ...]
    metrics: tuple[str, ...]
    threads: int
    deadline: float | None
    cache: int

    def late(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def compared(self, wanted: dict[str, Array], made: dict[str, Array]) -> Values:
        """The figures of every output: how far what was *made* lies from what is *wanted*."""
        return {name: list(figures.figures(self.metrics, wanted[name], made[name]).values()) for name in self.outputs}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of the sample *name* the *tensors* at which the network is entered, the outputs that were *made*, and those *wanted* of floats."""

    name: str
    tensors: dict[str, Array]
    made: dict[str, Array]
    wanted: dict[str, Array]

    @property
    def size(self) -> int:
        """How many bytes that is."""
        arrays = {id(array): array.nbytes for held in (self.tensors, self.made, self.wanted) for array in held.values()}
        return sum(arrays.values())


@dataclass(slots=True, kw_only=True)
class Shelf:
    """Samples with what the network makes of them at *starts*; if *whole*, how far it lies off as a whole is noted in *record*.

    What was taken from it last is *held*.
    """

    course: Course
    starts: Sequence[str]
    record: Record
    whole: bool
    held: list[Kept] = field(default_factory=list)

    def chunks(self, names: Sequence[str]) -> Iterator[list[Kept]]:
        """The samples *names*, of as many at once as the cache has room for."""
        if names and [each.name for each in self.held] == [name for name in names if name not in self.record.broken]:
            yield self.held
        elif names:
            self.held = []
            yield from self._made(deque(names))

    def _made(self, waiting: deque[str]) -> Iterator[list[Kept]]:
        walk = self._walk()
        course = self.course
        held: list[Kept] = []
        while waiting:
            room = course.cache // max(each.size for each in held) - len(held) if held else 1
            if held and (room < 1 or (course.late() and self.record.seen)):
                yield held
                held = []
                continue
            batch = [waiting.popleft() for _ in range(min(room, len(waiting)))]
            with closing(streaming.each(walk, batch, min(course.threads, len(batch)), ahead=1)) as found:
                held += [each for each in found if each is not None]
        self.held = held
        if held:
            yield held

    def _walk(self) -> _Walk:
        course, skeleton = self.course, self.course.ground.skeleton
        exposed = tuple(name for name in self.starts if name in course.ground.doors)
        network = build.session(course.prepared, course.ground.base, expose=exposed, skeleton=skeleton)
        other = None
        if self.whole or not course.alone:
            other = build.session(course.prepared, course.plan if course.alone else FLOAT, skeleton=skeleton)
        return _Walk(shelf=self, exposed=exposed, network=network, other=other)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """Sends a sample through the *network* and the *other* one: of the float network and the quantised one that which is no ground."""

    shelf: Shelf
    exposed: tuple[str, ...]
    network: Network
    other: Network | None

    def __call__(self, name: str) -> Kept | None:
        """What is kept of the sample *name*; None where it cannot be read or run."""
        shelf, course, record = self.shelf, self.shelf.course, self.shelf.record
        if name in record.broken or (course.late() and record.seen):
            return None
        every = course.prepared.outputs
        try:
            feed = course.samples.load(name)
            found = run(self.network, feed, (*every, *self.exposed))
            others = run(self.other, feed, every) if self.other is not None else None
        except SourceError as e:
            record.broken[name] = str(e)
            return None
        record.sample(name, feed)
        made = {output: found[output] for output in every}
        wanted = made if course.alone or others is None else others
        whole = others if course.alone else made
        if whole is not None:
            record.add(WHOLE, name, course.compared(wanted, whole))
        tensors = {each: found[each] if each in found else feed[each] for each in shelf.starts}
        return Kept(name=name, tensors=tensors, made=made, wanted=wanted)


def run(network: Network, feed: Feed, names: Sequence[str]) -> dict[str, Array]:
    """The tensors *names* as *network* makes them, with the whole batch."""
    taken = [each.name for each in network.inputs]
    try:
        return dict(zip(names, network.session.run(list(names), {name: feed[name] for name in taken if name in feed}), strict=True))
    except opening.ERRORS as e:
        raise SourceError(network.path, opening.reason(e)) from e

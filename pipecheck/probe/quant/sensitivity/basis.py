"""Samples sent through the network once, and what is kept of each for the parts of it that are then run again and again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

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
    """What is kept of the sample *name*: the *tensors* at which the network is entered, the outputs *made*, and those *wanted* of floats."""

    name: str
    tensors: dict[str, Array]
    made: dict[str, Array]
    wanted: dict[str, Array]

    @property
    def size(self) -> int:
        """How many bytes that is."""
        arrays = {id(array): array.nbytes for held in (self.tensors, self.made, self.wanted) for array in held.values()}
        return sum(arrays.values())


def run(network: Network, feed: Feed, names: Sequence[str]) -> dict[str, Array]:
    """The tensors *names* as *network* makes them, with the whole batch."""
    taken = [each.name for each in network.inputs]
    try:
        return dict(zip(names, network.session.run(list(names), {name: feed[name] for name in taken if name in feed}), strict=True))
    except opening.ERRORS as e:
        raise SourceError(network.path, opening.reason(e)) from e


def chunks(course: Course, names: Sequence[str], starts: Sequence[str], record: Record) -> Iterator[list[Kept]]:
    """The samples *names*, of as many at once as the cache has room for, with what the network makes of them at *starts*."""
    if not names:
        return
    walk = _walk(course, starts, record)
    waiting = deque(names)
    held: list[Kept] = []
    while waiting:
        room = course.cache // max(each.size for each in held) - len(held) if held else 1
        if held and (room < 1 or (course.late() and record.values)):
            yield held
            held = []
            continue
        batch = [waiting.popleft() for _ in range(min(room, len(waiting)))]
        with closing(streaming.each(walk, batch, min(course.threads, len(batch)), ahead=1)) as found:
            held += [each for each in found if each is not None]
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class _Walk:
    """Sends a sample through the network, and keeps what is made of it at *starts*."""

    course: Course
    starts: Sequence[str]
    record: Record
    network: Network
    other: Network

    def __call__(self, name: str) -> Kept | None:
        """What is kept of the sample *name*; None where it cannot be read or run."""
        course = self.course
        if name in self.record.broken or (course.late() and self.record.values):
            return None
        every = course.prepared.outputs
        try:
            feed = course.samples.load(name)
            found = run(self.network, feed, [*every, *(start for start in self.starts if start in course.ground.doors)])
            others = run(self.other, feed, every)
        except SourceError as e:
            self.record.broken[name] = str(e)
            return None
        self.record.sample(name, feed)
        made = {output: found[output] for output in every}
        wanted, whole = (made, others) if course.alone else (others, made)
        self.record.add(WHOLE, name, course.compared(wanted, whole))
        return Kept(name=name, tensors={each: found.get(each, feed.get(each)) for each in self.starts}, made=made, wanted=wanted)


def _walk(course: Course, starts: Sequence[str], record: Record) -> _Walk:
    skeleton, doors = course.ground.skeleton, course.ground.doors
    exposed = [name for name in starts if name in doors]
    network = build.session(course.prepared, course.ground.base, expose=exposed, skeleton=skeleton)
    other = build.session(course.prepared, course.plan if course.alone else FLOAT, skeleton=skeleton)
    return _Walk(course, starts, record, network, other)

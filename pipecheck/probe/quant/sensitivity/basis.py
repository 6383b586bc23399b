"""Samples sent through the network once, and what is kept of each for the parts of it that are then run again and again."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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
_NUMBER = 4
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

    @property
    def weights(self) -> int:
        """How many bytes the constants of the network have, about."""
        return _NUMBER * sum(int(math.prod(tensor.dims)) for tensor in self.prepared.model.graph.initializer)

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

    If *hold*, networks that were opened are *held* for the next time, as many as have half of the room in the cache; samples have the rest.
    """

    course: Course
    starts: Sequence[str]
    record: Record
    whole: bool
    hold: bool
    held: dict[str, Network] = field(default_factory=dict)
    walk: _Walk | None = None

    @property
    def room(self) -> int:
        """So many bytes of samples are kept at once."""
        return self.course.cache // 2 if self.hold else self.course.cache

    def opened(self, place: str, make: Callable[[], Network]) -> Network:
        """The network of *place*, made if there is none."""
        network = self.held.get(place) or make()
        if self.hold and (len(self.held) + 1) * self.course.weights <= self.course.cache // 2:
            self.held[place] = network
        return network

    def chunks(self, names: Sequence[str]) -> Iterator[list[Kept]]:
        """The samples *names*, of as many at once as the cache has room for."""
        waiting = deque(names)
        kept: list[Kept] = []
        while waiting:
            room = self.room // max(each.size for each in kept) - len(kept) if kept else 1
            if kept and (room < 1 or (self.course.late() and self.record.seen)):
                yield kept
                kept = []
                continue
            batch = [waiting.popleft() for _ in range(min(room, len(waiting)))]
            with closing(streaming.each(self._walked(), batch, min(self.course.threads, len(batch)), ahead=1)) as found:
                kept += [each for each in found if each is not None]
        if kept:
            yield kept

    def _walked(self) -> _Walk:
        if self.walk is None:
            course, skeleton = self.course, self.course.ground.skeleton
            exposed = tuple(name for name in self.starts if name in course.ground.doors)
            network = build.session(course.prepared, course.ground.base, expose=exposed, skeleton=skeleton)
            other = None
            if self.whole or not course.alone:
                other = build.session(course.prepared, course.plan if course.alone else FLOAT, skeleton=skeleton)
            self.walk = _Walk(course=course, record=self.record, starts=self.starts, exposed=exposed, network=network, other=other)
        return self.walk


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """Sends a sample through the *network* and the *other* one: of the float network and the quantised one that which is no ground."""

    course: Course
    record: Record
    starts: Sequence[str]
    exposed: tuple[str, ...]
    network: Network
    other: Network | None

    def __call__(self, name: str) -> Kept | None:
        """What is kept of the sample *name*; None where it cannot be read or run."""
        course, record = self.course, self.record
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
        tensors = {each: found[each] if each in found else feed[each] for each in self.starts}
        return Kept(name=name, tensors=tensors, made=made, wanted=wanted)


def run(network: Network, feed: Feed, names: Sequence[str]) -> dict[str, Array]:
    """The tensors *names* as *network* makes them, with the whole batch."""
    taken = [each.name for each in network.inputs]
    try:
        return dict(zip(names, network.session.run(list(names), {name: feed[name] for name in taken if name in feed}), strict=True))
    except opening.ERRORS as e:
        raise SourceError(network.path, opening.reason(e)) from e

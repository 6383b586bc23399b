"""One picture run for many candidates: decoded once for each reader, resized once for each geometry, run once for each tensor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Generic, TypeVar

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.lower import chain as dialect
from pipecheck.probe.hypotheses.space import Candidate
from pipecheck.probe.network import feed
from pipecheck.probe.network.network import Network
from pipecheck.spec import canonical, frames
from pipecheck.spec.facts import Placed
from pipecheck.spec.frames import Frame
from pipecheck_transformers import readers
from pipecheck_transformers.apply import applied
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import StepError, ToolkitError
from pipecheck_transformers.fast import Compiled, compiled
from pipecheck_transformers.ops import Geometry, Op, Read
from pipecheck_transformers.pixels import Array, Pixels

R = TypeVar("R")
Outputs = Mapping[str, Array]
Fault = StepError | SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial(Generic[R]):
    """How a picture is run through the input *name* of *network*, and what is kept: what *judge* makes of the outputs and of its number.

    *framed*: that takes where the picture lies. *also* gives what the other inputs get.
    """

    network: Network
    name: str
    judge: Callable[[Outputs, int, Frame | None], R]
    framed: bool = False
    also: Callable[[Path], Mapping[str, Array]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A *candidate* prepared to be run: the geometry that its chain begins with is *head*, the rest *tail*, and *make* does that."""

    candidate: Candidate
    head: tuple[Op, ...]
    tail: Chain
    make: Compiled
    steps: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Generic[R]):
    """What came of one picture: the records of candidates that it could be run for, how often the network ran, and if it is *broken*."""

    records: dict[Candidate, R] = field(default_factory=dict)
    failed: dict[Candidate, Fault] = field(default_factory=dict)
    runs: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    """A picture as the geometry leaves it, and a *mark* that only its equals have."""

    array: Array
    mark: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench(Generic[R]):
    """One picture as each reader gives it, and what was made of it so far."""

    trial: Trial[R]
    number: int
    others: Mapping[str, Array]
    pictures: Mapping[Read, Array]
    heads: dict[tuple[Read, tuple[Op, ...]], _Head] = field(default_factory=dict)
    known: dict[object, R] = field(default_factory=dict)


def ready(candidate: Candidate) -> Ready:
    """*candidate* taken apart into what it shares with others and what it does alone."""
    chain = candidate.chain
    end = next((at for at, op in enumerate(chain.ops) if not isinstance(op, Geometry)), len(chain.ops))
    steps = canonical(dialect.lower(chain)).geometry.value or ()
    tail = Chain(chain.ops[end:], read=chain.read)
    return Ready(candidate=candidate, head=chain.ops[:end], tail=tail, make=compiled(tail), steps=steps)


def seen(trial: Trial[R], path: Path, number: int, wanted: Sequence[Ready]) -> Seen[R]:
    """What comes of the picture *path* for those *wanted*."""
    try:
        others = {} if trial.also is None else trial.also(path)
        pictures = {read: readers.read(read, path) for read in dict.fromkeys(each.tail.read for each in wanted)}
    except (ToolkitError, PipecheckError):
        return Seen(broken=True)
    bench = _Bench(trial=trial, number=number, others=others, pictures=pictures)
    found: Seen[R] = Seen()
    for each in wanted:
        match _tried(bench, each):
            case StepError() | SourceError() as fault:
                found.failed[each.candidate] = fault
            case record:
                found.records[each.candidate] = record
    return Seen(records=found.records, failed=found.failed, runs=len(bench.known))


def _tried(bench: _Bench[R], each: Ready) -> R | Fault:
    try:
        return _record(bench, each)
    except (StepError, SourceError) as e:
        return e


def _record(bench: _Bench[R], each: Ready) -> R:
    """What is kept of the picture for the candidate *each*."""
    trial, read = bench.trial, each.tail.read
    picture = bench.pictures[read]
    head = bench.heads.get((read, each.head)) or bench.heads.setdefault((read, each.head), _head(each.head, picture, read))
    frame = frames.frame(each.steps, *picture.shape[:2]) if trial.framed else None
    key = head.mark, read.color, each.tail.ops, frame
    if key not in bench.known:
        fed = feed.given(trial.network, trial.name, each.make(head.array))
        bench.known[key] = trial.judge(trial.network.run({**bench.others, **fed}), bench.number, frame)
    return bench.known[key]


def _head(ops: Sequence[Op], picture: Array, read: Read) -> _Head:
    array = applied(ops, Pixels(picture, read.color)).array
    mark = blake2b(repr((array.shape, array.dtype.str)).encode(), digest_size=16)
    mark.update(array.tobytes())
    return _Head(array, mark.digest())

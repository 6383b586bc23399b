"""Look after look at the places of a network: each at fewer of them, on more samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from pipecheck.errors import PipecheckError
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.points import Kind
from pipecheck.probe.quant.sensitivity import figures, measuring, staging
from pipecheck.probe.quant.sensitivity.basis import Course
from pipecheck.probe.quant.sensitivity.cuts import Cut
from pipecheck.probe.quant.sensitivity.record import Record

_MOST = ((3, 4), (2, 8))
"""In the second look, and in the last one, so many times the leading places are looked at most, or such a part of all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The places by their keys, with what is run for each in *cuts*; after each look so many of the samples *names* have been seen as in *counts*.

    The *leading* places are what is looked for, *by* this metric, or None for the one that tells most. What was measured is in *record*.
    """

    course: Course
    cuts: Mapping[str, Cut]
    names: Sequence[str]
    counts: tuple[int, ...]
    leading: int
    by: str | None
    record: Record
    good: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Seen:
    """Of one kind: the metric by which the places are ranked at each output, and on how many samples each place was *measured*."""

    metrics: dict[str, str] = field(default_factory=dict)
    measured: dict[str, int] = field(default_factory=dict)
    settled: bool = True


def look(looks: Looks, kinds: Mapping[Kind, Sequence[str]], progress: Progress | None) -> dict[Kind, Seen]:
    """What was seen of the places of all *kinds*."""
    seen = {kind: Seen() for kind in kinds}
    alive = {kind: list(keys) for kind, keys in kinds.items()}
    steps = _Steps(tuple(_planned(looks, kinds)), progress)
    for number, count in enumerate(looks.counts):
        steps.enter(number)
        _measure(looks, [key for keys in alive.values() for key in keys], count, steps)
        for kind, keys in alive.items():
            _note(looks, seen[kind], keys)
            if number + 1 < len(looks.counts):
                most = _most(looks, number + 1, len(kinds[kind]))
                alive[kind], settled = _next(looks, seen[kind], most)
                seen[kind].settled &= settled
        if looks.course.late():
            break
    if not looks.good:
        raise PipecheckError(next(iter(looks.record.broken.values()), f"{looks.course.prepared.path}: there was no time to run a sample"))
    steps.end()
    return seen


def _measure(looks: Looks, keys: Sequence[str], count: int, steps: _Steps) -> None:
    """The places *keys* on further samples, until *count* of those that can be run were seen."""
    record = looks.record
    tried = [name for name in looks.names if name in record.broken or name in looks.good]
    while len(looks.good) < count and len(tried) < len(looks.names):
        names = [name for name in looks.names if name not in tried][: count - len(looks.good)]
        measuring.measure(looks.course, {key: looks.cuts[key] for key in keys}, names, record, steps.tick, whole=count == looks.counts[0])
        tried += names
        looks.good.extend(name for name in names if name in record.seen)
        if looks.course.late():
            return


def _note(looks: Looks, seen: Seen, keys: Sequence[str]) -> None:
    """Which of the places *keys* were measured on all samples so far, and at first by what they are to be ranked."""
    record = looks.record
    done = [key for key in keys if key not in record.failed and all(record.has(key, name) for name in looks.good)]
    seen.measured.update(dict.fromkeys(done, len(looks.good)))
    if seen.metrics or not done:
        return
    for output in looks.course.outputs:
        values = {metric: [mean(looks, key, output, metric, len(looks.good)) for key in done] for metric in looks.course.metrics}
        seen.metrics[output] = looks.by or figures.choose(values)


def mean(looks: Looks, key: str, output: str, metric: str, count: int) -> float:
    """The figure of the place *key* over the first *count* samples that can be run."""
    return figures.mean(metric, list(_values(looks, key, output, metric, count)))


def _values(looks: Looks, key: str, output: str, metric: str, count: int) -> Iterator[float]:
    at = looks.course.metrics.index(metric)
    return (looks.record.values[key][name][output][at] for name in looks.good[:count])


def _next(looks: Looks, seen: Seen, most: int) -> tuple[list[str], bool]:
    """The places to look at again, at most so many: the first of every output, then the second ones, and so on."""
    count = len(looks.good)
    done = [key for key, measured in seen.measured.items() if measured == count]
    tables = []
    for output, metric in seen.metrics.items():
        values = {key: list(_values(looks, key, output, metric, count)) for key in done}
        tables.append(staging.chosen(values, metric, leading=looks.leading, most=most, alone=looks.course.alone))
    turns = zip_longest(*(each.places for each in tables))
    union = list(dict.fromkeys(key for turn in turns for key in turn if key is not None))
    return union[:most], len(union) <= most and all(each.settled for each in tables)


def _most(looks: Looks, number: int, places: int) -> int:
    times, part = _MOST[-1] if number + 1 == len(looks.counts) else _MOST[0]
    return min(places, max(times * looks.leading, places // part))


def _planned(looks: Looks, kinds: Mapping[Kind, Sequence[str]]) -> Iterator[int]:
    """How often a place is measured on a sample in each look, at most."""
    before = 0
    for number, count in enumerate(looks.counts):
        places = sum(len(keys) if number == 0 else _most(looks, number, len(keys)) for keys in kinds.values())
        yield places * (count - before)
        before = count


@dataclass(slots=True)
class _Steps:
    """How far the looks have come, told to *progress*: of a look that took less than *planned* the rest is done as well."""

    planned: tuple[int, ...]
    progress: Progress | None
    done: int = 0
    limit: int = 0

    def enter(self, number: int) -> None:
        """Begin the look of this *number*."""
        self.done, self.limit = sum(self.planned[:number]), sum(self.planned[: number + 1])

    def tick(self, count: int) -> None:
        """So much more was done."""
        self.done = min(self.done + count, self.limit)
        if self.progress is not None and count:
            self.progress(self.done, sum(self.planned))

    def end(self) -> None:
        """All is done."""
        if self.progress is not None:
            self.progress(sum(self.planned), sum(self.planned))

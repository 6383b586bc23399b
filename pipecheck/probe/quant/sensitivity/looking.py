"""Two looks at the places of a network: all of them on few samples, then those that may be the most sensitive on all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from pipecheck.errors import PipecheckError
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.points import Kind
from pipecheck.probe.quant.sensitivity import figures, measuring, staging
from pipecheck.probe.quant.sensitivity.basis import Course
from pipecheck.probe.quant.sensitivity.cuts import Cut
from pipecheck.probe.quant.sensitivity.measuring import Enough
from pipecheck.probe.quant.sensitivity.record import Record, Values
from pipecheck.probe.quant.sensitivity.staging import Screened

_TIMES, _PART = 3, 4
"""So many times the leading places, or such a part of all of them, are looked at again at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The places by their keys, with what is run for each in *cuts*: all on *screened* of the samples *names*, some on all of them.

    The *leading* places are what is looked for, *by* this metric, or None for the one that tells most. What was measured is in *record*.
    """

    course: Course
    cuts: Mapping[str, Cut]
    names: Sequence[str]
    screened: int
    leading: int
    by: str | None
    record: Record

    @property
    def good(self) -> list[str]:
        """The samples that were seen and can be run."""
        return [name for name in self.names if name in self.record.seen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Of one kind: the metric by which the places are ranked at each output, and on how many samples each place was *measured*.

    All were on the samples *screened*. *settled*: every place that may be among the leading ones was looked at again. *whole*: there was
    time for all that was to be done.
    """

    metrics: Mapping[str, str]
    measured: Mapping[str, int]
    screened: Sequence[str]
    settled: bool
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _First:
    """What the first look at places of one kind has shown: *metrics* by output, how the places stand there, and who is looked at again."""

    metrics: Mapping[str, str]
    tables: Mapping[str, Screened]
    leaders: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    settled: bool = True


def look(looks: Looks, kinds: Mapping[Kind, Sequence[str]], progress: Progress | None) -> dict[Kind, Seen]:
    """What was seen of the places of all *kinds*."""
    few = min(looks.screened, len(looks.names))
    again = sum(_most(looks, len(keys)) for keys in kinds.values())
    steps = _Steps(len(looks.cuts) * few, again * (len(looks.names) - few), progress)
    _screen(looks, few, steps)
    screened = looks.good[:few]
    if not screened:
        raise PipecheckError(next(iter(looks.record.broken.values()), f"{looks.course.prepared.path}: there was no time to run a sample"))
    first = {kind: _first(looks, keys, screened) for kind, keys in kinds.items()}
    steps.turn()
    enough = _again(looks, tuple(first.values()), steps)
    steps.end()
    return {kind: _seen(looks, keys, first[kind], screened, enough) for kind, keys in kinds.items()}


def _screen(looks: Looks, few: int, steps: _Steps) -> None:
    """All places on *few* samples that can be run."""
    record = looks.record
    kept = measuring.shelf(looks.course, looks.cuts, record, whole=True)
    tried: list[str] = []
    while len(tried) < len(looks.names) and (missing := few - sum(name in record.seen for name in tried)):
        names = [name for name in looks.names if name not in tried][:missing]
        measuring.measure(kept, looks.cuts, names, steps.tick)
        tried += names


def _first(looks: Looks, keys: Sequence[str], names: Sequence[str]) -> _First:
    """How the places *keys* stand after the first look, on the samples *names*."""
    done = [key for key in keys if all(name in looks.record.values.get(key, ()) for name in names)]
    if not done:
        return _First(metrics={}, tables={})
    metrics = {output: looks.by or _told(looks, done, output, names) for output in looks.course.outputs}
    tables = {}
    for output, metric in metrics.items():
        values = {key: _values(looks, looks.record.values[key], output, metric, names) for key in done}
        tables[output] = staging.screened(values, metric, leading=looks.leading, alone=looks.course.alone)
    leaders = _turns(each.first for each in tables.values())
    near = [key for key in _turns(each.near for each in tables.values()) if key not in leaders]
    room = max(0, _most(looks, len(keys)) - len(leaders))
    return _First(metrics=metrics, tables=tables, leaders=leaders, others=tuple(near[:room]), settled=len(near) <= room)


def _told(looks: Looks, keys: Sequence[str], output: str, names: Sequence[str]) -> str:
    """The metric that tells most of *output*."""
    values = {metric: [mean(looks, key, output, metric, names) for key in keys] for metric in looks.course.metrics}
    return figures.choose(values)


def _turns(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The first of every group, then the second ones, and so on; each once."""
    return tuple(dict.fromkeys(key for key in chain.from_iterable(zip_longest(*groups)) if key is not None))


def _most(looks: Looks, places: int) -> int:
    return min(places, max(_TIMES * looks.leading, places // _PART))


def _again(looks: Looks, first: Sequence[_First], steps: _Steps) -> Enough:
    """The leading places on all samples, and the others until *enough* is known of them: that they are not among those."""
    leaders = {key: looks.cuts[key] for each in first for key in each.leaders}
    others = {key: looks.cuts[key] for each in first for key in each.others}
    kept = measuring.shelf(looks.course, {**leaders, **others}, looks.record)
    names = [name for name in looks.names if name not in looks.record.broken]
    measuring.measure(kept, leaders, names, steps.tick)
    limits = {key: list(_limits(looks, each)) for each in first for key in each.others}

    def enough(key: str, values: Mapping[str, Values]) -> bool:
        return len(values) & (len(values) - 1) == 0 and all(_behind(looks, limit, values) for limit in limits.get(key, ()))

    measuring.measure(kept, others, names, steps.tick, enough)
    return enough


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """The last of the leading places of an *output*, with its *values* by samples: others have to stay behind it by more than *noise*."""

    output: str
    metric: str
    values: Mapping[str, Values]
    noise: float


def _limits(looks: Looks, first: _First) -> Iterator[_Limit]:
    for output, metric in first.metrics.items():
        held = {key: looks.record.values[key] for key in first.tables[output].first}
        means = {key: figures.mean(metric, _values(looks, each, output, metric, each)) for key, each in held.items()}
        last = staging.ranked(means, metric, alone=looks.course.alone)[-1]
        yield _Limit(output=output, metric=metric, values=held[last], noise=first.tables[output].noise)


def _behind(looks: Looks, limit: _Limit, values: Mapping[str, Values]) -> bool:
    names = [name for name in values if name in limit.values]
    mine, other = (_values(looks, each, limit.output, limit.metric, names) for each in (values, limit.values))
    return bool(names) and staging.behind(mine, other, limit.metric, limit.noise, alone=looks.course.alone)


def mean(looks: Looks, key: str, output: str, metric: str, names: Sequence[str]) -> float:
    """The figure of the place *key* over the samples *names*."""
    return figures.mean(metric, _values(looks, looks.record.values[key], output, metric, names))


def _values(looks: Looks, held: Mapping[str, Values], output: str, metric: str, names: Iterable[str]) -> list[float]:
    at = looks.course.metrics.index(metric)
    return [held[name][output][at] for name in names]


def _seen(looks: Looks, keys: Sequence[str], first: _First, screened: Sequence[str], enough: Enough) -> Seen:
    """On how many samples the places *keys* were measured: from the first one on, without a gap."""
    record, good = looks.record, looks.good
    measured = {}
    for key in keys:
        held = record.values.get(key, {})
        if key not in record.failed and all(name in held for name in screened):
            whole = next((count for count, name in enumerate(good) if name not in held), len(good))
            measured[key] = whole if key in first.leaders or key in first.others else len(screened)
    short = [key for key in (*first.leaders, *first.others) if measured.get(key, len(good)) < len(good)]
    seen_all = not keys or all(name in record.seen or name in record.broken for name in looks.names)
    left = any(key not in measured and key not in record.failed for key in keys)
    whole = seen_all and not left and all(key in first.others and enough(key, record.values[key]) for key in short)
    return Seen(metrics=first.metrics, measured=measured, screened=screened, settled=first.settled, whole=whole)


@dataclass(slots=True)
class _Steps:
    """How far the looks have come, told to *progress*: of one that took less than so many steps the rest is done as well."""

    first: int
    second: int
    progress: Progress | None
    done: int = 0
    turned: bool = False

    def turn(self) -> None:
        """Begin the second look."""
        self.done, self.turned = self.first, True

    def tick(self, count: int) -> None:
        """So much more was done."""
        self.done = min(self.done + count, self.first + self.second * self.turned)
        if self.progress is not None and count:
            self.progress(self.done, self.first + self.second)

    def end(self) -> None:
        """All is done."""
        if self.progress is not None:
            self.progress(self.first + self.second, self.first + self.second)

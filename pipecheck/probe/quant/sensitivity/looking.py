"""Look after look at the places of a network: all of them on few samples, then those on more that may be the most sensitive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest

from pipecheck.errors import PipecheckError
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.points import Kind
from pipecheck.probe.quant.sensitivity import figures, measuring, staging
from pipecheck.probe.quant.sensitivity.basis import Course, Shelf
from pipecheck.probe.quant.sensitivity.cuts import Cut
from pipecheck.probe.quant.sensitivity.record import Record
from pipecheck.probe.quant.sensitivity.staging import Order

_TIMES, _PART = 3, 4
"""So many times the leading places, or such a part of all of them, are looked at again at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The places by their keys, with what is run for each in *cuts*: all on *screened* of the samples *names*, some on more of them.

    The *leading* places are what is looked for, and measured on *refined* samples at least, *by* this metric, or None for the one that
    tells most. What was measured is in *record*.
    """

    course: Course
    cuts: Mapping[str, Cut]
    names: Sequence[str]
    screened: int
    refined: int
    leading: int
    by: str | None
    record: Record

    @property
    def good(self) -> list[str]:
        """The samples that were seen and can be run."""
        return [name for name in self.names if name in self.record.seen]


@dataclass(slots=True, kw_only=True)
class Seen:
    """Of one kind: the order of the places at each output, and on how many samples each place was *measured*; all were on *screened*.

    *settled*: every place that may be among the leading ones was looked at again. *late*: there was no time for all of that.
    """

    orders: dict[str, Order] = field(default_factory=dict)
    measured: dict[str, int] = field(default_factory=dict)
    screened: int = 0
    settled: bool = True
    late: bool = False


def look(looks: Looks, kinds: Mapping[Kind, Sequence[str]], progress: Progress | None) -> dict[Kind, Seen]:
    """What was seen of the places of all *kinds*."""
    again = sum(_most(looks, len(keys)) for keys in kinds.values())
    few = min(looks.screened, len(looks.names))
    steps = _Steps(len(looks.cuts) * few, again * (len(looks.names) - few), progress)
    names = _reach(looks, measuring.shelf(looks.course, looks.cuts, looks.record, whole=True), list(looks.cuts), few, steps)
    if not names:
        raise PipecheckError(next(iter(looks.record.broken.values()), f"{looks.course.prepared.path}: there was no time to run a sample"))
    seen = {kind: _first(looks, keys, names) for kind, keys in kinds.items()}
    steps.turn()
    _again(looks, tuple(seen.values()), steps)
    steps.end()
    return seen


def _reach(looks: Looks, kept: Shelf, keys: Sequence[str], count: int, steps: _Steps) -> list[str]:
    """The first *count* samples that can be run, on which the places *keys* were measured as far as there was time."""
    record = looks.record
    while True:
        names = [name for name in looks.names if name not in record.broken][:count]
        measuring.measure(kept, {key: looks.cuts[key] for key in keys}, names, steps.tick)
        if record.broken.keys().isdisjoint(names):
            return [name for name in names if name in record.seen]


def _first(looks: Looks, keys: Sequence[str], names: Sequence[str]) -> Seen:
    """How the places *keys* stand after the first look, on the samples *names*."""
    done = list(_done(looks, keys, names))
    left = any(key not in done and key not in looks.record.failed for key in keys)
    seen = Seen(measured=dict.fromkeys(done, len(names)), screened=len(names), late=left)
    for output in looks.course.outputs if done else ():
        metric = looks.by or _told(looks, done, output, names)
        values = {key: _values(looks, key, output, metric, names) for key in done}
        seen.orders[output] = staging.order(values, metric, leading=looks.leading, alone=looks.course.alone)
    _limit(seen, _most(looks, len(keys)))
    return seen


def _done(looks: Looks, keys: Iterable[str], names: Sequence[str]) -> Iterator[str]:
    """Those of *keys* that were measured on all of *names*."""
    known = looks.record.values
    return (key for key in keys if key not in looks.record.failed and all(name in known.get(key, ()) for name in names))


def _told(looks: Looks, keys: Sequence[str], output: str, names: Sequence[str]) -> str:
    """The metric that tells most of *output*."""
    values = {metric: [mean(looks, key, output, metric, names) for key in keys] for metric in looks.course.metrics}
    return figures.choose(values)


def _most(looks: Looks, places: int) -> int:
    return min(places, max(_TIMES * looks.leading, places // _PART))


def _limit(seen: Seen, most: int) -> None:
    """Let no more than *most* places besides the leading ones be open: of every output the first, then the second ones, and so on."""
    leaders = _turns(each.first for each in seen.orders.values())
    others = [key for key in _turns(each.open for each in seen.orders.values()) if key not in leaders]
    room = max(0, most - len(leaders))
    for output, each in seen.orders.items():
        shut = (at for at in range(each.leading, each.end) if each.places[at] in others[room:])
        seen.orders[output] = replace(each, end=next(shut, each.end))
    seen.settled = len(others) <= room


def _turns(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The first of every group, then the second ones, and so on; each once."""
    return tuple(dict.fromkeys(key for key in chain.from_iterable(zip_longest(*groups)) if key is not None))


def _again(looks: Looks, seen: Sequence[Seen], steps: _Steps) -> None:
    """Twice as many samples, as often as there is something to be settled, or leading places that were seen on too few."""
    every = {key: looks.cuts[key] for each in seen for group in _wanted(each, refine=True).values() for key in group}
    kept = measuring.shelf(looks.course, every, looks.record, hold=True)
    count = looks.screened
    while count < len(looks.names):
        refine = count < looks.refined
        wanted = [_wanted(each, refine=refine) for each in seen]
        if looks.course.late():
            for each, groups in zip(seen, wanted, strict=True):
                each.late |= any(groups.values())
            return
        if not any(any(groups.values()) for groups in wanted):
            return
        count = min(2 * count, looks.refined if refine else len(looks.names), len(looks.names))
        keys = dict.fromkeys(key for groups in wanted for group in groups.values() for key in group)
        names = _reach(looks, kept, list(keys), count, steps)
        for each, groups in zip(seen, wanted, strict=True):
            _note(looks, each, groups, names)


def _wanted(seen: Seen, *, refine: bool) -> dict[str, tuple[str, ...]]:
    """The places to be seen on more samples, of every output those beside each other; if they are to *refine* it, with the leading ones."""
    return {output: each.places[: max(each.leading, each.end)] if refine else each.open for output, each in seen.orders.items()}


def _note(looks: Looks, seen: Seen, groups: Mapping[str, Sequence[str]], names: Sequence[str]) -> None:
    """How the places of *groups* stand now that they were measured on *names*."""
    failed = looks.record.failed
    keys = {key for group in groups.values() for key in group}
    done = set(_done(looks, keys, names))
    seen.measured = {key: count for key, count in seen.measured.items() if key not in failed}
    seen.late |= not keys <= done | failed.keys()
    if seen.late:
        return
    seen.measured.update(dict.fromkeys(done, len(names)))
    for output, each in seen.orders.items():
        stay = staging.without(each, failed)
        values = {key: _values(looks, key, output, each.metric, names) for key in groups[output] if key in done}
        seen.orders[output] = staging.again(stay, values) if values else stay


def mean(looks: Looks, key: str, output: str, metric: str, names: Sequence[str]) -> float:
    """The figure of the place *key* over the samples *names*."""
    return figures.mean(metric, _values(looks, key, output, metric, names))


def _values(looks: Looks, key: str, output: str, metric: str, names: Iterable[str]) -> list[float]:
    at = looks.course.metrics.index(metric)
    return [looks.record.values[key][name][output][at] for name in names]


@dataclass(slots=True)
class _Steps:
    """How far the looks have come, told to *progress*: of those that took less than so many steps the rest is done as well."""

    first: int
    second: int
    progress: Progress | None
    done: int = 0
    turned: bool = False

    def turn(self) -> None:
        """The first look is over."""
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

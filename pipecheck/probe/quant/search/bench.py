"""Settings tried on a network: each is simulated and judged by how close the outputs come to the float ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.probe import streaming
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.judging.metric import Metric, figure
from pipecheck.probe.quant.method import Choice, Method
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.plan import Plan, Qtype, Range, Taken
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.search.attempt import Attempt
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.quant.thresholds import thresholds
from pipecheck.probe.trial.spread import evenly
from pipecheck_transformers.pixels import Array

T = TypeVar("T")
R = TypeVar("R")
JUDGED = 8
"""By so many samples single nodes are judged: what suits one sample may clip the next."""
INTEGERS: tuple[Qtype, ...] = ("int8", "int16", "int16-ec")
"""The number types that need a range."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The sample *name*: what the network takes for it, and what the float one makes of that."""

    name: str
    feed: Feed
    outputs: Mapping[str, Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What settings are tried on. *judged* begins with the first sample that can be run. *ranges* keeps those that were worked out once."""

    prepared: Prepared
    observed: Observed
    taken: Mapping[str, Taken]
    outputs: Mapping[str, Qtype]
    metric: Metric
    judged: tuple[Judged, ...]
    broken: Mapping[str, str]
    threads: int
    deadline: float | None
    progress: Progress | None
    skeleton: Skeleton
    ranges: dict[tuple[Method, bool], Mapping[str, Range]] = field(default_factory=dict)

    def late(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def known(self, method: Method, *, asymmetric: bool) -> Mapping[str, Range]:
        """The range of every tensor by *method*."""
        key = method, asymmetric
        if key not in self.ranges:
            self.ranges[key] = thresholds.ranges(self.observed, method, asymmetric=asymmetric)
        return self.ranges[key]

    def plan(self, choice: Choice) -> Plan:
        """The whole network with the settings *choice*."""
        weighed = (unit.name for unit in self.prepared.units if unit.weight is not None)
        return ranged(
            self.prepared,
            Plan(
                ranges=self.known(choice.method, asymmetric=choice.asymmetric),
                taken=self.taken,
                outputs=self.outputs,
                per_channel=frozenset(weighed if choice.per_channel else ()),
            ),
        )

    def judge(self, plan: Plan, *, count: int | None = None, threads: int = 1) -> dict[str, float]:
        """How close every output comes to the float one with *plan*, on average over the first *count* judged samples."""
        network = build.session(self.prepared, plan, threads=threads, skeleton=self.skeleton)
        runs = [(each, network.run(each.feed)) for each in self.judged[:count]]
        return {
            name: sum(figure(self.metric, each.outputs[name], made[name]) for each, made in runs) / len(runs)
            for name in self.prepared.outputs
            if name in self.judged[0].outputs
        }

    def attempt(self, choice: Choice, *, count: int = 1, threads: int = 1) -> Attempt:
        """What comes of *choice*, by the first *count* judged samples."""
        start = time.perf_counter()
        outputs: dict[str, float] = {}
        failed = None
        try:
            outputs = self.judge(self.plan(choice), count=count, threads=threads)
        except SourceError as e:
            failed = str(e)
        return Attempt(choice=choice, metric=self.metric, outputs=outputs, seconds=time.perf_counter() - start, failed=failed)

    def each(self, work: Callable[[T], R], items: Sequence[T], done: int, total: int, *, first: bool = False) -> Iterator[R]:
        """What *work* makes of *items* while there is time, by several threads; of the *first* one at any rate."""

        def within(number: int) -> tuple[bool, R | None]:
            begun = not self.late() or (first and number == 0)
            return begun, work(items[number]) if begun else None

        with closing(streaming.each(within, range(len(items)), max(1, min(self.threads, len(items))), ahead=1)) as results:
            for number, (begun, result) in enumerate(results):
                if not begun or result is None:
                    return
                if self.progress is not None:
                    self.progress(done + number + 1, total)
                yield result


def ranged(prepared: Prepared, plan: Plan) -> Plan:
    """*plan* without the units that take a tensor in integers of which no range is known: they stay float."""
    kept = {}
    for unit in prepared.units:
        taken = plan.taken.get(unit.name)
        if taken is not None and all(
            name in plan.ranges or qtype not in INTEGERS for name, qtype in zip(unit.inputs, taken.inputs, strict=True)
        ):
            kept[unit.name] = taken
    outputs = {name: qtype for name, qtype in plan.outputs.items() if name in plan.ranges or qtype not in INTEGERS}
    return Plan(ranges=plan.ranges, taken=kept, outputs=outputs, per_channel=plan.per_channel, biases=plan.biases)


def bench(
    prepared: Prepared,
    observed: Observed,
    samples: Samples,
    taken: Mapping[str, Taken],
    *,
    outputs: Mapping[str, Qtype] | None = None,
    metric: Metric = "cosine-similarity",
    judged: int = JUDGED,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Bench:
    """A bench with at most *judged* samples; *taken* and *outputs* say what is quantised, and to what."""
    broken: dict[str, str] = {}
    return Bench(
        prepared=prepared,
        observed=observed,
        taken=taken,
        outputs=outputs or {},
        metric=metric,
        judged=_judged(prepared, samples, judged, broken),
        broken=broken,
        threads=max(1, threads or os.cpu_count() or 1),
        deadline=deadline,
        progress=progress,
        skeleton=skeletons.of(prepared),
    )


def _judged(prepared: Prepared, samples: Samples, count: int, broken: dict[str, str]) -> tuple[Judged, ...]:
    """The first sample that can be run, and others from all over the rest."""
    network = prepare.session(prepared)
    first = next((found for name in samples.names if (found := _run(network, samples, name, broken)) is not None), None)
    if first is None:
        raise PipecheckError(next(iter(broken.values()), f"{prepared.path}: there is no sample to judge its quantisation by"))
    rest = samples.names[samples.names.index(first.name) + 1 :]
    others = (_run(network, samples, name, broken) for name in evenly(rest, min(max(0, count - 1), len(rest))))
    return first, *(each for each in others if each is not None)


def _run(network: Network, samples: Samples, name: str, broken: dict[str, str]) -> Judged | None:
    try:
        feed = samples.load(name)
        return Judged(name, feed, network.run(feed))
    except SourceError as e:
        broken[name] = str(e)
        return None

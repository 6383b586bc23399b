"""The partial quantisation curve: what is gained by leaving the most sensitive points float, and how many of them it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipecheck.evidence.debug.partial import Partial, Step, Target
from pipecheck.evidence.debug.sensitivity import Ranking
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant import points
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.judging.metric import Metric, loss
from pipecheck.probe.quant.partial import gauge as gauges
from pipecheck.probe.quant.partial import knee, telling
from pipecheck.probe.quant.partial.gauge import Accuracy, Gauge
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.points import Point
from pipecheck.probe.quant.samples import Samples

MOST = 40
"""So many counts are measured at most."""
_LARGE = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is measured, and the *steps* so far by their count."""

    measure: Callable[[int], Step]
    count: int
    most: int
    deadline: float | None
    progress: Progress | None
    steps: dict[int, Step] = field(default_factory=dict)

    def late(self) -> bool:
        """Whether nothing more is to be begun; the two ends are measured at any rate."""
        return self.deadline is not None and time.monotonic() >= self.deadline and {0, self.count} <= self.steps.keys()

    def take(self, counts: Iterator[int]) -> bool:
        """Measure *counts* as they come; whether none was left out."""
        for count in counts:
            if self.late() or len(self.steps) >= self.most:
                return False
            self.steps[count] = self.measure(count)
            if self.progress is not None:
                self.progress(len(self.steps), max(self.most, len(self.steps)))
        return True


def order(ranking: Ranking) -> tuple[Point, ...]:
    """The points of a *ranking*, the most sensitive first."""
    return tuple(Point(ranking.kind, points.named(name) if ranking.kind != "node" else name) for name in ranking.order)


def curve(
    prepared: Prepared,
    plan: Plan,
    order: Sequence[Point],
    samples: Samples,
    *,
    accuracy: Accuracy | None = None,
    target: Target | None = None,
    metric: Metric | None = None,
    most: int = MOST,
    gauge: Gauge | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Partial:
    """How *plan* does with the first 0, 1, 2, … of the points in *order*, the most sensitive first, left float.

    Not all counts are measured: 0, 1, 2, 4, 8, … and all, then those that are needed to be sure of the smallest count that reaches the
    *target* and of the knee, as long as more points are no worse than fewer. *metric* is for all outputs; without it each has its own.
    """
    wanted = target or Target()
    gauges.metric_of(wanted)
    measuring = gauge or gauges.gauge(prepared, samples, accuracy=accuracy, threads=threads)

    def step(count: int) -> Step:
        found = measuring.measure(points.without(prepared, plan, order[:count]))
        return Step(count=count, outputs=found.outputs, accuracy=found.accuracy, reached=measuring.reaches(found, wanted))

    work = _Work(measure=step, count=len(order), most=max(2, most), deadline=deadline, progress=progress)
    settled = work.take(iter(_first(len(order)))) and work.take(_least(work.steps))
    metrics = {name: metric or telling.metric([work.steps[0].outputs[name]]) for name in prepared.outputs}
    settled = work.take(_knee(work.steps, metrics)) and settled
    return Partial(
        model=prepared.path,
        order=tuple(point.name for point in order),
        steps=tuple(work.steps[count] for count in sorted(work.steps)),
        metrics=metrics,
        target=wanted,
        accuracy=measuring.best,
        knee=knee.find(_errors(work.steps, metrics)).count,
        least=min((each.count for each in work.steps.values() if each.reached), default=None),
        samples=len(measuring.samples.names) - len(measuring.broken),
        broken=dict(measuring.broken),
        settled=settled,
        stopped="time" if work.late() and not settled else None,
    )


def _first(count: int) -> list[int]:
    """Both ends, and the powers of two in between."""
    powers = [2**power for power in range(count.bit_length()) if 2**power < count]
    return list(dict.fromkeys([0, count, *powers]))


def _least(steps: Mapping[int, Step]) -> Iterator[int]:
    """The counts to measure, one after the other, until the smallest one that reaches the target has a neighbour that does not."""
    while True:
        high = min((count for count, each in steps.items() if each.reached), default=0)
        low = max((count for count in steps if count < high), default=high)
        if high - low <= 1:
            return
        yield (low + high) // 2


def _knee(steps: Mapping[int, Step], metrics: Mapping[str, Metric]) -> Iterator[int]:
    """The counts to measure, one after the other, until the knee is certain."""
    while (doubt := knee.find(_errors(steps, metrics)).doubt) is not None:
        yield doubt


def _errors(steps: Mapping[int, Step], metrics: Mapping[str, Metric]) -> dict[int, float]:
    """The error at each count in parts of that at 0, on average over the outputs that have one there."""
    first = {name: loss(metric, steps[0].outputs[name][metric]) for name, metric in metrics.items()}
    off = {name: lost for name, lost in first.items() if lost > 0}
    return {
        count: sum(_part(loss(metrics[name], each.outputs[name][metrics[name]]), lost) for name, lost in off.items()) / max(1, len(off))
        for count, each in steps.items()
    }


def _part(lost: float, first: float) -> float:
    """*lost* in parts of the *first*; of what is without end all that is not is nothing."""
    if first == float("inf"):
        return 1.0 if lost == first else 0.0
    return min(lost / first, _LARGE)

"""The samples that a quantised network takes worst, found in one pass over any number of them with the few worst kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipecheck.evidence.debug.badcases import BadCases, Case, Metric, goodness
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.badcases.tail import tail
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.layers.figures import figures
from pipecheck.probe.quant.passing import Pace, Passed, passed
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate.skeleton import Skeleton

USUAL: tuple[Metric, ...] = ("COSINE", "L1", "ATOL")
"""What the vendor's own search goes by."""
_Figures = Mapping[str, Mapping[Metric, float]]


def find(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    *,
    metrics: Sequence[Metric] = USUAL,
    top: int = 1,
    skeleton: Skeleton | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> BadCases:
    """The *top* worst of *samples* for every output of *prepared*, quantised by *plan*, and every one of *metrics*.

    Of samples that are as bad the first come first, whatever the number of *threads*. Once `time.monotonic` has passed *deadline* no
    further one is taken, but for the first.
    """
    ends, wanted = tail(prepared), tuple(dict.fromkeys(metrics))
    first = prepare.session(prepared, expose=ends.compared)
    second = build.session(prepared, plan, expose=ends.compared, skeleton=skeleton)

    def far(feed: Feed) -> _Figures:
        base, analy = first.run(feed), second.run(feed)
        return {each: figures(wanted, base[each], analy[each]) for each in ends.compared}

    going = _Going({(output, metric): _Worst(metric, max(top, 1)) for output in ends.compared for metric in wanted})
    for each in passed(far, samples, Pace(threads, progress, deadline)):
        going.take(each)
    return BadCases(
        model=prepared.path,
        metrics=wanted,
        outputs=ends.compared,
        worst={key: tuple(each.kept) for key, each in going.worst.items()},
        count=going.count,
        total=len(samples.names),
        cut=ends.cut,
        stays=ends.stays,
        broken=going.broken,
    )


@dataclass(slots=True)
class _Going:
    """The *worst* cases of each output and metric in *count* samples so far."""

    worst: dict[tuple[str, Metric], _Worst]
    count: int = 0
    broken: dict[str, str] = field(default_factory=dict)

    def take(self, each: Passed[_Figures]) -> None:
        """Take one sample."""
        if each.found is None:
            self.broken[each.name] = each.broken
            return
        self.count += 1
        for output, found in each.found.items():
            for metric, value in found.items():
                self.worst[output, metric].add(Case(each.name, each.index, value))


@dataclass(slots=True)
class _Worst:
    """The *most* worst cases by *metric* so far."""

    metric: Metric
    most: int
    kept: list[Case] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """Keep *case* if it is among them."""
        self.kept.append(case)
        self.kept.sort(key=lambda each: (goodness(self.metric, each.value), each.index))
        del self.kept[self.most :]

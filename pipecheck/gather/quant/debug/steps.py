"""The steps of the search for lost accuracy, each by itself: what it measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from pipecheck.evidence.debug.accumulated import Accumulated
from pipecheck.evidence.debug.badcases import BadCases
from pipecheck.evidence.debug.distributions import Distributions
from pipecheck.evidence.debug.layers import Layers
from pipecheck.evidence.debug.mixed import Mixed
from pipecheck.evidence.debug.partial import Partial
from pipecheck.evidence.debug.remedies import Remedies
from pipecheck.evidence.debug.sensitivity import Ranking
from pipecheck.evidence.debug.structure import Structure
from pipecheck.evidence.quant import Simulated
from pipecheck.gather.quant import simulated
from pipecheck.gather.quant.debug import remedies
from pipecheck.gather.quant.debug.bench import Bench
from pipecheck.probe.quant.accumulated.accumulate import accumulate
from pipecheck.probe.quant.distributions import distributions as spread
from pipecheck.probe.quant.layers.compare import compare_per_layer
from pipecheck.probe.quant.mixed import ladder
from pipecheck.probe.quant.mixed.search import ranks, search
from pipecheck.probe.quant.partial.curve import curve
from pipecheck.probe.quant.points import Kind, Point, named
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.structure.check import check
from pipecheck.probe.trial import lane
from pipecheck.probe.trial.spread import evenly

Measured: TypeAlias = "Simulated | Remedies | Accumulated | Ranking | Distributions | BadCases | Layers | Partial | Mixed | Structure"
Step = Callable[[Bench], Iterator[Measured]]
_FEW, _SEEN, _WORST, _RANKED = 16, 64, 2, 4
"""So many samples show how errors add up, pictures what calibration missed; so many bad cases are looked at layer by layer, and samples
rank the nodes of every plan that a search tries."""
_LEADING = 12
"""So many of the most sensitive weights, and activations, are looked into."""


def quantised(bench: Bench) -> Iterator[Simulated]:
    """What quantisation makes of the network as it is configured."""
    made = bench.made
    found = simulated.simulated(made, simulated.spread_of(made, bench.how.within(0.2)))
    yield simulated.judged(found, bench.loss(made.plan, "quantised accuracy"), bench.judge)


def structure(bench: Bench) -> Iterator[Structure]:
    """What is to be seen of the network without running it again."""
    made = bench.made
    yield check(made.prepared, made.plan, made.observed, said=made.said, faults=made.faults)


def calibrations(bench: Bench) -> Iterator[Remedies]:
    """What other settings of the calibration give back."""
    yield remedies.remedies(bench)


def accumulated(bench: Bench) -> Iterator[Accumulated]:
    """Whether weights or activations are to blame."""
    made = bench.made
    yield accumulate(
        made.compared,
        made.plan,
        _few(bench.samples, _FEW),
        threads=bench.how.threads,
        progress=bench.how.progress("accumulated error"),
        deadline=bench.how.deadline,
    )


def sensitivity(bench: Bench) -> Iterator[Ranking]:
    """Which weights and which activations cost most."""
    yield bench.ranking("weight")
    yield bench.ranking("activation")


def distributions(bench: Bench) -> Iterator[Distributions]:
    """How the most sensitive weights and activations are spread, and what the pictures of the evaluation have beyond calibration's."""
    made = bench.made
    kinds: tuple[Kind, ...] = ("weight", "activation")
    leading = [Point(kind, named(name)) for kind in kinds for name in bench.ranking(kind).order[:_LEADING]]
    yield spread.distributions(
        made.compared,
        made.plan,
        _few(bench.samples, _FEW),
        made.observed,
        points=leading,
        evaluation=_pictures(bench),
        threads=bench.how.threads,
        progress=bench.how.progress("distributions"),
        deadline=bench.how.deadline,
    )


def badcases(bench: Bench) -> Iterator[BadCases]:
    """The samples that the quantised network takes worst."""
    yield bench.badcases


def layers(bench: Bench) -> Iterator[Layers]:
    """Where, on the worst samples, the error begins to grow."""
    made, worst = bench.made, bench.badcases.samples[:_WORST]
    yield compare_per_layer(
        made.prepared,
        made.plan,
        Samples(worst, bench.samples.load),
        observed=made.observed,
        progress=bench.how.progress("layer by layer"),
        deadline=bench.how.deadline,
    )


def partial(bench: Bench) -> Iterator[Partial]:
    """What leaving the most sensitive nodes float gives back, by how many of them."""
    made = bench.made
    yield curve(
        bench.measured,
        made.plan,
        [Point("node", name) for name in bench.ranking("node").order],
        bench.samples,
        accuracy=bench.accuracy,
        target=bench.target,
        threads=bench.how.threads,
        progress=bench.how.progress("partial quantisation"),
        deadline=bench.how.deadline,
    )


def mixed(bench: Bench) -> Iterator[Mixed]:
    """The fewest nodes that have to take wider numbers."""
    made = bench.made

    few = _few(bench.samples, _RANKED)
    yield search(
        bench.measured,
        made.plan,
        made.said,
        bench.samples,
        ranks(made.compared, few, threads=bench.how.threads, deadline=bench.how.deadline),
        rungs=ladder.rungs(None if made.known.conversion is None else made.known.conversion.march.value),
        accuracy=bench.accuracy,
        target=bench.target,
        state=None if bench.folder is None else bench.folder / "mixed_precision_state.json",
        threads=bench.how.threads,
        progress=bench.how.progress("mixed precision"),
        deadline=bench.how.deadline,
    ).mixed


STEPS: Mapping[str, Step] = {
    "quantised": quantised,
    "structure": structure,
    "calibrations": calibrations,
    "accumulated": accumulated,
    "sensitivity": sensitivity,
    "distributions": distributions,
    "badcases": badcases,
    "layers": layers,
    "partial": partial,
    "mixed": mixed,
}
"""In the order of what they cost."""


def _few(samples: Samples, count: int) -> Samples:
    return Samples(tuple(evenly(samples.names, min(count, len(samples.names)))), samples.load)


def _pictures(bench: Bench) -> Samples | None:
    """The pictures that judge the accuracy, as samples that calibration has not seen."""
    judging = bench.judge
    if isinstance(judging, str):
        return None
    paths = {str(path): path for path in evenly(judging.bench.paths, min(_SEEN, len(judging.bench.paths)))}
    way = judging.way.lane
    return Samples(tuple(paths), lambda name: lane.feed(way, way.make(paths[name]), paths[name]))

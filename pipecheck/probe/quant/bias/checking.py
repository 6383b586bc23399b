"""What a correction is good for: a quantised network before and after it, beside the float one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.bias.layers import Layer
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.judging.metric import Metric, figure, merit
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck_transformers.pixels import Array

_TIE = 1e-6
Outputs = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of the node *name*, *before* and *after*."""

    name: str
    before: float
    after: float


def average(values: Iterable[float]) -> float:
    """The mean of *values*; 0 where there are none."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How far the quantised network lies from the float one *before* and *after* a correction, by output, on average over *samples*.

    *nodes* have the same of what every unit gives, by *metric*, and *layers* the mean difference of what they give before their activation,
    over these samples.
    """

    metric: Metric
    samples: tuple[str, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]
    nodes: tuple[Change, ...]
    layers: tuple[Change, ...]

    @property
    def better(self) -> bool:
        """Whether the output that lies farthest off is no farther off than before, in the digits that a log has."""
        before, after = self.worst(self.before), self.worst(self.after)
        return after >= before or math.isclose(before, after, rel_tol=_TIE)

    def worst(self, figures: Mapping[str, float]) -> float:
        """The merit of the output that lies farthest off."""
        return min((merit(self.metric, value) for value in figures.values()), default=0.0)


def check(
    skeleton: Skeleton,
    plans: tuple[Plan, Plan],
    layers: Sequence[Layer],
    samples: Samples,
    names: Sequence[str],
    *,
    metric: Metric,
    threads: int,
) -> Checked:
    """How the two *plans* for one network do on the samples *names*."""
    prepared = skeleton.prepared
    nodes = {unit.output: unit.name for unit in prepared.units}
    expose = list(dict.fromkeys([*nodes, *(each.tensor for each in layers)]))
    exact = prepare.session(prepared, expose=expose, threads=threads)
    quantised = [build.session(prepared, plan, expose=expose, threads=threads, skeleton=skeleton) for plan in plans]
    outputs = [name for name in prepared.outputs if name in exact.outputs]
    sums = [_Sums() for _ in plans]
    done = []
    for name, wanted, made in _runs(exact, quantised, samples, names):
        done.append(name)
        for total, got in zip(sums, made, strict=True):
            total.add(metric, [*outputs, *nodes], layers, wanted, got)
    before, after = sums
    return Checked(
        metric=metric,
        samples=tuple(done),
        before={name: before.figures[name] / len(done) for name in outputs},
        after={name: after.figures[name] / len(done) for name in outputs},
        nodes=tuple(Change(name, before.figures[out] / len(done), after.figures[out] / len(done)) for out, name in nodes.items()),
        layers=tuple(Change(each.name, before.drift(each.name, len(done)), after.drift(each.name, len(done))) for each in layers),
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """By tensor the sum of the figures, and by layer that of what is missing of the mean of every channel."""

    figures: dict[str, float] = field(default_factory=dict)
    drifts: dict[str, Array] = field(default_factory=dict)

    def add(self, metric: Metric, judged: Sequence[str], layers: Sequence[Layer], wanted: Outputs, got: Outputs) -> None:
        """Add one sample."""
        for tensor in dict.fromkeys(judged):
            self.figures[tensor] = self.figures.get(tensor, 0.0) + figure(metric, wanted[tensor], got[tensor])
        for each in layers:
            self.drifts[each.name] = self.drifts.get(each.name, 0.0) + each.mean(wanted[each.tensor]) - each.mean(got[each.tensor])

    def drift(self, name: str, count: int) -> float:
        """What is missing of the mean of a channel of the layer *name*, on average."""
        return float(np.mean(np.abs(self.drifts[name] / count)))


def _runs(
    exact: Network, quantised: Sequence[Network], samples: Samples, names: Sequence[str]
) -> Iterator[tuple[str, Outputs, list[Outputs]]]:
    """What the networks make of the samples that can be run."""
    reason = None
    ran = False
    for name in names:
        try:
            feed = samples.load(name)
            wanted, made = exact.run(feed), [each.run(feed) for each in quantised]
        except SourceError as e:
            reason = reason or str(e)
            continue
        ran = True
        yield name, wanted, list(made)
    if not ran:
        raise PipecheckError(reason or f"{exact.path}: there is no sample to judge its biases by")

"""Many quantisations of one network measured on the same samples: how far every output lies off, and what accuracy is left."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.evidence.debug.partial import Target
from pipecheck.probe import streaming
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.judging.measures import Measures, measures
from pipecheck.probe.quant.judging.metric import METRICS, Metric, reached
from pipecheck.probe.quant.partial import telling
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.trial.spread import evenly
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.pixels import Array

Accuracy = Callable[[Network], float]
"""The accuracy of any network that takes what the float one takes: more is better, and below zero is possible."""
Outputs = dict[str, dict[str, float]]
SAMPLES = 32
"""So many samples tell how far an output lies off."""
_ROOM = 1 << 28
"""So many bytes of samples, and of what the float network makes of them, are kept for the next network."""


@dataclass(frozen=True, slots=True)
class Measured:
    """By output and metric how far a network lies off on average, and its *accuracy* where that can be had."""

    outputs: Outputs
    accuracy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """Measures plans for one network against its float self, *exact*, whose accuracy is *best*; *broken* are samples that cannot be run."""

    skeleton: Skeleton
    exact: Network
    samples: Samples
    threads: int
    accuracy: Accuracy | None
    best: float | None
    broken: dict[str, str] = field(default_factory=dict)
    kept: dict[str, tuple[Feed, Mapping[str, Array]]] = field(default_factory=dict, repr=False)

    @property
    def prepared(self) -> Prepared:
        """The network that is quantised."""
        return self.skeleton.prepared

    def measure(self, plan: Plan) -> Measured:
        """What *plan* makes of the network."""
        network = build.session(self.prepared, plan, skeleton=self.skeleton)
        found = self._outputs(network)
        return Measured(found, None if self.accuracy is None else float(self.accuracy(network)))

    def reaches(self, found: Measured, target: Target) -> bool:
        """Whether *found* is good enough: by its accuracy where there is one, else by every output."""
        if found.accuracy is not None and self.best is not None:
            return found.accuracy >= self.best - (1 - target.share) * abs(self.best)
        name = metric_of(target)
        return all(reached(name, each[name], target.similarity) for each in found.outputs.values())

    def _outputs(self, network: Network) -> Outputs:
        """The mean figures of every output over the samples."""
        sums: dict[str, list[Measures]] = {name: [] for name in self.prepared.outputs}
        names = [name for name in self.samples.names if name not in self.broken]

        def work(name: str) -> dict[str, Measures] | str:
            try:
                feed, wanted = self._wanted(name)
                got = network.run(feed)
            except (SourceError, ToolkitError, OSError) as e:
                return str(e)
            return {output: measures(wanted[output], got[output]) for output in sums}

        workers = max(1, min(self.threads, len(names)))
        with streaming.alone(), closing(streaming.each(work, names, workers)) as results:
            for name, found in zip(names, results, strict=True):
                if isinstance(found, str):
                    self.broken[name] = found
                    continue
                for output, each in found.items():
                    sums[output].append(each)
        if not any(sums.values()):
            raise PipecheckError(next(iter(self.broken.values()), f"{self.prepared.path}: there is no sample to judge its quantisation by"))
        return {output: means(every) for output, every in sums.items()}

    def _wanted(self, name: str) -> tuple[Feed, Mapping[str, Array]]:
        """The sample *name*, and what the float network makes of it."""
        found = self.kept.get(name)
        if found is None:
            feed = self.samples.load(name)
            found = feed, self.exact.run(feed)
            if sum(map(_size, list(self.kept.values()))) + _size(found) <= _ROOM:
                self.kept[name] = found
        return found


def gauge(
    prepared: Prepared,
    samples: Samples,
    *,
    accuracy: Accuracy | None = None,
    count: int = SAMPLES,
    threads: int | None = None,
    skeleton: Skeleton | None = None,
) -> Gauge:
    """What measures by *count* of *samples*, evenly chosen, and by the *accuracy* of a network where that can be found."""
    if not samples.names:
        raise PipecheckError(f"{prepared.path}: there is no sample to judge its quantisation by")
    exact = prepare.session(prepared)
    return Gauge(
        skeleton=skeleton or skeletons.of(prepared),
        exact=exact,
        samples=Samples(tuple(evenly(samples.names, min(max(1, count), len(samples.names)))), samples.load),
        threads=max(1, threads or os.cpu_count() or 1),
        accuracy=accuracy,
        best=None if accuracy is None else float(accuracy(exact)),
    )


def metric_of(target: Target) -> Metric:
    """The metric of *target*, if it is one."""
    found = next((each for each in METRICS if each == target.metric), None)
    if found is None or found not in telling.NAMED:
        raise PipecheckError(f"{target.metric} is no metric of an output: known are {', '.join(telling.NAMED)}")
    return found


def means(found: list[Measures]) -> dict[str, float]:
    """The mean of each figure; that of sqnr over the samples in which anything differs."""
    every = [telling.figures(each) for each in found]
    result = {}
    for name in every[0]:
        values = [each[name] for each in every if name != "sqnr" or each[name] != float("inf")]
        result[name] = sum(values) / len(values) if values else float("inf")
    return result


def _size(kept: tuple[Feed, Mapping[str, Array]]) -> int:
    return sum(array.nbytes for part in kept for array in part.values())

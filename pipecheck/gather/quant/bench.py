"""The labelled pictures that float and quantised networks are judged on, the same ones for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipecheck.evidence.model import Figure, Stop
from pipecheck.evidence.quant import Loss
from pipecheck.findings import Road
from pipecheck.gather.networks import alone, lanes
from pipecheck.gather.networks.bench import Bench, bench
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.known import Known, NoLaneError
from pipecheck.gather.networks.lanes import Way
from pipecheck.probe.network.network import Network
from pipecheck.probe.scores import statistics
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.probe.trial import trial
from pipecheck.sources.truth import Truth

_ROADS: tuple[Road, ...] = ("training", "evaluation", "calibration")
"""Whose pictures go into the float network: as it was trained, else as it is evaluated or calibrated, the toolchain's nodes included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Judges networks that take what the one at the end of *way* takes, on the pictures of *bench*, by *score* and *truths*."""

    way: Way
    bench: Bench
    score: Score
    truths: Mapping[str, Truth]
    how: How

    def judged(self, network: Network, stage: str) -> Verdicts:
        """What *network* is worth on each picture; *stage* is what progress is told."""
        tried = trial.run(
            replace(self.way.lane, network=network),
            self.score,
            self.truths,
            self.bench.paths,
            self.bench.root,
            threads=self.how.threads,
            limit=self.how.limit,
            progress=self.how.progress(stage),
            deadline=self.how.deadline,
        )
        return Verdicts(judged=tried.judged, stopped=tried.stopped)

    def loss(self, before: Verdicts, after: Verdicts) -> Loss | None:
        """What is lost from *before* to *after*, on the pictures that both have; None where there are none."""
        names = [name for name in before.judged if name in after.judged]
        if not names:
            return None
        first, second = ([each.judged[name] for name in names] for each in (before, after))
        gained, figure = statistics.gain(self.score, first, second), self.figure(first)
        least, most = _shares(gained.low, gained.high, figure)
        return Loss(
            before=figure,
            after=self.figure(second),
            lost=_share(gained.value, figure),
            low=least,
            high=most,
            chance=gained.chance,
            folder=self.bench.root,
            stopped=after.stopped or before.stopped,
        )

    def figure(self, judged: Sequence[Judged]) -> Figure:
        """The figure that counts."""
        return self.score.sum_up(judged)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What a network is worth on each of the pictures, by name, and why not on all of them."""

    judged: Mapping[str, Judged]
    stopped: Stop | None = None


def judge(known: Known, network: Network, how: How) -> Judge | str:
    """Who judges networks that take what the float *network* takes; why nobody can, where nobody can."""
    pictures = bench(known, network, how)
    if pictures is None or not pictures.paths:
        return "no pictures are named to measure the accuracy on"
    if pictures.score is None or pictures.truths is None:
        return f"{pictures.root}: {pictures.unlabelled}"
    name = next(_names(known, network), None)
    if name is None:
        return "no input of the network takes a picture that a road makes"
    for road in _ROADS:
        program = known.program(name, road)
        if program is not None:
            try:
                found = lanes.way(known, name, road, network, program)
            except NoLaneError as e:
                return str(e)
            return Judge(way=found, bench=pictures, score=pictures.score, truths=dict(pictures.truths), how=how)
    return "nothing says how pictures are made for the model: name the source of training or of the evaluation"


def _names(known: Known, network: Network) -> Iterator[str]:
    """The input that the pictures go into: one that a road is known of, else the only one that can take them."""
    names = [each.name for each in network.inputs]
    yield from (name for name in known.inputs if name in names)
    if len(names) == len(known.inputs) == 1:
        yield known.inputs[0]
    able = [each.name for each in network.inputs if alone.takes_picture(each)]
    yield from able if len(able) == 1 else ()


def _share(gained: float, before: Figure) -> float:
    """What is lost, as a share of the float figure where that is a share itself, or at least more than nothing."""
    return -gained / before.value if before.value > 0 else -gained


def _shares(low: float, high: float, before: Figure) -> tuple[float, float]:
    return _share(high, before), _share(low, before)

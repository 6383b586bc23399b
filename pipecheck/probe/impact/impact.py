"""Runs a network on training's road, on the others, and with each mismatch alone broken or mended, and tells what each costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.evidence.model import Cost, Costs, Figure, Lossy
from pipecheck.findings import Road
from pipecheck.probe.images.scan import called
from pipecheck.probe.impact.looking import Also, Bench
from pipecheck.probe.impact.plan import Mismatch, Plan, plan
from pipecheck.probe.impact.tally import FEWEST, Pictures, Tally, compared, judged
from pipecheck.probe.network.network import Network
from pipecheck.probe.scores import statistics
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.probe.scores.statistics import Gain
from pipecheck.probe.trial.spread import spread
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Truth
from pipecheck.spec import Program

Progress = Callable[[int, int], None]
CHROMA = "half the chroma, as in nv12"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """The *plan* with a tally for each way that is compared, and by the number of the way how each of all was judged."""

    plan: Plan
    tallies: Sequence[Tally]
    judged: Mapping[int, Mapping[Path, Judged]]
    score: Score | None

    @property
    def base(self) -> Tally:
        return self.tallies[0]

    def ran(self, way: int) -> bool:
        """Whether the network takes what *way* makes of pictures, and not just of a few."""
        return 2 * self.tallies[way].count > self.base.count


@dataclass(slots=True)
class _Meter:
    """Tells how many pictures of how many are done."""

    total: int
    progress: Progress | None
    done: int = 0

    def __call__(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def costs(  # noqa: PLR0917  # what is run, and on what, is said in the order in which it is made
    network: Network,
    input: str,  # noqa: A002  # the word of the whole project
    training: Program,
    roads: Mapping[Road, Program],
    pictures: Sequence[Path],
    root: Path,
    *,
    score: Score | None = None,
    truths: Mapping[str, Truth] | None = None,
    also: Also = None,
    chroma: bool = False,
    threads: int = 1,
    deadline: float | None = None,
    progress: Progress | None = None,
) -> tuple[Costs, Lossy | None]:
    """What each thing that sets *roads* apart from *training* costs on *network*, the float network without the vendor's nodes.

    All is run on the same *pictures*, whose names below *root* are those of the *truths*; the ones without a truth are left out where
    there is a *score*. Without time, what mending gains is dropped first, and then pictures.
    """
    known = {path: truths[name] for path in pictures if (name := called(path, root)) in truths} if truths and score else {}
    bench = Bench(network=network, input=input, also=also, score=score if known else None)
    wanted = plan(training, roads, _taker(network, input), chroma=chroma, mend=bool(known))
    if not wanted.mismatches and wanted.chroma is None:
        return Costs(input=input, model=network.path, folder=root, count=0), None
    paths = _in_turn(list(known) or pictures, root, truths or {})
    told = _Meter(len(paths) * (2 if len(wanted.ways) > wanted.later else 1), progress)
    shown = Pictures(paths=paths, truths=known, threads=threads, deadline=deadline, told=told)
    found = _measured(bench, wanted, shown)
    each = filter(None, (_cost(mismatch, found) for mismatch in wanted.mismatches))
    by_weight = sorted(each, key=lambda cost: (cost.weight, cost.changed or 0.0, cost.apart), reverse=True)
    of_all = Costs(
        input=input,
        model=network.path,
        folder=root,
        count=found.base.count,
        trained=_figure(found, 0),
        roads=tuple((road, figure) for road, at in wanted.roads if found.ran(at) and (figure := _figure(found, at)) is not None),
        costs=tuple(by_weight),
    )
    return of_all, _lossy(found, of_all)


def _taker(network: Network, name: str) -> Tensor | None:
    named = (tensor for tensor in network.inputs if tensor.name == name or len(network.inputs) == 1)
    return next(named, None)


def _in_turn(pictures: Sequence[Path], root: Path, truths: Mapping[str, Truth]) -> list[Path]:
    """*pictures* in an order of which any beginning stands for all."""
    named = {called(path, root): path for path in pictures}
    return [named[name] for name in spread(named, truths)]


def _measured(bench: Bench, wanted: Plan, pictures: Pictures) -> _Measured:
    first, rest = wanted.ways[: wanted.later], wanted.ways[wanted.later :]
    tallies, fault = compared(bench, first, pictures, FEWEST)
    if not tallies[0].count:
        raise SourceError(bench.network.path, "there is no picture to run it on") if fault is None else PipecheckError(fault)
    verdicts: dict[int, Mapping[Path, Judged]] = {number: tally.judged for number, tally in enumerate(tallies)}
    if rest:
        again = replace(pictures, paths=list(tallies[0].judged))
        verdicts.update(enumerate(judged(bench, rest, again), wanted.later))
    return _Measured(plan=wanted, tallies=tallies, judged=verdicts, score=bench.score)


def _cost(mismatch: Mismatch, found: _Measured) -> Cost | None:
    """What *mismatch* costs; None where the network does not take what it makes."""
    if not found.ran(mismatch.broken):
        return None
    gained = None if mismatch.mended is None else _gain(found, *mismatch.mended)
    alone = Cost(
        road=mismatch.road,
        matter=mismatch.variant.matter,
        what=mismatch.variant.what,
        mended=None if gained is None else gained.value,
        origins=mismatch.variant.origins,
    )
    return _measured_cost(alone, found, mismatch.broken)


def _measured_cost(cost: Cost, found: _Measured, at: int) -> Cost:
    """*cost* with what the network loses on the way *at*."""
    lost, tally = _gain(found, at, 0), found.tallies[at]
    told = replace(cost, changed=tally.share, apart=tally.apart)
    return told if lost is None else replace(told, broken=lost.value, low=lost.low, high=lost.high)


def _gain(found: _Measured, before: int, after: int) -> Gain | None:
    """By how much the way *after* is better than the way *before*; None where too few pictures say so."""
    one, other = found.judged[before], found.judged[after]
    both = [path for path in one if path in other]
    if found.score is None or len(both) < min(FEWEST, len(found.base.judged)):
        return None
    return statistics.gain(found.score, [one[path] for path in both], [other[path] for path in both])


def _figure(found: _Measured, at: int) -> Figure | None:
    verdicts = found.tallies[at].judged
    return found.score.sum_up(list(verdicts.values()))[0] if found.score is not None and verdicts else None


def _lossy(found: _Measured, of_all: Costs) -> Lossy | None:
    """What halved chroma costs, where that was run."""
    at, score = found.plan.chroma, found.score
    if at is None or not found.ran(at):
        return None
    return Lossy(
        input=of_all.input,
        model=of_all.model,
        cost=_measured_cost(Cost(road="runtime", matter="chroma", what=CHROMA), found, at),
        metric=None if score is None else score.metric,
        share=score is None or score.share,
        count=found.tallies[at].count,
    )

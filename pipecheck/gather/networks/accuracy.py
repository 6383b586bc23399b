"""How accurate a network is on its road, against the figures that a project states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.evidence.model import Accuracy, Figure, Goal, Own
from pipecheck.findings import Origin, Skipped
from pipecheck.gather.judging import Stated
from pipecheck.gather.networks.bench import Bench
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.lanes import Way
from pipecheck.probe.network.network import unsteady
from pipecheck.probe.scores import figures, numbering, statistics
from pipecheck.probe.scores.both import parts
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.probe.trial import trial
from pipecheck.probe.trial.lane import Lane, feed
from pipecheck.probe.trial.trial import Tried
from pipecheck.sources.truth import Truth
from pipecheck_transformers.errors import ToolkitError

_DOUBT = 0.01
"""From here on down a miss is looked into."""
_TOPS = ("top1", "top5")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What a *score* made of pictures."""

    score: Score
    tried: Tried

    @property
    def every(self) -> list[Judged]:
        return list(self.tried.judged.values())


def accuracy(way: Way, trained: Way | None, bench: Bench, how: How, *, explained: bool) -> Accuracy | Skipped:
    """How accurate the network at the end of *way* is; where it misses what is expected, the one behind *trained* is tried too."""
    if bench.score is None or bench.truths is None:
        return Skipped("PC701", f"{bench.root}: {bench.unlabelled}")
    expected, quantized = (_goal(said, bench.score) for said in (bench.judging.expected, bench.judging.quantized))
    found = _run(way.lane, bench, bench.paths, how, expected)
    if not found.every:
        if bench.own is not None and found.tried.broken:
            raise PipecheckError(next(iter(found.tried.broken.values())))  # the code, and not a picture, is at fault
        return Skipped("PC701", f"{bench.root}: {_nothing(found.tried, bench)}")
    chance = statistics.below(bench.score, found.every, expected) if expected is not None else None
    missed = chance is not None and chance < _DOUBT
    made = bench.score.sum_up(found.every)
    return Accuracy(
        input=way.name,
        road="evaluation",
        model=way.lane.network.path,
        folder=bench.root,
        task=bench.score.task,
        figures=made,
        pictures=len(bench.paths),
        run=len(found.every),
        broken=len(found.tried.broken),
        unlabelled=len(found.tried.unlabelled),
        stopped=found.tried.stopped,
        expected=expected,
        quantized=quantized,
        chance=chance,
        commonest=_commonest(found.every),
        silent=_silent(found),
        unsteady=_unsteady(way.lane, bench, found.tried),
        own=_own(found, bench),
        trained=_trained(trained, bench, found.tried, how) if missed and trained is not None else None,
        numbered=_numbered(found.tried, bench) if missed or expected is None else None,
        assumed=(*bench.assumed, *way.assumed),
        explained=explained,
        origin=bench.judging.origin or bench.origin,
    )


def _run(lane: Lane, bench: Bench, paths: Sequence[Path], how: How, goal: Goal | None) -> _Judged:
    score, truths = _known(bench)

    def settled(judged: Sequence[Judged]) -> bool:
        return goal is not None and statistics.certain(score, judged, goal)

    enough: Callable[[Sequence[Judged]], bool] | None = settled if how.certain and goal is not None else None
    tried = trial.run(
        lane,
        score,
        truths,
        paths,
        bench.root,
        threads=how.threads,
        limit=how.limit,
        progress=how.progress("accuracy"),
        enough=enough,
        deadline=how.deadline,
    )
    return _Judged(score=score, tried=tried)


def _known(bench: Bench) -> tuple[Score, dict[str, Truth]]:
    if bench.score is None or bench.truths is None:  # for the types alone: asked before
        raise ValueError(bench)
    return bench.score, dict(bench.truths)


def _goal(said: Stated | None, score: Score) -> Goal | None:
    if said is None:
        return None
    try:
        return statistics.goal(said.value, said.written, score, said.origin)
    except SourceError:
        raise
    except PipecheckError as e:
        if said.origin is None:
            raise
        raise SourceError(said.origin.path, str(e), said.origin.line) from e


def _nothing(tried: Tried, bench: Bench) -> str:
    """Why no picture could be judged."""
    if not bench.paths:
        return "holds no picture"
    if tried.broken:
        name, reason = next(iter(tried.broken.items()))
        return f"none of {len(tried.broken)} pictures could be run: {name}: {reason}"
    if tried.unlabelled:
        return f"none of its {len(tried.unlabelled)} pictures has a label, for example {tried.unlabelled[0]}"
    return "there was no time to run a picture"


def _commonest(judged: Sequence[Judged]) -> float | None:
    """The share of the answer that is given most often."""
    answers = Counter(each.answer for each in judged if each.answer is not None)
    return answers.most_common(1)[0][1] / len(judged) if answers else None


def _silent(found: _Judged) -> float | None:
    """The share of pictures on which no class is named, where one should be."""
    if found.score.task != "classification":
        return None
    return sum(each.answer is None for each in found.every) / len(found.every)


def _unsteady(lane: Lane, bench: Bench, tried: Tried) -> float | None:
    """How far two runs on one picture are apart."""
    path = bench.root / next(iter(tried.judged))
    try:
        return unsteady(lane.network, feed(lane, lane.make(path), path))
    except (ToolkitError, PipecheckError, OSError):  # the picture may be gone by now
        return None


def _own(found: _Judged, bench: Bench) -> Own | None:
    """What the user's code counts, and what we count, where the two can mean the same."""
    if bench.own is None:
        return None
    mine, ours = found.score.sum_up(found.every), parts(found.every, 1)
    known = mine[len(mine) // 2 :] if len(mine) > 1 else ()
    place = bench.judging.origin or Origin(bench.root)
    if bench.judging.metric == bench.own and not figures.is_binary(figures.values(found.every)):
        return None  # it counts something else than hits
    fitting = [each for each in known if each.metric in _TOPS] if bench.judging.metric == bench.own else list(known[:1])
    nearest = min(fitting, key=lambda each: abs(each.value - mine[0].value), default=None)
    return Own(name=bench.own, value=mine[0].value, figure=nearest, origin=place) if nearest is not None and ours else None


def _numbered(tried: Tried, bench: Bench) -> str | None:
    """How the labels number the classes otherwise than the network, if they do."""
    pairs = [(each.answer, (bench.truths or {}).get(name)) for name, each in tried.judged.items()]
    known = [(answer, truth) for answer, truth in pairs if isinstance(truth, int)]
    return numbering.otherwise([answer for answer, _ in known], [truth for _, truth in known])


def _trained(way: Way, bench: Bench, tried: Tried, how: How) -> Figure | None:
    """The figure of the network behind *way* on the very pictures that were *tried*."""
    paths = [path for path in bench.paths if _name(path, bench.root) in tried.judged]
    found = _run(way.lane, bench, paths, how, None)
    return found.score.sum_up(found.every)[0] if found.every else None


def _name(path: Path, root: Path) -> str:
    from pipecheck.probe.images.scan import called

    return called(path, root)

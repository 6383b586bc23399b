"""Runs a network over labelled pictures and judges each, on all cores, keeping nothing of a picture but its judgement."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from pipecheck.errors import PipecheckError
from pipecheck.evidence.model import Stop
from pipecheck.probe import streaming
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.images.scan import Progress, called
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.probe.trial.crew import crew
from pipecheck.probe.trial.lane import Lane, frame, outputs
from pipecheck.probe.trial.spread import spread
from pipecheck.sources.truth import Truth
from pipecheck_transformers.errors import ReadError, ToolkitError

Enough = Callable[[Sequence[Judged]], bool]
Results = Generator[Judged | str, None, None]
_AHEAD = 8
"""How many judgements per thread wait for a picture that takes longer; they are small."""
_FIRST_LOOK, _SPACING = 50, 1.25
"""After how many pictures it is asked whether that is enough, and after how many times as many again: often asked is often deceived."""
_HOPELESS = 100
"""Where so many pictures were broken and none was not, the others are broken too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What pictures were *judged*, and why others are *broken*, by their names; which are *unlabelled*; why not all were run.

    Where the first hundred are all broken the others are taken to be so, too.
    """

    judged: Mapping[str, Judged]
    broken: Mapping[str, str]
    unlabelled: tuple[str, ...] = ()
    stopped: Stop | None = None


def run(
    lane: Lane,
    score: Score,
    truths: Mapping[str, Truth],
    pictures: Sequence[Path],
    root: Path,
    *,
    threads: int | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
    enough: Enough | None = None,
    deadline: float | None = None,
) -> Tried:
    """Every one of *pictures* that has a truth, judged; or evenly *limit* of them, or as many as it takes until *enough* or the *deadline*.

    *truths* goes by the pictures' names below *root*. What comes out does not depend on *threads*, unless the deadline, in seconds of
    `time.monotonic`, cuts it off.
    """
    named = {called(path, root): path for path in pictures}
    labelled = [name for name in named if name in truths]
    chosen = spread(labelled, truths, limit)

    def judge(name: str) -> Judged | str:
        return _judged(lane, score, truths[name], named[name])

    found = _Found(total=len(chosen), enough=enough, progress=progress)
    with closing(_each(lane, judge, chosen, threads)) as results:
        stopped = found.take(chosen, results, deadline)
    return Tried(
        judged={name: found.judged[name] for name in labelled if name in found.judged},
        broken={name: found.broken[name] for name in labelled if name in found.broken},
        unlabelled=tuple(name for name in named if name not in truths),
        stopped="limit" if stopped is None and len(chosen) < len(labelled) else stopped,
    )


def _each(lane: Lane, judge: Callable[[str], Judged | str], names: Sequence[str], threads: int | None) -> Results:
    if not names:
        return
    most = max(1, min(threads or os.cpu_count() or 1, len(names)))
    with ExitStack() as stack:
        stack.enter_context(hushed())
        stack.enter_context(streaming.alone())
        stack.enter_context(streaming.memory(lane.chain, most))
        first, workers = crew(lambda: judge(names[0]), most)
        yield first
        yield from stack.enter_context(closing(streaming.each(judge, names[1:], workers, ahead=_AHEAD)))


def _judged(lane: Lane, score: Score, truth: Truth, path: Path) -> Judged | str:
    """What the network's answer on the picture at *path* is worth, or why there is none."""
    try:
        given = outputs(lane, path)
        return score.judge(given, truth, frame(lane, path) if score.framed else None)
    except ReadError as e:
        return e.reason if str(e.path) == str(path) else str(e)
    except (ToolkitError, PipecheckError, OSError) as e:
        return str(e)


@dataclass(slots=True, kw_only=True)
class _Found:
    """What was judged so far, of *total*."""

    total: int
    enough: Enough | None
    progress: Progress | None
    judged: dict[str, Judged] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    next_look: int = _FIRST_LOOK

    def take(self, names: Sequence[str], results: Iterator[Judged | str], deadline: float | None) -> Stop | None:
        """Take the *results* for *names*; why not all of them, if so."""
        for done, name in enumerate(names, 1):
            if deadline is not None and time.monotonic() >= deadline:
                return "time"
            match next(results):
                case str() as reason:
                    self.broken[name] = reason
                case judged:
                    self.judged[name] = judged
            if self.progress is not None:
                self.progress(done, self.total)
            if done < self.total and self._settled():
                return "certain"
        return None

    def _settled(self) -> bool:
        """Whether the pictures that are left cannot change anything."""
        if not self.judged:
            return len(self.broken) >= _HOPELESS
        if self.enough is None or len(self.judged) < self.next_look:
            return False
        self.next_look = int(len(self.judged) * _SPACING) + 1
        return self.enough(tuple(self.judged.values()))

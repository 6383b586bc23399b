"""Which preprocessing a network wants: hypotheses tried on pictures, as far as it takes, and the answer with its margin."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipecheck.evidence.model import Probed, Stop, Task
from pipecheck.probe.hypotheses import answering
from pipecheck.probe.hypotheses import space as spaces
from pipecheck.probe.hypotheses.answering import Answer
from pipecheck.probe.hypotheses.board import Board
from pipecheck.probe.hypotheses.constants import Constants
from pipecheck.probe.hypotheses.deciding import decide
from pipecheck.probe.hypotheses.measures import by_labels, by_signal
from pipecheck.probe.hypotheses.racing import Race
from pipecheck.probe.hypotheses.running import Trial
from pipecheck.probe.hypotheses.searching import Search
from pipecheck.probe.hypotheses.space import ASPECTS, Form
from pipecheck.probe.images.scan import called
from pipecheck.probe.network.network import Network
from pipecheck.probe.scores.score import Score
from pipecheck.probe.trial.spread import spread
from pipecheck.sources.truth import Truth
from pipecheck_transformers import readers
from pipecheck_transformers.chain import Chain, Progress
from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.readers import integrity

MOST = 256
"""More pictures hardly change the answer, and take their time."""


def probe(
    network: Network,
    input: str,  # noqa: A002  # the word of the whole project
    pictures: Sequence[Path],
    root: Path,
    *,
    truths: Mapping[str, Truth] | None = None,
    score: Score | None = None,
    task: Task | None = None,
    declared: Chain | None = None,
    constants: Sequence[Constants] = (),
    also: Callable[[Path], Mapping[str, Array]] | None = None,
    threads: int | None = None,
    limit: int = MOST,
    deadline: float | None = None,
    progress: Progress | None = None,
) -> Probed:
    """Which preprocessing the *input* of *network*, without the vendor's own preprocessing, wants for *pictures* below *root*.

    With *truths*, by their names below *root*, the *score* decides; without, what the outputs themselves tell: more if *network* was loaded
    with what is `exposed`, and only for a *task* whose answer is a class. *constants* are those that the project names. Until *deadline*,
    in seconds of `time.monotonic`; *progress* counts the pictures of each round.
    """
    labelled = {} if truths is None or score is None else truths
    named = {called(path, root): path for path in pictures if score is None or called(path, root) in labelled}
    names = spread(named, labelled, limit)
    form, chosen = spaces.form(network, input, declared), [named[name] for name in names]
    asked = task if score is None else score.task
    space = spaces.space(form, asked, declared, constants, moot=moot(chosen, form), labelled=score is not None)
    measure = by_signal(network, task) if score is None else by_labels(score, [labelled[name] for name in names])
    trial = Trial(network=network, name=input, judge=measure.judge, framed=measure.framed, also=also)
    board = Board(trial=trial, pictures=chosen, threads=threads or os.cpu_count() or 1, deadline=deadline, progress=progress)
    race = Race(board=board, merits=measure.merits, count=len(chosen), first=measure.first)
    decision = decide(space, race, Search(space=space, race=race).finalists()) if measure.tells else None
    if decision is None and board.failed:
        raise next(iter(board.failed.values()))
    answer = None if decision is None else Answer(race=race, measure=measure, decision=decision, declared=space.declared)
    stopped: Stop | None = "time" if board.late else "limit" if len(chosen) < len(named) else None
    return _probed(
        answer,
        Probed(
            input=input,
            model=network.path,
            folder=root,
            count=0,
            labelled=score is not None,
            tried=0,
            runs=0,
            ranking=(),
            open=ASPECTS,
            stopped=stopped,
        ),
    )


def _probed(answer: Answer | None, empty: Probed) -> Probed:
    """*empty* with the *answer*, where there is one."""
    if answer is None:
        return empty
    ranked = answering.shown(answer)
    lead, bound = answering.margin(answer, ranked) or (None, None)
    return replace(
        empty,
        count=len(answer.board.common(ranked, answer.race.count)),
        tried=len(answer.board.records),
        runs=answer.board.runs,
        ranking=tuple(answering.hypothesis(answer, each) for each in ranked),
        ties=len(answer.decision.tied) - 1,
        lead=lead,
        bound=bound,
        open=answer.decision.open,
    )


def moot(pictures: Sequence[Path], form: Form) -> bool:
    """Whether all *pictures* have the size that the network takes, as far as they have any."""
    sizes = {size for path in pictures if (size := _size(path)) is not None}
    return sizes == {(form.width, form.height)}


def _size(path: Path) -> tuple[int, int] | None:
    try:
        return integrity.size(readers.content(path))
    except ReadError:
        return None

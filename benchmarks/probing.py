"""How much less a probe does than every hypothesis on every picture: `python benchmarks/probing.py MODEL LABELS [--images DIR]`."""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rounds import Row

from pipecheck.probe.hypotheses import probe
from pipecheck.probe.hypotheses import space as spaces
from pipecheck.probe.hypotheses.board import Board
from pipecheck.probe.hypotheses.deciding import decide
from pipecheck.probe.hypotheses.measures import by_labels
from pipecheck.probe.hypotheses.probing import moot
from pipecheck.probe.hypotheses.racing import Race
from pipecheck.probe.hypotheses.running import Trial
from pipecheck.probe.images.scan import called
from pipecheck.probe.network.load import load
from pipecheck.probe.network.network import Network
from pipecheck.probe.scores import choosing
from pipecheck.probe.scores.score import Score
from pipecheck.probe.trial.spread import spread
from pipecheck.sources.truth import Truth
from pipecheck.sources.truth import load as labels
from pipecheck_transformers import folder

CORES = os.cpu_count() or 1
GOAL = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A network, the pictures that it is probed with, and what they show."""

    network: Network
    root: Path
    truths: dict[str, Truth]
    score: Score

    @property
    def input(self) -> str:
        """The input that takes pictures."""
        return self.network.inputs[0].name


def main() -> None:
    """Print the table."""
    options = _options()
    case = _case(options.model, options.labels, options.images, options.count)
    start = time.perf_counter()
    found = probe(case.network, case.input, [case.root / name for name in case.truths], case.root, truths=case.truths, score=case.score)
    wall = time.perf_counter() - start
    start = time.perf_counter()
    winner, runs, count = exhaustive(case)
    whole = time.perf_counter() - start
    print(f"{count} hypotheses on {found.count} pictures: {runs} runs, {whole:.1f} s: {winner}")
    print(f"{found.tried} hypotheses by the probe: {found.runs} runs, {wall:.1f} s: {found.ranking[0].words}")
    print(f"{'what':<96}{'ratio':>7}   goal")
    print(Row(name="network runs, tensors that are the same run once", ratio=runs / found.runs, at_least=GOAL))
    print(Row(name="network runs, each hypothesis on each picture", ratio=count * found.count / found.runs, at_least=GOAL))
    print(Row(name="wall", ratio=whole / wall, at_least=GOAL))
    print(Row(name="same winner", ratio=float(winner == found.ranking[0].words), at_least=1.0))


def exhaustive(case: Case) -> tuple[str, int, int]:
    """The winner among all hypotheses, each run on every picture; how often the network ran, and how many there are."""
    form = spaces.form(case.network, case.input, None)
    names = spread(case.truths, case.truths)
    pictures = [case.root / name for name in names]
    space = spaces.space(form, case.score.task, None, (), moot=moot(pictures, form), labelled=True)
    measure = by_labels(case.score, [case.truths[name] for name in names])
    trial: Trial[Any] = Trial(network=case.network, name=case.input, judge=measure.judge, framed=measure.framed)
    board = Board(trial=trial, pictures=pictures, threads=CORES)
    every = list(space.all())
    board.run(every, len(names))
    decision = decide(space, Race(board=board, merits=measure.merits, count=len(names), first=measure.first), every)
    assert decision is not None
    return decision.leader.words, board.runs, len(every)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="an ONNX file, trained")
    parser.add_argument("labels", type=Path, help="what the pictures show; a folder holds one for each class")
    parser.add_argument("--images", type=Path, help="where the pictures lie (default: beside the labels)")
    parser.add_argument("--count", type=int, default=60, help="how many pictures are taken (default: 60)")
    return parser.parse_args()


def _case(model: Path, source: Path, images: Path | None, count: int) -> Case:
    network = load(model)
    root = images or (source if source.is_dir() else source.parent)
    truths = labels.load(source, task="classification", images=root)
    said = truths.of([called(path, root) for path in folder.pictures(root)])
    chosen = {name: said[name] for name in spread(said, said, count)}
    return Case(network=network, root=root, truths=chosen, score=choosing.score(None, None, None, network.gives, truths))


if __name__ == "__main__":
    main()

"""How fast the accuracy of a network over a folder is measured, as ratios: `python benchmarks/accuracy.py [--images DIR]`."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mobilenet
import photos
from chain import MEAN, PILLOW, STD
from rounds import Row, Run, ratio

from pipecheck.evidence.model import Figure
from pipecheck.probe.network.load import load
from pipecheck.probe.network.runtime import onnxruntime
from pipecheck.probe.scores.score import Judged, Outputs, Score
from pipecheck.probe.trial import trial
from pipecheck.probe.trial.lane import Lane, feed
from pipecheck.sources.truth import Truth
from pipecheck_transformers import folder
from pipecheck_transformers.fast import compiled

MEMORY = Path(__file__).with_name("memory.py")
CORES = os.cpu_count() or 1
COUNTS = 100, 2_000
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Pictures of one size, and how many times as fast as the script they should be judged."""

    name: str
    paths: Sequence[Path]
    goal: float | None = None


def main() -> None:
    """Print the table."""
    options = _options()
    with tempfile.TemporaryDirectory() as place:
        model = mobilenet.write(Path(place) / "mobilenet_v2.onnx")
        print(f"{'what':<96}{'ratio':>7}   goal")
        for pictures in _sets(Path(place), options.images):
            for rows in (_overlapped, _against):
                for row in rows(pictures, model, options.rounds):
                    print(row, flush=True)
        print(_memory(Path(place), model))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, help="a folder of pictures, instead of made ones")
    parser.add_argument("--rounds", type=int, default=9, help="how often each pair is measured (default: 9)")
    return parser.parse_args()


def _sets(place: Path, images: Path | None) -> Iterator[Set]:
    if images is not None:
        yield Set(name=images.name, paths=folder.pictures(images), goal=1.2)
        return
    yield Set(name="500×375", paths=photos.write(place / "small", 200, 375, 500, 6.5), goal=1.2)
    yield Set(name="1920×1280", paths=photos.write(place / "large", 48, 1280, 1920, 5))


def lane(model: Path) -> Lane:
    """What torchvision's evaluation does, before *model*."""
    return Lane(chain=PILLOW, network=load(model), input="input")


def tried(way: Lane, paths: Sequence[Path], threads: int = CORES) -> trial.Tried:
    """All of *paths* run and judged."""
    truths = {path.name: index % 1000 for index, path in enumerate(paths)}
    return trial.run(way, TOP1, truths, paths, paths[0].parent, threads=threads)


def _judged(outputs: Outputs, truth: Truth, _: object) -> Judged:
    answer = int(outputs["output"].argmax())
    return Judged(value=float(answer == truth), answer=answer)


def _sum(judged: Sequence[Judged]) -> tuple[Figure, ...]:
    value = statistics.fmean(each.value for each in judged)
    return (Figure(metric="top1", value=value, low=0.0, high=1.0, count=len(judged)),)


TOP1 = Score(task="classification", metric="top1", judge=_judged, sum_up=_sum)


def _overlapped(pictures: Set, model: Path, rounds: int) -> Iterator[Row]:
    """A run against its two parts: their processor time, each alone on one thread, and their wall time, each alone on all."""
    way, make = lane(model), compiled(PILLOW)
    fed = feed(way, make(pictures.paths[0]))

    def chain() -> None:
        for path in pictures.paths:
            make(path)

    def inference() -> None:
        for _ in pictures.paths:
            way.network.run(fed)

    def parts() -> None:
        with ThreadPoolExecutor(CORES) as pool:
            list(pool.map(make, pictures.paths))
            list(pool.map(lambda _: way.network.run(fed), pictures.paths))

    ours = (lambda: tried(way, pictures.paths), time.perf_counter)
    jobs = ours, (chain, time.process_time), (inference, time.process_time), (parts, time.perf_counter)
    _round(jobs, turned=False)
    found = [_round(jobs, turned=index % 2 == 1) for index in range(rounds)]
    name = f"{pictures.name}: wall of a run / processor time of chain and inference over {CORES} cores"
    yield Row(name=name, ratio=statistics.median(wall * CORES / (one + other) for wall, one, other, _ in found), at_most=1.2)
    name = f"{pictures.name}: wall of a run / wall of chain, then inference, each on {CORES} threads"
    yield Row(name=name, ratio=statistics.median(wall / both for wall, _, _, both in found))


def _round(jobs: Sequence[tuple[Run, Clock]], *, turned: bool) -> list[float]:
    """How long each of *jobs* takes by its clock; the last one goes first if *turned*."""
    times = [_seconds(run, clock) for run, clock in (reversed(jobs) if turned else jobs)]
    return times[::-1] if turned else times


def _seconds(run: Run, clock: Clock) -> float:
    start = clock()
    run()
    return clock() - start


def _against(pictures: Set, model: Path, rounds: int) -> Iterator[Row]:
    script = _script(pictures, model)
    if script is None:
        print(f"{pictures.name}: torch is not installed, its rows are left out")
        return
    way = lane(model)
    answers = {name: judged.answer for name, judged in tried(way, pictures.paths).judged.items()}
    assert answers == script(), "the script gives other answers"
    faster = ratio(script, lambda: tried(way, pictures.paths), time.perf_counter, rounds)
    yield Row(name=f"{pictures.name}: a script of torchvision and onnxruntime / ours, wall", ratio=faster, at_least=pictures.goal)
    alone = ratio(script, lambda: tried(way, pictures.paths, 1), time.process_time, rounds)
    yield Row(name=f"{pictures.name}: a script of torchvision and onnxruntime / ours, one thread, CPU", ratio=alone)


def _script(pictures: Set, model: Path) -> Callable[[], dict[str, int]] | None:
    """What one writes in five minutes: each library as it comes, with the threads that it takes by itself."""
    try:
        import with_torch
    except ImportError:
        return None
    data: Any = with_torch.Pictures(pictures.paths, with_torch.transform(256, 224, MEAN, STD))
    session: Any = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])

    def run() -> dict[str, int]:
        answers = {}
        for index, path in enumerate(pictures.paths):
            outputs = session.run(None, {"input": data[index].unsqueeze(0).numpy()})
            answers[path.name] = int(outputs[0].argmax())
        return answers

    return run


def _memory(place: Path, model: Path) -> Row:
    few = photos.write(place / "few", 10, 375, 500, 6.5)
    (place / "many").mkdir()
    paths = [place / "many" / f"{index:05}.jpg" for index in range(max(COUNTS))]
    for index, path in enumerate(paths):
        path.hardlink_to(few[index % len(few)])
    least, most = (_peak(paths[:count], model) for count in COUNTS)
    name = f"500×375: peak memory: {COUNTS[1]:,} pictures ({most} MB) / {COUNTS[0]} ({least} MB)"
    return Row(name=name, ratio=most / least, at_most=1.1)


def _peak(paths: Sequence[Path], model: Path) -> int:
    listed, command = "\n".join(map(str, paths)), [sys.executable, str(MEMORY), "trial", str(model)]
    return int(subprocess.run(command, input=listed, text=True, capture_output=True, check=True).stdout)


if __name__ == "__main__":
    main()

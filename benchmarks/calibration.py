"""How fast a set of pictures is judged, as ratios to CleanVision and to the second run: `python benchmarks/calibration.py [--images DIR]`.

Both find dark, bright, empty, blurred and odd pictures and exact and near duplicates; what CleanVision looks for is its default.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import photos
from judging import How, Judge
from rounds import Row

MEMORY = Path(__file__).with_name("memory.py")
COUNTS = 100, 2_000, 20_000
Seconds = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Pictures of one size; how many times as fast as CleanVision they should be judged *scaled*, and in *full*."""

    name: str
    folder: Path
    scaled: float | None = None
    full: float | None = None


def main() -> None:
    """Print the table."""
    options = _options()
    if importlib.util.find_spec("cleanvision") is None:
        print("CleanVision is not installed, its rows are left out: pip install cleanvision")
    with tempfile.TemporaryDirectory() as place:
        print(f"{'what':<96}{'ratio':>7}   goal")
        for pictures in _sets(Path(place), options.images):
            for row in (*_against(pictures, options.rounds), *_again(pictures, options.rounds)):
                print(row, flush=True)
        for row in _memory(Path(place)):
            print(row, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, help="a folder of pictures, instead of made ones")
    parser.add_argument("--rounds", type=int, default=9, help="how often each pair is measured (default: 9)")
    return parser.parse_args()


def _sets(place: Path, images: Path | None) -> Iterator[Set]:
    if images is not None:
        copied = shutil.copytree(images, place / "given")
        yield Set(name=images.name, folder=_aged(copied))
        return
    photos.write(place / "small", 300, 375, 500, 6.5)
    yield Set(name="500×375", folder=_aged(place / "small"), scaled=12, full=6)
    photos.write(place / "large", 48, 1280, 1920, 5)
    yield Set(name="1920×1280", folder=_aged(place / "large"), scaled=20, full=5)


def _aged(folder: Path) -> Path:
    """*folder* with files that were written a while ago: a cache does not trust those of this second."""
    for path in folder.rglob("*.*"):
        os.utime(path, (time.time() - 60,) * 2)
    return folder


def _against(pictures: Set, rounds: int) -> Iterator[Row]:
    if importlib.util.find_spec("cleanvision") is None:
        return
    ways: tuple[tuple[How, float | None], ...] = (("scaled", pictures.scaled), ("full", pictures.full))
    cores = os.cpu_count() or 1
    for how, goal in ways:
        title = f"{pictures.name}: CleanVision / {how}"
        processor, wall = _ratios(pictures.folder, "cleanvision", how, 1, rounds)
        yield Row(name=f"{title}, one thread, CPU", ratio=processor, at_least=goal)
        yield Row(name=f"{title}, one thread, wall", ratio=wall)
        processor, wall = _ratios(pictures.folder, "cleanvision", how, cores, rounds)
        yield Row(name=f"{title}, {cores} threads, CPU", ratio=processor)
        yield Row(name=f"{title}, {cores} threads, wall", ratio=wall)


def _again(pictures: Set, rounds: int) -> Iterator[Row]:
    processor, wall = _ratios(pictures.folder, "first", "second", os.cpu_count() or 1, rounds)
    yield Row(name=f"{pictures.name}: first run / second run, judging included, CPU", ratio=processor)
    yield Row(name=f"{pictures.name}: first run / second run, judging included, wall", ratio=wall, at_least=10)


def _ratios(folder: Path, one: How, other: How, threads: int, rounds: int) -> Seconds:
    """How many times as long as *other* does *one* take, on the processor and on the wall: the medians of rounds taken in turns."""
    with ExitStack() as stack:
        judges = [Judge.of(how, folder, threads) for how in (one, other)]
        for judge in judges:
            stack.callback(judge.leave)
            judge.seconds()
        found = [_round(judges, turned=index % 2 == 1) for index in range(rounds)]
    return statistics.median(processor for processor, _ in found), statistics.median(wall for _, wall in found)


def _round(judges: Sequence[Judge], *, turned: bool) -> Seconds:
    times = [judge.seconds() for judge in (reversed(judges) if turned else judges)]
    one, other = reversed(times) if turned else times
    return one[0] / other[0], one[1] / other[1]


def _memory(place: Path) -> Iterator[Row]:
    few = photos.write(place / "few", 10, 375, 500, 6.5)
    (place / "many").mkdir()
    paths = [place / "many" / f"{index:05}.jpg" for index in range(max(COUNTS))]
    for index, path in enumerate(paths):
        path.hardlink_to(few[index % len(few)])
    least, *others = (_peak(paths[:count]) for count in COUNTS)
    for count, peak in zip(COUNTS[1:], others, strict=True):
        pair = f"peak memory: {count:,} pictures ({peak} MB) / {COUNTS[0]} ({least} MB)"
        yield Row(name=f"500×375: {pair}", ratio=peak / least, at_most=1.25)  # a picture leaves a row, a name and a path: a kilobyte


def _peak(paths: Sequence[Path]) -> int:
    listed = "\n".join(map(str, paths))
    return int(subprocess.run([sys.executable, str(MEMORY), "survey"], input=listed, text=True, capture_output=True, check=True).stdout)


if __name__ == "__main__":
    main()

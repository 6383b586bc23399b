"""How fast a chain is, as ratios to what else there is: `python benchmarks/chain.py [--images DIR]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import photos
from rounds import Row, ratio

from pipecheck_transformers import Affine, CenterCrop, Chain, ResizeShort, ToColor, Transpose, folder, pil
from pipecheck_transformers.fast import compiled

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
NORMALISE = (Affine(std=255), Affine(mean=MEAN, std=STD), Transpose("chw"))
OPENCV = Chain([ToColor("rgb"), ResizeShort(256), CenterCrop(224, 224), *NORMALISE])
PILLOW = Chain([ResizeShort(256, library="pil"), CenterCrop(224, 224, fill=0), *NORMALISE], read=pil())
RSS = Path(__file__).with_name("memory.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Pictures of one size, and how many rounds they are worth."""

    name: str
    paths: Sequence[Path]
    rounds: int

    def each(self, make: Callable[[Path], Any]) -> Callable[[], None]:
        """A run of *make* over all pictures."""

        def run() -> None:
            for path in self.paths:
                make(path)

        return run

    def folder(self, chain: Chain, threads: int) -> Callable[[], None]:
        """A folder run over all pictures."""

        def run() -> None:
            for _ in chain.over(self.paths, threads=threads):
                pass

        return run

    def cpu(self, run: Callable[[], None], other: Callable[[], None]) -> float:
        """The ratio of the processor times."""
        return ratio(run, other, time.process_time, self.rounds)

    def wall(self, run: Callable[[], None], other: Callable[[], None]) -> float:
        """The ratio of the times on the wall."""
        return ratio(run, other, time.perf_counter, self.rounds)


def main() -> None:
    """Print the table."""
    options = _options()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as place:
        sets = list(_sets(Path(place), options.images, options.rounds))
        print(f"{'what':<96}{'ratio':>7}   goal")
        for index, pictures in enumerate(sets):
            small = index == 0 and options.images is None
            for rows in (_opencv, _torchvision, _two_threads):
                for row in rows(pictures, small=small, goals=options.images is None):
                    print(row, flush=True)
        for row in _memory(sets[0]):
            print(row, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, help="a folder of pictures, instead of made ones")
    parser.add_argument("--rounds", type=int, default=15, help="how often each pair is measured (default: 15)")
    return parser.parse_args()


def _sets(place: Path, images: Path | None, rounds: int) -> Iterator[Set]:
    if images is not None:
        paths = folder.pictures(images)
        yield Set(name=f"{len(paths)} pictures of {_kilobytes(paths)}", paths=paths, rounds=rounds)
        return
    for size, count, height, width, grain in (("small", 48, 375, 500, 6.5), ("large", 12, 1280, 1920, 5)):
        paths = photos.write(place / size, count, height, width, grain)
        yield Set(name=f"{width}×{height} of {_kilobytes(paths)}", paths=paths, rounds=rounds)


def _kilobytes(paths: Sequence[Path]) -> str:
    return f"{sum(path.stat().st_size for path in paths) / len(paths) / 1000:.0f} kB"


def _opencv(pictures: Set, *, small: bool, goals: bool) -> Iterator[Row]:
    chain = pictures.each(compiled(OPENCV))
    alone = pictures.each(lambda path: cv2.imread(str(path)))
    goal = (1.40 if small else 1.08) if goals else None
    yield Row(name=f"{pictures.name}: opencv chain / cv2.imread alone", ratio=pictures.cpu(chain, alone), at_most=goal)
    by_hand = pictures.cpu(pictures.each(_by_hand), chain)
    yield Row(name=f"{pictures.name}: cv2 and numpy by hand / opencv chain", ratio=by_hand, at_least=1.6 if small else None)
    steps = pictures.cpu(pictures.each(OPENCV), chain)
    yield Row(name=f"{pictures.name}: step by step / opencv chain", ratio=steps)


def _by_hand(path: Path) -> Any:
    decoded: Any = cv2.imread(str(path))
    picture = cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
    height, width = picture.shape[:2]
    size = (256, 256 * height // width) if width <= height else (256 * width // height, 256)
    picture = cv2.resize(picture, size)
    top, left = (picture.shape[0] - 224) // 2, (picture.shape[1] - 224) // 2
    cropped = picture[top : top + 224, left : left + 224]
    return np.ascontiguousarray(((cropped / 255 - np.array(MEAN)) / np.array(STD)).transpose(2, 0, 1), np.float32)


def _torchvision(pictures: Set, *, small: bool, goals: bool) -> Iterator[Row]:
    data = _data(pictures)
    if data is None:
        print(f"{pictures.name}: torch is not installed, its rows are left out")
        return
    make = compiled(PILLOW)
    for index, path in enumerate(pictures.paths):
        assert data[index].numpy().tobytes() == make(path).tobytes(), f"{path}: torchvision gives something else"

    def theirs() -> None:
        for index in range(len(data)):
            data[index]

    called = pictures.cpu(theirs, pictures.each(make))
    yield Row(name=f"{pictures.name}: torchvision / PIL chain, same bits", ratio=called, at_least=1.05 if small else None)
    run = pictures.cpu(theirs, pictures.folder(PILLOW, 1))
    goal = (1.05 if small else 1.25) if goals else None
    yield Row(name=f"{pictures.name}: torchvision / PIL chain, same bits, folder run", ratio=run, at_least=goal)


def _two_threads(pictures: Set, *, small: bool, goals: bool) -> Iterator[Row]:
    data = _data(pictures)
    if data is None:
        return
    import with_torch

    loader = with_torch.loader(data, 2)

    def theirs() -> None:
        for _ in loader:
            pass

    goal = 1.5 if goals and small else None
    for name, chain in (("opencv", OPENCV), ("PIL", PILLOW)):
        found = pictures.wall(theirs, pictures.folder(chain, 2))
        pair = f"torchvision, 2 DataLoader workers / {name} chain, 2 threads, wall"
        yield Row(name=f"{pictures.name}: {pair}", ratio=found, at_least=goal)


def _data(pictures: Set) -> Any:
    try:
        import torch
        import with_torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    return with_torch.Pictures(pictures.paths, with_torch.transform(256, 224, MEAN, STD))


def _memory(pictures: Set) -> Iterator[Row]:
    for name in ("opencv", "pil"):
        few, many = (_peak(name, pictures.paths, count) for count in (100, 2000))
        pair = f"peak memory of a folder run, {name}: 2,000 pictures ({many} MB) / 100 ({few} MB)"
        yield Row(name=f"{pictures.name}: {pair}", ratio=many / few, at_most=1.10)


def _peak(name: str, paths: Sequence[Path], count: int) -> int:
    listed = "\n".join(str(paths[index % len(paths)]) for index in range(count))
    return int(subprocess.run([sys.executable, str(RSS), name], input=listed, text=True, capture_output=True, check=True).stdout)


if __name__ == "__main__":
    main()

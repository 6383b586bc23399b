"""How much processor time a scan of tensor files takes, as ratios to reading and adding them up: `python benchmarks/tensors.py`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from rounds import Row, ratio

from pipecheck.evidence.tensors import Expected
from pipecheck.probe.tensors.files import listed
from pipecheck.probe.tensors.numbers import scan

PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
SCAN = """
from pathlib import Path
from pipecheck.evidence.tensors import Expected
from pipecheck.probe.tensors.files import listed
from pipecheck.probe.tensors.numbers import scan
expected = Expected(tool="hb_mapper", shape=(3, 224, 224), layout="chw", dtype="float32")
scan(listed(Path({folder!r}), expected), expected, threads=2)
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each pair is measured (default: 9)")
    rounds = parser.parse_args().rounds
    cv2.setNumThreads(1)
    print(f"{'what':<96}{'ratio':>7}   goal")
    with tempfile.TemporaryDirectory() as place:
        for row in (*_speed(Path(place), rounds), *_memory(Path(place) / "many")):
            print(row, flush=True)


def _speed(place: Path, rounds: int) -> Iterator[Row]:
    for side, count in ((640, 60), (224, 200), (32, 2000)):
        for layout in ("chw", "hwc"):
            for dtype in ("float32", "uint8"):
                folder = place / f"{side}_{layout}_{dtype}"
                expected = _written(folder, side, count, layout, dtype)
                name = f"{count} files of {side}×{side} {layout} {dtype}: listing and scan / np.fromfile and sum"
                found = ratio(_scan(folder, expected), _sum(folder, dtype), time.process_time, rounds)
                yield Row(name=name, ratio=found, at_most=4.0 if side > 32 else None)


def _written(folder: Path, side: int, count: int, layout: Literal["chw", "hwc"], dtype: Literal["float32", "uint8"]) -> Expected:
    """Pictures that are smooth here and rough there, as their numbers are."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    for index in range(count):
        rough = rng.integers(0, 256, (side // 8, side // 8, 3), dtype=np.uint8)
        picture = cv2.resize(rough, (side, side), interpolation=cv2.INTER_CUBIC)
        ordered = picture.transpose(2, 0, 1) if layout == "chw" else picture
        np.ascontiguousarray(ordered, dtype).tofile(folder / f"{index:05}.bin")
    shape = (3, side, side) if layout == "chw" else (side, side, 3)
    return Expected(tool="hb_mapper", shape=shape, layout=layout, dtype=dtype)


def _scan(folder: Path, expected: Expected) -> Callable[[], object]:
    return lambda: scan(listed(folder, expected), expected, threads=1)


def _sum(folder: Path, dtype: str) -> Callable[[], object]:
    paths = sorted(folder.iterdir())
    return lambda: [np.fromfile(path, dtype).sum() for path in paths]


def _memory(folder: Path) -> Iterator[Row]:
    """One small file under many names: links take no room."""
    folder.mkdir()
    np.arange(3 * 224 * 224, dtype=np.float32).tofile(folder / "0.bin")
    peaks = []
    for count in (100, 20_000):
        for index in range(len(list(folder.iterdir())), count):
            (folder / f"{index}.bin").symlink_to(folder / "0.bin")
        code = SCAN.format(folder=str(folder)) + PEAK
        peaks.append(int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout))
    yield Row(name=f"peak memory: 20,000 files ({peaks[1]} MB) / 100 ({peaks[0]} MB)", ratio=peaks[1] / peaks[0], at_most=1.10)


if __name__ == "__main__":
    main()

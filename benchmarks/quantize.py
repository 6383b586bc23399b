"""How fast a network is calibrated by all methods at once, as ratios: `python benchmarks/quantize.py [--nncf PYTHON]`."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import mobilenet
import numpy as np
from rounds import Row

CALIBRATED = Path(__file__).with_name("calibrated.py")
COUNT = 100
FEW, MANY = 20, 500
PEERS = "percentile", "entropy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a way took: *wall* and *cpu* in seconds, and *peak* in MB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A *model* to be quantised, and the *folder* where there is place; *nncf* is a Python that has NNCF."""

    model: Path
    folder: Path
    nncf: str | None

    def samples(self, count: int) -> Path:
        """A folder with so many samples."""
        folder = self.folder / f"samples{count}"
        if not folder.exists():
            folder.mkdir()
            draw = np.random.default_rng(0)
            for number in range(count):
                path = folder / f"{number:04}.npy"
                if number < COUNT:
                    np.save(path, draw.normal(0, 1, (1, 3, mobilenet.SIDE, mobilenet.SIDE)).astype(np.float32))
                else:
                    path.hardlink_to(folder / f"{number % COUNT:04}.npy")
        return folder

    def took(self, way: str, count: int = COUNT) -> Took:
        """What *way* takes for so many samples, in a process of its own."""
        python = self.nncf if way == "nncf" and self.nncf else sys.executable
        paths = CALIBRATED, self.model, self.samples(count), self.folder / f"{way}.onnx"
        script, *arguments = map(str, paths)
        run = subprocess.run([python, script, way, *arguments], capture_output=True, text=True, check=False)
        if run.returncode:
            sys.exit(f"{way}: {run.stderr}")
        return Took(**json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    """Print the table."""
    options = _options()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        model = options.model or mobilenet.write(folder / "mobilenet_v2.onnx")
        nncf = options.nncf if _has_nncf(options.nncf) else None
        if nncf is None:
            print("NNCF is not installed, its rows are left out")
        case = Case(model=model, folder=folder, nncf=nncf)
        print(f"{'what':<96}{'ratio':>7}   goal")
        for row in (*_against(case, options.rounds), *_flat(case)):
            print(row, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, help="another network, that takes `input` of 1×3×224×224 (default: MobileNetV2, made here)")
    parser.add_argument("--nncf", default=sys.executable, help="the Python that has NNCF (default: this one)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each way is measured (default: 3)")
    return parser.parse_args()


def _has_nncf(python: str) -> bool:
    code = "import importlib.util as u, sys; sys.exit(not (u.find_spec('nncf') and u.find_spec('onnx')))"
    return subprocess.run([python, "-c", code], check=False).returncode == 0


def _against(case: Case, rounds: int) -> Iterator[Row]:
    ways = ["ours", *PEERS, *(["nncf"] if case.nncf else [])]
    case.samples(COUNT)
    found: dict[str, list[Took]] = {way: [] for way in ways}
    for index in range(rounds):
        for way in ways if index % 2 == 0 else reversed(ways):
            found[way].append(case.took(way))
    ours, percentile, entropy = (found[way] for way in ("ours", *PEERS))
    what = "all of the default search"
    walls = [(one.wall + two.wall) / mine.wall for mine, one, two in zip(ours, percentile, entropy, strict=True)]
    yield Row(name=f"onnxruntime: percentile and entropy / {what}, wall", ratio=statistics.median(walls), at_least=3)
    cpus = [(one.cpu + two.cpu) / mine.cpu for mine, one, two in zip(ours, percentile, entropy, strict=True)]
    yield Row(name=f"onnxruntime: percentile and entropy / {what}, CPU", ratio=statistics.median(cpus))
    peaks, mine = _peak([*percentile, *entropy]), _peak(ours)
    yield Row(name=f"onnxruntime: the larger peak ({peaks:.0f} MB) / {what} ({mine:.0f} MB)", ratio=peaks / mine, at_least=8)
    if case.nncf:
        pairs = list(zip(ours, found["nncf"], strict=True))
        yield Row(name=f"{what} / NNCF: its default, wall", ratio=statistics.median(mine.wall / its.wall for mine, its in pairs), at_most=2)
        yield Row(name=f"{what} / NNCF: its default, CPU", ratio=statistics.median(mine.cpu / its.cpu for mine, its in pairs))
    for way, took in found.items():
        print(f"  {way}: {', '.join(f'{each.wall:.1f} s ({each.cpu:.1f} s CPU), {each.peak:.0f} MB' for each in took)}", file=sys.stderr)


def _peak(all_took: Sequence[Took]) -> float:
    return statistics.median(took.peak for took in all_took)


def _flat(case: Case) -> Iterator[Row]:
    few, many = (case.took("ours", count).peak for count in (FEW, MANY))
    yield Row(name=f"peak memory: {MANY} samples ({many:.0f} MB) / {FEW} ({few:.0f} MB)", ratio=many / few, at_most=1.1)


if __name__ == "__main__":
    main()

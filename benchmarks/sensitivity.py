"""How much less a ranking takes than a session for each place on all samples: `python benchmarks/sensitivity.py [mobilenet] [detector]`."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import detector
import mobilenet
import numpy as np
from rounds import Row

from pipecheck.evidence.debug.sensitivity import Ranking, Table, lost
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.method import MAX
from pipecheck.probe.quant.observe.observe import observe
from pipecheck.probe.quant.plan import Plan, Taken
from pipecheck.probe.quant.points import Kind, Point, only, points
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.sensitivity import figures
from pipecheck.probe.quant.sensitivity.rank import ranks
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.thresholds import thresholds
from pipecheck_transformers.pixels import Array

NETWORKS: Mapping[str, Callable[[Path], Path]] = {"mobilenet": mobilenet.write, "detector": detector.write}
KINDS: tuple[Kind, ...] = ("weight", "activation")
FASTER, ALIKE, FIRST = 6.0, 0.95, 5
Result = TypeVar("Result")
_FLOAT = Plan(ranges={}, taken={})
Found = Mapping[str, Mapping[str, Mapping[str, float]]]
"""The figures of every place, by output and metric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A network, how it is quantised, and the samples to rank it on."""

    prepared: Prepared
    plan: Plan
    samples: Samples


def main() -> None:
    """Print the tables."""
    options = _options()
    print(f"{'what':<96}{'ratio':>7}   goal")
    for name in options.networks or NETWORKS:
        with tempfile.TemporaryDirectory() as folder:
            case = _case(NETWORKS[name](Path(folder, f"{name}.onnx")), options.samples)
            for row in _rows(name, case):
                print(row, flush=True)


def _rows(name: str, case: Case) -> list[Row]:
    """All that is measured of one network; the fast way is measured before and after the slow one."""
    before, found = _timed(lambda: ranks(case.prepared, case.plan, case.samples, kinds=KINDS, leading=FIRST, threads=1))
    slow, brute = _timed(lambda: exhaustive(case))
    after, _ = _timed(lambda: ranks(case.prepared, case.plan, case.samples, kinds=KINDS, leading=FIRST, threads=1))
    seconds, wall = (slow[at] / ((before[at] + after[at]) / 2) for at in (0, 1))
    rows = [
        Row(
            name=f"{name}: seconds on the processor, all weights and activations by brute force / by a ranking",
            ratio=seconds,
            at_least=FASTER,
        ),
        Row(name=f"{name}: the same by the clock on the wall", ratio=wall),
    ]
    for ranking in found.values():
        refined = sum(each.refined for each in ranking.places)
        rows.append(Row(name=f"{name}: {ranking.kind}s measured on all samples, of {len(ranking.places)}", ratio=refined))
        for table in ranking.tables:
            rows += _agreement(name, ranking, table, brute[ranking.kind])
    return rows


def _agreement(name: str, ranking: Ranking, table: Table, brute: Found) -> list[Row]:
    """Whether the first places are the same, and how alike the orders are."""
    losses = {place: lost(table.metric, figures[table.output][table.metric]) for place, figures in brute.items()}
    order = sorted(losses, key=lambda place: -losses[place])
    what = f"{name}: {ranking.kind}s by {table.metric} of {table.output}"
    return [
        Row(name=f"{what}: the first {FIRST} are the same", ratio=float(set(order[:FIRST]) == set(table.order[:FIRST])), at_least=1.0),
        Row(name=f"{what}: rank correlation", ratio=_correlation(losses, table.order), at_least=ALIKE),
    ]


def _correlation(losses: Mapping[str, float], order: tuple[str, ...]) -> float:
    """Spearman's, places that cost the same with the same rank: where nothing is lost there is no order."""
    values = np.array([losses[place] for place in order])
    right = (values[:, None] < values).sum(1) + (values[:, None] == values).sum(1) / 2
    given = np.arange(len(order), dtype=np.float64)
    given[values == 0] = given[values == 0].mean() if (values == 0).any() else 0
    return float(np.corrcoef(right, given)[0, 1])


def exhaustive(case: Case) -> dict[Kind, Found]:
    """What every place costs, by a session for each that runs all samples; the float network runs them once."""
    shared = skeletons.of(case.prepared)
    floats = build.session(case.prepared, _FLOAT, skeleton=shared)
    wanted = {name: floats.run(case.samples.load(name)) for name in case.samples.names}
    return {kind: {point.name: _place(case, shared, point, wanted) for point in points(case.prepared, case.plan, kind)} for kind in KINDS}


def _place(case: Case, shared: skeletons.Skeleton, point: Point, wanted: Mapping[str, Feed]) -> dict[str, dict[str, float]]:
    network = build.session(case.prepared, only(case.prepared, case.plan, [point]), skeleton=shared)
    made = {name: network.run(case.samples.load(name)) for name in case.samples.names}
    each = {
        output: [figures.figures(figures.DEFAULT, wanted[name][output], found[output]) for name, found in made.items()]
        for output in case.prepared.outputs
    }
    return {
        output: {metric: figures.mean(metric, [one[metric] for one in several]) for metric in figures.DEFAULT}
        for output, several in each.items()
    }


def _timed(run: Callable[[], Result]) -> tuple[tuple[float, float], Result]:
    """Seconds on the processor and on the wall, and what *run* gives."""
    processor, wall = time.process_time(), time.perf_counter()
    result = run()
    return (time.process_time() - processor, time.perf_counter() - wall), result


def _case(path: Path, count: int) -> Case:
    """The network in *path* with samples of waves and noise, and a scale for each tensor by the largest value."""
    prepared = prepare.prepare(path)
    sides = tuple(side if isinstance(side, int) else 1 for side in prepared.inputs[0].shape or ())
    fed = {str(seed): {prepared.inputs[0].name: _picture(sides, seed)} for seed in range(count)}
    samples = Samples(tuple(fed), fed.__getitem__)
    seen = observe(prepared, Samples(samples.names[:8], samples.load), threads=1)
    taken = {unit.name: Taken(inputs=tuple("int8" for _ in unit.inputs)) for unit in prepared.units}
    return Case(prepared=prepared, plan=Plan(ranges=thresholds.ranges(seen, MAX, asymmetric=False), taken=taken), samples=samples)


def _picture(sides: tuple[int, ...], seed: int) -> Array:
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[: sides[2], : sides[3]] / sides[3]
    waves = [np.sin(2 * np.pi * (rng.uniform(0, 8) * rows + rng.uniform(0, 8) * columns + rng.uniform())) for _ in range(sides[1])]
    found: Array = (rng.uniform(0.5, 1.5) * np.stack(waves)[None] + rng.normal(0, 0.3, sides)).astype(np.float32)
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help="which networks are ranked (default: all)")
    parser.add_argument("--samples", type=int, default=32, help="on how many samples (default: 32)")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""What other samples have beyond the values that calibration saw: how much there is, how far it lies off, what error cutting it makes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pipecheck.evidence.debug.distributions import Clipped
from pipecheck.probe.quant import rounding
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.passing import Pace, passed
from pipecheck.probe.quant.plan import Range
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate.wiring import Lattice
from pipecheck_transformers.pixels import Array

_Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one sample has of a tensor, *total* values from *low* to *high*.

    So many are *outside* of what calibration saw, by so much, the *squares* of which are added; so many outside of the scale are *cut*.
    """

    low: float
    high: float
    total: int
    outside: int
    squares: float
    cut: int


@dataclass(frozen=True, slots=True)
class Beyond:
    """What the *tensors* have over *count* samples; *broken* says why others could not be run."""

    tensors: Mapping[str, Clipped] = field(default_factory=dict)
    count: int = 0
    broken: Mapping[str, str] = field(default_factory=dict)


def beyond(
    prepared: Prepared,
    samples: Samples,
    observed: Observed,
    lattices: Mapping[str, Lattice],
    *,
    pace: Pace,
) -> Beyond:
    """What *samples* have beyond the *observed*, for each of the tensors that are rounded to *lattices*."""
    ends = {
        name: _limits(seen, lattice)
        for name, lattice in lattices.items()
        if (seen := observed.tensors.get(name)) is not None and seen.total
    }
    fed = {tensor.name for tensor in prepared.inputs}
    network = prepare.session(prepared, expose=[name for name in ends if name not in fed], plain=True)

    def look(feed: Feed) -> Mapping[str, _Seen]:
        made = {**feed, **network.run(feed)}
        return {name: _seen(made[name], limits, lattices[name]) for name, limits in ends.items() if name in made and made[name].size}

    sums = {name: _Sum() for name in ends}
    count, broken = 0, {}
    for each in passed(look, samples, pace):
        if each.found is None:
            broken[each.name] = each.broken
            continue
        count += 1
        for name, its in each.found.items():
            sums[name].add(each.name, its)
    return Beyond({name: found.clipped(ends[name], lattices[name]) for name, found in sums.items() if found.count}, count, broken)


def _limits(seen: Histogram, lattice: Lattice) -> _Ends:
    """What a scale of the kind of *lattice* spans that covers all that was *seen*: 0 lies inside, or in the middle."""
    if lattice.covered is not None and lattice.covered.asymmetric:
        return min(seen.low, 0.0), max(seen.high, 0.0)
    return -seen.magnitude, seen.magnitude


def _seen(array: Array, limits: _Ends, lattice: Lattice) -> _Seen:
    values = np.asarray(array, np.float32)
    low, high = float(values.min()), float(values.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        values = values[np.isfinite(values)]
        if values.size == 0:
            return _Seen(0.0, 0.0, 0, 0, 0.0, 0)
        low, high = float(values.min()), float(values.max())
    outside, squares = 0, 0.0
    if low < limits[0] or high > limits[1]:
        over = values - np.clip(values, np.float32(limits[0]), np.float32(limits[1]))
        outside, squares = int(np.count_nonzero(over)), float(np.einsum("i,i->", *(over.reshape(-1).astype(np.float64),) * 2))
    return _Seen(low, high, values.size, outside, squares, _cut(values, (low, high), lattice))


def _cut(values: Array, own: _Ends, lattice: Lattice) -> int:
    ends = rounding.ends(lattice)
    if ends is None or (own[0] >= ends[0] and own[1] <= ends[1]):
        return 0
    return int(np.count_nonzero(values < np.float32(ends[0])) + np.count_nonzero(values > np.float32(ends[1])))


@dataclass(slots=True)
class _Sum:
    """What the samples so far have of a tensor."""

    count: int = 0
    exceeding: int = 0
    low: float = math.inf
    high: float = -math.inf
    total: int = 0
    outside: int = 0
    squares: float = 0.0
    cut: int = 0
    worst: tuple[float, str] | None = None

    def add(self, name: str, seen: _Seen) -> None:
        """Take what the sample *name* has."""
        if not seen.total:
            return
        self.count += 1
        self.exceeding += seen.outside > 0
        self.low, self.high = min(self.low, seen.low), max(self.high, seen.high)
        self.total, self.outside = self.total + seen.total, self.outside + seen.outside
        self.squares, self.cut = self.squares + seen.squares, self.cut + seen.cut
        mean = seen.squares / seen.total
        if seen.outside and (self.worst is None or mean > self.worst[0]):
            self.worst = mean, name

    def clipped(self, ends: _Ends, lattice: Lattice) -> Clipped:
        """What it comes to, against *ends*, between which calibration saw all."""
        step = eight_bits(ends, lattice)
        return Clipped(
            samples=self.count,
            exceeding=self.exceeding,
            limits=ends,
            low=self.low,
            high=self.high,
            share=self.outside / self.total,
            times=max(_times(self.high, ends[1], ends), _times(-self.low, -ends[0], ends)),
            excess=12 * self.squares / self.total / step**2 if step else math.inf if self.squares else 0.0,
            cut=self.cut / self.total,
            worst=None if self.worst is None else self.worst[1],
        )


def eight_bits(ends: _Ends, lattice: Lattice) -> float:
    """The step of 8 bits over *ends*, whatever numbers *lattice* has; 0 where calibration saw nothing but zeros."""
    if ends == (0.0, 0.0):
        return 0.0
    asymmetric = lattice.covered is not None and lattice.covered.asymmetric
    return rounding.step(Lattice("int8", Range(*ends, asymmetric=asymmetric))) or 0.0


def _times(reached: float, limit: float, ends: _Ends) -> float:
    """How far one side was *reached*, in parts of its *limit*, or of that of the other side where there is none."""
    if reached <= limit:
        return 1.0
    whole = limit if limit > 0 else max(map(abs, ends))
    return reached / whole if whole > 0 else math.inf

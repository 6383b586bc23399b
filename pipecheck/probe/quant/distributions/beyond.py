"""What other samples have beyond the values that calibration saw: how much of it there is, how far it lies off, and what cutting it costs."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.evidence.debug.distributions import Clipped
from pipecheck.probe import streaming
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant import rounding
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.plan import Range
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate.wiring import Lattice
from pipecheck_transformers.pixels import Array

_AHEAD = 1
_Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one sample has of a tensor: how many values *total*, how many *outside* of what calibration saw, and the *squares* of by how much."""

    low: float
    high: float
    total: int
    outside: int
    squares: float
    cut: int


@dataclass(slots=True, kw_only=True)
class Passed:
    """The *tensors* over *count* samples."""

    tensors: dict[str, Clipped]
    count: int = 0
    broken: dict[str, str] = field(default_factory=dict)


def beyond(
    prepared: Prepared,
    samples: Samples,
    observed: Observed,
    lattices: Mapping[str, Lattice],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Passed:
    """What *samples* have beyond the *observed*, for each of the tensors that are rounded to *lattices*."""
    ends = {name: (seen.low, seen.high) for name in lattices if (seen := observed.tensors.get(name)) is not None and seen.total}
    fed = {tensor.name for tensor in prepared.inputs}
    network = prepare.session(prepared, expose=[name for name in ends if name not in fed], plain=True)
    sums = {name: _Sum() for name in ends}
    found = Passed(tensors={})
    workers = max(1, min(threads or os.cpu_count() or 1, len(samples.names) or 1))

    def work(name: str) -> Mapping[str, _Seen] | str:
        return _looked(network, samples, name, ends, lattices)

    with streaming.alone(), closing(streaming.each(work, samples.names, workers, ahead=_AHEAD)) as results:
        for done, (name, result) in enumerate(zip(samples.names, results, strict=True), 1):
            if isinstance(result, str):
                found.broken[name] = result
            else:
                found.count += 1
                for tensor, seen in result.items():
                    sums[tensor].add(name, seen)
            if progress is not None:
                progress(done, len(samples.names))
            if deadline is not None and time.monotonic() >= deadline and found.count:
                break
    found.tensors = {name: each.clipped(ends[name], lattices[name]) for name, each in sums.items() if each.count}
    return found


def _looked(
    network: Network, samples: Samples, name: str, ends: Mapping[str, _Ends], lattices: Mapping[str, Lattice]
) -> Mapping[str, _Seen] | str:
    try:
        feed = samples.load(name)
        made = {**feed, **network.run(feed)}
    except (PipecheckError, OSError, MemoryError) as e:
        return str(e) or type(e).__name__
    return {each: _seen(array, limits, lattices[each]) for each, limits in ends.items() if (array := made.get(each)) is not None and array.size}


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
            low=self.low,
            high=self.high,
            share=self.outside / self.total,
            times=max(_times(self.high, ends[1], ends), _times(-self.low, -ends[0], ends)),
            excess=12 * self.squares / self.total / step**2 if step else math.inf if self.squares else 0.0,
            cut=self.cut / self.total,
            worst=None if self.worst is None else self.worst[1],
        )


def eight_bits(ends: _Ends, lattice: Lattice) -> float:
    """The step of 8 bits over what calibration saw between *ends*, whatever numbers *lattice* has; 0 where it saw nothing but zeros."""
    if max(map(abs, ends)) == 0:
        return 0.0
    asymmetric = lattice.covered is not None and lattice.covered.asymmetric
    low, high = (min(ends[0], 0.0), max(ends[1], 0.0)) if asymmetric else (-max(map(abs, ends)), max(map(abs, ends)))
    return rounding.step(Lattice("int8", Range(low, high, asymmetric=asymmetric))) or 0.0


def _times(reached: float, seen: float, ends: _Ends) -> float:
    """How far one side was *reached*, in parts of what was *seen* there, or of the other side where there was nothing but zero."""
    if reached <= seen:
        return 1.0
    whole = seen if seen > 0 else max(map(abs, ends))
    return reached / whole if whole > 0 else math.inf


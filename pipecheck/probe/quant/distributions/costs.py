"""What the rounding of one tensor costs the outputs, all else in float: as it is planned, and as it could be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.evidence.debug.distributions import Cost
from pipecheck.probe.quant import points
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.plan import Plan, Range
from pipecheck.probe.quant.points import Point
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck_transformers.pixels import Array

Ends = tuple[float, float]
_RUN = 8
"""So many samples are run for it."""


@dataclass(slots=True, kw_only=True)
class Scales:
    """Weighs one tensor after the other on the same *fed* samples, by the tensors *outputs*."""

    prepared: Prepared
    plan: Plan
    skeleton: Skeleton
    outputs: tuple[str, ...]
    fed: list[tuple[Feed, Mapping[str, Array]]] = field(default_factory=list, repr=False)

    def channels(self, point: Point) -> Cost | None:
        """The weight *point* with one scale, and with one for each channel."""
        units = {unit.name for unit in self.prepared.units if unit.weight is not None and unit.weight.name == point.of}
        return self._cost(point, replace(self.plan, per_channel=self.plan.per_channel | units))

    def wider(self, point: Point, seen: Ends, wanted: Ends) -> Cost | None:
        """The activation *point* over what calibration has *seen*, and what is *wanted* besides; what its method cuts has no part in it."""
        there = self.plan.ranges.get(point.of)
        if there is None:
            return None
        narrow, wide = (
            replace(self.plan, ranges={**self.plan.ranges, point.of: _covering(ends, asymmetric=there.asymmetric)})
            for ends in (seen, (min(seen[0], wanted[0]), max(seen[1], wanted[1])))
        )
        return self._cost(point, wide, narrow)

    def _cost(self, point: Point, mended: Plan, plan: Plan | None = None) -> Cost | None:
        """None where nothing can be run, or nothing comes out."""
        planned, better = self.alone(point, plan or self.plan), self.alone(point, mended)
        if not planned or better is None:
            return None
        worst = min(planned, key=lambda name: planned[name])
        return Cost(output=worst, planned=planned[worst], mended=better.get(worst, -math.inf))

    def alone(self, point: Point, plan: Plan) -> dict[str, float] | None:
        """The SQNR of every output where only *point* is quantised, as *plan* has it."""
        try:
            alone = points.only(self.prepared, plan, (point,))
            network = build.session(self.prepared, alone, ends=self.outputs, skeleton=self.skeleton)
            runs = [(wanted, network.run(_for(network.inputs, feed))) for feed, wanted in self.fed]
        except PipecheckError:
            return None
        return {name: _sqnr([(wanted[name], made[name]) for wanted, made in runs]) for name in self.outputs if runs}


def scales(prepared: Prepared, plan: Plan, skeleton: Skeleton, samples: Samples, outputs: Sequence[str], *, run: int = _RUN) -> Scales:
    """What weighs tensors on the first of *samples* that can be *run*, so many of them."""
    network = prepare.session(prepared, expose=outputs)
    found = Scales(prepared=prepared, plan=plan, skeleton=skeleton, outputs=())
    for name in samples.names:
        if len(found.fed) == run:
            break
        try:
            feed = samples.load(name)
            found.fed.append((feed, network.run(feed)))
        except (PipecheckError, OSError):
            continue
    made = found.fed[0][1] if found.fed else {}
    found.outputs = tuple(name for name in outputs if name in made and made[name].dtype.kind == "f")
    return found


def _covering(ends: Ends, *, asymmetric: bool) -> Range:
    low, high = min(ends[0], 0.0), max(ends[1], 0.0)
    return Range(low, high, asymmetric=True) if asymmetric else Range(-max(-low, high), max(-low, high))


def _for(inputs: Sequence[object], feed: Feed) -> Feed:
    """What of *feed* a network takes that was cut short."""
    names = {getattr(each, "name", None) for each in inputs}
    return {name: array for name, array in feed.items() if name in names}


def _sqnr(pairs: Sequence[tuple[Array, Array]]) -> float:
    """The power of what should come out in parts of that of the differences, in decibels, over all samples."""
    signal = noise = 0.0
    for wanted, got in pairs:
        if wanted.shape != got.shape:
            return -math.inf
        left, right = (np.ascontiguousarray(each, np.float64).reshape(-1) for each in (wanted, got))
        if left.size:
            signal, noise = signal + cv2.norm(left, cv2.NORM_L2SQR), noise + cv2.norm(left, right, cv2.NORM_L2SQR)
    if noise == 0:
        return math.inf
    return 10 * math.log10(signal / noise) if signal > 0 and math.isfinite(noise) else -math.inf

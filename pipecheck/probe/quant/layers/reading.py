"""How a row of the layer-by-layer table is read: whether a layer makes the error grow, and if it is its range or its resolution."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipecheck.evidence.debug.distributions import Distribution, Known
from pipecheck.evidence.debug.layers import Layer
from pipecheck.probe.quant import rounding
from pipecheck.probe.quant.distributions import construction, costs, curves, verdicts, weights
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.layers.places import Place
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.points import Point
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.quant.simulate.wiring import Lattice

FLOOR = 0.02
"""Where the outputs differ by less of their power, a cosine of about 0.99, the vendor takes them for fine: nothing is to be looked for."""
GROWTH = 4.0
"""Twice the error that went in."""
_PART = 0.01
"""A tenth of the error of the worst output, by its size and not its power, counts for something."""
_WEIGHED = 8
"""So many layers at most are run with their weight alone quantised."""
_FAR = 0.1
"""Extremes are far apart where they differ by so much of all that the float tensor spans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the rows of one network; *seen* is what calibration saw, and *samples* are those that the rows are of."""

    prepared: Prepared
    plan: Plan
    skeleton: Skeleton
    lattices: Mapping[str, Lattice]
    seen: Mapping[str, Histogram]
    samples: Samples
    known: dict[str, Known] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Find what is known of the ranges once."""
        object.__setattr__(self, "known", dict(construction.known(self.prepared)))

    def read(self, rows: Sequence[tuple[Layer, Place]], outputs: Collection[str]) -> Iterator[Layer]:
        """The layers of *rows*, marked where the error of the worst of *outputs* grows, and then with the reasons that the numbers give."""
        worst = max((layer.noise for layer, _ in rows if layer.tensor in outputs), default=0.0)
        marked = 0
        for layer, place in rows:
            if worst >= FLOOR and layer.noise >= _PART * worst and layer.noise >= GROWTH * layer.taken:
                marked += 1
                yield replace(layer, grows=True, said=tuple(self._reasons(layer, place, weigh=marked <= _WEIGHED)))
            else:
                yield layer

    def _reasons(self, layer: Layer, place: Place, *, weigh: bool) -> Iterator[str]:
        """Its own rounding, where that makes most of the error; else its weight, or what it does with what it takes."""
        if layer.noise > 2 * layer.raw:
            yield from self._ranges(layer, place)
        elif weigh and place.unit is not None and self._by_weight(place.unit, layer):
            yield from self._weights(place.unit)
        elif layer.taken > 0:
            yield f"{layer.base_op_type} magnifies the error of what it takes, {_short(layer.raw / layer.taken)} times in power"
            yield from self._before(place)
        else:
            yield "the error arises in it"

    def _before(self, place: Place) -> Iterator[str]:
        """What is the matter with the weights that what *place* takes was made with: errors in narrow channels do not show before."""
        for unit in self.prepared.units:
            if unit.output in place.takes and unit.weight is not None:
                found = weights.weight(self.prepared, self.plan, self.skeleton, Point("weight", unit.weight.name))
                yield from (f"{unit.weight.name}, behind it: {said}" for said in _wrong(found))

    def _by_weight(self, unit: Unit, layer: Layer) -> bool:
        """Whether its weight, were it alone quantised, would make half of the error that comes out of *unit*."""
        if unit.weight is None or unit.name not in self.plan.taken:
            return False
        first = Samples(self.samples.names[:1], self.samples.load)
        scales = costs.scales(self.prepared, self.plan, self.skeleton, first, (layer.tensor,), run=1)
        found = (scales.alone(Point("weight", unit.weight.name), self.plan) or {}).get(layer.tensor)
        return found is not None and 2 * 10 ** (-found / 10) >= layer.raw

    def _ranges(self, layer: Layer, place: Place) -> Iterator[str]:
        lattice = self.lattices.get(layer.tensor)
        ends = rounding.ends(lattice) if lattice is not None else None
        span = layer.base_max - layer.base_min
        apart = max(layer.base_max - layer.analy_max, layer.analy_min - layer.base_min)
        if ends is not None and span > 0 and apart > _FAR * span:
            yield (
                f"range error: the float tensor reaches {_short(layer.base_min)}..{_short(layer.base_max)}, the scale ends at "
                f"{_short(ends[0])}..{_short(ends[1])}"
            )
            yield from self._narrow(layer, place)
            return
        yield f"rounding error: the extremes agree, but the steps of {layer.quant_dtype} are {_short(layer.qscale or 0.0)} wide"
        yield from self._coarse(layer, lattice)

    def _narrow(self, layer: Layer, place: Place) -> Iterator[str]:
        """Why the scale is too narrow."""
        seen, known = self.seen.get(layer.tensor), self.known.get(layer.tensor)
        if known is not None:
            yield f"{known.op} {known.node} keeps to {_short(known.low)}..{_short(known.high)} by construction: fix the scale"
        if seen is not None and seen.total:
            saw = f"{_short(seen.low)}..{_short(seen.high)}"
            slack = _FAR * (layer.base_max - layer.base_min)
            if layer.base_max > seen.high + slack or layer.base_min < seen.low - slack:
                yield f"calibration saw {saw} only: it needs samples that reach further"
            else:
                yield f"calibration saw {saw}, and its method cut the scale: another method or percentile keeps more"
        shared = self._sharing(place.unit)
        if len(shared) > 1:
            yield f"its weight serves {len(shared)} layers ({', '.join(shared)}): a module that is called more than once"

    def _coarse(self, layer: Layer, lattice: Lattice | None) -> Iterator[str]:
        """Why the steps are too wide."""
        largest = max(-layer.base_min, layer.base_max)
        if layer.quant_dtype == "int8" and largest > verdicts.LARGE:
            yield f"it reaches {_short(largest)}, and int8 is advised for values up to {verdicts.LARGE:g}: int16"
        seen = self.seen.get(layer.tensor)
        bulk = curves.bulk(seen) if seen is not None else None
        ends = rounding.ends(lattice) if lattice is not None else None
        if bulk is not None and ends is not None and bulk * verdicts.PART <= max(-ends[0], ends[1]):
            yield f"outliers own the scale: 99.9 % of the values are no larger than {_short(bulk)}"

    def _weights(self, unit: Unit) -> Iterator[str]:
        """What is the matter with the weight of *unit*."""
        found = weights.weight(self.prepared, self.plan, self.skeleton, Point("weight", unit.weight.name if unit.weight else ""))
        yield f"the weight {found.tensor if found else ''} in {found.qtype if found else 'integers'} makes it"
        yield from _wrong(found)
        shared = self._sharing(unit)
        if len(shared) > 1:
            yield f"it serves {len(shared)} layers: {', '.join(shared)}"

    def _sharing(self, unit: Unit | None) -> tuple[str, ...]:
        """The units that multiply with the same weight."""
        if unit is None or unit.weight is None:
            return ()
        name = unit.weight.name
        return tuple(each.name for each in self.prepared.units if each.weight is not None and each.weight.name == name)


def _wrong(found: Distribution | None) -> Iterator[str]:
    """The verdicts on a weight that explain an error."""
    if found is not None:
        for verdict in verdicts.verdicts(found):
            if verdict.word in ("outliers", "channels differ", "large at int8"):
                yield verdict.said


def _short(value: float) -> str:
    return f"{value:.3g}"

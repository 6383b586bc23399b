"""How weights and activations are spread, float and quantised, together and channel by channel, and what that means for their scales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipecheck.evidence.debug.distributions import Channels, Clipped, Cost, Distribution, Distributions, Known
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant import points as places
from pipecheck.probe.quant import rounding
from pipecheck.probe.quant.badcases.tail import tail
from pipecheck.probe.quant.distributions import costs, curves, tallies, verdicts, weights
from pipecheck.probe.quant.distributions.beyond import Beyond, beyond
from pipecheck.probe.quant.distributions.construction import known
from pipecheck.probe.quant.distributions.gathering import Gathered, gather
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.passing import Pace
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.points import Point
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.quant.simulate.wiring import Lattice
from pipecheck.probe.trial.spread import evenly

_WEIGHED = 16
"""So many tensors at most are run alone to see what they cost."""
_RUN = 8
_WIDER_SIDE = {"int8": 127, "int16": 32767, "int16-ec": 127}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What all tensors are looked at with."""

    prepared: Prepared
    plan: Plan
    skeleton: Skeleton
    observed: Observed
    lattices: Mapping[str, Lattice]
    gathered: Gathered
    beyond: Beyond
    known: Mapping[str, Known]
    axes: Mapping[str, int]


def distributions(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    observed: Observed,
    *,
    points: Sequence[Point] | None = None,
    evaluation: Samples | None = None,
    axes: Mapping[str, int] | None = None,
    skeleton: Skeleton | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Distributions:
    """How the weights and activations *points*, by default all that *plan* quantises, are spread over *samples* of calibration.

    All of these samples were *observed*. With *evaluation*, samples that were not among them, it is also said what calibration missed.
    *axes* says where the channels of a tensor are, if not where they usually are.
    """
    chosen = tuple(points) if points is not None else _all(prepared, plan)
    shared, pace = skeleton or skeletons.of(prepared), Pace(threads, progress, deadline)
    lattices = rounding.lattices(shared, plan)
    names = [point.of for point in chosen if point.kind == "activation"]
    wanted = {name: lattices[name] for name in names if name in lattices and rounding.step(lattices[name]) is not None}
    scene = _Scene(
        prepared=prepared,
        plan=plan,
        skeleton=shared,
        observed=observed,
        lattices=lattices,
        gathered=gather(prepared, plan, samples, names, observed, axes=axes, skeleton=shared, pace=pace),
        beyond=Beyond() if evaluation is None or not wanted else beyond(prepared, evaluation, observed, wanted, pace=pace),
        known=known(prepared),
        axes=axes or {},
    )
    tensors = [each for point in chosen if (each := _looked(scene, point)) is not None]
    return Distributions(
        model=prepared.path,
        calibrated=observed.count,
        samples=scene.gathered.count,
        evaluated=scene.beyond.count,
        tensors=tuple(_judged(scene, tensors, samples, evaluation)),
        broken={**scene.gathered.broken, **scene.beyond.broken},
        remarks=tuple(_remarks(scene.gathered)),
    )


def _all(prepared: Prepared, plan: Plan) -> tuple[Point, ...]:
    return (*places.points(prepared, plan, "weight"), *places.points(prepared, plan, "activation"))


def _looked(scene: _Scene, point: Point) -> Distribution | None:
    """What is seen of *point*; None where it is not there, or holds no floats."""
    if point.kind == "weight":
        return weights.weight(scene.prepared, scene.plan, scene.skeleton, point, scene.axes.get(point.of))
    seen = scene.observed.tensors.get(point.of)
    both = scene.gathered.values.get(point.of)
    if seen is None or both is None:
        return None
    lattice = scene.lattices.get(point.of)
    step = rounding.step(lattice) if lattice is not None else None
    bulk = curves.bulk(seen)
    dip, single = curves.modes(seen)
    takers = [unit for unit in scene.prepared.units if point.of in unit.inputs]
    return Distribution(
        name=point.name,
        tensor=point.of,
        kind="activation",
        nodes=tuple(unit.name for unit in takers),
        op=_maker(scene.prepared, point.of),
        qtype="float32" if lattice is None else lattice.qtype,
        per_channel=False,
        low=seen.low,
        high=seen.high,
        total=seen.total,
        strange=seen.strange,
        covered=None if lattice is None or lattice.covered is None else (lattice.covered.low, lattice.covered.high),
        steps=None if step is None or bulk is None else bulk / step,
        most=None if lattice is None or step is None else _most(lattice),
        dip=dip,
        single=single,
        curve=curves.curve(both.floats, both.quantised, lattice),
        channels=_channels(scene, point.of, lattice),
        known=_known(scene, point.of),
        clipped=scene.beyond.tensors.get(point.of),
    )


def _most(lattice: Lattice) -> int | None:
    """The number of steps from 0 to the end of the wider side."""
    ends, step = rounding.ends(lattice), rounding.step(lattice)
    if lattice.covered is None or ends is None or step is None:
        return None
    return round(max(-ends[0], ends[1]) / step) if lattice.covered.asymmetric else _WIDER_SIDE[lattice.qtype]


def _maker(prepared: Prepared, name: str) -> str:
    """The operator of what gives the tensor *name*."""
    unit: Unit | None = next((unit for unit in prepared.units if name in (unit.output, *unit.also)), None)
    if unit is not None:
        return unit.op
    node = next((node for node in prepared.model.graph.node if name in node.output), None)
    return "Input" if node is None else str(node.op_type)


def _known(scene: _Scene, name: str) -> Known | None:
    """The range that *name* keeps to, unless it was seen outside: the places of a GridSample may be."""
    found, seen = scene.known.get(name), scene.observed.tensors[name]
    over = 0.0 if found is None else 1e-5 * (found.high - found.low)
    return found if found is not None and seen.low >= found.low - over and seen.high <= found.high + over else None


def _channels(scene: _Scene, name: str, lattice: Lattice | None) -> Channels | None:
    both = scene.gathered.channels.get(name)
    if both is None or scene.gathered.count == 0:
        return None
    first, second = both
    ratio, apart = tallies.ratio(first.magnitudes, verdicts.APART)
    return Channels(
        axis=first.axis,
        boxes=first.boxes(),
        quantised=tallies.rounded_boxes(second.boxes(), lattice),
        ratio=ratio,
        apart=apart,
    )


def _judged(scene: _Scene, tensors: Sequence[Distribution], samples: Samples, evaluation: Samples | None) -> Iterator[Distribution]:
    """*tensors* with their verdicts, and the gravest of them with what they cost."""
    narrow = [each for each in tensors if each.kind == "weight" and _at_risk(each)]
    short = [each for each in tensors if each.clipped is not None and each.clipped.excess > 1]
    narrow.sort(key=lambda each: -each.channels.ratio if each.channels else 0.0)
    short.sort(key=lambda each: -each.clipped.excess if each.clipped else 0.0)
    costly = dict(_costs(scene, narrow[:_WEIGHED], samples)) | dict(_costs(scene, short[:_WEIGHED], evaluation or samples))
    for each in tensors:
        yield replace(each, cost=costly.get(each.name), verdicts=tuple(verdicts.verdicts(each)))


def _at_risk(found: Distribution) -> bool:
    channels = found.channels
    return channels is not None and channels.ratio >= verdicts.APART and not found.per_channel and found.most is not None


def _costs(scene: _Scene, tensors: Sequence[Distribution], samples: Samples) -> Iterator[tuple[str, Cost]]:
    if not tensors:
        return
    names = samples.names
    few = Samples(tuple(evenly(names, min(_RUN, len(names)))), samples.load)
    scales = costs.scales(scene.prepared, scene.plan, scene.skeleton, few, tail(scene.prepared).compared)
    for each in tensors:
        cost = _cost(scales, each, each.clipped)
        if cost is not None:
            yield each.name, cost


def _cost(scales: costs.Scales, found: Distribution, clipped: Clipped | None) -> Cost | None:
    if clipped is None:
        return scales.channels(Point("weight", found.tensor))
    return scales.wider(Point("activation", found.tensor), (found.low, found.high), (clipped.low, clipped.high))


def _remarks(found: Gathered) -> Iterator[str]:
    if found.left:
        yield f"the channels of {len(found.left)} tensors were not looked at apart, as there are too many: name the tensors to look at"

"""How the numbers of a weight are spread, float and quantised, together and channel by channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from pipecheck.evidence.debug.distributions import Channels, Distribution
from pipecheck.probe.quant.distributions import curves, tallies, verdicts
from pipecheck.probe.quant.graph.prepared import Prepared, Unit, Weight
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.plan import QTYPES, Plan, Qtype, Range
from pipecheck.probe.quant.points import Point
from pipecheck.probe.quant.simulate import scales
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.quant.simulate.wiring import Lattice
from pipecheck_transformers.pixels import Array

_QTYPES: Mapping[str, Qtype] = {qtype: qtype for qtype in QTYPES}


def weight(prepared: Prepared, plan: Plan, skeleton: Skeleton, point: Point, axis: int | None = None) -> Distribution | None:
    """What is seen of the weight *point*, along *axis* if not along its output channels; None where no unit multiplies with it."""
    units = [unit for unit in prepared.units if unit.weight is not None and unit.weight.name == point.of]
    unit = next((unit for unit in units if unit.name in plan.taken), units[0] if units else None)
    if unit is None or unit.weight is None:
        return None
    taken = plan.taken.get(unit.name)
    found = _of(unit, unit.weight, skeleton, point, qtype="float32" if taken is None else taken.weight, plan=plan, units=units)
    return found if axis is None else replace(found, channels=_along(unit.weight, skeleton, found, axis))


def _of(unit: Unit, held: Weight, skeleton: Skeleton, point: Point, *, qtype: Qtype, plan: Plan, units: list[Unit]) -> Distribution:
    per_channel = unit.name in plan.per_channel
    plain = skeletons.numbers(skeleton, held.name).astype(np.float32, copy=False)
    around = skeletons.rounded(skeleton, (held, qtype, per_channel))
    floats, rounded = histogram.of(plain), histogram.of(around)
    kind = scales.grid(qtype)
    steps = None if kind is None else scales.steps(plain, held, qtype, per_channel=per_channel)
    dip, single = curves.modes(floats)
    most = max(-floats.low, floats.high, 0.0)
    whole = None if kind is None else Lattice(kind, Range(-most, most))
    return Distribution(
        name=point.name,
        tensor=held.name,
        kind="weight",
        nodes=tuple(each.name for each in units),
        op=unit.op,
        qtype=qtype,
        per_channel=per_channel,
        low=floats.low,
        high=floats.high,
        total=floats.total,
        strange=floats.strange,
        covered=None if kind is None or per_channel else (-most, most),
        steps=None if steps is None else _bulk(plain, held, steps, per_channel=per_channel),
        most=None if kind is None else int(np.iinfo(kind).max),
        dip=dip,
        single=single,
        curve=curves.curve(floats, rounded, whole if whole is not None and not per_channel else None),
        channels=_channels(plain, around, held),
    )


def _along(held: Weight, skeleton: Skeleton, found: Distribution, axis: int) -> Channels | None:
    """The channels along another *axis* than that of the scales."""
    plain = skeletons.numbers(skeleton, held.name)
    if not -plain.ndim <= axis < plain.ndim:
        return None
    around = skeletons.rounded(skeleton, (held, _QTYPES[found.qtype], found.per_channel))
    return _channels(plain.astype(np.float32, copy=False), around, Weight(held.name, axis))


def _bulk(plain: Array, held: Weight, steps: Array, *, per_channel: bool) -> float | None:
    """The steps of the scale of its own channel that all but one in a thousand of the numbers keep to."""
    laid, axis = _laid(plain, held)
    along = steps.reshape([-1 if each == axis else 1 for each in range(laid.ndim)]) if per_channel and axis is not None else steps
    with np.errstate(over="ignore", invalid="ignore"):
        return curves.bulk(histogram.of(laid / along))


def _channels(plain: Array, around: Array, held: Weight) -> Channels | None:
    (laid, axis), (other, _) = _laid(plain, held), _laid(around, held)
    if axis is None or laid.size == 0 or not np.isfinite(laid).all():
        return None
    others = tuple(each for each in range(laid.ndim) if each != axis)
    ratio, apart = tallies.ratio(np.abs(laid).max(axis=others), verdicts.APART)
    boxes, quantised = (tallies.rows(tallies.exact(each, axis)) for each in (laid, other))
    return Channels(axis=axis, boxes=boxes, quantised=quantised, ratio=ratio, apart=apart)


def _laid(array: Array, held: Weight) -> tuple[Array, int | None]:
    """*array* with all of its output channels along one axis."""
    if array.ndim == 0:
        return array, None
    axis = held.axis % array.ndim
    return scales.grouped(array, axis, held.groups), axis

"""A calibrated model that says itself what it was made of, and by which plan: nothing of it has to be searched for again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.plan import Plan, Taken
from pipecheck.probe.quant.search.attempt import Found
from pipecheck.probe.quant.search.bench import ranged
from pipecheck.probe.quant.simulate import kept


@dataclass(frozen=True, slots=True)
class Noted:
    """The float network *prepared*, and what was *found* when it was calibrated."""

    prepared: Prepared
    found: Found


def noted(path: Path, *, moved: bool = False) -> Noted | None:
    """What the calibrated model at *path* was made of, wherever it lay if it was *moved*; None where it is a float one."""
    held = kept.read(path, moved=moved)
    if held is None:
        return None
    prepared = prepare.prepare(held.float_model)
    if not _fits(prepared, held.plan):
        raise SourceError(path, f"its plan does not fit {held.float_model} as it is read now: quantise that again")
    words = ("The model is calibrated already: nothing was searched for.",)
    return Noted(prepared, Found(choice=held.choice, plan=held.plan, outputs={}, attempts=(), words=words))


def _fits(prepared: Prepared, plan: Plan) -> bool:
    """Whether *plan* speaks of the units and tensors of *prepared* alone, and says all that it takes to quantise them."""
    units = {unit.name: unit for unit in prepared.units}
    whole = plan.taken.keys() <= units.keys() and all(_serves(units[name], taken) for name, taken in plan.taken.items())
    known = plan.outputs.keys() <= set(prepared.outputs) and {*plan.per_channel, *plan.biases} <= units.keys()
    if not (whole and known):
        return False
    dims = {tensor.name: tuple(tensor.dims) for tensor in prepared.model.graph.initializer}
    if not all(bias.size in _sizes(units[name], dims) for name, bias in plan.biases.items()):
        return False
    able = ranged(prepared, plan)
    return able.taken.keys() == plan.taken.keys() and able.outputs.keys() == plan.outputs.keys()


def _sizes(unit: Unit, dims: Mapping[str, tuple[int, ...]]) -> Iterator[int]:
    """How many numbers the bias of *unit* may have: as many as it has now, or one for each channel."""
    if unit.bias is not None and unit.bias in dims:
        yield prod(dims[unit.bias])
    if unit.weight is not None and dims.get(unit.weight.name):
        yield dims[unit.weight.name][unit.weight.axis] * unit.weight.groups


def _serves(unit: Unit, taken: Taken) -> bool:
    return len(taken.inputs) == len(unit.inputs)

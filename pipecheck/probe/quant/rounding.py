"""What rounding makes of numbers, just as the nodes of a quantised network do it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipecheck.probe.quant.plan import Plan, Qtype
from pipecheck.probe.quant.simulate import scales, wiring
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.quant.simulate.wiring import Lattice
from pipecheck_transformers.pixels import Array

_COARSE: tuple[Qtype, ...] = ("int8", "int16-ec", "int16", "float16", "float32")
"""From the coarsest numbers to those that nothing is rounded to."""


def lattices(skeleton: Skeleton, plan: Plan) -> Mapping[str, Lattice]:
    """The numbers that each activation is rounded to when it is taken or given; the coarsest, where units differ."""
    wired = wiring.wire(skeleton, plan)
    found: dict[str, Lattice] = {}
    taken = ((name, each) for unit in skeleton.prepared.units for name, each in zip(unit.inputs, wired.lattices[unit.name], strict=True))
    for name, lattice in (*taken, *((pair.tensor, pair.lattice) for pair in wired.pairs.values())):
        if lattice is not None and (name not in found or _COARSE.index(lattice.qtype) < _COARSE.index(found[name].qtype)):
            found[name] = lattice
    return found


def step(lattice: Lattice) -> float | None:
    """The distance of two numbers on *lattice*; None for floats."""
    return None if lattice.covered is None or scales.grid(lattice.qtype) is None else scales.scale(lattice.covered, lattice.qtype)[0]


def ends(lattice: Lattice) -> tuple[float, float] | None:
    """The least and the greatest number on *lattice*; None for floats."""
    kind = scales.grid(lattice.qtype)
    if lattice.covered is None or kind is None:
        return None
    width, zero = scales.scale(lattice.covered, lattice.qtype)
    limits = np.iinfo(kind)
    return (int(limits.min) - zero) * width, (int(limits.max) - zero) * width


def rounded(array: Array, lattice: Lattice | None) -> Array:
    """*array* in the numbers of *lattice*, as floats again."""
    if lattice is None:
        return array
    if lattice.qtype == "float16":
        with np.errstate(over="ignore", under="ignore"):
            return array.astype(np.float16).astype(np.float32)
    kind = scales.grid(lattice.qtype)
    if kind is None or lattice.covered is None:
        return array
    width, zero = scales.scale(lattice.covered, lattice.qtype)
    coarse = _on(array, width, zero, kind)
    return coarse if lattice.qtype != "int16-ec" else coarse + _on(array - coarse, scales.rest(width), 0, "int8")


def _on(array: Array, width: float, zero: int, kind: scales.Grid) -> Array:
    limits = np.iinfo(kind)
    with np.errstate(over="ignore", invalid="ignore"):
        levels: Array = np.rint(np.divide(array, np.float32(width), dtype=np.float32))
        levels += np.float32(zero)
        np.clip(levels, limits.min, limits.max, out=levels)
        levels -= np.float32(zero)
        levels *= np.float32(width)
    return levels

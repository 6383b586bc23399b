"""What a plan does to each node, as the `*_quant_info.json` that the toolchain writes, and what that does not say besides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipecheck.probe.quant.graph.prepared import Prepared, Unit, Weight
from pipecheck.probe.quant.judging.measures import Measures
from pipecheck.probe.quant.plan import Plan, Qtype
from pipecheck.probe.quant.simulate import scales, wiring
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.quant.simulate.wiring import Lattice, Wiring
from pipecheck.probe.quant.simulate.write import whole

_UNKNOWN = "--"
"""What the toolchain writes where it has compared nothing."""


def write(
    prepared: Prepared,
    plan: Plan,
    path: Path,
    measures: Mapping[str, Measures],
    *,
    method: str | None = None,
    skeleton: Skeleton | None = None,
) -> None:
    """Writes to *path* what *plan* does to each node, and how far its output lies off by the *measures* of the tensors."""
    found = table(prepared, plan, measures, method=method, skeleton=skeleton)
    with whole(path) as (made,):
        made.write_text(json.dumps(found, indent=4, ensure_ascii=False) + "\n", encoding="utf-8")


def table(
    prepared: Prepared, plan: Plan, measures: Mapping[str, Measures], *, method: str | None = None, skeleton: Skeleton | None = None
) -> dict[str, dict[str, Any]]:
    """By the names of the nodes what stands in the file: the keys of the toolchain, and `pipecheck` for the rest.

    A threshold is the largest value that a number type covers. What is fused into a node is not listed; what it stays in float has none.
    """
    shared = skeleton or skeletons.of(prepared)
    found = wiring.wire(shared, plan)
    units = {shared.indices[unit.name]: unit for unit in prepared.units}
    fused = {shared.indices[name] for unit in prepared.units for name in unit.nodes}
    rows: dict[str, dict[str, Any]] = {}
    for index, node in enumerate(shared.nodes):
        if index in units:
            unit = units[index]
            rows[unit.name] = _row(unit.op, *_taken(unit, found), unit.output, measures) | {
                "pipecheck": dict(_details(shared, plan, unit, found)) | _judged(unit, measures, method)
            }
        elif index not in fused:
            inputs = [name for name in node.input if name]
            rows[node.name] = _row(node.op_type, inputs, [[] for _ in inputs], next(iter(node.output), ""), measures) | {
                "pipecheck": {"float": prepared.floats.get(node.name, "makes shapes or indices")}
            }
    return rows


def _row(op: str, inputs: list[str], thresholds: list[list[float]], output: str, measures: Mapping[str, Measures]) -> dict[str, Any]:
    cosine = f"{measures[output].cosine:.6f}" if output in measures else _UNKNOWN
    return {"type": op, "inputs": inputs, "outputs": [output], "thresholds": thresholds, "cosine_similarity": cosine}


def _taken(unit: Unit, found: Wiring) -> tuple[list[str], list[list[float]]]:
    """What *unit* takes its activations as, and what each of these covers."""
    lattices = found.lattices[unit.name]
    pairs = {(pair.tensor, pair.lattice): pair.name for pair in found.pairs.values()}
    names = [name if lattice is None else pairs.get((name, lattice), name) for name, lattice in zip(unit.inputs, lattices, strict=True)]
    return names, [[] if lattice is None else _threshold(lattice) for lattice in lattices]


def _threshold(lattice: Lattice) -> list[float]:
    return [] if lattice.covered is None else [_short(max(abs(lattice.covered.low), abs(lattice.covered.high)))]


def _short(value: float) -> float:
    """*value* with all the digits that a float32 has."""
    return float(f"{value:.9g}")


def _details(shared: Skeleton, plan: Plan, unit: Unit, found: Wiring) -> Iterator[tuple[str, Any]]:
    """How *unit* is quantised, as far as the toolchain's own keys have no room for it."""
    if len(unit.nodes) > 1:
        yield "fused", [name for name in unit.nodes if name != unit.name]
    yield "activations", [_lattice(name, lattice) for name, lattice in zip(unit.inputs, found.lattices[unit.name], strict=True)]
    if unit.weight is not None:
        yield "weight", _weight(shared, plan, unit, unit.weight)
    if unit.name in plan.biases:
        yield "bias", "corrected"


def _judged(unit: Unit, measures: Mapping[str, Measures], method: str | None) -> dict[str, Any]:
    """How the ranges were found, and how far off *unit* is with them."""
    said: dict[str, Any] = {} if method is None else {"method": method}
    if unit.output in measures:
        said["distance"] = {name: f"{value:.6g}" for name, value in asdict(measures[unit.output]).items()}
    return said


def _lattice(name: str, lattice: Lattice | None) -> dict[str, Any]:
    if lattice is None or lattice.covered is None:
        return {"tensor": name, "qtype": "float32" if lattice is None else lattice.qtype}
    step, zero = scales.scale(lattice.covered, lattice.qtype)
    limits = {"low": _short(lattice.covered.low), "high": _short(lattice.covered.high)}
    return {"tensor": name, "qtype": lattice.qtype, **limits, "scale": _short(step), "zero_point": zero}


def _weight(shared: Skeleton, plan: Plan, unit: Unit, weight: Weight) -> dict[str, Any]:
    taken = plan.taken.get(unit.name)
    qtype: Qtype = "float32" if taken is None else taken.weight
    said: dict[str, Any] = {"tensor": weight.name, "qtype": qtype}
    if scales.grid(qtype) is None:
        return said
    per_channel = unit.name in plan.per_channel
    steps = scales.steps(skeletons.numbers(shared, weight.name), weight, qtype, per_channel=per_channel)
    return said | {"per_channel": per_channel, "scale": [_short(float(step)) for step in steps.reshape(-1)]}

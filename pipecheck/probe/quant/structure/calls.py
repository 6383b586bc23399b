"""Which units of a network are calls of one module, and what each of the calls gives.

A graph does not say what was a module. An exporter names nodes by the path of their module, and appends a number where one is called again:
`/head/Conv`, `/head_1/Conv`. Such units are one module where they multiply with the same weight, folded batch norms included. Where nodes
have no path, the same stored weight alone tells; modules without a weight cannot be told apart and count as one each.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipecheck.evidence.debug.structure import REACHED, Call, Called, Part
from pipecheck.probe.network import load
from pipecheck.probe.quant.graph import cleaning, constants, naming
from pipecheck.probe.quant.graph.linear import OPERATORS
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.thresholds import percentile

_AGAIN = re.compile(r"_\d+$")
_STORED = ".weight"
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """The weights of a network: by node as the file *stored* them, and by their names as they are once all is *folded*."""

    prepared: Prepared
    stored: Mapping[str, Any]
    folded: Mapping[str, Any]


def called(prepared: Prepared, observed: Observed) -> tuple[Called, ...]:
    """The modules of *prepared* in the order in which they are first called."""
    folded = {tensor.name: tensor for tensor in prepared.model.graph.initializer}
    scene = _Scene(prepared=prepared, stored=_stored(prepared), folded=folded)
    groups: dict[str, list[Unit]] = {}
    for key, unit in _keys(scene):
        groups.setdefault(key, []).append(unit)
    return tuple(_called(units, scene, observed) for units in groups.values())


def reach(histogram: Histogram) -> float:
    """How far from 0 all but a few of the values lie; to the width of a bin, and never beyond the last of them."""
    if not histogram.total:
        return 0.0
    return min(percentile.largest(histogram, REACHED)[1], histogram.magnitude)


def _stored(prepared: Prepared) -> Mapping[str, Any]:
    """The weight that each node multiplies with, before anything was folded; one that is handed on under other names is one."""
    model = load.bare(prepared.path)
    naming.name(model.graph)
    cleaning.constant_nodes(model.graph)
    handed = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "Identity" and node.input and node.output}
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    found: dict[str, Any] = {}
    for node in model.graph.node:
        for taken in node.input[:2] if node.op_type in OPERATORS else ():
            name = _origin(taken, handed)
            if name in tensors:
                found[node.name] = tensors[name]
    return found


def _origin(name: str, handed: Mapping[str, str]) -> str:
    """The tensor that is *handed* on as *name*."""
    seen = {name}
    while name in handed and handed[name] not in seen:
        name = handed[name]
        seen.add(name)
    return name


def _keys(scene: _Scene) -> Iterator[tuple[str, Unit]]:
    """Every unit with what it has in common with the other calls of its module."""
    families: dict[_Path, list[Unit]] = {}
    for unit in scene.prepared.units:
        if _weighs(unit) and (path := _path(unit.name)):
            families.setdefault(_stripped(path), []).append(unit)
    again = {unit.name: path for path, units in families.items() if _is_family(path, units) for unit in units}
    for unit in scene.prepared.units:
        if unit.name in again:
            yield f"/{'/'.join(again[unit.name])} {_numbers(unit, scene)}", unit
        elif _weighs(unit) and not _path(unit.name) and unit.name in scene.stored:
            yield f"weight {scene.stored[unit.name].name}", unit
        else:
            yield f"unit {unit.name}", unit


def _weighs(unit: Unit) -> bool:
    return unit.weight is not None and unit.op in OPERATORS


def _path(node: str) -> _Path:
    """The module in which *node* was, as far as its name says."""
    return tuple(part for part in node.split("/")[:-1] if part)


def _stripped(path: _Path) -> _Path:
    return tuple(_AGAIN.sub("", part) for part in path)


def _is_family(path: _Path, units: Sequence[Unit]) -> bool:
    """Whether there are several, one of them the first call: that has no number."""
    return len(units) > 1 and any(_path(unit.name) == path for unit in units)


def _numbers(unit: Unit, scene: _Scene) -> str:
    """The weight that *unit* multiplies with, by its numbers."""
    assert unit.weight is not None
    tensor = scene.stored.get(unit.name, scene.folded[unit.weight.name])
    array = constants.array(tensor, scene.prepared.path)
    return f"{array.shape} {hashlib.sha256(array.tobytes()).hexdigest()}"


def _called(units: Sequence[Unit], scene: _Scene, observed: Observed) -> Called:
    first = units[0]
    if len(units) == 1:
        return Called(part=Part(first.name, first.op), times=1)
    return Called(part=Part(_module(first, scene), first.op), times=len(units), calls=tuple(_calls(units, observed)))


def _module(unit: Unit, scene: _Scene) -> str:
    """What the module of *unit* is called in the code, where its weight still has that name, else its path."""
    name = scene.stored[unit.name].name if unit.name in scene.stored else ""
    if name.endswith(_STORED) and "::" not in name:
        return str(name.removesuffix(_STORED))
    return f"/{'/'.join(_stripped(_path(unit.name)))}" if _path(unit.name) else unit.name


def _calls(units: Sequence[Unit], observed: Observed) -> Iterator[Call]:
    for unit in units:
        seen = observed.tensors.get(unit.output)
        if seen is not None and seen.total:
            yield Call(tensor=unit.output, low=seen.low, high=seen.high, reach=reach(seen))

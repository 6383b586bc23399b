"""What follows a convolution and only scales and shifts its channels is folded into its weight and bias."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from onnx import helper

from pipecheck.probe.network import rewriting
from pipecheck.probe.quant.graph import channels, cleaning, constants, wires
from pipecheck.probe.quant.graph.channels import Affine
from pipecheck.probe.quant.graph.linear import Linear, linear, scaled
from pipecheck.probe.quant.graph.naming import fresh
from pipecheck.probe.quant.graph.wires import Wires
from pipecheck.sources.onnxconstants import attribute
from pipecheck_transformers.pixels import Array

_OPTIONAL = 11
"""Since this opset a Gemm may add nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """A graph that is worked on: constants that were made are *stored* there at the end, *taken* are the names that exist."""

    wires: Wires
    path: Path
    stored: dict[str, Any]
    taken: set[str]

    def numbers(self, name: str) -> Array:
        found = self.stored.get(name)
        return constants.array(self.wires.constants[name] if found is None else found, self.path)


def merge(model: Any, path: Path, ranks: Mapping[str, int]) -> None:
    """Fold batch norms, and the constants that are multiplied or added channel by channel, into what they follow."""
    _part_sums(model)
    found = wires.read(model.graph)
    site = _Site(wires=found, path=path, stored={}, taken=wires.names(model.graph))
    gone: set[int] = set()
    for node in found.nodes:
        each = linear(node, found, ranks)
        if each is not None and each.place == 1:
            gone.update(_fold(node, each, site))
    for index, node in enumerate(found.nodes):
        if node.op_type == "BatchNormalization" and index not in gone:
            _settle(node, site)
    cleaning.drop(model.graph.node, gone)
    constants.put(model.graph, site.stored)


def _fold(node: Any, found: Linear, site: _Site) -> list[int]:
    """Fold what follows *node*; the numbers of the nodes that it takes the place of."""
    steps = list(_following(node, found, site))
    total = _own(node, found, site)
    if total is None:
        return []
    plain = bool((total.scale == 1).all()) and _is_plain(node, found, site)
    for _, step in steps:
        total = total.then(step)
    changed = bool(steps) or not plain
    if node.op_type == "MatMul":
        return _fold_product(node, found, site, [index for index, _ in steps], total)
    if changed and _rewrite(node, found, site, total):
        if steps:
            node.output[0] = site.wires.nodes[steps[-1][0]].output[0]
        return [index for index, _ in steps]
    return []


def _following(node: Any, found: Linear, site: _Site) -> Iterator[tuple[int, Affine]]:
    """The nodes behind *node* that only scale and shift its channels, each with what it does."""
    name = node.output[0]
    while (index := site.wires.sole(name)) is not None:
        after = site.wires.nodes[index]
        axis = found.axis if found.rank is None else found.axis % found.rank
        step = channels.affine(after, name, site.wires, site.numbers, rank=found.rank, axis=axis, count=found.count)
        if step is None:
            return
        yield index, step
        name = after.output[0]


def _own(node: Any, found: Linear, site: _Site) -> Affine | None:
    """What *node* itself does to the bare product; None where its bias is not a number for each channel."""
    alpha, beta = (attribute(node, "alpha", 1.0), attribute(node, "beta", 1.0)) if node.op_type == "Gemm" else (1.0, 1.0)
    scale = np.full(found.count, alpha, np.float64)
    name = node.input[2] if len(node.input) > 2 else ""
    if not name:
        return Affine(scale, np.zeros(found.count))
    if name not in site.wires.constants:
        return None
    bias = channels.per_channel(
        site.numbers(name), found.rank if node.op_type == "Gemm" else 1, 1 if node.op_type == "Gemm" else 0, found.count
    )
    return None if bias is None else Affine(scale, bias * beta)


def _is_plain(node: Any, found: Linear, site: _Site) -> bool:
    """Whether the bias of *node* is stored as one number for each channel, and taken as it is."""
    named = node.input[2] if len(node.input) > 2 else ""
    return not named or (tuple(site.wires.constants[named].dims) == (found.count,) and attribute(node, "beta", 1.0) == 1)


def _rewrite(node: Any, found: Linear, site: _Site, total: Affine) -> bool:
    """Give *node* the weight and bias that compute *total*; False, and nothing is done, where they would be no numbers."""
    weight = constants.floats(scaled(node, found, site.numbers(found.weight.name), total.scale))
    bias = constants.floats(total.shift)
    if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
        return False
    node.input[found.place] = _store(site, found.weight.name, weight)
    named = node.input[2] if len(node.input) > 2 else ""
    if named or total.shift.any():
        kept = [node.input[0], node.input[1], _store(site, named or f"{node.name}_bias", bias)]
        del node.input[:]
        node.input.extend(kept)
    if node.op_type == "Gemm":
        _reset(node, ("alpha", "beta"))
    return True


def _fold_product(node: Any, found: Linear, site: _Site, steps: list[int], total: Affine) -> list[int]:
    """Fold what follows a MatMul, whose bias is an Add of its own: one of the *steps* becomes it."""
    adds = [index for index in steps if site.wires.nodes[index].op_type == "Add"]
    if not steps or adds == steps == adds[:1]:
        return []
    weight, bias = (constants.floats(each) for each in (scaled(node, found, site.numbers(found.weight.name), total.scale), total.shift))
    if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
        return []
    last = site.wires.nodes[steps[-1]].output[0]
    node.input[found.place] = _store(site, found.weight.name, weight)
    if not total.shift.any():
        node.output[0] = last
        return steps
    kept = (adds or steps)[0]
    sum_of = site.wires.nodes[kept]
    sum_of.CopyFrom(helper.make_node("Add", [node.output[0], _store(site, f"{node.name}_bias", bias)], [last], name=sum_of.name))
    return [index for index in steps if index != kept]


def _part_sums(model: Any) -> None:
    """Let what a Gemm adds besides its product, where it is no constant for each channel, be added by a node of its own."""
    graph = model.graph
    found = wires.read(graph)
    taken, named = wires.names(graph), {node.name for node in graph.node}
    changes = {}
    for index, node in enumerate(found.nodes):
        other = node.input[2] if node.op_type == "Gemm" and len(node.input) > 2 else ""
        if not other or attribute(node, "beta", 1.0) != 1 or rewriting.opset(model) < _OPTIONAL:
            continue
        stored = found.constants.get(other)
        if stored is None or max(stored.dims[:-1], default=1) > 1:
            end = node.output[0]
            del node.input[2]
            node.output[0] = fresh(f"{end}_product", taken)
            changes[index] = [node, helper.make_node("Add", [node.output[0], other], [end], name=fresh(f"{node.name}_Add", named))]
    rewriting.exchange(graph, changes)


def _settle(node: Any, site: _Site) -> None:
    """Let a batch normalisation that stands alone have one factor and one offset for each channel, which is all that it does."""
    found = channels.norm(node, site.wires, site.numbers, None)
    if found is None:
        return
    count = len(found.scale)
    parts = (found.scale, found.shift, np.zeros(count), np.ones(count))
    for place, part in enumerate(parts, start=1):
        node.input[place] = _store(site, node.input[place], constants.floats(part))
    _reset(node, ("epsilon",))
    node.attribute.append(helper.make_attribute("epsilon", 0.0))


def _store(site: _Site, name: str, numbers: Array) -> str:
    """Store *numbers* in the place of the constant *name*, or under a name like it where others take that one too."""
    if name not in site.taken or len(site.wires.takers.get(name, ())) > 1 or name in site.wires.kept or name in site.stored:
        name = fresh(name, site.taken)
    site.stored[name] = constants.stored(name, numbers)
    return name


def _reset(node: Any, names: tuple[str, ...]) -> None:
    kept = [each for each in node.attribute if each.name not in names]
    del node.attribute[:]
    node.attribute.extend(kept)

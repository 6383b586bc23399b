"""What two nodes that should be the same do not have in common: the operator, an attribute, a weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pipecheck.probe.agreement import folding, gaps, graphs
from pipecheck.probe.agreement.folding import Folded
from pipecheck.probe.agreement.graphs import Graph, Node
from pipecheck.probe.agreement.pairing import Pair, Pairing
from pipecheck_transformers.pixels import Array

_ROUNDING = 1e-6
"""Weights that differ by this part of their reach were written by another library, and not by another training."""
_FOLDING = 1e-5
"""Folding rounds a few times more."""
_NONE = "none"
_OF_TRAINING = frozenset({"momentum", "training_mode", "consumed_inputs"})
Unlike = tuple[str, str, str]
"""What it is called, and what the first and the second node have there."""


def unlike(pairing: Pairing, pair: Pair) -> tuple[Unlike, ...]:
    """What the nodes of *pair* do not have in common, or else those that stand before them in one graph alone."""
    first, second = pairing.graphs
    one, two = [first.nodes[at] for at in pair.first], [second.nodes[at] for at in pair.second]
    if operators(one) != operators(two):
        return _folded(pairing, one, two)
    found = tuple(
        each for mine, yours in zip(one, two, strict=True) for each in (*_attributes(mine, yours), *_weights((first, second), mine, yours))
    )
    return found or _before(pairing, one[0], two[0])


def _folded(pairing: Pairing, one: Sequence[Node], two: Sequence[Node]) -> tuple[Unlike, ...]:
    """What runs of other operators do not have in common, which may be nothing where a converter folded one into a single node."""
    first, second = pairing.graphs
    left_out = (("operator", operators(one), operators(two)),)
    if not folding.foldable(one, two) or not any(_weights((first, second), one[0], two[0])):
        return left_out
    found = tuple(_convolutions(folding.folded(first, one), folding.folded(second, two)))
    if found or folding.rest(one) != folding.rest(two):
        return found or left_out
    return _before(pairing, one[0], two[0])


def last(pairing: Pairing, first: str, second: str) -> tuple[Unlike, ...]:
    """What the nodes behind the last pair that make two outputs do not have in common."""
    one, two = (operators(pairing.alone(side, name)) for side, name in enumerate((first, second)))
    return (("operator", one, two),) if one != two else ()


def operators(nodes: Sequence[Node]) -> str:
    """What *nodes* do one after the other."""
    return " + ".join(node.operator for node in nodes) or _NONE


def _convolutions(one: Folded | None, two: Folded | None) -> Iterator[Unlike]:
    """What is not the same about two convolutions, of which one was folded by a converter, and the other here."""
    if one is None or two is None or one.weight.shape != two.weight.shape:
        return
    for name, mine, yours in ((two.name, one.weight, two.weight), (f"bias of {two.name}", one.bias, two.bias)):
        yield from _numbers(f"{name}, batch norm folded", mine, yours, _FOLDING)


def _before(pairing: Pairing, one: Node, two: Node) -> tuple[Unlike, ...]:
    lone = [operators([each for tensor in node.inputs for each in pairing.alone(side, tensor)]) for side, node in enumerate((one, two))]
    return (("what stands before it", lone[0], lone[1]),) if lone[0] != lone[1] else ()


def _attributes(one: Node, two: Node) -> Iterator[Unlike]:
    for name in sorted((one.attributes.keys() | two.attributes.keys()) - _OF_TRAINING):
        mine, yours = (_said(node, name) for node in (one, two))
        if mine != yours and not (_NONE in (mine, yours) and _usual(name, mine if yours == _NONE else yours)):
            yield name, mine, yours


def _said(node: Node, name: str) -> str:
    return graphs.said(node.attributes[name]) if name in node.attributes else _NONE


def _usual(name: str, value: str) -> bool:
    """Whether *value* is what the operators take that are not told; some exporters write it all the same."""
    numbers = value.split("×")
    match name:
        case "auto_pad":
            return value in ("NOTSET", "VALID")
        case "strides" | "dilations" | "group":
            return set(numbers) == {"1"}
        case "pads" | "output_padding" | "ceil_mode" | "storage_order" | "count_include_pad" | "transA" | "transB":
            return set(numbers) == {"0"}
        case "kernel_shape":  # the weight says it
            return True
        case "alpha" | "beta" | "keepdims" | "spatial":
            return value == "1"
        case "epsilon":
            return value == "1e-05"
        case _:
            return False


def _weights(graphs_: tuple[Graph, Graph], one: Node, two: Node) -> Iterator[Unlike]:
    if len(one.weights) != len(two.weights):
        yield "number of weights", str(len(one.weights)), str(len(two.weights))
        return
    for (mine, shape), (yours, other) in zip(one.weights, two.weights, strict=True):
        name = yours if mine == yours else f"{mine} / {yours}"
        if shape != other:
            yield name, "×".join(map(str, shape)), "×".join(map(str, other))
            continue
        numbers, others = graphs.array(graphs_[0], mine), graphs.array(graphs_[1], yours)
        if numbers is not None and others is not None:
            yield from _numbers(name, numbers, others)


def _numbers(name: str, one: Array, two: Array, rounding: float = _ROUNDING) -> Iterator[Unlike]:
    """The number that differs most, where any does by more than rounding."""
    if not one.size or one.dtype.kind not in "biuf" or two.dtype.kind not in "biuf":
        return
    apart = gaps.difference(one, two)
    if float(apart.max()) > rounding * (gaps.reach(one) or 1.0):
        at = np.unravel_index(int(apart.argmax()), apart.shape)
        yield name, f"{one[at]:.6g}", f"{two[at]:.6g}"

"""A float network as what many quantised ones share: its nodes, and its constants once in memory, plain and rounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from onnx import TensorProto

from pipecheck.errors import SourceError
from pipecheck.probe.network import rewriting
from pipecheck.probe.quant.graph import constants, wires
from pipecheck.probe.quant.graph.prepared import Prepared, Weight
from pipecheck.probe.quant.plan import Qtype
from pipecheck.probe.quant.simulate import scales
from pipecheck_transformers.pixels import Array

_SMALL = 1024
"""Constants of fewer numbers are written into every network: shapes are worked out from some of them."""
_ROOM = 1 << 30
"""So many bytes of rounded weights are kept for the next network."""
_FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)
Key = tuple[Weight, Qtype, bool]
"""A weight, in which numbers, and whether each channel has a scale of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """The network *prepared* without its *large* constants, which are read when they are needed and kept in *memory*."""

    prepared: Prepared
    nodes: tuple[Any, ...]
    indices: Mapping[str, int]
    makers: Mapping[str, int]
    names: frozenset[str]
    opset: int
    small: tuple[Any, ...]
    large: Mapping[str, Any]
    stored: Mapping[str, Any]
    memory: dict[str, Array] = field(default_factory=dict, repr=False, compare=False)
    rounded: dict[Key, Array] = field(default_factory=dict, repr=False, compare=False)


def of(prepared: Prepared) -> Skeleton:
    """What all quantised networks that are made of *prepared* have in common."""
    graph = prepared.model.graph
    nodes = tuple(graph.node)
    large = {tensor.name: tensor for tensor in graph.initializer if _is_large(tensor)}
    return Skeleton(
        prepared=prepared,
        nodes=nodes,
        indices={node.name: index for index, node in enumerate(nodes)},
        makers={name: index for index, node in enumerate(nodes) for name in node.output if name},
        names=frozenset(wires.names(graph)),
        opset=rewriting.opset(prepared.model),
        small=tuple(tensor for tensor in graph.initializer if tensor.name not in large),
        large=large,
        stored={tensor.name: tensor for tensor in graph.initializer},
    )


def _is_large(tensor: Any) -> bool:
    return tensor.data_type in _FLOATS and int(np.prod(tensor.dims, dtype=np.int64)) >= _SMALL


def numbers(skeleton: Skeleton, name: str) -> Array:
    """The constant *name* as the float network has it."""
    found = skeleton.memory.get(name)
    if found is None:
        tensor = skeleton.stored.get(name)
        if tensor is None:
            raise SourceError(skeleton.prepared.path, f"has no constant {name}")
        found = np.ascontiguousarray(constants.array(tensor, skeleton.prepared.path))
        if name in skeleton.large:
            skeleton.memory[name] = found
    return found


def rounded(skeleton: Skeleton, key: Key) -> Array:
    """The numbers that the weight of *key* has after it was rounded."""
    found = skeleton.rounded.get(key)
    if found is None:
        weight, qtype, per_channel = key
        plain = numbers(skeleton, weight.name)
        found = _made(plain, weight, qtype, per_channel=per_channel).astype(plain.dtype, copy=False)
        found = np.ascontiguousarray(found)
        if sum(each.nbytes for each in list(skeleton.rounded.values())) + found.nbytes <= _ROOM:
            skeleton.rounded[key] = found
    return found


def _made(plain: Array, weight: Weight, qtype: Qtype, *, per_channel: bool) -> Array:
    if qtype == "float32":
        return plain
    if qtype == "float16":
        with np.errstate(over="ignore", under="ignore"):
            return plain.astype(np.float16).astype(np.float32)
    return scales.restored(scales.weights(plain, weight, qtype, per_channel=per_channel))


def fresh(taken: set[str], base: str) -> str:
    """The name *base*, or the first that begins with it and is not *taken* yet; it is then."""
    name = next(name for name in _names(base) if name not in taken)
    taken.add(name)
    return name


def _names(base: str) -> Iterator[str]:
    yield base
    number = 1
    while True:
        yield f"{base}_{number}"
        number += 1

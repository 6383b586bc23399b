"""A network of half or double precision made one of single precision, which is what the others are and what is quantised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onnx import TensorProto

from pipecheck.probe.quant.graph import constants, wires

_NAMES: dict[int, str] = {TensorProto.FLOAT16: "float16", TensorProto.BFLOAT16: "bfloat16", TensorProto.DOUBLE: "float64"}
_TYPED = ("to", "dtype")
"""The attributes in which an operator names the type of what it gives."""


def widen(model: Any, path: Path) -> Iterator[str]:
    """Let *model* compute in float32, and say so; doubles stay where they are only used on the way, as to work out sides."""
    kinds: set[int] = {kind for kind in (TensorProto.FLOAT16, TensorProto.BFLOAT16) if _has(model.graph, kind)}
    kinds |= {value.type.tensor_type.elem_type for value in (*model.graph.input, *model.graph.output)} & {TensorProto.DOUBLE}
    if not kinds:
        return
    _graph(model.graph, path, kinds)
    yield f"computes in {' and '.join(sorted(_NAMES[kind] for kind in kinds))}, and is quantised as if it were in float32"


def _has(graph: Any, kind: int) -> bool:
    """Whether anything in *graph* is of that *kind*."""
    if any(tensor.data_type == kind for tensor in graph.initializer):
        return True
    if any(value.type.tensor_type.elem_type == kind for values in (graph.input, graph.output) for value in values):
        return True
    return any(
        (each.name in _TYPED and each.i == kind) or each.t.data_type == kind for node in graph.node for each in node.attribute
    ) or any(_has(inner, kind) for node in graph.node for inner in wires.inner(node))


def _graph(graph: Any, path: Path, kinds: set[int]) -> None:
    for values in (graph.input, graph.output, graph.value_info):
        for value in values:
            _type(value.type, kinds)
    for tensor in graph.initializer:
        _tensor(tensor, path, kinds)
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.name in _TYPED and attribute.i in kinds:
                attribute.i = TensorProto.FLOAT
            if attribute.HasField("t"):
                _tensor(attribute.t, path, kinds)
        for inner in wires.inner(node):
            _graph(inner, path, kinds)


def _type(kind: Any, kinds: set[int]) -> None:
    """Change what a tensor, or each in a sequence of them, is made of."""
    for name in ("sequence_type", "optional_type"):
        if kind.HasField(name):
            _type(getattr(kind, name).elem_type, kinds)
    if kind.HasField("tensor_type") and kind.tensor_type.elem_type in kinds:
        kind.tensor_type.elem_type = TensorProto.FLOAT


def _tensor(tensor: Any, path: Path, kinds: set[int]) -> None:
    if tensor.data_type in kinds:
        tensor.CopyFrom(constants.stored(tensor.name, constants.floats(constants.array(tensor, path))))

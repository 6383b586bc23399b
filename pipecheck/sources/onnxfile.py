"""An ONNX file's graph as plain data: what goes in, what comes out, which nodes there are; weights stay where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import DecodeError

from pipecheck.errors import SourceError

LIMIT = 2**31


@dataclass(frozen=True, slots=True)
class Tensor:
    """A graph input or output; a side is a number, or the name of one that may vary."""

    name: str
    shape: tuple[int | str, ...] | None
    dtype: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The graph of a model; *nodes* gives each named node its operator, *opsets* each domain its version."""

    path: Path
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    nodes: Mapping[str, str]
    operators: frozenset[str]
    opsets: Mapping[str, int]
    metadata: Mapping[str, str]

    def input(self, name: str) -> Tensor | None:
        """The input *name*, None where there is none."""
        return next((tensor for tensor in self.inputs if tensor.name == name), None)


def load(path: Path) -> Graph:
    """The graph in the file *path*."""
    return _graph(path, model(path))


def model(path: Path) -> Any:
    """The model in the file *path* as the library has it; external data is not opened."""
    try:
        if not path.is_file():
            raise SourceError(path, "no such file" if not path.exists() else "not a regular file")
        if path.stat().st_size >= LIMIT:
            raise SourceError(path, "2 GiB or more, which an ONNX file never is: its weights belong into external data")
        opened = onnx.load_model(path, load_external_data=False)
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    except (DecodeError, ValueError, RecursionError, SystemError) as e:  # the last where old protobuf's warning is made an error
        raise SourceError(path, "not an ONNX file") from e
    if not opened.graph.node and not opened.graph.input:
        raise SourceError(path, "not an ONNX file: it has no graph")
    return opened


def _graph(path: Path, model: Any) -> Graph:
    weights = {tensor.name for tensor in model.graph.initializer}
    return Graph(
        path=path,
        inputs=tuple(tensor(value) for value in model.graph.input if value.name not in weights),
        outputs=tuple(tensor(value) for value in model.graph.output),
        nodes={node.name: node.op_type for node in model.graph.node if node.name},
        operators=frozenset(node.op_type for node in model.graph.node),
        opsets={opset.domain or "ai.onnx": opset.version for opset in model.opset_import},
        metadata={entry.key: entry.value for entry in model.metadata_props},
    )


def tensor(value: Any) -> Tensor:
    """What the file says of *value*, an input, an output or a tensor in between."""
    kind = value.type.tensor_type
    shape = tuple(max(side.dim_value, 0) or side.dim_param or "?" for side in kind.shape.dim) if kind.HasField("shape") else None
    try:
        dtype = onnx.helper.tensor_dtype_to_np_dtype(kind.elem_type).name
    except (KeyError, TypeError, ValueError):
        dtype = "unknown"
    return Tensor(value.name, shape, dtype)

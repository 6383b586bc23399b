"""The stored numbers of a graph: read where they are needed, in their file or beside it, and written back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import external_data_helper, numpy_helper

from pipecheck.errors import SourceError
from pipecheck_transformers.pixels import Array


def array(tensor: Any, path: Path) -> Array:
    """The numbers of *tensor*, from the folder of the file *path* where they lie outside of it."""
    if external_data_helper.uses_external_data(tensor):
        stub = onnx.TensorProto()
        stub.CopyFrom(tensor)
        tensor = stub
        try:
            external_data_helper.load_external_data_for_tensor(tensor, str(path.parent))
        except (OSError, ValueError, onnx.checker.ValidationError) as e:
            raise SourceError(path, f"its weights {tensor.name} cannot be read: {e}") from e
        tensor.data_location = onnx.TensorProto.DEFAULT
        del tensor.external_data[:]
    try:
        found: Array = numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError) as e:
        raise SourceError(path, f"its weights {tensor.name} cannot be read: {e}") from e
    return found


def stored(name: str, numbers: Array) -> Any:
    """The tensor *name* that holds *numbers*."""
    return numpy_helper.from_array(np.ascontiguousarray(numbers), name)


def add(graph: Any, name: str, numbers: Array) -> None:
    """Store *numbers* in *graph* as the constant *name*, which it has not yet."""
    tensor = graph.initializer.add()
    tensor.name, tensor.data_type = name, kind(numbers)
    tensor.dims.extend(numbers.shape)
    tensor.raw_data = np.ascontiguousarray(numbers, numbers.dtype.newbyteorder("<")).tobytes()


def kind(numbers: Array) -> int:
    """The element type of *numbers* as a graph names it."""
    return int(numpy_helper.from_array(np.empty(0, numbers.dtype)).data_type)


def floats(numbers: Array) -> Array:
    """*numbers* as the network computes with them; what is too large for that is infinite there."""
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(numbers, np.float32)


def put(graph: Any, tensors: Mapping[str, Any]) -> None:
    """Store *tensors*, by their names, in the place of those that *graph* has of these names, or besides."""
    there = {tensor.name for tensor in graph.initializer}
    for tensor in graph.initializer:
        if tensor.name in tensors:
            tensor.CopyFrom(tensors[tensor.name])
    graph.initializer.extend(tensor for name, tensor in tensors.items() if name not in there)


def held(node: Any) -> Any | None:
    """The tensor in a Constant node, under the name that it is used by; None where it holds no numbers, or in another way."""
    for attribute in node.attribute:
        value = onnx.helper.get_attribute_value(attribute)
        match attribute.name:
            case "value":
                tensor = onnx.TensorProto()
                tensor.CopyFrom(value)
                tensor.name = node.output[0]
                return tensor
            case "value_float" | "value_floats":
                return stored(node.output[0], np.array(value, np.float32))
            case "value_int" | "value_ints":
                return stored(node.output[0], np.array(value, np.int64))
            case _:
                pass
    return None

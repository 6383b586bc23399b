"""The small constants of an ONNX graph as plain numbers; those in external files stay unknown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Layout = Literal["NCHW", "NHWC"]
CHANNEL_AXIS: dict[str, int] = {"NCHW": 1, "NHWC": 3}
LARGEST = 4096


@dataclass(frozen=True, slots=True)
class Constant:
    """A tensor of a few numbers, the last axis fastest."""

    shape: tuple[int, ...]
    numbers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Constants:
    """The *stored* tensors of a graph, and the nodes that hold one, by the name under which they are used."""

    stored: Mapping[str, Any]
    held: Mapping[str, Any]

    def knows(self, name: str) -> bool:
        """Whether *name* is a constant at all, readable or not."""
        return name in self.stored or name in self.held

    def get(self, name: str) -> Constant | None:
        """The numbers of the constant *name*; None where they are elsewhere, too many, or none."""
        if name in self.stored:
            return _numbers(self.stored[name])
        return _of_node(self.held[name]) if name in self.held else None


def read(graph: Any) -> Constants:
    """The constants of *graph*."""
    stored = {tensor.name: tensor for tensor in graph.initializer}
    held = {node.output[0]: node for node in graph.node if node.op_type == "Constant" and node.output}
    return Constants(stored, held)


def rows(constant: Constant) -> list[tuple[float, ...]]:
    """The numbers of each part along the first axis."""
    width = len(constant.numbers) // constant.shape[0]
    return [constant.numbers[at : at + width] for at in range(0, len(constant.numbers), width)]


def attribute(node: Any, name: str, default: Any) -> Any:
    """The value of an attribute, *default* where the node has none of that kind; a tuple stands for a list."""
    import onnx

    kind = list if isinstance(default, tuple) else type(default)
    for found in node.attribute:
        if found.name == name:
            try:
                value = onnx.helper.get_attribute_value(found)
            except ValueError:
                return default
            return value if default is None or isinstance(value, kind) else default
    return default


def dtype(code: int) -> str:
    """NumPy's name of an ONNX element type."""
    import onnx

    try:
        return str(onnx.helper.tensor_dtype_to_np_dtype(code).name)
    except (KeyError, TypeError, ValueError):
        return "unknown"


def _of_node(node: Any) -> Constant | None:
    for key in ("value_float", "value_int"):
        if isinstance(number := attribute(node, key, None), int | float):
            return Constant((), (float(number),))
    for key in ("value_floats", "value_ints"):
        if isinstance(numbers := attribute(node, key, None), list) and len(numbers) <= LARGEST:
            return Constant((len(numbers),), tuple(map(float, numbers)))
    tensor = attribute(node, "value", None)
    return None if tensor is None else _numbers(tensor)


def _numbers(tensor: Any) -> Constant | None:
    import onnx
    from onnx import external_data_helper

    shape = tuple(tensor.dims)
    if not hasattr(tensor, "data_location") or external_data_helper.uses_external_data(tensor):
        return None
    if min(shape, default=1) < 1 or math.prod(shape) > LARGEST:
        return None
    try:
        array = onnx.numpy_helper.to_array(tensor)
        numbers = tuple(float(number) for number in array.ravel().tolist())
    except (TypeError, ValueError, KeyError, OverflowError):
        return None
    return Constant(shape, numbers) if len(numbers) == math.prod(shape) and all(map(math.isfinite, numbers)) else None

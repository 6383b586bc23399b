"""The dtype and the sides of every tensor of a graph, as far as they can be worked out without running it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import onnx
from onnx import TensorProto, helper, shape_inference

from pipecheck.sources import onnxfile
from pipecheck.sources.onnxfile import Tensor

_SMALL = 4096
"""Of constants with so few numbers the values matter too: they may be sides."""


def infer(model: Any) -> dict[str, Any]:
    """What is known of each tensor of *model*, as its file would say it."""
    light = slim(model)
    try:
        graph = shape_inference.infer_shapes(light, strict_mode=False, data_prop=True).graph
    except Exception:  # noqa: BLE001 - the library raises what it likes over graphs that it does not understand; they are only less known then
        graph = light.graph
    return {value.name: value for values in (graph.value_info, graph.input, graph.output) for value in values}


def tensors(values: Mapping[str, Any]) -> dict[str, Tensor]:
    """*values* as plain data."""
    return {name: onnxfile.tensor(value) for name, value in values.items() if value.type.HasField("tensor_type")}


def slim(model: Any, inputs: Sequence[Any] | None = None) -> Any:
    """*model* without its weights, whose sides stand among the inputs instead: nothing large is copied.

    *inputs* may stand for its own; then nothing else of what its file says of sides is kept.
    """
    made = onnx.ModelProto(ir_version=max(model.ir_version, 4), opset_import=model.opset_import, functions=model.functions)
    graph = made.graph
    graph.name = model.graph.name or "graph"
    graph.input.extend(model.graph.input if inputs is None else inputs)
    if inputs is None:
        graph.output.extend(model.graph.output)
        graph.value_info.extend(model.graph.value_info)
    else:
        graph.output.extend(onnx.ValueInfoProto(name=value.name) for value in model.graph.output)
    graph.node.extend(model.graph.node)
    for tensor in model.graph.initializer:
        if _inside(tensor):
            graph.initializer.add().CopyFrom(tensor)
        graph.input.append(helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims)))
    return made


def _inside(tensor: Any) -> bool:
    count = 1
    for side in tensor.dims:
        count *= side
    return count <= _SMALL and tensor.data_location != TensorProto.EXTERNAL

"""Where a conversion YAML and the ONNX file that it names disagree about the inputs of the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipecheck.findings import Related, Severity
from pipecheck.guesses import close_to
from pipecheck.schema.counts import LAYOUTS
from pipecheck.schema.fault import KeyFault, rewrite
from pipecheck.schema.inputs import Inputs
from pipecheck.schema.types import CHANNELS, convertible

if TYPE_CHECKING:
    from pipecheck.sources.onnxfile import Graph, Tensor

_OPSETS = (10, 11)
"""Those that hb_mapper is documented for."""


def faults(inputs: Inputs, graph: Graph) -> Iterator[KeyFault]:
    """What the YAML says otherwise than the file."""
    yield from _names(inputs, graph)
    for index in range(inputs.count):
        tensor = _tensor(inputs, graph, index)
        if tensor is not None:
            yield from _shape(inputs, tensor, index)
            yield from _picture(inputs, tensor, index)
    version = graph.opsets.get("ai.onnx", _OPSETS[-1])
    if inputs.schema.tool == "hb_mapper" and version not in _OPSETS:
        message = f"the model has opset {version}, and hb_mapper is documented for opset 10 and 11"
        yield inputs.fault("model", "onnx_model", message, "export it with opset 11", severity=Severity.NOTE, doubts=())


def _names(inputs: Inputs, graph: Graph) -> Iterator[KeyFault]:
    """Inputs that the file does not have, and those of the file that the YAML leaves out."""
    there = [tensor.name for tensor in graph.inputs]
    stated = inputs.parts("input_name")
    related = (Related(inputs.origin("onnx_model"), f"its inputs: {', '.join(there)}"),)
    for name in stated:
        if name not in there:
            close = close_to(name, there) or (there if len(there) == len(stated) == 1 else [])
            hint = f"did you mean {close[0]}?" if close else f"its inputs are {', '.join(there)}"
            fix = rewrite(inputs.origin("input_name"), close[0], f"write {close[0]}") if close and len(stated) == 1 else None
            message = f"the model has no input {name}"
            yield inputs.fault("model", "input_name", message, hint, related=related, doubts=(), fix=fix)
            return
    if len(there) != inputs.count and inputs.knows("input_name", "input_type_rt"):
        about = "input_name" if stated else "input_type_rt"
        message = f"the model has {len(there)} inputs ({', '.join(there)}), and {about} speaks of {inputs.count}"
        yield inputs.fault("model", about, message, "say something of every input", related=related, doubts=())


def _tensor(inputs: Inputs, graph: Graph, index: int) -> Tensor | None:
    """The file's side of the input number *index*."""
    if not inputs.knows("input_name"):
        return None
    name = inputs.of("input_name", index)
    if name is not None:
        return graph.input(name)
    return graph.inputs[0] if len(graph.inputs) == inputs.count == 1 else None


def _shape(inputs: Inputs, tensor: Tensor, index: int) -> Iterator[KeyFault]:
    text = inputs.of("input_shape", index) or ""
    if tensor.shape is None or not re.fullmatch(r"\d{1,18}(x\d{1,18})*", text):
        return
    sides = [int(side) for side in text.split("x")]
    pairs = zip(sides, tensor.shape, strict=False)
    if len(sides) != len(tensor.shape) or any(isinstance(there, int) and said != there for said, there in pairs):
        message = f"input_shape of {inputs.called(index)} is {text}, and the model's is {_written(tensor)}"
        yield inputs.fault("model", "input_shape", message, "leave it out: the file says it")


def _picture(inputs: Inputs, tensor: Tensor, index: int) -> Iterator[KeyFault]:
    """What an input that is said to be a picture must have."""
    rt, train = inputs.word("input_type_rt", index), inputs.word("input_type_train", index)
    channels = CHANNELS.get(train or "") if convertible(rt, train) else None
    if channels is None or tensor.shape is None:
        return
    if len(tensor.shape) != 4:
        message = f"the model's input {tensor.name} is {_written(tensor)}, which is no picture, and input_type_train is {train}"
        yield inputs.fault("model", "input_type_train", message, "featuremap is the type for anything else")
        return
    layout = (inputs.of("input_layout_train", index) or "").upper()
    if layout in LAYOUTS and inputs.knows("input_layout_train"):
        yield from _channels(inputs, tensor, layout, channels)
    normalised = any(inputs.of(key, index) for key in ("mean_value", "scale_value", "std_value"))
    if not normalised and not tensor.dtype.startswith(("float", "bfloat", "unknown")):  # PC514 speaks of bytes behind a normalisation
        message = f"the model's input {tensor.name} is {tensor.dtype}, and the toolchain makes float32 of a picture"
        yield inputs.fault("model", "onnx_model", message, "export the model with a float input", severity=Severity.WARNING, doubts=())


def _channels(inputs: Inputs, tensor: Tensor, layout: str, channels: int) -> Iterator[KeyFault]:
    """The side that counts the channels, where the layout has it."""
    shape = tensor.shape or ()
    there = shape[LAYOUTS[layout][0]]
    if there == channels or not isinstance(there, int):
        return
    other = next(name for name in LAYOUTS if name != layout)
    shown = f"the model's input {tensor.name} is {_written(tensor)}"
    if shape[LAYOUTS[other][0]] == channels:
        origin = inputs.origin("input_layout_train")
        fix = rewrite(origin, other, f"set input_layout_train: {other}") if inputs.count == 1 else None
        message, hint = f"input_layout_train is {layout}, and {shown}", f"set input_layout_train: {other}"
        doubts = (inputs.place("input_layout_train"), inputs.place("input_shape"))
        yield inputs.fault("layout", "input_layout_train", message, hint, doubts=doubts, fix=fix)
        return
    train = "1 channel" if channels == 1 else f"{channels} channels"
    message = f"{shown}, and input_type_train says {train}"
    doubts = (inputs.place("input_type_train"), inputs.place("input_layout_train"))
    yield inputs.fault("model", "input_type_train", message, "take the type that the network was trained on", doubts=doubts)


def _written(tensor: Tensor) -> str:
    return "x".join(str(side) for side in tensor.shape or ())

"""The vendor's preprocessing node, which onnxruntime does not know: replaced by standard operators, or cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, external_data_helper, helper

from pipecheck.errors import SourceError
from pipecheck.lower.toolchain import artefacts, horizon
from pipecheck.lower.toolchain.conversion import Conversion, InputClaims
from pipecheck.probe.network import mixing, rewriting
from pipecheck.probe.network.mixing import Mixing
from pipecheck.probe.network.network import Replaced
from pipecheck.sources import onnxconstants, quantinfo
from pipecheck.sources.onnxconstants import Constant

OPERATOR = "HzPreprocess"
_NODE = "HZ_PREPROCESS_FOR_"
_STAGES = ("_original_float_model.onnx", "_optimized_float_model.onnx")
_HANDED = {"RGB": "rgb", "BGR": "bgr", "YUV": "yuv444", "GRAY": "gray"}
"""How the node's own word for the type that it takes begins."""
_FLOATS = (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16)


def cut(model: Any) -> bool:
    """Let the inputs of *model* stand for what its preprocessing nodes make of them; whether there was such a node."""
    changes = {}
    for index, node in _nodes(model):
        for value in model.graph.input:
            if value.name == node.input[0]:
                value.type.tensor_type.elem_type = TensorProto.FLOAT
        changes[index] = [helper.make_node("Identity", [node.input[0]], [node.output[0]], name=node.name)]
    rewriting.exchange(model.graph, changes)
    return bool(changes)


def replace(model: Any, path: Path, config: Conversion | None) -> tuple[Replaced, ...]:
    """Put standard operators in the place of the preprocessing nodes of *model*, and say of each what was done."""
    changes, done = {}, []
    for index, node in _nodes(model):
        mixed, replaced = _read(model, node, path, config)
        changes[index] = list(_operators(model, node, mixed))
        done.append(replaced)
    rewriting.exchange(model.graph, changes)
    return tuple(done)


def _nodes(model: Any) -> Iterator[tuple[int, Any]]:
    return ((index, node) for index, node in rewriting.vendor(model) if node.op_type == OPERATOR and node.input and node.output)


def _read(model: Any, node: Any, path: Path, config: Conversion | None) -> tuple[Mixing, Replaced]:
    """What *node* computes, by its weights or else by *config*."""
    name = _input(model, node)
    claims = None if config is None else _claims(config, name)
    said = None if config is None or claims is None else mixing.of_config(config, claims)
    own = _of_weights(model, node, path)
    mixed = own or said
    if mixed is None:
        reason = "no configuration says it either" if config is None else "the configuration does not say it either"
        raise SourceError(path, f"what {node.name or OPERATOR} computes cannot be read from its weights, and {reason}")
    told = [] if config is None or own is None else [*_against_config(node, own, config, claims, said)]
    return mixed, Replaced(
        input=name,
        node=node.name,
        operator=node.op_type,
        by="config" if own is None else "weights",
        disagrees=(*(f"{node.name} {each}" for each in told), *_against_report(path, name, node, mixed)),
        decoding=mixing.decoding(mixed, None if told else said),
    )


def _input(model: Any, node: Any) -> str:
    """The input of the model that *node* stands behind."""
    inputs = {value.name for value in model.graph.input}
    named = str(node.name).removeprefix(_NODE)
    return named if named in inputs and node.input[0] not in inputs else str(node.input[0])


def _claims(config: Conversion, name: str) -> InputClaims | None:
    return config.inputs.get(name) or (next(iter(config.inputs.values())) if len(config.inputs) == 1 else None)


def _against_config(node: Any, own: Mixing, config: Conversion, claims: InputClaims | None, said: Mixing | None) -> Iterator[str]:
    """What the weights do otherwise than the configuration says."""
    program = None if claims is None else horizon.evaluation(config, claims)
    if program is None:
        yield "stands in the model, and the configuration puts no preprocessing there"
        return
    word = onnxconstants.attribute(node, "input_type", b"").decode(errors="replace")
    handed = next((color for start, color in _HANDED.items() if word.upper().startswith(start)), None)
    if None not in (handed, program.decoded.color) and handed != program.decoded.color:
        yield f"takes {handed}, and the configuration hands over {program.decoded.color}"
    if said is not None:
        yield from mixing.differences(own, said)


def _against_report(path: Path, name: str, node: Any, mixed: Mixing) -> Iterator[str]:
    """What the toolchain's own report, beside the model, says otherwise."""
    stage = next((stage for stage in _STAGES if path.name.endswith(stage)), None)
    report = path.with_name(f"{path.name.removesuffix(stage)}_quant_info.json") if stage else None
    try:
        shown = quantinfo.load(report).of(name) if report is not None and report.is_file() else None
    except (SourceError, OSError):
        return
    if report is not None and shown is not None and shown.weights and not artefacts.agree(shown.weights, mixed.weights):
        yield f"{node.name} weighs by {mixing.listed(mixed.weights)} at most, and by {mixing.listed(shown.weights)} in {report.name}"


def _of_weights(model: Any, node: Any, path: Path) -> Mixing | None:
    weight = _constant(model, node.input[1], path) if len(node.input) > 1 else None
    bias = _constant(model, node.input[2], path) if len(node.input) > 2 and node.input[2] else None
    if weight is None or (bias is None and any(node.input[2:3])):
        return None
    return mixing.of_weights(weight, bias, _layout(model, node)[1])


def _constant(model: Any, name: str, path: Path) -> Constant | None:
    """The numbers of the constant *name*, which may lie in a file beside the model; None where they are no floats."""
    constants = onnxconstants.read(model.graph)
    stored = constants.stored.get(name)
    if stored is None:
        return constants.get(name)
    if stored.data_type not in _FLOATS:
        return None
    if external_data_helper.uses_external_data(stored) and np.prod(stored.dims) <= onnxconstants.LARGEST:
        external_data_helper.load_external_data_for_tensor(stored, str(path.parent))
        stored.data_location = TensorProto.DEFAULT
        del stored.external_data[:]
    return constants.get(name)


def _layout(model: Any, node: Any) -> tuple[str, int | None]:
    """Where the channels are, and how many: by the sides of the input, else as the node says."""
    sides = next(
        ([side.dim_value for side in value.type.tensor_type.shape.dim] for value in model.graph.input if value.name == node.input[0]), []
    )
    said = onnxconstants.attribute(node, "data_format", b"NCHW").decode(errors="replace")
    if len(sides) != 4:
        return said, None
    if (sides[1] in (1, 3)) != (sides[3] in (1, 3)):
        said = "NCHW" if sides[1] in (1, 3) else "NHWC"
    return said, sides[1 if said == "NCHW" else 3] or None


def _operators(model: Any, node: Any, mixed: Mixing) -> Iterator[Any]:
    """A convolution of one pixel, or the same as a product of matrices where the channels come last."""
    taken, made = node.input[0], node.output[0]
    base = rewriting.fresh(model.graph, f"{made}_standard")
    if any(value.name == taken and value.type.tensor_type.elem_type != TensorProto.FLOAT for value in model.graph.input):
        yield helper.make_node("Cast", [taken], [f"{base}_float"], to=TensorProto.FLOAT)
        taken = f"{base}_float"
    matrix = np.array(mixed.matrix)
    yield rewriting.constant(f"{base}_bias", mixed.bias)
    if _layout(model, node)[0] == "NHWC":
        yield rewriting.constant(f"{base}_matrix", matrix.T)
        yield helper.make_node("MatMul", [taken, f"{base}_matrix"], [f"{base}_mixed"])
        yield helper.make_node("Add", [f"{base}_mixed", f"{base}_bias"], [made], name=node.name)
    else:
        yield rewriting.constant(f"{base}_matrix", matrix[:, :, None, None])
        yield helper.make_node("Conv", [taken, f"{base}_matrix", f"{base}_bias"], [made], name=node.name)

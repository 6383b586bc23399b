"""The operators that the toolchain's optimizer puts together, taken apart again into standard ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from onnx import helper

from pipecheck.errors import SourceError
from pipecheck.probe.network import rewriting
from pipecheck.sources.onnxconstants import attribute

_Made = Callable[[Any, str], Iterator[Any]]
"""The nodes in the place of one, whose own names begin with a text."""
_QUANTISED = ("Quantize", "Dequantize", "Requantize", "Lut")
_STAGES = ("_calibrated_model", "_quantized_model", "_ptq_model")
_FLOAT = "_original_float_model"


def replace(model: Any) -> bool:
    """Put standard operators in the place of those of the vendor that are only other words for them; whether there were any."""
    changes = {}
    for index, node in rewriting.vendor(model):
        made = _MADE.get(node.op_type)
        if made is not None and _same(node, rewriting.opset(model)):
            changes[index] = list(made(node, rewriting.fresh(model.graph, f"{node.output[0]}_standard")))
    rewriting.exchange(model.graph, changes)
    return bool(changes)


def refuse(model: Any, path: Path) -> None:
    """Complain of the vendor's operators that are left, which nothing but the vendor's runtime computes."""
    left = {node.op_type: node.domain for _, node in rewriting.vendor(model)}
    if not left:
        return
    if "HzCalibration" in left:
        reason = "a calibrated model, which simulates the quantisation with HzCalibration nodes; only the vendor's runtime does that"
    elif (found := next((name for name in left if any(word in name for word in _QUANTISED)), None)) is not None:
        reason = f"a quantised model with {found} nodes (domain {left[found]}); only the vendor's runtime computes in its integers"
    else:
        name = next(iter(left))
        raise SourceError(path, f"has {name} nodes (domain {left[name]}), which only the vendor's runtime computes")
    raise SourceError(path, f"{reason}: run its float model, {_float_model(path)}")


def _float_model(path: Path) -> str:
    """What the float model of the same build is called."""
    stage = next((stage for stage in _STAGES if path.stem.endswith(stage)), None)
    return f"{path.stem.removesuffix(stage)}{_FLOAT}.onnx" if stage else f"*{_FLOAT}.onnx"


def _same(node: Any, opset: int) -> bool:
    """Whether the attributes of *node* are those for which the standard operators are known to be the same."""
    match node.op_type:
        case "HzGelu":
            return bool(attribute(node, "approximate", b"none") == b"none")
        case "HzSpaceToDepth":
            return bool(attribute(node, "block_height", 0) == attribute(node, "block_width", 1))
        case "HzSoftmax":
            return opset >= 13 or attribute(node, "axis", -1) == -1
        case "HzPad":
            known = attribute(node, "mode", b"constant") in (b"constant", b"edge")
            return opset >= 11 and known and attribute(node, "data_format", b"NCHW") == b"NCHW"
        case _:
            return True


def _swish(node: Any, base: str) -> Iterator[Any]:
    yield helper.make_node("Sigmoid", [node.input[0]], [f"{base}_gate"])
    yield helper.make_node("Mul", [node.input[0], f"{base}_gate"], [node.output[0]], name=node.name)


def _hard_swish(node: Any, base: str) -> Iterator[Any]:
    yield helper.make_node("HardSigmoid", [node.input[0]], [f"{base}_gate"], alpha=1 / 6, beta=0.5)
    yield helper.make_node("Mul", [node.input[0], f"{base}_gate"], [node.output[0]], name=node.name)


def _mish(node: Any, base: str) -> Iterator[Any]:
    yield helper.make_node("Softplus", [node.input[0]], [f"{base}_soft"])
    yield helper.make_node("Tanh", [f"{base}_soft"], [f"{base}_gate"])
    yield helper.make_node("Mul", [node.input[0], f"{base}_gate"], [node.output[0]], name=node.name)


def _gelu(node: Any, base: str) -> Iterator[Any]:
    yield rewriting.constant(f"{base}_slope", [math.sqrt(0.5)])
    yield rewriting.constant(f"{base}_half", [0.5])
    yield helper.make_node("Mul", [node.input[0], f"{base}_slope"], [f"{base}_scaled"])
    yield helper.make_node("Erf", [f"{base}_scaled"], [f"{base}_bent"])
    yield helper.make_node("Mul", [f"{base}_bent", f"{base}_half"], [f"{base}_halved"])
    yield helper.make_node("Add", [f"{base}_halved", f"{base}_half"], [f"{base}_gate"])
    yield helper.make_node("Mul", [node.input[0], f"{base}_gate"], [node.output[0]], name=node.name)


def _rsqrt(node: Any, base: str) -> Iterator[Any]:
    """The small number is added before the root is drawn, or after."""
    taken, last = node.input[0], f"{base}_root"
    yield rewriting.constant(f"{base}_epsilon", [attribute(node, "epsilon", 0.0)])
    if attribute(node, "is_sqrt_add_reciprocal", 0):
        yield helper.make_node("Sqrt", [taken], [f"{base}_root"])
        yield helper.make_node("Add", [f"{base}_root", f"{base}_epsilon"], [last := f"{base}_more"])
    else:
        yield helper.make_node("Add", [taken, f"{base}_epsilon"], [f"{base}_more"])
        yield helper.make_node("Sqrt", [f"{base}_more"], [f"{base}_root"])
    yield helper.make_node("Reciprocal", [last], [node.output[0]], name=node.name)


def _limited(node: Any, base: str) -> Iterator[Any]:
    yield rewriting.constant(f"{base}_zero", [0.0])
    yield rewriting.constant(f"{base}_most", [attribute(node, "clip_value", 6.0)])
    yield helper.make_node("Max", [node.input[0], f"{base}_zero"], [f"{base}_positive"])
    yield helper.make_node("Min", [f"{base}_positive", f"{base}_most"], [node.output[0]], name=node.name)


def _softmax(node: Any, _: str) -> Iterator[Any]:
    yield helper.make_node("Softmax", list(node.input), list(node.output), name=node.name, axis=attribute(node, "axis", -1))


def _blocks(node: Any, _: str) -> Iterator[Any]:
    size = attribute(node, "block_height", 1)
    yield helper.make_node("SpaceToDepth", list(node.input), list(node.output), name=node.name, blocksize=size)


def _padded(node: Any, base: str) -> Iterator[Any]:
    mode = attribute(node, "mode", b"constant").decode()
    yield rewriting.constant(f"{base}_pads", np.array(attribute(node, "pads", ()), np.int64))
    yield helper.make_node("Pad", [node.input[0], f"{base}_pads", *node.input[1:2]], [node.output[0]], name=node.name, mode=mode)


_MADE: Mapping[str, _Made] = {
    "HzSwish": _swish,
    "HzHardSwish": _hard_swish,
    "HzMish": _mish,
    "HzGelu": _gelu,
    "HzRsqrt": _rsqrt,
    "HzReluX": _limited,
    "HzSoftmax": _softmax,
    "HzSpaceToDepth": _blocks,
    "HzPad": _padded,
}

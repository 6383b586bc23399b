"""What the NPU makes of each operator: computed in integers, only moved about, or left to the processor, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pipecheck.probe.quant.graph import constants, wires
from pipecheck.probe.quant.graph.liveness import Scene
from pipecheck.probe.quant.graph.wires import standard
from pipecheck.sources.onnxconstants import attribute

_MOVING = """
Identity Reshape Transpose Flatten Squeeze Unsqueeze Slice Split Gather GatherElements GatherND DepthToSpace SpaceToDepth Expand Tile
MaxPool GlobalMaxPool ReduceMax ReduceMin
"""
_TABLED = """
Sigmoid Tanh HardSwish HardSigmoid Elu Selu Celu Exp Log Gelu Mish Erf Softplus Softsign Sqrt Reciprocal Pow Abs Neg Sin Cos Tan Asin Acos
Atan Sinh Cosh Asinh Acosh Atanh Floor Ceil Round Sign Relu LeakyRelu PRelu Clip ThresholdedRelu
"""
_JOINING = """
Add Sub Mul Div Min Max Sum Mean Concat Resize Upsample AveragePool GlobalAveragePool ReduceMean ReduceSum Softmax LogSoftmax
LayerNormalization BatchNormalization Conv ConvTranspose Gemm MatMul GridSample Pad
"""
MOVING = frozenset(_MOVING.split())
"""What these give are values that they take."""
KNOWN = MOVING | frozenset(_TABLED.split()) | frozenset(_JOINING.split())
"""What some NPU of the vendor computes in integers; not each of them does, and some only when they are told to."""
WHOLE = "computes with whole numbers"
_NORMS = "normalises by what it finds in each picture"
_STATE = "carries a state from step to step"
_PLACES = "gives places and not values"
_ASKS = "asks yes or no"
_WRITES = "writes into computed places"
_DRAWS = "draws random numbers"
_REASONS: Mapping[str, str] = {
    **dict.fromkeys(("InstanceNormalization", "GroupNormalization", "LRN", "LpNormalization", "MeanVarianceNormalization"), _NORMS),
    **dict.fromkeys(("LSTM", "GRU", "RNN"), _STATE),
    **dict.fromkeys(("ArgMax", "ArgMin", "NonZero"), _PLACES),
    **dict.fromkeys(("Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "IsNaN", "IsInf"), _ASKS),
    **dict.fromkeys(("ScatterND", "ScatterElements", "Scatter"), _WRITES),
    **dict.fromkeys(("RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial", "Dropout"), _DRAWS),
    **dict.fromkeys(("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"), "is quantised already"),
    "NonMaxSuppression": "chooses boxes one after the other",
    "TopK": "sorts",
    "Where": "chooses by a condition",
    "Cast": "makes numbers of another type",
}
_BIASED = ("Conv", "ConvTranspose", "Gemm")


def reason(node: Any, scene: Scene) -> str | None:
    """Why the NPU does not compute *node*, which takes an activation, in integers; None where it does."""
    if any(wires.inner(node)):
        return "runs a graph of its own inside"
    if not standard(node):
        return f"is an operator of the domain {node.domain}"
    if node.op_type not in KNOWN:
        return _REASONS.get(node.op_type, "is no operator that an NPU of the vendor computes in integers")
    if any(name and _wanted(name, scene) and not scene.active(name) for name in node.output):
        return "gives more than values" if len(node.output) > 1 else "gives no float32 numbers"
    return _taken(node, scene) or _special(node, scene)


def settled(node: Any, scene: Scene) -> bool:
    """Whether a batch normalisation has one constant factor and offset for each channel."""
    return all(name in scene.wires.constants for name in node.input[1:5]) and not attribute(node, "training_mode", 0)


def moves(node: Any, scene: Scene) -> bool:
    """Whether *node* only hands on values that it takes."""
    match node.op_type:
        case "Resize" | "Upsample":
            return bool(attribute(node, "mode", b"nearest") == b"nearest")
        case "Pad":
            return bool(attribute(node, "mode", b"constant") != b"constant") or _zero(node, scene)
        case _:
            return node.op_type in MOVING


def _wanted(name: str, scene: Scene) -> bool:
    return name in scene.wires.takers or name in scene.wires.kept


def _taken(node: Any, scene: Scene) -> str | None:
    """What *node* takes that nothing can be quantised with."""
    if node.op_type in _BIASED and any(name in scene.live for name in node.input[2:3]):
        return "adds a bias that the network computes"
    if any(name in scene.live and not scene.active(name) for name in node.input):
        return "takes places or sides that the network computes"
    return "looks up constants" if node.op_type in MOVING and not scene.active(node.input[0]) else None


def _special(node: Any, scene: Scene) -> str | None:
    match node.op_type:
        case "BatchNormalization" if not settled(node, scene):
            return "normalises by what it finds in each picture, or with numbers that the network computes"
        case "Resize" | "Upsample" if attribute(node, "mode", b"nearest") == b"cubic":
            return "interpolates cubically"
        case "Pow" if node.input[1] in scene.live:
            return "raises one activation to another"
        case _:
            return None


def _zero(node: Any, scene: Scene) -> bool:
    """Whether a Pad puts zeros around."""
    if len(node.input) < 3 or not node.input[2]:
        return bool(attribute(node, "value", 0.0) == 0)
    tensor = scene.wires.constants.get(node.input[2])
    return tensor is not None and not np.any(constants.array(tensor, scene.path))

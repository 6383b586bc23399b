"""Small networks to quantise, plans for them, and the ways to run what comes out."""

import numpy as np
import onnx
import onnxruntime
from graphs import model, saved, value
from onnx import helper

from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.plan import Plan, Range, Taken

LEVELS = {
    "none": onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL,
    "basic": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC,
    "all": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL,
}
STEP = 2.0**-5
"""Ranges and weights that are 127 times a power of two make every sum exact, in whichever order it is done."""


def network(tmp_path, nodes, weights, *, opset=13, inputs=(("x", (1, 4, 6, 6)),), outputs=("y",), name="net.onnx"):
    """What is prepared of a model of *nodes* with outputs of whatever sides."""
    built = model(
        nodes, [value(*each) for each in inputs], [value(each, None) for each in outputs], weights, opset=opset, ir=min(8, opset - 3)
    )
    built = onnx.shape_inference.infer_shapes(built, strict_mode=True)
    onnx.checker.check_model(built)
    return prepare.prepare(saved(built, tmp_path / name))


def layered(tmp_path, *, opset=13):
    """Conv, Relu, pooling, a sum, a grouped ConvTranspose and a fully connected layer, with whole numbers in the weights."""
    nodes = [
        helper.make_node("Conv", ["x", "w1", "b1"], ["c1"], name="conv", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c1"], ["r1"], name="relu"),
        helper.make_node("MaxPool", ["r1"], ["p1"], name="pool", kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Conv", ["p1", "w2"], ["c2"], name="pointwise", kernel_shape=[1, 1]),
        helper.make_node("Add", ["c2", "p1"], ["s"], name="sum"),
        helper.make_node("ConvTranspose", ["s", "w3"], ["t"], name="up", kernel_shape=[2, 2], strides=[2, 2], group=2),
        helper.make_node("Flatten", ["t"], ["f"], name="flat"),
        helper.make_node("Gemm", ["f", "w4", "b4"], ["y"], name="head"),
    ]
    shapes = {"w1": (4, 4, 3, 3), "b1": (4,), "w2": (4, 4, 1, 1), "w3": (4, 3, 2, 2), "w4": (216, 5), "b4": (5,)}
    return network(tmp_path, nodes, {name: whole(shape, seed) for seed, (name, shape) in enumerate(shapes.items())}, opset=opset)


def whole(shape, seed=0, most=127):
    """Whole numbers in every channel up to *most*, in units of a power of two."""
    found = np.random.default_rng(seed).integers(-20, 21, shape)
    found.reshape(-1)[0] = most
    return (found * 2.0**-8).astype(np.float32)


def feed(prepared, seed=0, *, spread=1.0):
    """One sample."""
    rng = np.random.default_rng(seed)
    return {
        each.name: rng.normal(0, spread, [side if isinstance(side, int) else 1 for side in each.shape]).astype(np.float32)
        for each in prepared.inputs
    }


def plan(prepared, qtype="int8", *, weight=None, per_channel=True, covered=None, **others):
    """Everything in numbers of *qtype*, each activation over the range *covered*."""
    return Plan(
        ranges=dict.fromkeys((*prepared.activations, *prepared.outputs), covered or Range(-127 * STEP, 127 * STEP)),
        taken={unit.name: Taken(inputs=(qtype,) * len(unit.inputs), weight=weight or qtype) for unit in prepared.units},
        per_channel=frozenset(unit.name for unit in prepared.units) if per_channel else frozenset(),
        **others,
    )


def run(built, fed, *, level="all", fused=True):
    """What plain onnxruntime makes of *fed*: *fused*, it may put what lies between two lattices together."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = LEVELS[level]
    options.log_severity_level = 4
    if not fused:
        options.add_session_config_entry("session.disable_quant_qdq", "1")
    source = str(built) if not hasattr(built, "SerializeToString") else built.SerializeToString()
    session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_outputs()]
    return dict(zip(names, session.run(names, fed), strict=True))

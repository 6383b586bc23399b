"""Networks with one planted fault each, calibrated, for what looks for faults."""

import numpy as np
import onnx
from graphs import model, saved, value
from onnx import TensorProto, helper
from searched import samples

from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.method import MAX
from pipecheck.probe.quant.observe.observe import observe
from pipecheck.probe.quant.plan import Plan, Taken
from pipecheck.probe.quant.thresholds import thresholds

SIDE = 16


def pictures(count=12, *, brightness=1.0, broken=()):
    """Samples of noise, of which so many are *broken*."""
    return samples(lambda rng: {"x": brightness * rng.normal(0, 1, (1, 4, SIDE, SIDE))}, count, broken=broken)


def weight(*shape, seed=0, spread=None):
    found = np.random.default_rng(seed).normal(0, 0.3, shape).astype(np.float32)
    return found if spread is None else found * np.float32(spread).reshape(-1, *(1,) * (len(shape) - 1))


def chain(tmp_path, *, spread=None, last="Relu", outputs=("y",), tail=(), more=None, whole=(), owned=False):
    """Three convolutions; the channels of the second are as wide as *spread* says, and the third makes up for that.

    A single number of its weight that nothing comes of is far too large if it is *owned*. Outputs in *whole* are integers.
    """
    after = weight(3, 8, 1, 1, seed=2)
    if spread is not None:
        after = (after / np.float32(spread).reshape(1, -1, 1, 1)).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["a"], name="first", kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("Relu", ["a"], ["b"], name="relu"),
        helper.make_node("Conv", ["b", "w2"], ["c"], name="second", kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node(last, ["c"], ["d"], name="bend"),
        helper.make_node("Conv", ["d", "w3"], ["y"], name="third", kernel_shape=[1, 1]),
        *tail,
    ]
    weights = {"w1": weight(6, 4, 3, 3), "w2": weight(8, 6, 3, 3, seed=1, spread=spread), "w3": after}
    if tail:
        weights["k"] = np.array([5], np.int64)
        weights["flat"] = np.array([1, -1], np.int64)
    if owned:  # by a weight of a channel that is always zero
        weights["w1"][5] = 0
        weights["w2"][1, 5] = 300
    given = [value(name, None, TensorProto.INT64 if name in whole else TensorProto.FLOAT) for name in outputs]
    built = model(nodes, [value("x", (1, 4, SIDE, SIDE))], given, {**weights, **(more or {})}, opset=13)
    return prepare.prepare(saved(onnx.shape_inference.infer_shapes(built, strict_mode=True), tmp_path / "net.onnx"))


def calibrated(prepared, seen, *, method=MAX, per_channel=True, qtype="int8", asymmetric=False):
    """What was seen of *seen*, and the plan to which that leads."""
    observed = observe(prepared, seen)
    units = prepared.units
    plan = Plan(
        ranges=thresholds.ranges(observed, method, asymmetric=asymmetric),
        taken={unit.name: Taken(inputs=(qtype,) * len(unit.inputs), weight="int8") for unit in units},
        per_channel=frozenset(unit.name for unit in units) if per_channel else frozenset(),
    )
    return observed, plan

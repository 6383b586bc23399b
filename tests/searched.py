"""Small networks with planted faults that one calibration method stands better than another, and what they are tried on."""

import numpy as np
from onnx import helper
from simulated import network

from pipecheck.errors import SourceError
from pipecheck.probe.quant.observe import observe
from pipecheck.probe.quant.plan import Taken
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.search import bench

SIDE = 16


def samples(make, count=6, *, first=None, broken=()):
    """*count* samples, each what *make*, or *first*, makes of its own random generator; those in *broken* cannot be read."""

    def load(name):
        if int(name) in broken:
            raise SourceError(name, "is no array")
        return {
            key: np.asarray(value, np.float32)
            for key, value in (first if first and name == "0" else make)(np.random.default_rng(int(name))).items()
        }

    return Samples(tuple(map(str, range(count))), load)


def smooth(rng):
    return {"x": rng.normal(0, 1, (1, 4, SIDE, SIDE))}


def spiked(rng):
    """Nearly all within ±3, but a single value far outside."""
    found = rng.normal(0, 1, (1, 4, SIDE, SIDE))
    found[0, 0, 0, 0] = 500
    return {"x": found}


def lifted(rng):
    """Far on one side of 0."""
    return {"x": rng.uniform(0, 1, (1, 4, SIDE, SIDE))}


def weight(*shape, seed=0, uneven=False):
    found = np.random.default_rng(seed).normal(0, 0.3, shape).astype(np.float32)
    return found * np.geomspace(1, 1e-4, shape[0], dtype=np.float32).reshape(-1, *(1,) * (len(shape) - 1)) if uneven else found


def chain(tmp_path, *, uneven=False, outputs=("y",), inputs=(("x", (1, 4, SIDE, SIDE)),)):
    """Three convolutions with Relu in between; what the second gives is normalised, which makes up for channels that are *uneven*."""
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["a"], name="first", kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("Relu", ["a"], ["b"], name="relu"),
        helper.make_node("Conv", ["b", "w2", "bias"], ["c"], name="second", kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("InstanceNormalization", ["c", "ones", "bias"], ["z"], name="norm", epsilon=1e-12),
        helper.make_node("Conv", ["z", "w3"], ["y"], name="third", kernel_shape=[1, 1]),
    ]
    weights = {"w1": weight(6, 4, 3, 3), "w2": weight(8, 6, 3, 3, seed=1, uneven=uneven), "w3": weight(3, 8, 1, 1, seed=2)}
    weights |= {"bias": np.zeros(8, np.float32), "ones": np.ones(8, np.float32)}
    return network(tmp_path, nodes, weights, inputs=inputs, outputs=outputs)


def everything(prepared, qtype="int8"):
    """All convolutions taking all in numbers of *qtype*."""
    convolutions = [unit for unit in prepared.units if unit.op == "Conv"]
    return {unit.name: Taken(inputs=(qtype,) * len(unit.inputs), weight="int8") for unit in convolutions}


def tried(prepared, given, **options):
    """A bench for the network *prepared*, calibrated by the samples *given*."""
    seen = observe.observe(prepared, given, threads=1)
    return bench.bench(prepared, seen, given, everything(prepared), threads=2, **options)

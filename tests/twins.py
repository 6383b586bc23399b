"""A small network with every kind of layer that converters touch, and what may become of it on the way to its twin."""

from pathlib import Path

import cv2
import numpy as np
import onnx.version_converter
from graphs import model, saved, value
from onnx import helper, numpy_helper

from fixtures import vendor_model
from pipecheck.evidence.agreeing import blamed, likeness
from pipecheck.evidence.pair import Agreement
from pipecheck.lower import chain as chains
from pipecheck.probe.network.load import load
from pipecheck.probe.network.network import offset
from pipecheck.probe.trial.lane import Lane
from pipecheck_transformers import Affine, Cast, Chain, Resize, ToColor, Transpose, readers

SIDE, CLASSES = 16, 6
MEAN, STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
NORM = {"mean": MEAN, "scale": tuple(1 / each for each in STD)}
TRAINING = Chain([Resize(SIDE, SIDE), ToColor("rgb"), Affine(mean=MEAN, std=STD), Transpose("chw")], read=readers.opencv())


def twin(*, classes=CLASSES, width=8):
    """Two convolutions with batch norm, a sum around the second one, a list of classes and a map."""
    nodes = [
        helper.make_node("Conv", ["x", "w1", "b1"], ["c1"], name="conv1", pads=[1, 1, 1, 1], kernel_shape=[3, 3]),
        helper.make_node("BatchNormalization", ["c1", "g1", "s1", "m1", "v1"], ["n1"], name="norm1", epsilon=1e-5),
        helper.make_node("Relu", ["n1"], ["r1"], name="relu1"),
        helper.make_node("Conv", ["r1", "w2", "b2"], ["c2"], name="conv2", pads=[1, 1, 1, 1], kernel_shape=[3, 3]),
        helper.make_node("BatchNormalization", ["c2", "g2", "s2", "m2", "v2"], ["n2"], name="norm2", epsilon=1e-5),
        helper.make_node("Add", ["n2", "r1"], ["a2"], name="sum"),
        helper.make_node("Relu", ["a2"], ["r2"], name="relu2"),
        helper.make_node("Conv", ["r2", "w3"], ["map"], name="mapped", kernel_shape=[1, 1]),
        helper.make_node("GlobalAveragePool", ["r2"], ["p"], name="pool"),
        helper.make_node("Flatten", ["p"], ["f"], name="flatten"),
        helper.make_node("Gemm", ["f", "w4", "b4"], ["logits"], name="head", transB=1),
    ]
    outputs = [value("logits", (1, classes)), value("map", (1, 5, SIDE, SIDE))]
    return model(nodes, [value("x", (1, 3, SIDE, SIDE))], outputs, dict(_weights(classes, width)))


def _weights(classes, width):
    rng = np.random.default_rng(11)
    shapes = {"w1": (width, 3, 3, 3), "b1": (width,), "w2": (width, width, 3, 3), "b2": (width,), "w3": (5, width, 1, 1)}
    for name, shape in shapes.items():
        yield name, rng.normal(0, 0.3, shape).astype(np.float32)
    for number in "12":
        for name, low, high in (("g", 0.5, 1.5), ("s", -0.5, 0.5), ("m", -0.5, 0.5), ("v", 0.01, 0.5)):
            yield f"{name}{number}", rng.uniform(low, high, width).astype(np.float32)
    for name, shape in (("w4", (classes, width)), ("b4", (classes,))):
        yield name, rng.normal(0, 0.3, shape).astype(np.float32)


def node(built, name):
    """The node of *built* that is called *name*."""
    return next(each for each in built.graph.node if each.name == name)


def reweighted(built, name, change):
    """*built* with the weight *name* as *change* makes it."""
    held = next(each for each in built.graph.initializer if each.name == name)
    held.CopyFrom(numpy_helper.from_array(np.float32(change(numpy_helper.to_array(held))), name))
    return built


def attribute(built, name, key, new):
    """*built* with another value of one attribute of the node *name*."""
    changed = node(built, name)
    kept = [each for each in changed.attribute if each.name != key]
    del changed.attribute[:]
    changed.attribute.extend([*kept, helper.make_attribute(key, new)])
    return built


def without(built, name):
    """*built* without the node *name*: what it takes goes on as it is."""
    gone = node(built, name)
    taken, made = gone.input[0], gone.output[0]
    built.graph.node.remove(gone)
    for each in built.graph.node:
        each.input[:] = [taken if tensor == made else tensor for tensor in each.input]
    return built


def renamed(built, prefix="t"):
    """*built* with other names for everything but its input and its outputs."""
    kept = {each.name for each in (*built.graph.input, *built.graph.output)} | {""}
    for each in built.graph.node:
        each.name = ""
        for tensors in (each.input, each.output):
            tensors[:] = [tensor if tensor in kept else f"{prefix}_{tensor}" for tensor in tensors]
    for each in built.graph.initializer:
        each.name = f"{prefix}_{each.name}"
    return built


def folded(built, *, named_by="norm"):
    """*built* with batch norm folded into the convolutions, whose tensors keep the names of the one or the other."""
    held = {each.name: numpy_helper.to_array(each) for each in built.graph.initializer}
    for number in "12":
        gain = held[f"g{number}"] / np.sqrt(held[f"v{number}"] + 1e-5)
        reweighted(built, f"w{number}", lambda weight, gain=gain: weight * gain[:, None, None, None])
        reweighted(built, f"b{number}", lambda b, n=number, gain=gain: (b - held[f"m{n}"]) * gain + held[f"s{n}"])
        if named_by == "norm":
            node(built, f"conv{number}").output[0] = node(built, f"norm{number}").output[0]
            built.graph.node.remove(node(built, f"norm{number}"))
        else:
            without(built, f"norm{number}")
    return built


def output_moved(built, name, shape, *nodes):
    """*built* with *nodes* behind the output *name*, which is made under the name `inner` before them."""
    for each in built.graph.node:
        each.output[:] = ["inner" if tensor == name else tensor for tensor in each.output]
    built.graph.node.extend(nodes)
    changed = next(each for each in built.graph.output if each.name == name)
    changed.CopyFrom(value(name, shape))
    return built


def given(built, name, tensor, shape):
    """*built* with *tensor* as one more output, under the *name* that it has."""
    built.graph.node.append(helper.make_node("Identity", [tensor], [name], name=f"give {name}"))
    built.graph.output.append(value(name, shape))
    return built


def versioned(built, version):
    """*built* in another version of the standard operators."""
    return onnx.version_converter.convert_version(built, version)


def pictures(folder: Path, count=6, *, colored=True):
    """PNG files of smooth random pictures, with every color or with none."""
    rng = np.random.default_rng(5)
    folder.mkdir(exist_ok=True)
    paths = []
    for index in range(count):
        rough = rng.uniform(20, 235, (5, 6, 3)) if colored else np.repeat(rng.uniform(20, 235, (5, 6, 1)), 3, axis=2)
        paths.append(folder / f"{index}.png")
        cv2.imwrite(str(paths[-1]), np.clip(cv2.resize(rough, (40, 30), interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8))
    return paths


def lane(path, chain=TRAINING, **more):
    """A lane into the network in the file *path*."""
    network = load(path, **more)
    name = network.inputs[0].name
    return Lane(chain=chain, network=network, input=name, offset=offset(network, name))


def as_yuv(color="yuv444", size=SIDE, source="rgb"):
    """What a vendor's evaluation script makes of a picture: bytes in YUV."""
    unpacked = (ToColor("yuv444", source="nv12", library="horizon"),) if color == "nv12" else ()
    return Chain(
        [Resize(size, size), ToColor("rgb"), ToColor(color, source=source, library="horizon"), *unpacked, Cast("uint8"), Transpose("chw")]
    )


def converted(built, path, **norm):
    """*built* as the vendor's converter writes it."""
    return saved(vendor_model.original_float(built, **{**NORM, **norm}), path)


def program(*parts):
    """The road that the chains *parts* make one after the other."""
    first, *others = (chains.lower(each) for each in parts)
    for other in others:
        first = first.then(other)
    return first


def said(agreed, tmp_path):
    """The two answers: how alike they are, and what is to blame."""
    fields = {name: getattr(agreed, name) for name in ("count", "outputs", "inputs", "halved", "parting", "alike", "part", "missing")}
    agreement = Agreement(input="x", road="evaluation", source=tmp_path, model=tmp_path, folder=tmp_path, **fields)
    return likeness(agreement), blamed(agreement)

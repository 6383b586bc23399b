"""Small networks that really tell pictures apart, and the pictures: what they get wrongly made costs them answers, as it does trained ones.

`classifier(path)` wants what `wanted()` makes of the `pictures(folder)`; `mistakes()` are the usual ways of getting that wrong.
"""

from functools import cache

import cv2
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pipecheck_transformers import Affine, Chain, Resize, ToColor, Transpose, readers

CLASSES = ("amber", "azure", "green", "grey", "red", "teal")
"""By the names of their folders, which is the order of the outputs."""
COLORS = ((161, 121, 73), (73, 113, 165), (89, 157, 93), (125, 125, 125), (169, 81, 85), (77, 145, 145))
WAVES = (2.0, 6.0, 4.0, 9.0, 11.0, 7.5)
"""How many waves go over the width of a picture of each class."""
SIZE = 32
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
_FILTERS = 40
_MOST = 1.5
_LEARNED = 60
"""How many pictures of each class the last layer is fitted to."""
UNIT = Affine(scale=(1 / 255,) * 3, bias=(0.0,) * 3)


def wanted(*, size=SIZE, mean=MEAN, std=STD, layout="nchw", color="rgb"):
    """The chain that makes what a `classifier` with the same arguments wants."""
    order = (Transpose("chw"),) if layout == "nchw" else ()
    colored = () if color == "bgr" else (ToColor(color),)
    return Chain([Resize(size, size, library="opencv"), *colored, UNIT, normalised(mean, std), *order], read=readers.opencv())


def normalised(mean=MEAN, std=STD):
    """What `Normalize` does to a picture of 0 to 1."""
    return Affine(scale=tuple(1 / each for each in std), bias=tuple(-m / s for m, s in zip(mean, std, strict=True)))


def mistakes(*, size=SIZE, mean=MEAN, std=STD, layout="nchw"):
    """Chains that give a `classifier` with the same arguments something else, by what is wrong with them."""
    order = (Transpose("chw"),) if layout == "nchw" else ()
    start, end, read = (Resize(size, size, library="opencv"), ToColor("rgb")), normalised(mean, std), readers.opencv()
    return {
        "bgr": Chain([start[0], UNIT, end, *order], read=read),
        "0..255": Chain([*start, *order], read=read),
        "0..1": Chain([*start, UNIT, *order], read=read),
        "twice": Chain([*start, UNIT, end, end, *order], read=read),
        "-1..1": Chain([*start, Affine(scale=(1 / 127.5,) * 3, bias=(-1.0,) * 3), *order], read=read),
    }


def pictures(folder, per_class=10, *, first=1000, height=72, width=96):
    """*per_class* colored textures of each class as PNG files, `<folder>/<class>/0000.png`; their paths by name."""
    paths = []
    for number, name in enumerate(CLASSES):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for index in range(per_class):
            path = folder / name / f"{index:04d}.png"
            cv2.imwrite(str(path), picture(number, first + index, height, width)[..., ::-1])
            paths.append(path)
    return paths


def picture(number, seed, height=72, width=96):
    """A picture of class *number* as height × width × RGB: waves in its color over blots of any color."""
    rng = np.random.default_rng((number, seed))
    rows, columns = np.mgrid[:height, :width] / width
    angle, phase = rng.uniform(-0.4, 0.4), rng.uniform(0, 2 * np.pi)
    waves = np.sin(2 * np.pi * WAVES[number] * (columns * np.cos(angle) + rows * np.sin(angle)) + phase)[..., np.newaxis]
    blots = cv2.resize(rng.normal(0, 26, (4, 5, 3)), (width, height), interpolation=cv2.INTER_CUBIC)
    color = np.asarray(COLORS[number]) + rng.normal(0, 22, 3)
    noise = rng.normal(0, 8, (height, width, 1))
    return np.clip(color * rng.uniform(0.8, 1.15) + 50 * rng.uniform(0.5, 1.2) * waves + blots + noise, 0, 255).astype(np.uint8)


def classifier(path, *, size=SIZE, mean=MEAN, std=STD, layout="nchw", color="rgb", name="data", output="logits", batch=1):
    """A network of a few kB at *path* that gives a logit for each of `CLASSES`: random filters, and a last layer that was fitted."""
    filters, biases, weights, offsets = _fitted(size, tuple(mean), tuple(std), color)
    limits = {"none": np.zeros(()), "most": np.full((), _MOST)}
    constants = {**limits, "filters": filters, "biases": biases, "weights": weights, "offsets": offsets}
    shape = [batch, 3, size, size] if layout == "nchw" else [batch, size, size, 3]
    planar = name if layout == "nchw" else "planar"
    nodes = [
        helper.make_node("Conv", [planar, "filters", "biases"], ["seen"], name="conv", strides=[2, 2]),
        helper.make_node("Clip", ["seen", "none", "most"], ["active"], name="clip"),
        helper.make_node("GlobalAveragePool", ["active"], ["pooled"], name="pool"),
        helper.make_node("Flatten", ["pooled"], ["features"], name="flatten"),
        helper.make_node("Gemm", ["features", "weights", "offsets"], [output], name="head"),
    ]
    if layout != "nchw":
        nodes.insert(0, helper.make_node("Transpose", [name], [planar], name="transpose", perm=[0, 3, 1, 2]))
    graph = helper.make_graph(
        nodes,
        "classifier",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, [batch, len(CLASSES)])],
        [numpy_helper.from_array(np.asarray(array, np.float32), key) for key, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return path


@cache
def _fitted(size, mean, std, color):
    """Random filters and the last layer behind them, by ridge regression on pictures that no test uses."""
    filters, biases = _filters()
    chain = wanted(size=size, mean=mean, std=std, color=color)
    made = [(number, chain(picture(number, seed)[..., ::-1])) for number in range(len(CLASSES)) for seed in range(_LEARNED)]
    rng = np.random.default_rng(1)  # seen brighter, darker, stronger and weaker, as in any training
    varied = [tensor * rng.uniform(0.6, 1.4) + rng.normal(0, 0.4) for _, tensor in made]
    features = np.stack([_features(tensor, filters, biases) for tensor in varied])
    targets = np.eye(len(CLASSES))[[number for number, _ in made]]
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    scaled = (features - middle) / spread
    solved = np.linalg.solve(scaled.T @ scaled + np.eye(_FILTERS), scaled.T @ (targets - targets.mean(axis=0)))
    weights = 8 * solved / spread[:, np.newaxis]
    return filters, biases, weights, 8 * targets.mean(axis=0) - middle @ weights


def _filters():
    """Half of them see colors alone, half patterns."""
    rng = np.random.default_rng(7)
    filters = rng.normal(0, 1, (_FILTERS, 3, 5, 5))
    filters[::2] = filters[::2].mean(axis=(2, 3), keepdims=True)
    filters[1::2] -= filters[1::2].mean(axis=(2, 3), keepdims=True)
    filters /= np.abs(filters).sum(axis=(1, 2, 3), keepdims=True) / np.where(np.arange(_FILTERS) % 2, 8, 1)[:, None, None, None]
    return filters, rng.uniform(-0.1, 0.2, _FILTERS)


def _features(tensor, filters, biases):
    """What the network's layers before the last one make of *tensor*."""
    windows = np.lib.stride_tricks.sliding_window_view(tensor, (5, 5), axis=(1, 2))[:, ::2, ::2]
    seen = np.einsum("chwij,fcij->fhw", windows, filters, optimize=True) + biases[:, np.newaxis, np.newaxis]
    return np.clip(seen, 0, _MOST).mean(axis=(1, 2))

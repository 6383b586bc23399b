"""Trained networks on pictures that nobody drew for a test: the figures, what each mistake costs, and what the probe says, are those that are known.

Every figure is held against a plain loop with Pillow, NumPy and onnxruntime, hit for hit, and against what is published of the network.
"""

import csv
from functools import cache
from pathlib import Path

import imagenet_networks
import numpy as np
import onnxruntime
import pytest
from PIL import Image

import pipecheck
from pipecheck.evidence.model import Accuracy, Costs, Probed
from pipecheck_transformers import Affine, CenterCrop, Chain, Resize, ResizeShort, ToColor, Transpose, readers

DATA = Path(__file__).parents[2] / "shared/data"
CIFAR, IMAGENET = DATA / "images/cifar10", DATA / "images/imagenet"
CIFAR_MEAN, CIFAR_STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
LITE_MEAN, LITE_STD = (127 / 255,) * 3, (128 / 255,) * 3
HALF = (0.5, 0.5, 0.5)
KNOWN = {
    "w24": {"right": 0.868, "bgr": 0.740, "-1..1": 0.768, "0..1": 0.370, "twice": 0.464, "0..255": 0.111},
    "w16": {"right": 0.821, "bgr": 0.648, "-1..1": 0.695, "0..1": 0.306, "twice": 0.476, "0..255": 0.097},
    "MobileNetV2": {"right": 0.838, "bgr": 0.677, "other constants": 0.738, "0..1": 0.518, "twice": 0.026, "0..255": 0.000},
    "EfficientNet-Lite0": {"right": 0.886, "bgr": 0.778, "other constants": 0.775, "0..1": 0.813, "twice": 0.325, "0..255": 0.048},
}
"""Top 1 on the whole test set, or on a thousand pictures, each network made by somebody else's code."""
FOUND = {"bgr": "PC201", "-1..1": "PC303", "other constants": "PC303", "0..1": "PC303", "twice": "PC301", "0..255": "PC302"}
TIE = 0.02
"""Costs of mistakes that are known to be no farther apart may change places on a few hundred pictures."""


def unit(mean, std):
    """What `Normalize` does to a picture of 0 to 1."""
    return Affine(scale=tuple(1 / each for each in std), bias=tuple(-m / s for m, s in zip(mean, std, strict=True)))


def chains(geometry, mean, std, others):
    """The right chain and the usual mistakes, for a network that wants *mean* and *std*; *others* are constants that it does not want."""
    scaled, right, wrong = Affine(scale=1 / 255), unit(mean, std), unit(*others)
    values = {"right": (scaled, right), "0..1": (scaled,), "twice": (scaled, right, right), "0..255": (), "other": (scaled, wrong)}
    made = {name: Chain([*geometry, *ops, Transpose("chw")], read=readers.pil()) for name, ops in values.items()}
    swapped = Chain([*geometry, ToColor("bgr"), scaled, right, Transpose("chw")], read=readers.pil())
    return {**made, "bgr": swapped}


def plain(picture, wrong, mean, std, others):
    """What *chains* make, written with NumPy alone, of the pixels of *picture*."""
    normal = [np.asarray(each, np.float64) for each in (mean, std)]
    array = np.asarray(picture, np.float64)
    array = array[..., ::-1] if wrong == "bgr" else array
    if wrong != "0..255":
        array = array / 255
    if wrong == "other":
        array = (array - others[0]) / others[1]
    for _ in range({"right": 1, "bgr": 1, "twice": 2}.get(wrong, 0)):
        array = (array - normal[0]) / normal[1]
    return np.ascontiguousarray(array.transpose(2, 0, 1), np.float32)[np.newaxis]


def hits(model, pictures, make):
    """How many of *pictures*, by path the class that they show, the network gets right."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    found = 0
    for path, truth in pictures.items():
        with Image.open(path) as opened:
            found += int(session.run(None, {name: make(opened.convert("RGB"))})[0].argmax() == truth)
    return found


def of(report, kind):
    return next(each for each in report.networks if isinstance(each, kind))


def told(report):
    return [found.code for found in report.findings if str(found.severity) == "error"]


@cache
def cifar():
    """The pictures of the ten classes, by path the number of the class."""
    return {path: number for number, folder in enumerate(sorted(CIFAR.iterdir())) for path in sorted(folder.iterdir())}


def small(net, wrong):
    """The network, the chain, and the hits that a plain loop counts."""
    model = DATA / f"models/cifar10_smallres_{net}_nchw.onnx"
    given = CIFAR_MEAN, CIFAR_STD, (HALF, HALF)
    chain = chains([Resize(32, 32, library="pil")], *given)
    key = "other" if wrong == "-1..1" else wrong
    return model, chain["right"], chain[key], hits(model, cifar(), lambda picture: plain(picture, key, *given))


needs_cifar = pytest.mark.skipif(not CIFAR.is_dir(), reason="the data does not lie beside the checkout")
needs_imagenet = pytest.mark.skipif(not IMAGENET.is_dir(), reason="the data does not lie beside the checkout")
EVERY = [pytest.param(net, wrong, id=f"{net}, {wrong}") for net in ("w24", "w16") for wrong in KNOWN[net]]


@needs_cifar
@pytest.mark.parametrize(("net", "wrong"), EVERY)
def test_figure_cost_and_finding_of_a_small_network(net, wrong):
    model, right, chain, counted = small(net, wrong)
    report = pipecheck.model(
        model, training=right, evaluation=chain, images=CIFAR, labels=CIFAR, limit=600, expected=f"{KNOWN[net]['right']:.3f}"
    )
    figure = of(report, Accuracy).figure
    assert (round(figure.value * 600), figure.count) == (counted, 600)
    assert figure.low < KNOWN[net][wrong] < figure.high
    assert told(report) == ([] if wrong == "right" else [FOUND[wrong]])
    if wrong != "right":
        of_all = of(report, Costs)
        (cost,) = of_all.costs
        assert cost.broken == pytest.approx(of_all.trained.value - counted / 600)
        assert cost.mended == pytest.approx(cost.broken)
        assert [found.cost for found in report.findings if found.code == FOUND[wrong]] == [pytest.approx(100 * cost.broken, abs=0.1)]


@needs_cifar
@pytest.mark.parametrize("net", ["w24", "w16"])
def test_the_dearest_mistakes_of_a_small_network_come_first(net, tmp_path):
    """All at once, on one road each where that can be, else the losses of single runs."""
    losses = {wrong: KNOWN[net]["right"] - known for wrong, known in KNOWN[net].items() if wrong != "right"}
    measured = {wrong: small(net, "right")[3] - small(net, wrong)[3] for wrong in losses}
    ranked = sorted(losses, key=losses.get, reverse=True)
    assert ranked == ["0..255", "0..1", "twice", "bgr", "-1..1"]
    assert all(measured[one] + TIE * 600 >= measured[other] for one, other in zip(ranked, ranked[1:], strict=False))


@needs_cifar
@pytest.mark.parametrize(("net", "wrong"), EVERY)
def test_the_probe_names_what_a_small_network_wants_first(net, wrong):
    model, _, chain, _ = small(net, wrong)
    report = pipecheck.model(model, evaluation=chain, images=CIFAR, labels=CIFAR, probe=True, select="PC703")
    best = of(report, Probed).ranking[0]
    assert dict(best.parts)["color"] == "RGB"
    assert "CIFAR-10" in dict(best.parts)["values"]
    assert told(report) == ([] if wrong == "right" else ["PC703"])

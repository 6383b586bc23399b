"""Trained networks with real pictures, of which some calibrate a quantisation and the others judge it, for pipecheck and for peers."""

import contextlib
import csv
import io
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import imagenet_networks
import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnxruntime import quantization
from onnxruntime.quantization import quant_utils
from PIL import Image

import pipecheck
from pipecheck_transformers import Affine, CenterCrop, Chain, Resize, ResizeShort, Transpose, readers

DATA = Path(__file__).parents[2] / "shared/data"
CIFAR, IMAGENET = DATA / "images/cifar10", DATA / "images/imagenet"
CONSTANTS = {
    "w24": ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    "w16": ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    "MobileNetV2": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "EfficientNet-Lite0": ((127 / 255,) * 3, (128 / 255,) * 3),
}
SMALL, LARGE = ("w24", "w16"), ("MobileNetV2", "EfficientNet-Lite0")
_BUILT = {"MobileNetV2": imagenet_networks.mobilenet_v2, "EfficientNet-Lite0": imagenet_networks.efficientnet_lite0}
_EVERY = {"small": 6, "large": 3}
"""Of so many pictures one calibrates; the others judge."""


@dataclass(frozen=True)
class Case:
    """The network *name*, and a *folder* for what is made of it and its pictures."""

    name: str
    folder: Path

    @property
    def small(self):
        return self.name in SMALL

    @cached_property
    def model(self):
        if self.small:
            return DATA / f"models/cifar10_smallres_{self.name}_nchw.onnx"
        return _BUILT[self.name](self.folder / f"{self.name}.onnx")

    @cached_property
    def pictures(self):
        """Every picture with the number of its class."""
        if self.small:
            return [(path, number) for number, folder in enumerate(sorted(CIFAR.iterdir())) for path in sorted(folder.iterdir())]
        rows = csv.DictReader((IMAGENET / "labels.csv").read_text(encoding="utf-8").splitlines())
        return [(IMAGENET / row["file"], int(row["class_index"])) for row in rows]

    @cached_property
    def pixels(self):
        """The pixels of the pictures that calibrate, as the network sees them."""
        return [_pixels(path, large=not self.small) for path, _ in self.pictures[:: self.step]]

    @property
    def step(self):
        return _EVERY["small" if self.small else "large"]

    @cached_property
    def judged(self):
        """A folder with the pictures that judge, and with their labels."""
        folder = self.folder / "judged"
        for index, (path, _) in enumerate(self.pictures):
            if index % self.step:
                place = folder / (path.parent.name if self.small else "") / path.name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)
        if not self.small:
            rows = [f"{path.name},{number}" for index, (path, number) in enumerate(self.pictures) if index % self.step]
            (folder / "labels.csv").write_text("\n".join(["file,class_index", *rows, ""]), encoding="utf-8")
        return folder

    @cached_property
    def chain(self):
        """What the network was trained with."""
        geometry = [Resize(32, 32, library="pil")] if self.small else [ResizeShort(256, library="pil"), CenterCrop(224, 224)]
        mean, std = CONSTANTS[self.name]
        unit = Affine(scale=tuple(1 / each for each in std), bias=tuple(-m / s for m, s in zip(mean, std, strict=True)))
        return Chain([*geometry, Affine(scale=1 / 255), unit, Transpose("chw")], read=readers.pil())

    def right(self, pixels):
        mean, std = CONSTANTS[self.name]
        return (pixels / 255 - mean) / std

    def samples(self, made=None, name="right"):
        """A folder with what *made*, or else training, makes of the pixels of each picture that calibrates."""
        folder = self.folder / name
        if not folder.exists():
            folder.mkdir()
            for index, each in enumerate(self.pixels):
                np.save(folder / f"{index:03}.npy", tensor((made or self.right)(each)))
        return folder

    def quantised(self, samples=None, *, judged=True, **words):
        """What `pipecheck quantize` measures."""
        labelled = {"images": self.judged, "labels": self.judged if self.small else self.judged / "labels.csv"} if judged else {}
        report = pipecheck.quantize(self.model, data=samples or self.samples(), evaluation=self.chain, **labelled, **words)
        (found,) = report.networks
        return found

    def outputs(self, model, *, fused=True):
        """What a *model* makes of every picture that judges."""
        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.disable_quant_qdq", "0" if fused else "1")
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        feeds = [tensor(self.right(_pixels(path, large=not self.small))) for i, (path, _) in enumerate(self.pictures) if i % self.step]
        return np.concatenate([session.run(None, {name: feed})[0] for feed in feeds])

    @cached_property
    def truths(self):
        return np.array([number for index, (_, number) in enumerate(self.pictures) if index % self.step])

    def by_onnxruntime(self, method, *, symmetric, **words):
        """The model that onnxruntime quantises statically, int8 for each channel."""
        path = self.folder / f"onnxruntime_{method}_{symmetric}.onnx"
        kind = quantization.QuantType.QInt8 if symmetric else quantization.QuantType.QUInt8
        with contextlib.redirect_stdout(io.StringIO()):
            quantization.quantize_static(
                str(self.model),
                str(path),
                _Reader(self),
                per_channel=True,
                activation_type=kind,
                weight_type=quantization.QuantType.QInt8,
                calibrate_method=quantization.CalibrationMethod[method],
                extra_options={"ActivationSymmetric": symmetric, **words},
            )
        return path

    def largest(self):
        """The scale of each tensor that onnxruntime's MinMax comes to with a single thread: with several, its sums end in other digits."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        path = self.folder / "augmented.onnx"
        calibrator = quantization.create_calibrator(str(self.model), augmented_model_path=str(path), extra_options={"symmetric": True})
        calibrator.infer_session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        calibrator.collect_data(_Reader(self))
        found = calibrator.compute_data().data
        ends = {name: map(np.squeeze, each.range_value) for name, each in found.items()}
        return {name: quant_utils.compute_scale_zp(*each, np.int8(-127), np.int8(127), symmetric=True)[1] for name, each in ends.items()}


class _Reader(quantization.CalibrationDataReader):
    def __init__(self, case):
        self.name = onnx.load(case.model).graph.input[0].name
        self.left = iter(sorted(case.samples().iterdir()))

    def get_next(self):
        path = next(self.left, None)
        return None if path is None else {self.name: np.load(path)}


def tensor(pixels):
    """*pixels*, height × width × channels, as the networks take them."""
    return np.ascontiguousarray(np.asarray(pixels).transpose(2, 0, 1), np.float32)[np.newaxis]


def _pixels(path, *, large):
    """All pixels of a picture, or of a *large* one the middle 224×224; its short side is 256 long."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    if large:
        left, top = round((picture.width - 224) / 2), round((picture.height - 224) / 2)
        picture = picture.crop((left, top, left + 224, top + 224))
    return np.asarray(picture, np.float64)


def scales(path):
    """The scales of a quantised model by what they belong to: tensors, and constants."""
    graph = onnx.load(path).graph
    held = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    tensors = {node.input[0]: held[node.input[1]] for node in graph.node if node.op_type == "QuantizeLinear"}
    constants = {
        node.input[0].removesuffix("_quantized").removesuffix("_calibrated"): held[node.input[1]]
        for node in graph.node
        if node.op_type == "DequantizeLinear" and node.input[0] in held
    }
    return tensors, constants


def cosine(first, second):
    """On average over the pictures."""
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return float(np.mean((first.astype(np.float64) * second).sum(axis=1) / lengths))

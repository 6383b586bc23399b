"""MobileNetV2 with random weights, which take as long as trained ones, as an ONNX file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 224
_BLOCKS = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""By how much each stage expands, how many channels it ends with, how many blocks it has, and the first one's stride."""
_FIRST, _LAST, _CLASSES = 32, 1280, 1000


def write(path: Path) -> Path:
    """The network at *path*: `input` is 1 × 3 × 224 × 224."""
    graph = _Graph()
    at, channels = graph.conv("input", 3, _FIRST, 3, stride=2, clipped=True), _FIRST
    for expansion, width, count, stride in _BLOCKS:
        for index in range(count):
            at = graph.block(at, channels, width, expansion, stride if index == 0 else 1)
            channels = width
    at = graph.conv(at, channels, _LAST, 1, clipped=True)
    graph.node("GlobalAveragePool", [at], "pooled")
    graph.node("Flatten", ["pooled"], "features")
    graph.node("Gemm", ["features", graph.weights((_LAST, _CLASSES), _LAST), graph.weights((_CLASSES,), _LAST)], "output")
    onnx.save(graph.model(), path)
    return path


@dataclass(slots=True)
class _Graph:
    """The nodes so far, and their weights; a node is called as what it makes."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def __post_init__(self) -> None:
        for name, limit in (("none", 0), ("six", 6)):
            self.constants.append(numpy_helper.from_array(np.array(limit, np.float32), name))

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def weights(self, shape: tuple[int, ...], fan: int) -> str:
        array: npt.NDArray[np.float32] = self.rng.normal(0, (2 / fan) ** 0.5, shape).astype(np.float32)
        self.constants.append(numpy_helper.from_array(array, f"weights{len(self.constants)}"))
        return self.constants[-1].name

    def conv(self, source: str, before: int, after: int, side: int, *, stride: int = 1, groups: int = 1, clipped: bool = False) -> str:
        fan = before // groups * side * side
        filters, biases = self.weights((after, before // groups, side, side), fan), self.weights((after,), fan)
        pads, name = [side // 2] * 4, f"conv{len(self.nodes)}"
        self.node("Conv", [source, filters, biases], name, kernel_shape=[side] * 2, strides=[stride] * 2, pads=pads, group=groups)
        return self.node("Clip", [name, "none", "six"], f"clip{len(self.nodes)}") if clipped else name

    def block(self, source: str, before: int, after: int, expansion: int, stride: int) -> str:
        wide = before * expansion
        at = self.conv(source, before, wide, 1, clipped=True) if expansion > 1 else source
        at = self.conv(at, wide, wide, 3, stride=stride, groups=wide, clipped=True)
        at = self.conv(at, wide, after, 1)
        return self.node("Add", [source, at], f"add{len(self.nodes)}") if stride == 1 and before == after else at

    def model(self) -> onnx.ModelProto:
        taken = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, SIDE, SIDE])
        given = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, _CLASSES])
        graph = helper.make_graph(self.nodes, "mobilenet_v2", [taken], [given], self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)

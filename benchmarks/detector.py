"""A detector of the size of the smallest of the YOLO family, with random weights, which take as long as trained ones, as an ONNX file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 320
_CLASSES, _BINS = 80, 16
_WIDTHS = (16, 32, 64, 128, 128, 256)
"""How many channels the stages have, each at half the side of the one before."""


def write(path: Path) -> Path:
    """The network at *path*: `images` is 1 × 3 × 320 × 320, and each of three heads gives boxes and classes."""
    graph = _Graph()
    at = graph.conv("images", 3, _WIDTHS[0], 3, stride=2)
    at = graph.conv(at, _WIDTHS[0], _WIDTHS[1], 3, stride=2)
    at = graph.stage(at, _WIDTHS[1], _WIDTHS[2])
    fine = graph.stage(graph.conv(at, _WIDTHS[2], _WIDTHS[2], 3, stride=2), _WIDTHS[2], _WIDTHS[3])
    middle = graph.stage(graph.conv(fine, _WIDTHS[3], _WIDTHS[3], 3, stride=2), _WIDTHS[3], _WIDTHS[4])
    coarse = graph.stage(graph.conv(middle, _WIDTHS[4], _WIDTHS[5], 3, stride=2), _WIDTHS[5], _WIDTHS[5])
    coarse = graph.pooled(coarse, _WIDTHS[5])
    up = graph.stage(graph.concat(graph.larger(coarse), middle), _WIDTHS[5] + _WIDTHS[4], _WIDTHS[4])
    small = graph.stage(graph.concat(graph.larger(up), fine), _WIDTHS[4] + _WIDTHS[3], _WIDTHS[2])
    medium = graph.concat(graph.conv(small, _WIDTHS[2], _WIDTHS[2], 3, stride=2), up)
    medium = graph.stage(medium, _WIDTHS[2] + _WIDTHS[4], _WIDTHS[4])
    large = graph.concat(graph.conv(medium, _WIDTHS[4], _WIDTHS[4], 3, stride=2), coarse)
    large = graph.stage(large, _WIDTHS[4] + _WIDTHS[5], _WIDTHS[5])
    for number, (source, width) in enumerate(((small, _WIDTHS[2]), (medium, _WIDTHS[4]), (large, _WIDTHS[5]))):
        graph.head(source, width, f"output{number}", SIDE // 8 >> number)
    onnx.save(graph.model(), path)
    return path


@dataclass(slots=True)
class _Graph:
    """The nodes so far, their weights and the outputs; a node is called as what it makes."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    outputs: list[onnx.ValueInfoProto] = field(default_factory=list)
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def node(self, operator: str, inputs: list[str], *outputs: str, **attributes: Any) -> str:
        made = list(outputs) or [f"{operator.lower()}{len(self.nodes)}"]
        self.nodes.append(helper.make_node(operator, inputs, made, name=made[0], **attributes))
        return made[0]

    def constant(self, array: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(array), f"constant{len(self.constants)}"))
        return self.constants[-1].name

    def conv(self, source: str, before: int, after: int, side: int, *, stride: int = 1, groups: int = 1, bent: bool = True) -> str:
        fan = before // groups * side * side
        weights = self.rng.normal(0, (2 / fan) ** 0.5, (after, before // groups, side, side))
        given = [source, self.constant(weights.astype(np.float32)), self.constant(self.rng.normal(0, 0.1, after).astype(np.float32))]
        at = self.node("Conv", given, kernel_shape=[side] * 2, strides=[stride] * 2, pads=[side // 2] * 4, group=groups)
        return self.node("Mul", [at, self.node("Sigmoid", [at])]) if bent else at

    def stage(self, source: str, before: int, after: int) -> str:
        """Half of the channels go on as they are, the others through a residual block as well."""
        wide = self.conv(source, before, after, 1)
        halves = [f"{wide}_left", f"{wide}_right"]
        self.node("Split", [wide, self.constant(np.array([after // 2] * 2, np.int64))], *halves, axis=1)
        inner = self.conv(self.conv(halves[1], after // 2, after // 4, 3), after // 4, after // 2, 3)
        return self.conv(self.concat(*halves, self.node("Add", [halves[1], inner])), after // 2 * 3, after, 1)

    def pooled(self, source: str, width: int) -> str:
        found = [self.conv(source, width, width // 2, 1)]
        for _ in range(3):
            found.append(self.node("MaxPool", [found[-1]], kernel_shape=[5, 5], pads=[2] * 4))
        return self.conv(self.concat(*found), width * 2, width, 1)

    def larger(self, source: str) -> str:
        scales = self.constant(np.array([1, 1, 2, 2], np.float32))
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        return self.node("Resize", [source, "", scales], **how)

    def concat(self, *sources: str) -> str:
        return self.node("Concat", list(sources), axis=1)

    def head(self, source: str, width: int, name: str, side: int) -> None:
        """Boxes, and classes by convolutions that go channel by channel."""
        boxes = self.conv(self.conv(source, width, 64, 3), 64, 64, 3)
        classes = self.conv(self.conv(source, width, width, 3, groups=width), width, _CLASSES, 1)
        classes = self.conv(self.conv(classes, _CLASSES, _CLASSES, 3, groups=_CLASSES), _CLASSES, _CLASSES, 1)
        parts = (
            (self.conv(boxes, 64, 4 * _BINS, 1, bent=False), 4 * _BINS),
            (self.conv(classes, _CLASSES, _CLASSES, 1, bent=False), _CLASSES),
        )
        for (at, channels), kind in zip(parts, ("boxes", "classes"), strict=True):
            self.node("Identity", [at], f"{name}_{kind}")
            self.outputs.append(helper.make_tensor_value_info(f"{name}_{kind}", TensorProto.FLOAT, [1, channels, side, side]))

    def model(self) -> onnx.ModelProto:
        taken = helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, SIDE, SIDE])
        graph = helper.make_graph(self.nodes, "detector", [taken], self.outputs, self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)

"""A small network as the NPU sees it, and what a configuration says of its number types."""

from __future__ import annotations

import json
from pathlib import Path

import onnx.parser

from pipecheck.probe.quant.graph.prepared import Prepared, Unit, Weight
from pipecheck.probe.quant.precision.read import read
from pipecheck.sources import jsondoc, onnxfile, yamldoc

MODEL = """
<ir_version: 8, opset_import: ["": 16]>
g (float[1,3,8,8] x, float[1,3,8,8] y) => (float[1,3,8,8] out, int64[1,1,8,8] best)
<float[3,3,1,1] w0 = {1,0,0,0,1,0,0,0,1}, float[3] b0 = {0,0,0}, float[3,3,1,1] w1 = {1,0,0,0,1,0,0,0,1}, int64[4] sides = {1,3,8,8}> {
  c0 = Conv(x, w0, b0)
  t0 = Relu(c0)
  c1 = Conv(t0, w1)
  t1 = Add(c1, y)
  s = Softmax(t1)
  turned = Transpose(s)
  flat = Reshape(turned, sides)
  m = MatMul(t1, flat)
  r = Resize(m)
  out = Reshape(r, sides)
  best = ArgMax <axis=1> (r)
}
"""
NAMES = ("Conv_0", "Relu_0", "Conv_1", "Add_1", "Softmax_0", "Transpose_0", "Reshape_0", "MatMul_0", "Resize_0", "Reshape_1", "ArgMax_0")
UNITS = (
    Unit(name="Conv_0", op="Conv", nodes=("Conv_0", "Relu_0"), inputs=("x",), output="t0", weight=Weight("w0", 0), bias="b0"),
    Unit(name="Conv_1", op="Conv", nodes=("Conv_1", "Add_1"), inputs=("t0", "y"), output="t1", weight=Weight("w1", 0)),
    Unit(name="Softmax_0", op="Softmax", nodes=("Softmax_0",), inputs=("t1",), output="s"),
    Unit(name="Transpose_0", op="Transpose", nodes=("Transpose_0",), inputs=("s",), output="turned", shared=True),
    Unit(name="Reshape_0", op="Reshape", nodes=("Reshape_0",), inputs=("turned",), output="flat", shared=True),
    Unit(name="MatMul_0", op="MatMul", nodes=("MatMul_0",), inputs=("t1", "flat"), output="m"),
    Unit(name="Resize_0", op="Resize", nodes=("Resize_0",), inputs=("m",), output="r"),
    Unit(name="Reshape_1", op="Reshape", nodes=("Reshape_1",), inputs=("r",), output="out", shared=True),
)


def prepared() -> Prepared:
    """The network: two convolutions, of which one ends in a sum, attention without its scale, and a tail that stays float."""
    model = onnx.parser.parse_model(MODEL.strip())
    for node, name in zip(model.graph.node, NAMES, strict=True):
        node.name = name  # which the parser of an old onnx does not read
    return Prepared(
        path=Path("model.onnx"),
        model=model,
        inputs=tuple(onnxfile.tensor(value) for value in model.graph.input),
        outputs=tuple(value.name for value in model.graph.output),
        units=UNITS,
        floats={"ArgMax_0": "gives an index and no value"},
    )


def said(text: str = "", march: str = "nash-e", **tables):
    """What a YAML with the lines *text* asks for, beside a quant_config of *tables* where some are given."""
    document = yamldoc.parse(
        f"model_parameters: {{march: {march}}}\n{text}" if "model_parameters" not in text else text, Path("config.yaml")
    )
    return read(document, jsondoc.parse(json.dumps(tables), Path("quant.json")) if tables else None)


def calibration(**keys: str) -> str:
    """The group `calibration_parameters` with *keys*."""
    return "calibration_parameters:\n" + "".join(f"  {name}: {value}\n" for name, value in keys.items())


def node_info(text: str) -> str:
    """A YAML with this `node_info`."""
    return f"model_parameters: {{march: nash-e, node_info: {text}}}\n"

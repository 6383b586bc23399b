"""A size that a script asks a model for is known where the project has that model, and is unknown elsewhere."""

from __future__ import annotations

import pytest
from followed import module
from spelled import step_told

from pipecheck.lower import script
from pipecheck.sources import pycalls

HEAD = "import os, onnx\nimport onnxruntime as ort\nfrom horizon_tc_ui import HB_ONNXRuntime\nfrom PIL import Image\n"
SESSION, RESIZE = "s = ort.InferenceSession('models/net.onnx')\n", "x = cv2.resize(cv2.imread(path), (w, h))"
SHAPES = {"net.onnx": (1, 3, 96, 64)}


def told(source, body, shapes):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    found = script.lower(pycalls.trace(module(f"{HEAD}{source}def f(path):\n{lines}    return x\n"), "f"), shapes)
    return " ".join(map(step_told, found.steps))


@pytest.mark.parametrize(
    ("source", "body"),
    [
        pytest.param(SESSION, f"n, c, h, w = s.get_inputs()[0].shape\n{RESIZE}", id="unpacked"),
        pytest.param(SESSION, f"h, w = s.get_inputs()[0].shape[2:]\n{RESIZE}", id="the last two"),
        pytest.param(SESSION, f"i = s.get_inputs()[0]\nh, w = int(i.shape[2]), int(i.shape[3])\n{RESIZE}", id="one by one"),
        pytest.param(SESSION, "x = cv2.resize(cv2.imread(path), s.get_inputs()[0].shape[2:][::-1])", id="turned"),
        pytest.param(
            "s = HB_ONNXRuntime(model_file='net.onnx')\n", f"h, w = s.get_inputs()[0].shape[2:]\n{RESIZE}", id="the samples' class"
        ),
        pytest.param(
            "s = ort.InferenceSession(os.path.join(root, 'net.onnx'), providers=['CPU'])\n",
            f"h, w = s.get_inputs()[0].shape[2:]\n{RESIZE}",
            id="in a folder",
        ),
        pytest.param(
            "dims = onnx.load('net.onnx').graph.input[0].type.tensor_type.shape.dim\n",
            f"h, w = dims[2].dim_value, dims[3].dim_value\n{RESIZE}",
            id="out of the graph",
        ),
    ],
)
def test_the_size_of_the_model(source, body):
    assert told(source, body, SHAPES) == "Resize(96, 64)"


@pytest.mark.parametrize(
    ("source", "body", "shapes"),
    [
        pytest.param(SESSION, f"h, w = s.get_inputs()[0].shape[2:]\n{RESIZE}", {}, id="no model"),
        pytest.param(SESSION, f"h, w = s.get_inputs()[0].shape[2:]\n{RESIZE}", {"other.onnx": (1, 3, 9, 9)}, id="another model"),
        pytest.param(SESSION, f"h, w = s.get_inputs()[1].shape[2:]\n{RESIZE}", SHAPES, id="another input"),
        pytest.param(SESSION, f"h, w = s.get_outputs()[0].shape[2:]\n{RESIZE}", SHAPES, id="an output"),
        pytest.param(SESSION, f"h, w = s.get_inputs()[0].shape[2:]\n{RESIZE}", {"net.onnx": (1, 3, "h", "w")}, id="sides that vary"),
        pytest.param("s = ort.InferenceSession(name)\n", f"h, w = s.get_inputs()[0].shape[2:]\n{RESIZE}", SHAPES, id="a name nobody knows"),
    ],
)
def test_what_nobody_knows(source, body, shapes):
    assert told(source, body, shapes).startswith("?cv2.resize")

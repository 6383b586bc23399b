"""Small artefacts for tests, written in the words of the toolchain: a log, a quant_info, models with a normalisation inside."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

REAL = Path(__file__).parents[2] / "shared" / "data" / "artefacts"
TIME = "2025-01-02 03:04:05,678 file: tool.py func: tool line No: 7 "
FULL = (1.402, 1.0, 1.772)
NUMBERS = np.random.default_rng(5)


def pictures(low, high, count=25, whole=True):
    """Tensors of 3 × 9 × 9 between *low* and *high*, as NumPy prints them inside a list."""
    made = NUMBERS.uniform(low, high, (count, 1, 3, 9, 9))
    return [np.float32(np.round(picture) if whole else picture) for picture in made]


def log(yaml, tensors, *, name="data", samples=None, expected="RGB_128", original="RGB", scales=(0.0039,), march="bayes-e", method="max"):
    """A log as hb_mapper writes it, with the YAML repeated in it."""
    told = {
        "input_shape": [1, 3, 9, 9],
        "expected_input_type": expected,
        "original_input_type": original,
        "original_input_layout": "NCHW",
        "scales": np.float32(scales),
    }
    with np.printoptions(threshold=50, edgeitems=3):
        params = {"march": march, "input_dict": {name: told}, "cali_dict": {"calibration_data": {name: tensors}}, "hbdk_dict": {"a": 99}}
        printed = repr(params)
    return "".join(
        [
            f"{TIME}Start hb_mapper....\n",
            f"{TIME}The calibration dir name suffix is not the same as the value float32, the parameter setting will prevail\n",
            f"{TIME}Dump config:\n{TIME}{yaml}\n",
            f"{TIME}num of calibration data: {len(tensors) if samples is None else samples}\n",
            f"{TIME}call build params:\n {printed}\n",
            f"{TIME}Start to compile the model with march {march}.\n",
            f"{TIME}Select {method} method.\n",
        ]
    )


def quant_info(weights, name="data", handed=127.0):
    """A quant_info with one preprocessing node and one layer."""
    node = f"HZ_PREPROCESS_FOR_{name}"
    said = {"type": "HzPreprocess", "inputs": [f"{name}_calibrated"], "outputs": [node], "thresholds": [[handed], list(weights), []]}
    layer = {"type": "Conv", "inputs": [node], "outputs": ["x"], "thresholds": [[1.0]], "cosine_similarity": "0.99"}
    return json.dumps({node: {**said, "cosine_similarity": "1.000020"}, "/conv": layer}, indent=4)


def model(nodes, constants=None, shape=(1, 3, 8, 8), dtype=TensorProto.FLOAT, opset=13):
    """A model that does *nodes* to its input `data`, the last of them making `ready`, and then a 3 × 3 convolution."""
    weights = {"w": np.ones((2, 3, 3, 3), np.float32), **(constants or {})}
    layer = helper.make_node("Conv", ["ready" if nodes else "data", "w"], ["out"], name="layer")
    graph = helper.make_graph(
        [*nodes, layer],
        "g",
        [helper.make_tensor_value_info("data", dtype, shape)],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in weights.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])

"""What is measured on quantised networks, made by hand: with nothing lost, with much lost, and without labels."""

import math
from pathlib import Path

import measured_networks
from measured_networks import figure

from pipecheck.evidence.quant import Attempt, Corrected, Distance, Loss, NodeDistance, Simulated, Unfused

CALIBRATED = Path("calibration_f32")


def distance(name="logits", cosine=0.9991, **changes):
    given = {"l1": 0.033, "l2": 0.0132, "chebyshev": 0.084, "sqnr": 32.2, "worst": "057.rgb", "least": 0.9985}
    return Distance(**{"name": name, "cosine": cosine, **given, **changes})


def unit(node, op="Conv", **changes):
    given = {"takes": ("int8",), "weight": "int8", "threshold": 2.117, "distance": distance(f"{node}_out", 0.9995)}
    return NodeDistance(**{"node": node, "op": op, **given, **changes})


def loss(before, after, **changes):
    lost = (before - after) / before
    given = {"before": figure(before, 0.029, count=600), "after": figure(after, 0.03, count=600), "chance": 0.7}
    return Loss(**{**given, "lost": lost, "low": lost - 0.007, "high": lost + 0.007, "folder": Path("data/val"), **changes})


def simulated(**changes):
    """A network that loses nothing."""
    given = {
        "model": Path("model.onnx"),
        "config": Path("config.yaml"),
        "folder": CALIBRATED,
        "samples": 100,
        "broken": 0,
        "method": "max-percentile:percentile=0.99995",
        "per_channel": True,
        "asymmetric": False,
        "attempts": (Attempt("max", 0.999437), Attempt("kl", 0.992516), Attempt("kl, asymmetric", None)),
        "said": (
            "The activation calibration parameters:",
            "Run calibration model with modelwise search method.",
            "Select max-percentile:percentile=0.99995 method.",
            "Perchannel quantization is enabled.",
        ),
        "types": {"int8": 2},
        "outputs": (distance(),),
        "units": (unit("conv1"), unit("head", "Gemm")),
        "compared": 32,
        "fused": 3,
        "loss": loss(0.872, 0.870),
    }
    return Simulated(**{**given, **changes})


def lossy(**changes):
    """A network that loses much, and whatever else can be said of one."""
    given = {
        "broken": 2,
        "asymmetric": True,
        "types": {"int8": 1, "int16": 1},
        "outputs": (distance(cosine=0.88), distance("boxes", 0.97, sqnr=math.inf, worst=None, least=None)),
        "units": (unit("conv1"), unit("head", "Gemm", takes=("int16",), threshold=None, distance=distance(cosine=0.88))),
        "apart": (Unfused("bn1", "BatchNormalization", "conv1_out is an output of the network"),),
        "floats": {"nms": "the NPU has no NonMaxSuppression"},
        "corrected": Corrected(nodes=2, before=0.88, after=0.87, mean_before=0.01, mean_after=0.001, better=False),
        "loss": loss(0.872, 0.675, chance=1e-9, stopped="limit"),
        "assumed": ("the files go in as they are",),
        "written": (Path("out/m_calibrated_model.onnx"), Path("out/m_quant_info.json")),
        "stopped": "time",
        "explained": True,
    }
    return simulated(**{**given, **changes})


def unlabelled(**changes):
    return simulated(**{"loss": None, "unlabelled": "no pictures are named to measure the accuracy on", "attempts": (), **changes})


QUANTISED = {"quantised": simulated, "much lost": lossy, "quantised without labels": unlabelled}
EVERY = {**measured_networks.EVERY, **QUANTISED}
"""All that is measured on networks."""

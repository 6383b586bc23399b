"""Small projects with a network that was trained, the pictures that tell what it knows, and what a toolchain made of it."""

from __future__ import annotations

import json

import networks
import onnx
from projects import config

from fixtures.vendor_model import original_float

TRAINING = """\
import cv2
import numpy as np

MEAN = np.array({mean}, np.float32)
STD = np.array({std}, np.float32)


def preprocess(path):
    picture = cv2.imread(path)
    picture = cv2.resize(picture, (32, 32)){swap}
    tensor = (picture.astype(np.float32) / 255 - MEAN) / STD
    return {layout}
"""
SAMPLES = """\
import sys

sys.path.append("../../01_common/python/data/")
from transformer import *
from dataloader import *


def preprocess(path):
    chain = [{chain}]
    return SingleImageDataLoader(chain, path, imread_mode="opencv")
"""
MARCH = {"hb_mapper": "bayes-e", "hb_compile": "nash-e"}
BUILT = "model_output/model_original_float_model.onnx"


def constants(train):
    """Mean and standard deviation of 0..1 in the order of the channels."""
    step = 1 if train == "rgb" else -1
    return networks.MEAN[::step], networks.STD[::step]


def levels(train):
    """The same as a YAML says it, for 0..255: mean and scale."""
    mean, std = constants(train)
    return tuple(round(255 * each, 4) for each in mean), tuple(round(1 / (255 * each), 10) for each in std)


def training(train="rgb", layout="NCHW", *, swap=None, mean=None, std=None):
    """A script that makes of a picture what the network wants, or something else where that is asked for."""
    named = constants(train)
    turned = train == "rgb" if swap is None else swap
    return TRAINING.format(
        mean=list(mean or named[0]),
        std=list(std or named[1]),
        swap="\n    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)" if turned else "",
        layout="tensor.transpose(2, 0, 1)" if layout == "NCHW" else "tensor",
    )


def samples(handed="yuv444", layout="NCHW", *, more=()):
    """A script of the vendor's samples that makes what the nodes of `original_float` are *handed*."""
    made = {
        "yuv444": ["BGR2YUV444Transformer('HWC')"],
        "video": ["BGR2YUVBT601VIDEOTransformer('HWC')"],
        "rgb": ["BGR2RGBTransformer('HWC')"],
        "bgr": [],
    }[handed]
    chain = ["ResizeTransformer((32, 32), 'opencv')", *made, *more, *(["HWC2CHWTransformer()"] if layout == "NCHW" else [])]
    return SAMPLES.format(chain=", ".join(chain))


def yaml(tool="hb_mapper", *, train="rgb", rt="nv12", video=False, layout="NCHW", **changes):
    """The conversion YAML of a network that is trained as said."""
    mean, scale = (" ".join(map(str, numbers)) for numbers in levels(train))
    said = {"input_type_train": train, "input_type_rt": rt, "input_layout_train": layout, "mean_value": mean, "scale_value": scale}
    if tool == "hb_compile":
        said["norm_type"] = None
        if rt in ("rgb", "bgr", "yuv444"):
            said["input_layout_rt"] = None
    return config(MARCH[tool], **{**said, **({"input_space_and_range": "bt601_video"} if video else {}), **changes})


def built(source, tool="hb_mapper", *, train="rgb", rt="nv12", video=False, layout="NCHW", numbers=None):
    """What the toolchain makes of the network *source* before it quantises; *numbers* are mean and scale."""
    if tool == "hb_compile":
        return source
    mean, scale = numbers or levels(train)
    handed = rt if rt in ("rgb", "bgr") else "video" if video else "yuv444"
    return original_float(source, train=train, handed=handed, mean=mean, scale=scale, layout=layout)


def write(folder, *, tool="hb_mapper", train="rgb", rt="nv12", video=False, layout="NCHW", per_class=10, **given):
    """The project in *folder*: a right one, but for what is *given* in place of its files, its YAML, and of what is said of its roads.

    `training`, `evaluation` and `calibration` are scripts, `changes` keys of the YAML, `network` and `float_network` models; `said` are
    further lines of `[evaluation]`.
    """
    mean, std = constants(train)
    networks.pictures(folder / "pictures", per_class)
    networks.classifier(folder / "model.onnx", mean=mean, std=std, layout=layout.lower(), color=train)
    (folder / BUILT).parent.mkdir()
    made = given.get("float_network") or built(
        onnx.load(folder / "model.onnx"), tool, train=train, rt=rt, video=video, layout=layout, numbers=given.get("numbers")
    )
    onnx.save(made, folder / BUILT)
    text = yaml(tool, train=train, rt=rt, video=video, layout=layout, **given.get("changes", {}))
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    lines = ['config = "config.yaml"']
    for road in ("training", "calibration", "evaluation"):
        script = given.get(road, training(train, layout) if road == "training" else None)
        lines += [f"[{road}]"] if road == "evaluation" or script is not None else []
        if script is not None:
            (folder / f"{road}.py").write_text(script, encoding="utf-8")
            lines.append(f'source = "{road}.py:preprocess"')
    said = {"images": "pictures", "labels": "pictures", "model": BUILT, **given.get("said", {})}
    lines += [f"{key} = {word if key in ('expected', 'quantized') else json.dumps(word)}" for key, word in said.items() if word is not None]
    (folder / "pipecheck.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder

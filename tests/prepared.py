"""Small projects for tests of calibration files: pictures, a model of a given shape, a YAML, and a source of training."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
from projects import config

READ = "import cv2\nimport numpy as np\n\n\ndef t(path):\n    x = cv2.imread(path)\n"
RESIZED = READ + "    x = cv2.resize(x, (24, 16))\n"


def code(*lines, read=RESIZED):
    """A file with a function `t` that reads a picture, resizes it to 24 × 16, and then does what *lines* say."""
    return read + "".join(f"    {line}\n" for line in (*lines, "return x"))


IMAGENET = (
    "x = x.astype(np.float32)",
    "x = (x - np.array([123.675, 116.28, 103.53], np.float32)) / np.array([58.395, 57.12, 57.375], np.float32)",
)
RGB = "x = cv2.cvtColor(x, cv2.COLOR_BGR2RGB)"
CHW = "x = x.transpose(2, 0, 1)"
TRAINING = code(RGB, *IMAGENET, CHW)


def picture(path, seed=0, height=30, width=40):
    """Writes a picture with slopes and noise."""
    rows, columns = np.mgrid[:height, :width]
    slopes = np.stack([rows * 5, columns * 5, rows * 2 + columns * 3], axis=-1) + 13 * seed
    noise = np.random.default_rng(seed).integers(0, 40, slopes.shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(os.fspath(path), ((slopes + noise) % 256).astype(np.uint8))


def onnx_model(path, *, shapes):
    """Writes a model with an input of each of *shapes*, by name."""
    import onnx

    made = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    nodes = [onnx.helper.make_node("Identity", [each.name], [f"{each.name} out"], name=f"Identity_{i}") for i, each in enumerate(made)]
    graph = onnx.helper.make_graph(nodes, "network", made, [])
    path.write_bytes(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 11)]).SerializeToString())


def project(folder, training=TRAINING, *, count=3, shape=(1, 3, 16, 24), shapes=None, manifest="", folders="./calibration_f32", **yaml):
    """Writes a project of which training reads `pictures`, and returns its folder."""
    (folder / "train.py").write_text(training, encoding="utf-8")
    text = config(calibrated=True, **yaml)
    names = text.split("cal_data_dir: ")[1].splitlines()[0]
    (folder / "config.yaml").write_text(text.replace(names, folders), encoding="utf-8")
    onnx_model(folder / "model.onnx", shapes=shapes or {"data": shape})
    said = '[training]\nsource = "train.py:t"\nimages = "pictures"\n'
    (folder / "pipecheck.toml").write_text(f'config = "config.yaml"\n{said}{manifest}', encoding="utf-8")
    for seed in range(count):
        picture(folder / "pictures" / f"{seed:02}.png", seed)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """What lies in *folder*."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

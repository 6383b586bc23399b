"""A small project with two mistakes, to look at a report before there is one of one's own."""

from __future__ import annotations

import tempfile
from pathlib import Path

FILES = {
    "train.py": '''\
"""How the network was trained: torchvision on PIL pictures, RGB, values from -1 to 1."""

from torchvision import transforms

val_transform = transforms.Compose([
    transforms.Resize(72),
    transforms.CenterCrop(64),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5]),
])
''',
    "preprocess.py": '''\
"""Writes the calibration files: the validation transform of training, copied."""

from torchvision import transforms

calibration_transform = transforms.Compose([
    transforms.Resize(72),
    transforms.CenterCrop(64),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5]),
])
''',
    "config.yaml": """\
model_parameters:
  onnx_model: model.onnx
  march: bayes-e                 # X5: calibration files go through the nodes below
input_parameters:
  input_name: data
  input_type_rt: nv12
  input_type_train: bgr
  input_layout_train: NCHW
  norm_type: data_mean_and_scale
  mean_value: 127.5
  scale_value: 0.00784314
calibration_parameters:
  cal_data_dir: ./calibration_f32
  cal_data_type: float32
compiler_parameters:
  optimize_level: O3
""",
    "pipecheck.toml": """\
config = "config.yaml"

[training]
source = "train.py:val_transform"

[calibration]
source = "preprocess.py:calibration_transform"
""",
}

SIDE, SAMPLES = 64, 100


def write(folder: Path | None = None) -> Path:
    """Writes the project to *folder*, a new temporary one by default, and returns it."""
    target = folder or Path(tempfile.mkdtemp(prefix="pipecheck-demo-"))
    for name, content in FILES.items():
        (target / name).write_text(content, encoding="utf-8")
    _model(target / "model.onnx")
    (target / "calibration_f32").mkdir(exist_ok=True)
    for number in range(SAMPLES):
        (target / "calibration_f32" / f"{number:03}.bin").write_bytes(_sample(number))
    return target


def _sample(number: int) -> bytes:
    """The calibration file that `preprocess.py` makes of a picture of two disks."""
    import numpy as np

    rng = np.random.default_rng(number)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    picture = np.stack([150 + columns, 70 + 2 * rows, 30 + rows + columns], axis=0)
    for _ in range(2):
        row, column, radius = rng.integers(8, SIDE - 8, 3)
        picture[:, (rows - row) ** 2 + (columns - column) ** 2 < radius**2 // 4] = rng.integers(0, 256, (3, 1))
    levels = np.clip(picture + rng.integers(-6, 7, (1, SIDE, SIDE)), 0, 255)
    made: bytes = ((levels / np.float32(255) - np.float32(0.5)) / np.float32(0.5)).astype("<f4").tobytes()
    return made


def _model(path: Path) -> None:
    """A network that only hands on its input, so that there is one."""
    from onnx import TensorProto, helper, save

    image, out = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, 64, 64]) for name in ("data", "out"))
    graph = helper.make_graph([helper.make_node("Identity", ["data"], ["out"])], "network", [image], [out])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)]), path)

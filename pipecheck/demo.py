"""A small project with two mistakes, to look at a report before there is one of one's own."""

from __future__ import annotations

import tempfile
from pathlib import Path

FILES = {
    "train.py": '''\
"""How the network was trained: torchvision on PIL pictures, RGB, values from -1 to 1."""

from torchvision import transforms

val_transform = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5]),
])
''',
    "preprocess.py": '''\
"""Writes the calibration files: the validation transform of training, copied."""

from torchvision import transforms

calibration_transform = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
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


def write(folder: Path | None = None) -> Path:
    """Writes the project to *folder*, a new temporary one by default, and returns it."""
    target = folder or Path(tempfile.mkdtemp(prefix="pipecheck-demo-"))
    for name, content in FILES.items():
        (target / name).write_text(content, encoding="utf-8")
    _model(target / "model.onnx")
    return target


def _model(path: Path) -> None:
    """A network that only hands on its input, so that there is one."""
    from onnx import TensorProto, helper, save

    image, out = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, 224, 224]) for name in ("data", "out"))
    graph = helper.make_graph([helper.make_node("Identity", ["data"], ["out"])], "network", [image], [out])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)]), path)

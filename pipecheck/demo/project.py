"""The project of the demo: signs at a road, a small network that knows them, the YAMLs of two chips, and what went wrong on the way."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError

if TYPE_CHECKING:
    from pipecheck.demo.pictures import Picture
    from pipecheck_transformers import Chain

_INPUT = """\
input_parameters:
  input_name: data
  input_type_rt: nv12
  input_type_train: bgr
  input_layout_train: NCHW
"""
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
"""Writes the calibration files: the validation transform, copied."""

from torchvision import transforms

calibration_transform = transforms.Compose([
    transforms.Resize(72),
    transforms.CenterCrop(64),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5]),
])
''',
    "config.yaml": f"""\
model_parameters:
  onnx_model: model.onnx
  march: bayes-e                 # X5: calibration files go through the nodes below
{_INPUT}\
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
images = "pictures/calibration"

[evaluation]
images = "pictures/validation"
labels = "pictures/validation"
expected = 0.954
""",
    "s100/config.yaml": f"""\
model_parameters:
  onnx_model: ../model.onnx
  march: nash-e                  # S100: calibration files are what the network takes
{_INPUT}\
  mean_value: 127.5
  scale_value: 0.00784314
calibration_parameters:
  cal_data_dir: ./calibration
compiler_parameters:
  optimize_level: O2
""",
    "s100.toml": """\
config = "s100/config.yaml"

[training]
source = "train.py:val_transform"

[calibration]
source = "train.py:val_transform"
images = "pictures/calibration"

[evaluation]
model = "model.onnx"
images = "pictures/validation"
labels = "pictures/validation"
expected = 0.954
""",
}
"""The texts, by the path of each."""
MENDED = {
    "preprocess.py": '''\
"""Writes the calibration files: pixels of 0..255, as the YAML normalises."""

from torchvision import transforms

calibration_transform = transforms.Compose([
    transforms.Resize(72),
    transforms.CenterCrop(64),
    transforms.PILToTensor(),
])
''',
}
"""The texts that nothing but people can mend, as they should be."""
CALIBRATION = ("calibration_f32", "s100/calibration")
"""The folders of calibration files."""
MODEL = Path(__file__).with_name("model.onnx")
SAMPLES, DARK, JUDGED = 100, 6, 240


def write(folder: Path | None = None) -> Path:
    """Writes the project to *folder*, a new temporary one by default, and returns it."""
    target = Path(tempfile.mkdtemp(prefix="pipecheck-demo-")) if folder is None else folder
    try:
        for name, content in _files():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as e:
        raise SourceError(e.filename or target, e.strerror or str(e)) from e
    return target


def _files() -> Iterator[tuple[str, bytes]]:
    """Every file of the project: its name and its content."""
    from pipecheck.demo.pictures import CLASSES, dark, picture, png

    yield from ((name, text.encode()) for name, text in FILES.items())
    yield "model.onnx", MODEL.read_bytes()
    for seed in range(JUDGED):
        number = seed % len(CLASSES)
        yield f"pictures/validation/{CLASSES[number]}/{seed:03}.png", png(picture(number, seed))
    shown = [*(picture(seed % len(CLASSES), 1000 + seed) for seed in range(SAMPLES)), *map(dark, range(DARK))]
    for seed, each in enumerate(shown):
        yield f"pictures/calibration/{seed:03}.png", png(each)
        yield from _samples(seed, each)


def _samples(seed: int, shown: Picture) -> Iterator[tuple[str, bytes]]:
    """The calibration files of both chips, which hold the same numbers: wrong for the one, right for the other."""
    import numpy as np

    tensor = trained()(shown)
    yield f"calibration_f32/{seed:03}.bin", tensor.tobytes()
    file = BytesIO()
    np.save(file, tensor[np.newaxis])
    yield f"s100/calibration/{seed:03}.npy", file.getvalue()


def trained() -> Chain:
    """What `train.py` does to a picture."""
    from pipecheck_transformers import Affine, CenterCrop, Chain, ResizeShort, Transpose, readers

    unit, normalised = Affine(std=255.0), Affine(mean=(0.5,) * 3, std=(0.5,) * 3)
    return Chain([ResizeShort(72, library="pil"), CenterCrop(64, 64), unit, normalised, Transpose("chw")], read=readers.pil())

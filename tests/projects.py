"""Small projects for tests: a conversion YAML, a training transform and a calibration transform, as text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipecheck import api
from pipecheck.report.order import ordered

IMAGENET = "transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])"
TRAINING = f"transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), {IMAGENET}"
RAW = "transforms.Resize(256), transforms.CenterCrop(224), transforms.PILToTensor()"
CUT = "{ResizeShort: {size: 256, library: pil}}, {CenterCrop: {height: 224, width: 224}}"
UNIT = "transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()"

MEAN = "123.675 116.28 103.53"
SCALE = "0.01712475 0.017507 0.01742919"
INPUT = {
    "input_name": "data",
    "input_type_rt": "nv12",
    "input_type_train": "rgb",
    "input_layout_train": "NCHW",
    "norm_type": "data_mean_and_scale",
    "mean_value": MEAN,
    "scale_value": SCALE,
}


STUBS = ("PC60", *(f"PC61{last}" for last in "0123457"))
"""The rules that look into calibration files, of which these projects have an empty one at most."""


def config(march="bayes-e", *, calibrated=False, **changes):
    """A conversion YAML; a key given as None is left out. Only where it is *calibrated* does it name a folder of files."""
    said = {key: value for key, value in {**INPUT, **changes}.items() if value is not None}
    types = str(said.get("input_type_rt")).split(";")
    if "input_layout_rt" not in changes and {"rgb", "bgr", "gray", "yuv444"} & set(types):
        said["input_layout_rt"] = "NHWC"
    folders, kinds = (";".join([each] * len(types)) for each in ("./calibration", "float32"))
    lines = ["model_parameters:", "  onnx_model: model.onnx", f"  march: {march}", "input_parameters:"]
    end = ["calibration_parameters:", "  calibration_type: skip"]
    if calibrated:
        end[1:] = [f"  cal_data_dir: {folders}", *([] if march.startswith("nash") else [f"  cal_data_type: {kinds}"])]
    return "\n".join([*lines, *(f"  {key}: {value}" for key, value in said.items()), *end]) + "\n"


def compose(steps):
    """A file with a torchvision transform named `t`."""
    return f"from torchvision import transforms\n\nt = transforms.Compose([{steps}])\n"


@cache
def model(*inputs):
    """An ONNX file with these inputs, their shapes left open."""
    import onnx

    made = [onnx.helper.make_tensor_value_info(name.strip(), onnx.TensorProto.FLOAT, [None] * 4) for name in inputs]
    nodes = [onnx.helper.make_node("Identity", [each.name], [f"{each.name} out"], name=f"Identity_{i}") for i, each in enumerate(made)]
    graph = onnx.helper.make_graph(nodes, "network", made, [])
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 11)]).SerializeToString()


def beside(folder, yaml):
    """Writes the model and a calibration file that *yaml* names."""
    (folder / "calibration").mkdir(exist_ok=True)
    (folder / "calibration" / "0.bin").touch()
    names = re.findall(r"input_name: *['\"]?([^'\"\n]*)", yaml)
    (folder / "model.onnx").write_bytes(model(*(names[0].split(";") if names else ["data"])))


def write(folder: Path, yaml: str, training: str | None = TRAINING, calibration: str | None = None, manifest: str = "") -> Path:
    """Writes the project and returns its folder."""
    (folder / "config.yaml").write_text(yaml, encoding="utf-8")
    beside(folder, yaml)
    said = 'config = "config.yaml"\n'
    for road, steps in (("training", training), ("calibration", calibration)):
        if steps is not None:
            (folder / f"{road}.py").write_text(compose(steps) if "import" not in steps else steps, encoding="utf-8")
            said += f'[{road}]\nsource = "{road}.py:t"\n'
    (folder / "pipecheck.toml").write_text(said + manifest, encoding="utf-8")
    return folder


def check(folder: Path, yaml: str, **sources):
    """The report on a project."""
    return api.check(write(folder, yaml, **sources))


def told(report):
    """Every finding as `code severity place roads`, notes left out."""
    return [
        f"{found.code} {found.severity} {found.origin.path.name}:{found.origin.line} {'+'.join(found.roads)}"
        for found in ordered(report.findings)
        if str(found.severity) != "note"
    ]

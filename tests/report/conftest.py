"""A report such as a real project gives: one double normalisation, one swap, one kernel, and roads that are partly unread."""

from pathlib import Path

import pytest

from pipecheck.findings import Confidence, Finding, Origin, Related, Severity, Skipped
from pipecheck.report.model import Report
from pipecheck.spec import Affinity, ColorState, Decode, Fact, Placed, Spec, Values
from pipecheck_transformers.ops import CenterCrop, ResizeShort

TRAIN, SCRIPT, CONFIG = Path("train/transforms.py"), Path("preprocess.py"), Path("deploy/resnet50_config.yaml")
SOURCES = {
    TRAIN: (
        "val_transform = T.Compose([",
        "    T.Resize(256),",
        "    T.CenterCrop(224),",
        "    T.ToTensor(),",
        "    T.Normalize(MEAN, STD),",
    ),
    SCRIPT: (
        "import cv2",
        "",
        "def preprocess(path):",
        "\timage = cv2.imread(path)  # 读取图片",
        "\timage = cv2.resize(image, (256, 256), interpolation=cv2.INTER_CUBIC)",
        "\timage = (image / 255.0 - MEAN) / STD",
        "\treturn image.transpose(2, 0, 1)",
    ),
    CONFIG: (
        "input_parameters:",
        "  input_type_rt: 'nv12'",
        "  input_type_train: 'rgb'  # 训练时的颜色顺序",
        "  norm_type: 'data_mean_and_scale'",
        "  mean_value: 123.675 116.28 103.53",
        "  scale_value: 0.01712475 0.017507 0.01742919",
    ),
}
GAINS = (0.01712475, 0.017507, 0.01742919)
MEANS = (123.675, 116.28, 103.53)
BIASES = tuple(-mean * gain for mean, gain in zip(MEANS, GAINS, strict=True))


def at(path, line, column=None, width=1):
    return Origin(path, line, column, width)


def training():
    steps = (Placed(ResizeShort(256, library="pil", antialias=True)), Placed(CenterCrop(224, 224, rounding="half-even")))
    here = (at(TRAIN, 4, 5),)
    return Spec(
        decode=Fact(Decode("pil", exif=False), here, "torchvision pipelines start from a PIL image in RGB"),
        geometry=Fact(steps, (at(TRAIN, 2, 5), at(TRAIN, 3, 5))),
        color=Fact(ColorState("rgb"), here, "torchvision pipelines start from a PIL image in RGB"),
        values=Fact(Values(Affinity(GAINS, BIASES)), here),
        layout=Fact("chw", here),
        dtype=Fact("float32", here),
    )


def calibration():
    twice = Affinity(tuple(g * g for g in GAINS[::-1]), tuple((b - m) * g for b, m, g in zip(BIASES, MEANS, GAINS, strict=True))[::-1])
    return Spec(
        decode=Fact(Decode("opencv", exif=True), (at(SCRIPT, 4, 10),)),
        geometry=Fact(None, (at(SCRIPT, 5, 10),)),
        color=Fact(ColorState("bgr"), (at(SCRIPT, 4, 10),)),
        values=Fact(Values(twice), (at(SCRIPT, 6, 10), at(CONFIG, 6, 3))),
        layout=Fact("chw", (at(SCRIPT, 7, 9),)),
        dtype=Fact("float32", (at(SCRIPT, 6, 10),)),
    )


def runtime():
    here = (at(CONFIG, 5, 3),)
    return Spec(
        decode=Fact(None),
        geometry=Fact(None),
        color=Fact(ColorState("rgb"), (at(CONFIG, 3, 3),)),
        values=Fact(Values(Affinity(GAINS, BIASES)), here),
        layout=Fact("chw", here),
        dtype=Fact("float32", here),
    )


def findings():
    yield Finding(
        code="PC403",
        name="interpolation",
        severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
        message="calibration resizes with opencv cubic, training with pil linear",
        origin=at(SCRIPT, 5, 10, 66),
        roads=("calibration",),
        related=(Related(at(TRAIN, 2, 5, 13), "training: linear by default"),),
        hint="resize with PIL: Image.resize((256, 256), Image.BILINEAR)",
    )
    yield Finding(
        code="PC301",
        name="double-normalization",
        severity=Severity.ERROR,
        confidence=Confidence.CERTAIN,
        message="the script normalises the picture, and the nodes in the model normalise it again: the network sees −2.15..−1.76 "
        "instead of −2.12..2.64",
        origin=at(SCRIPT, 6, 10, 28),
        roads=("calibration", "evaluation"),
        related=(
            Related(at(CONFIG, 6, 3, 43), "the model applies these as well"),
            Related(at(TRAIN, 5, 5, 22), "training normalises once"),
        ),
        hint="write calibration files in 0..255: remove `(image / 255.0 - MEAN) / STD` from preprocess.py",
        evidence={"gap": 214.5},
    )
    yield Finding(
        code="PC003",
        name="nothing-to-compare",
        severity=Severity.NOTE,
        confidence=Confidence.CERTAIN,
        message="no source is named for the evaluation road, so it was not checked",
        origin=None,
        roads=("evaluation",),
        hint="name it in pipecheck.toml under [evaluation]",
    )
    yield Finding(
        code="PC201",
        name="channel-order-mismatch",
        severity=Severity.ERROR,
        confidence=Confidence.LIKELY,
        message="calibration gets bgr, but the model was trained on rgb (train/transforms.py:4)",
        origin=at(SCRIPT, 4, 10, 16),
        roads=("calibration",),
        related=(Related(at(CONFIG, 3, 3, 23), "the configuration promises rgb"),),
        hint="swap after reading: cv2.cvtColor(image, cv2.COLOR_BGR2RGB)",
    )


@pytest.fixture
def report():
    skipped = [
        Skipped(f"PC6{number:02}", "the calibration directory ./calibration_data_rgb_f32 does not exist yet") for number in range(1, 17)
    ]
    skipped += [Skipped("PC701", "no [evaluation] in pipecheck.toml"), Skipped("PC702", "no [evaluation] in pipecheck.toml")]
    return Report(
        findings=tuple(findings()),
        skipped=tuple(skipped),
        checked=("deploy/resnet50_config.yaml", "training", "calibration", "runtime"),
        roads={"data": {"training": training(), "calibration": calibration(), "runtime": runtime()}},
        sources=SOURCES,
        version="0.1.0",
    )


@pytest.fixture
def clean(report):
    """Three roads that make the same tensor."""
    same = {road: training() for road in ("training", "calibration", "runtime")}
    return Report(checked=report.checked, roads={"data": same}, version="0.1.0")

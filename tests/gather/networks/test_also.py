"""What the other inputs of a network get beside a picture."""

from pathlib import Path

import numpy as np
import pytest
from graphs import model, saved, value
from onnx import helper

import pipecheck

CONFIG = """\
model_parameters:
  onnx_model: two.onnx
  march: nash-e
input_parameters:
  input_name: data;cloud
  input_type_rt: rgb;featuremap
  input_type_train: rgb;featuremap
  input_layout_train: NCHW;NCHW
calibration_parameters:
  calibration_type: skip
"""
MANIFEST = """\
config = "two.yaml"
[training]
source = "train.yaml"
[evaluation]
images = "val"
labels = "val"
"""
INPUT = '[evaluation.inputs.cloud]\nimages = "clouds"\n'


@pytest.fixture
def project(written):
    """A network whose answer is the cloud that comes with a picture."""
    written()
    nodes = [
        helper.make_node("GlobalAveragePool", ["data"], ["pooled"]),
        helper.make_node("ReduceSum", ["pooled"], ["sum"], keepdims=0),
        helper.make_node("Mul", ["sum", "zero"], ["nothing"]),
        helper.make_node("Add", ["cloud", "nothing"], ["logits"]),
    ]
    built = model(
        nodes, [value("data", [1, 3, 32, 32]), value("cloud", [1, 6])], [value("logits", [1, 6])], {"zero": np.zeros((), np.float32)}
    )
    saved(built, Path("two.onnx"))
    Path("two.yaml").write_text(CONFIG, encoding="utf-8")
    Path("clouds").mkdir()

    def write(manifest, clouds=lambda number: np.eye(6, dtype=np.float32)[number][None], ending=".npy", place="{kind}-{name}"):
        Path("pipecheck.toml").write_text(manifest, encoding="utf-8")
        for number, folder in enumerate(sorted(Path("val").iterdir())):
            for path in sorted(folder.iterdir()):
                name, made = Path(place.format(kind=folder.name, name=path.stem)), clouds(number)
                path.rename(folder / f"{name.name}.png")
                (Path("clouds") / name.parent).mkdir(exist_ok=True)
                if ending == ".npy":
                    np.save(Path("clouds") / f"{name}.npy", made)
                else:
                    made.tofile(Path("clouds") / f"{name}{ending}")

    return write


@pytest.mark.parametrize("ending", [".npy", ".bin"])
def test_a_feature_map_comes_from_the_file_that_is_called_like_the_picture(project, ending):
    project(MANIFEST + INPUT, ending=ending)
    (accuracy, *_) = pipecheck.model().networks
    assert (accuracy.figure.value, accuracy.run) == (1.0, 18)


def test_feature_maps_may_lie_in_folders_as_the_pictures_do(project):
    project(MANIFEST + INPUT, place="{kind}/{name}")
    (accuracy, *_) = pipecheck.model().networks
    assert (accuracy.figure.value, accuracy.run) == (1.0, 18)


def test_no_picture_gets_the_feature_map_of_another(project):
    project(MANIFEST + INPUT, place="{name}")
    report = pipecheck.model()
    assert report.networks == ()
    assert any("holds one tensor 0000 for several pictures" in skipped.reason for skipped in report.skipped)


@pytest.mark.parametrize(
    ("manifest", "clouds", "reason"),
    [
        pytest.param(MANIFEST, None, "name the folder of its tensors as images in [evaluation.inputs.cloud]", id="nobody says where"),
        pytest.param(MANIFEST + INPUT, lambda _: np.zeros((1, 5), np.float32), "1×5", id="another shape"),
        pytest.param(MANIFEST + INPUT, lambda _: np.array([["x"] * 6]), "not numbers of a picture", id="no numbers"),
    ],
)
def test_what_is_wrong_with_a_feature_map_is_told(project, manifest, clouds, reason):
    project(manifest) if clouds is None else project(manifest, clouds)
    report = pipecheck.model()
    assert report.networks == ()
    assert any(reason in skipped.reason for skipped in report.skipped)


def test_a_picture_without_its_feature_map_is_left_out(project):
    project(MANIFEST + INPUT)
    min(Path("clouds").iterdir()).unlink()
    (accuracy, *_) = pipecheck.model().networks
    assert (accuracy.run, accuracy.broken) == (17, 1)

"""What a toolchain makes of a trained network before it quantises is as accurate as its source, whatever the board hands over."""

import cv2
import numpy as np
import onnx
import onnxruntime
import pytest
from model_projects import BUILT, constants, samples, training, write
from networks import CLASSES
from onnx import numpy_helper

import pipecheck
from pipecheck.evidence.model import Accuracy
from pipecheck.evidence.pair import Agreement

HANDED = {("nv12", False): "yuv444", ("nv12", True): "video", ("yuv444", False): "yuv444", ("rgb", False): "rgb", ("bgr", False): "bgr"}
FORMS = [
    pytest.param(train, rt, video, layout, id=f"{train}, {rt}{' of video range' if video else ''}, {layout}")
    for train in ("rgb", "bgr")
    for rt, video in HANDED
    for layout in ("NCHW", "NHWC")
]


def hits(folder, train, layout):
    """How many pictures the source network gets right, by a loop of its own."""
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    mean, std = (np.array(numbers, np.float32) for numbers in constants(train))
    found = 0
    for path in sorted((folder / "pictures").rglob("*.png")):
        pixels = cv2.resize(cv2.imread(str(path)), (32, 32))[..., :: -1 if train == "rgb" else 1]
        tensor = ((pixels.astype(np.float32) / 255 - mean) / std)[np.newaxis]
        given = np.ascontiguousarray(tensor.transpose(0, 3, 1, 2) if layout == "NCHW" else tensor)
        found += CLASSES[session.run(None, {"data": given})[0].argmax()] == path.parent.name
    return found


def measured(folder):
    """The report on the project, how many pictures its model gets right, and how far it agrees with its source."""
    report = pipecheck.model(folder)
    figure = next(each for each in report.networks if isinstance(each, Accuracy)).figure
    (gap,) = next(each for each in report.networks if isinstance(each, Agreement)).outputs
    return report, round(figure.value * figure.count), gap


def codes(report):
    return [found.code for found in report.findings]


@pytest.mark.parametrize(("train", "rt", "video", "layout"), FORMS)
def test_without_a_word_on_the_evaluation_it_is_its_source(tmp_path, train, rt, video, layout):
    write(tmp_path, train=train, rt=rt, video=video, layout=layout)
    report, right, gap = measured(tmp_path)
    assert right == hits(tmp_path, train, layout)
    assert gap.decimals >= 5
    assert gap.same == 1
    assert (codes(report), report.status) == ([], 0)


@pytest.mark.parametrize(("train", "rt", "video", "layout"), FORMS)
def test_with_an_evaluation_like_the_samples_it_is_its_source_but_for_rounding(tmp_path, train, rt, video, layout):
    """The samples' own matrix from RGB to YUV has three digits, and the node's four."""
    write(tmp_path, train=train, rt=rt, video=video, layout=layout, evaluation=samples(HANDED[rt, video], layout))
    report, right, gap = measured(tmp_path)
    assert right == hits(tmp_path, train, layout)
    assert gap.decimals >= (2 if rt in {"nv12", "yuv444"} else 5)
    assert gap.same == 1
    assert (codes(report), report.status) == ([], 0)


@pytest.mark.parametrize("train", ["rgb", "bgr"])
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "not named"])
def test_where_no_nodes_are_put_in_the_script_normalises(tmp_path, train, layout, named):
    write(tmp_path, tool="hb_compile", train=train, layout=layout, evaluation=training(train, layout) if named else None)
    report, right, gap = measured(tmp_path)
    assert right == hits(tmp_path, train, layout)
    assert gap.decimals >= 5
    assert (codes(report), report.status) == ([], 0)


def test_a_node_whose_weights_are_no_numbers_is_said_to_be_taken_from_the_configuration(tmp_path):
    write(tmp_path)
    built = onnx.load(tmp_path / BUILT)
    for tensor in built.graph.initializer:
        if tensor.name.startswith("HZ_PREPROCESS"):
            tensor.CopyFrom(numpy_helper.from_array(np.full(tensor.dims, np.nan, np.float32), tensor.name))
    onnx.save(built, tmp_path / BUILT)
    report, right, _ = measured(tmp_path)
    assert right == hits(tmp_path, "rgb", "NCHW")
    said = next(each for each in report.networks if isinstance(each, Accuracy)).assumed
    assert "the weights of HZ_PREPROCESS_FOR_data cannot be read, so it is taken to do what config.yaml says" in said

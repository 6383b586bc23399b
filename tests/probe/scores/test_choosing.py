"""How a network is judged, by what is said and by what labels hold."""

from pathlib import Path

import pytest

from pipecheck.errors import PipecheckError
from pipecheck.findings import Origin
from pipecheck.probe.scores import choosing
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Boxes, Mask, Truths, Vector

LIST = (Tensor("y", (1, 10), "float32"),)
MAP = (Tensor("y", (1, 19, 64, 64), "float32"),)
BOXES = (Tensor("y", (1, 84, 8400), "float32"),)


def truths(truth):
    return Truths(said={} if truth is None else {"a.jpg": truth}, origin=Origin(Path("labels")))


@pytest.mark.parametrize(
    ("truth", "outputs", "task", "metrics"),
    [
        pytest.param(
            3,
            LIST,
            "classification",
            {None: "top1", "top1": "top1", "Top-5": "top5", "top_3": "top3", "accuracy": "top1", "acc": "top1", "top@10": "top10"},
            id="a class",
        ),
        pytest.param(
            Mask(Path("a.png")),
            MAP,
            "segmentation",
            {None: "miou", "mIoU": "miou", "mean IoU": "miou", "pixel accuracy": "pixel_accuracy", "aAcc": "pixel_accuracy"},
            id="a mask",
        ),
        pytest.param(Vector((1.0,)), LIST, "regression", {None: "cosine", "L2": "l2", "MAE": "mae", "rmse": "rmse"}, id="a vector"),
    ],
)
def test_the_labels_tell_the_task(truth, outputs, task, metrics):
    for metric, meant in metrics.items():
        score = choosing.score(None, metric, None, outputs, truths(truth))
        assert (score.task, score.metric) == (task, meant)
        assert choosing.score(task, metric, None, outputs, truths(truth)).metric == meant


@pytest.mark.parametrize(
    ("task", "metric", "decoder", "truth", "outputs", "complaint"),
    [
        pytest.param(
            None, "tpo1", None, 3, LIST, "metric 'tpo1' is not known; did you mean top1. There are top1, top5 or any", id="a slip"
        ),
        pytest.param(None, "top0", None, 3, LIST, "metric 'top0' is not known", id="top 0"),
        pytest.param(None, "f1", None, 3, LIST, "metric 'f1' is not known: there are top1.* or your own as file.py:function", id="unknown"),
        pytest.param(None, "miuo", None, Mask(Path("a")), MAP, "did you mean miou", id="a slip for masks"),
        pytest.param(None, "mse", None, Vector((1.0,)), LIST, "did you mean rmse", id="a slip for vectors"),
        pytest.param(None, None, "yolov8", 3, LIST, "decoder 'yolov8' is for detection; for a classification", id="a decoder"),
        pytest.param("detection", None, None, 3, LIST, "labels: holds what a classification is judged by, and the task is det", id="task"),
        pytest.param("segments", None, None, 3, LIST, "task is one of classification, detection", id="no task"),
        pytest.param(None, None, None, None, LIST, "labels: speaks of no picture", id="no labels"),
        pytest.param(None, None, None, 3, BOXES, "no output of the network is a list of classes: y 1×84×8400; name a decoder", id="boxes"),
    ],
)
def test_what_does_not_fit_is_one_line(task, metric, decoder, truth, outputs, complaint):
    with pytest.raises(PipecheckError, match=complaint):
        choosing.score(task, metric, decoder, outputs, truths(truth))


def test_boxes_are_judged_as_detection():
    found = choosing.score(None, None, None, BOXES, truths(Boxes(corners=((1, 2, 3, 4),), classes=(7,))))
    assert found.task == "detection"


@pytest.mark.parametrize(
    ("task", "outputs", "classes"),
    [
        ("classification", LIST, 10),
        ("segmentation", MAP, 19),
        ("detection", BOXES, 80),
        ("regression", LIST, None),
        (None, LIST, 10),
        (None, MAP, 19),
    ],
)
def test_how_many_classes_there_are(task, outputs, classes):
    assert choosing.classes(task, outputs) == classes

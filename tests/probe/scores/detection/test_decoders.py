"""What networks write about the same three boxes is read as these three boxes, with and without the name of the decoder."""

import numpy as np
import pytest
from detections import CLASSES, FOUND, SIZE, anchored, paired, scored, yolov5, yolov8, yolox

from pipecheck.errors import PipecheckError
from pipecheck.probe.scores.detection.decoders import choosing
from pipecheck.probe.scores.detection.decoders.asking import Asked

ASKED = Asked(size=SIZE, classes=CLASSES)
UNNUMBERED = Asked(size=SIZE, classes=None)
TWENTY = Asked(size=SIZE, classes=20)
NOT_YOLOX = "1×7×252 are not what yolox ends with for an input of 128 × 96 and 3 classes"
TURNED = {**scored(ground=True), "boxes": scored(ground=True)["boxes"][..., ::-1]}
SIGMOID = {"map8": np.ones((1, 12, 16, 24)), "map16": np.ones((1, 6, 8, 24)), "map32": np.ones((1, 3, 4, 24))}


def read(outputs, name=None, asked=ASKED):
    decoder, form = choosing.chosen(
        None if name is None else choosing.named(name), {key: each.shape for key, each in outputs.items()}, asked
    )
    return decoder.name, choosing.decoded(decoder, form, outputs, asked)


def sure(found, least=0.1):
    """The boxes that are really there: next to nothing is everywhere."""
    use = found.scores > least
    return [(tuple(box), kind, score) for box, kind, score in zip(found.corners[use], found.classes[use], found.scores[use], strict=True)]


def table(order, *, found=FOUND, shift=0, relative=False):
    """A row per box, its numbers in *order*: corners, score, class, and 0 for the number of the picture."""
    rows = np.zeros((len(found), 7))
    for row, (box, kind, score) in zip(rows, found, strict=True):
        row[:4], row[4], row[5] = np.asarray(box) / ([SIZE[1], SIZE[0], SIZE[1], SIZE[0]] if relative else 1), score, kind + shift
    return np.concatenate([rows[:, list(order)], np.zeros((4, len(order)))]).astype(np.float32)


def parts(names=("boxes", "scores", "classes"), *, batch=True, shift=0, kind=np.int64):
    rows = table(range(6), shift=shift)
    made = (rows[:, :4], rows[:, 4], rows[:, 5].astype(kind))
    return {name: each[None] if batch else each for name, each in zip(names, made, strict=True)}


def tensorflow():
    made = parts(("detection_boxes", "detection_scores", "detection_classes"), shift=1, kind=np.float32)
    made["detection_boxes"] = made["detection_boxes"][..., [1, 0, 3, 2]] / np.float32([SIZE[0], SIZE[1], SIZE[0], SIZE[1]])
    return {**made, "num_detections": np.float32([3])}


ALONE = (0, 1, 2, 3, 4, 5)
WRITTEN = [
    pytest.param(yolov5(), "yolov5", True, id="yolov5"),
    pytest.param(yolov8(), "yolov8", True, id="yolov8"),
    pytest.param({"a": yolov8()["output0"].transpose(0, 2, 1)}, "yolov8", True, id="yolov8, turned"),
    pytest.param(yolox(raw=True), "yolox", True, id="yolox from the cells on"),
    pytest.param(yolox(raw=False), "yolox", True, id="yolox decoded"),
    *(
        pytest.param(anchored("yolov5", order), "yolov5", False, id=f"maps of yolov5, {order}")
        for order in ("last", "first", "apart", "within")
    ),
    pytest.param(anchored("yolov7", "last"), "yolov7", False, id="maps of yolov7"),
    pytest.param({**yolov5(), **anchored("yolov5", "apart")}, "yolov5", True, id="boxes of yolov5 beside its maps"),
    pytest.param(paired(64, first=False), "yolov8", True, id="maps of yolov8, last"),
    pytest.param(paired(64, first=True), "yolov8", True, id="maps of yolov8, first"),
    pytest.param(paired(64, first=False, chances=True), "yolov8", True, id="maps of yolov8 with chances"),
    pytest.param(paired(4, first=False), "yolo26", True, id="maps of yolo26"),
    pytest.param(
        {**paired(64, first=False), "masks": np.zeros((1, 12, 16, 32), np.float32)}, "yolov8", True, id="maps of yolov8 and masks"
    ),
    pytest.param(scored(ground=True), "ssd", True, id="ssd with a class for the ground"),
    pytest.param(scored(ground=False), "ssd", True, id="ssd without"),
    pytest.param(scored(ground=True, relative=True, odds=True), "ssd", True, id="ssd in shares and log-odds"),
    pytest.param({"out": table(ALONE)[None]}, "boxes", True, id="a table"),
    pytest.param({"out": table(ALONE)}, "boxes", True, id="a table without batch"),
    pytest.param({"out": table((6, 0, 1, 2, 3, 5, 4))}, "boxes", True, id="a table with the number of the picture"),
    pytest.param({"out": table((6, 5, 4, 0, 1, 2, 3), shift=1, relative=True)[None, None]}, "boxes", True, id="caffe's table"),
    pytest.param({"dets": table((0, 1, 2, 3, 4))[None], "labels": table(ALONE)[None, :, 5].astype(np.int64)}, "boxes", True, id="mmdeploy"),
    pytest.param({"num": np.int32([[3]]), **parts(kind=np.int32)}, "boxes", True, id="TensorRT's parts"),
    pytest.param(parts(("boxes", "scores", "labels"), batch=False, shift=1), "boxes", True, id="torchvision's parts"),
    pytest.param(parts(("a", "b", "c")), "boxes", True, id="parts told by their types"),
    pytest.param(tensorflow(), "boxes", True, id="tensorflow's parts"),
]


@pytest.mark.parametrize(("outputs", "name", "told"), WRITTEN)
def test_the_boxes_are_read(outputs, name, told):
    used, found = read(outputs, None if told else name)
    assert used == name
    assert [(pytest.approx(box, abs=0.02), kind, pytest.approx(score, abs=1e-3)) for box, kind, score in sure(found)] == FOUND


OPEN = {"yolov8, turned", "yolox from the cells on", "yolox decoded", "maps of yolov8 and masks"}
"""What can be read only by those who know how many classes there are."""


@pytest.mark.parametrize(("outputs", "name", "told"), [each for each in WRITTEN if each.id not in OPEN])
def test_most_are_read_without_a_list_of_classes(outputs, name, told):
    used, found = read(outputs, None if told else name, UNNUMBERED)
    assert used == name
    assert [kind for _, kind, _ in sure(found)] == [kind for _, kind, _ in FOUND]


@pytest.mark.parametrize("outputs", [pytest.param(each.values[0], id=each.id) for each in WRITTEN if each.id in OPEN])
def test_the_others_are_not_guessed(outputs):
    with pytest.raises(PipecheckError, match="name the decoder"):
        read(outputs, None, UNNUMBERED)


@pytest.mark.parametrize(
    ("outputs", "name", "asked", "said"),
    [
        pytest.param(anchored("yolov5", "last"), None, ASKED, "may be those of yolov3, yolov5 or yolov7: name the decoder", id="anchors"),
        pytest.param(yolox(raw=True), None, UNNUMBERED, "may be those of yolov8 or yolox", id="sureness or a class"),
        pytest.param(yolov8(), None, TWENTY, "tell 3 classes apart, and the labels 20", id="other classes"),
        pytest.param(yolov8(), "yolov8", TWENTY, "tell 3 classes apart, and the labels 20", id="named, other classes"),
        pytest.param(yolov8(), "yolox", ASKED, NOT_YOLOX, id="another"),
        pytest.param(
            {"out": np.zeros((1, 1000), np.float32)}, None, ASKED, "1×1000 are not what a known detector ends with", id="a classifier"
        ),
        pytest.param({"out": np.zeros((1, 3, 0, 0), np.float32)}, None, ASKED, "1×3×0×0 are not what", id="nothing"),
        pytest.param({}, None, ASKED, "are not what", id="no outputs"),
        pytest.param(
            yolov8([(FOUND[0][0], 0, 7.5)]),
            None,
            ASKED,
            "the scores in the outputs reach from 0 to 7.5, so they are no chances",
            id="log-odds",
        ),
        pytest.param(
            {"out": table((5, 4, 0, 1, 2, 3))}, None, ASKED, "scores of boxes in the outputs reach from 0 to", id="another order of columns"
        ),
        pytest.param({"out": table((0, 1, 2, 3, 4, 4))}, None, ASKED, "classes of boxes are no whole numbers", id="no classes"),
        pytest.param(parts(("a", "b", "c"), kind=np.float32), None, ASKED, "told by neither names nor types", id="scores or classes"),
        pytest.param(TURNED, None, ASKED, "are no corners", id="no corners"),
        pytest.param(
            anchored("yolov5", "last"), "yolov5", Asked(size=(320, 320), classes=3), "what belongs to an input of 320", id="a size"
        ),
        pytest.param(paired(4, first=True), "yolo26", Asked(size=(320, 320), classes=3), "what belongs to an input of 320", id="another"),
        pytest.param(yolox(raw=True), "yolox", Asked(size=(320, 320), classes=3), "252 boxes are not what grids of", id="a third"),
        pytest.param(SIGMOID, "yolov3", ASKED, "the sides of YOLOv3's boxes are lost", id="yolov3 behind a sigmoid"),
    ],
)
def test_what_cannot_be_read_is_said(outputs, name, asked, said):
    with pytest.raises(PipecheckError) as told:
        read(outputs, name, asked)
    assert said in str(told.value)


def test_a_decoder_that_is_not_known():
    with pytest.raises(PipecheckError, match=r"no decoder is called 'yolov55'.*did you mean yolov5"):
        choosing.named("yolov55")


@pytest.mark.parametrize(("name", "same"), [("YOLO-v8", "yolov8"), ("yolov11", "yolo11"), ("yolo_v5", "yolov5")])
def test_names_as_people_write_them(name, same):
    assert choosing.named(name).name == same


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(("outputs", "name", "told"), WRITTEN)
def test_what_is_no_number_is_no_box(outputs, name, told, bad):
    """Neither a whole output of them nor one in the middle brings anything down."""
    for spoil in (
        lambda each: np.full_like(each, bad),
        lambda each: np.where(np.arange(each.size).reshape(each.shape) % 7 == 3, bad, each),
    ):
        spoiled = {key: spoil(each) if np.issubdtype(each.dtype, np.floating) else each for key, each in outputs.items()}
        try:
            _, found = read(spoiled, name)
        except PipecheckError:
            continue
        assert np.isfinite(found.corners).all()
        assert np.isfinite(found.scores).all()


def test_a_million_boxes():
    """Only the surest are looked at; all classes at once would be too many to compare."""
    chance = np.random.default_rng(0)
    outputs = {"output": chance.random((1, 1_000_000, 8), np.float32) * np.float32([128, 96, 30, 30, 1, 1, 1, 1])}
    _, found = read(outputs, "yolov5")
    assert len(found.scores) == 300
    assert (np.diff(found.scores) <= 0).all()


def test_nothing_found():
    _, found = read({"out": np.zeros((0, 6), np.float32)})
    assert found.corners.shape == (0, 4)

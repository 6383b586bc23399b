"""Boxes are put back onto the picture wherever its preprocessing took it, and judged against what is there."""

from pathlib import Path

import numpy as np
import pytest
from detections import CLASSES, SIZE, anchored, scenes, yolov5, yolov8

from pipecheck.errors import PipecheckError
from pipecheck.findings import Origin
from pipecheck.probe.scores import detection, own, statistics
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Boxes, Truths
from pipecheck.spec import Placed
from pipecheck.spec.frames import Axis, Frame, frame
from pipecheck_transformers.ops import CenterCrop, Flip, Letterbox, Resize, ResizeShort

NAMES = ("a", "b", "c")
WHOLE = frame([], *SIZE)
OUT = [Tensor("out", ("n", 6), "float32")]


def truths(names=NAMES):
    return Truths(said={}, classes=names, origin=Origin(Path("labels")))


def tensors(outputs):
    return [Tensor(name, each.shape, "float32") for name, each in outputs.items()]


def table(rows):
    return {"out": np.asarray(rows, np.float32).reshape(-1, 6)}


def judge(rows, truth, at=WHOLE, metric="map"):
    score = detection.score(metric, "boxes", OUT, truths())
    return score, score.judge(table(rows), truth, at)


def figure(rows, truth, at=WHOLE, metric="map"):
    score, judged = judge(rows, truth, at, metric)
    return score.sum_up([judged])[0].value


@pytest.mark.parametrize("metric", ["map", "map50", "voc", "voc07"])
def test_what_is_found_exactly_is_right(metric):
    truth = Boxes(corners=((10, 8, 34, 40), (60, 20, 110, 90)), classes=(0, 2))
    assert figure([(10, 8, 34, 40, 0.9, 0), (60, 20, 110, 90, 0.8, 2)], truth, metric=metric) == pytest.approx(1, abs=1e-12)
    assert figure([(10, 8, 34, 40, 0.9, 1), (60, 20, 110, 90, 0.8, 0)], truth, metric=metric) == 0
    assert figure([(10, 8, 34, 40, 0.9, 0)], truth, metric=metric) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("steps", "picture"),
    [
        pytest.param([], (96, 128), id="as it is"),
        pytest.param([Resize(96, 128)], (480, 500), id="stretched"),
        pytest.param([Letterbox(96, 128)], (480, 300), id="letterbox, margins beside"),
        pytest.param([Letterbox(96, 128)], (100, 777), id="letterbox, margins above"),
        pytest.param([ResizeShort(128), CenterCrop(96, 128)], (300, 400), id="cut out of the middle"),
        pytest.param([Resize(96, 128), Flip("horizontal")], (480, 500), id="mirrored"),
        pytest.param([Resize(96, 128), Flip("vertical")], (480, 500), id="upside down"),
    ],
)
@pytest.mark.parametrize("relative", [False, True], ids=["pixels", "shares"])
def test_a_box_lies_where_it_lies_in_the_picture(steps, picture, relative):
    at = frame([Placed(step) for step in steps], *picture)
    height, width = picture
    box = np.array([0.4 * width, 0.45 * height, 0.55 * width, 0.6 * height])
    ends = np.stack([box[0::2] * at.columns.scale + at.columns.shift, box[1::2] * at.rows.scale + at.rows.shift])
    (left, right), (top, bottom) = np.sort(ends, axis=1)
    corners = tuple(box / (width, height, width, height) if relative else box)
    truth = Boxes(corners=(corners,), classes=(1,), relative=relative)
    assert figure([(left, top, right, bottom, 0.9, 1)], truth, at) == pytest.approx(1, abs=1e-12)
    assert figure([(left + 8, top, right + 8, bottom, 0.9, 1)], truth, at) < 0.9


def test_what_reaches_out_of_the_picture_is_cut():
    assert figure([(-40, -40, 60, 50, 0.9, 0)], Boxes(corners=((0, 0, 60, 50),), classes=(0,))) == pytest.approx(1, abs=1e-12)


def test_the_grade_is_how_surely_and_exactly_objects_are_found():
    there = Boxes(corners=((0, 0, 10, 10), (20, 0, 30, 10)), classes=(0, 1))
    nothing = Boxes(corners=(), classes=())
    ignored = Boxes(corners=((0, 0, 10, 10),), classes=(0,), ignored=(True,))
    rows = [(0, 0, 10, 5, 0.8, 0), (20, 0, 30, 10, 0.6, 0)]
    assert judge(rows, there)[1].grade == pytest.approx((0.5 * 0.8 + 0) / 2)
    assert judge(rows, nothing)[1].grade == pytest.approx(0.2)
    assert judge([], nothing)[1].grade == 1
    assert judge([], there)[1].grade == 0
    assert judge(rows, ignored)[1].grade == 1


def test_the_answer_is_the_class_of_the_surest_box():
    there = Boxes(corners=(), classes=())
    assert judge([(0, 0, 9, 9, 0.3, 0), (0, 0, 9, 9, 0.7, 2)], there)[1].answer == 2
    assert judge([], there)[1].answer is None


def judged(seed, metric, pictures=40):
    score = detection.score(metric, "boxes", OUT, truths())
    for found, there in scenes(np.random.default_rng(seed), pictures=pictures, ignored=0):
        truth = Boxes(corners=tuple(box for box, _, _ in there), classes=tuple(kind for _, kind, _ in there))
        yield score.judge(table([(*box, sure, kind) for box, kind, sure in found]), truth, WHOLE)


@pytest.mark.parametrize("metric", ["map", "map50", "voc"])
def test_figures_have_an_interval_that_shrinks_with_more_pictures(metric):
    score = detection.score(metric, "boxes", OUT, truths())
    few, many = (score.sum_up(list(judged(1, metric, count)))[0] for count in (20, 320))
    assert few.metric == many.metric == metric
    assert few.low < few.value < few.high
    assert many.high - many.low < (few.high - few.low) / 2


def test_drawing_pictures_again_is_summing_up_their_repeats():
    every, score = list(judged(2, "map")), detection.score("map", "boxes", OUT, truths())
    often = np.random.default_rng(0).multinomial(len(every), np.full(len(every), 1 / len(every)), size=3)
    repeated = [[each for each, count in zip(every, row, strict=True) for _ in range(count)] for row in often]
    assert score.drawn(every, often.astype(np.float32)) == pytest.approx([score.sum_up(each)[0].value for each in repeated], abs=1e-12)


def test_the_gain_of_what_is_the_same_is_none():
    every, score = list(judged(3, "map")), detection.score("map", "boxes", OUT, truths())
    assert statistics.gain(score, every, every).value == 0


def test_nothing_judged_is_no_figure():
    score = detection.score("map", "boxes", OUT, truths())
    assert [(each.metric, each.value, each.low, each.high) for each in score.sum_up([])] == [
        ("map", 0, 0, 1), ("map50", 0, 0, 1), ("map75", 0, 0, 1)]  # fmt: skip


def test_nothing_to_be_found_is_no_figure_either():
    score, one = judge([(0, 0, 9, 9, 0.3, 0)], Boxes(corners=(), classes=()))
    assert score.sum_up([one, one])[0].value == 0


@pytest.mark.parametrize(("metric", "name"), [(None, "map"), ("mAP", "map"), ("mAP@50-95", "map"), ("mAP50", "map50"), ("VOC-07", "voc07")])
def test_metrics_as_people_write_them(metric, name):
    assert detection.score(metric, "boxes", OUT, truths()).metric == name


def test_a_decoder_of_the_users():
    code = own.load(lambda outputs: [[*outputs["a"][0], 0.9, 1], [0, 0, 5, 5, np.nan, 0]], Path(), allow_exec=False)
    score = detection.score("map", code, [], truths())
    truth = Boxes(corners=((10, 8, 34, 40),), classes=(1,))
    found = score.judge({"a": np.array([[10, 8, 34, 40]])}, truth, WHOLE)
    assert score.sum_up([found])[0].value == pytest.approx(1, abs=1e-12)
    assert len(found.detail.scores) == 1


@pytest.mark.parametrize(
    ("made", "said"),
    [
        pytest.param(np.zeros((3, 5)), "returns 3×5, and not a row for each box", id="five numbers"),
        pytest.param("boxes", "returns no rows of numbers", id="a text"),
        pytest.param([[1, 2], [3]], "returns no rows of numbers", id="ragged"),
        pytest.param(None, "returns one number, and not a row for each box", id="nothing"),
    ],
)
def test_a_decoder_of_the_users_that_returns_no_boxes(made, said):
    score = detection.score("map", own.load(lambda _: made, Path(), allow_exec=False), [], truths())
    with pytest.raises(PipecheckError, match=said):
        score.judge({}, Boxes(corners=(), classes=()), WHOLE)


@pytest.mark.parametrize("empty", [[], np.zeros((0, 6)), np.zeros(0)])
def test_a_decoder_of_the_users_that_finds_nothing(empty):
    score = detection.score("map", own.load(lambda _: empty, Path(), allow_exec=False), [], truths())
    assert score.judge({}, Boxes(corners=(), classes=()), WHOLE).answer is None


@pytest.mark.parametrize(
    ("name", "outputs", "names", "said"),
    [
        pytest.param(None, {"out": np.zeros((1, 1000))}, NAMES, "are not what a known detector ends with", id="a classifier"),
        pytest.param(None, yolov8(), NAMES * 7, "tell 3 classes apart, and the labels 21", id="other classes"),
        pytest.param("ssd", yolov5(), NAMES, "are not what ssd ends with for 3 classes", id="another decoder"),
        pytest.param("mine", yolov8(), NAMES, "no decoder is called 'mine'", id="no decoder"),
    ],
)
def test_what_no_decoder_reads_is_said_before_anything_runs(name, outputs, names, said):
    with pytest.raises(PipecheckError, match=said):
        detection.score(None, name, tensors(outputs), truths(names))


def test_a_metric_that_is_not_known():
    with pytest.raises(PipecheckError, match="no metric of detection is called 'miou'"):
        detection.score("miou", None, tensors(yolov8()), truths())


@pytest.mark.parametrize("at", [None, Frame(Axis(96, 1, 0, 0, 96), Axis(128, 1, 0, 0, 128))], ids=["no place", "no size"])
def test_boxes_that_cannot_be_put_back(at):
    with pytest.raises(PipecheckError, match="where the picture lies"):
        judge([], Boxes(corners=(), classes=()), at)


def test_labels_that_number_more_classes_than_the_network_has():
    score = detection.score(None, None, tensors(yolov8()), truths(()))
    with pytest.raises(PipecheckError, match="tell 3 classes apart, and the labels have a number 7"):
        score.judge(yolov8(), Boxes(corners=((0, 0, 9, 9),), classes=(7,)), WHOLE)


def test_labels_without_boxes():
    with pytest.raises(PipecheckError, match="the labels hold no boxes"):
        judge([], 3)


def test_outputs_whose_sides_vary_are_read_when_they_are_there():
    score = detection.score(None, None, [Tensor("output0", (1, "c", "n"), "float32")], truths())
    found = score.judge(yolov8(), Boxes(corners=((10, 8, 34, 40),), classes=(0,)), WHOLE)
    assert score.sum_up([found])[0].value == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "outputs", "count"),
    [
        pytest.param(None, yolov8(), 3, id="yolov8"),
        pytest.param("yolov5", anchored("yolov5", "last"), CLASSES, id="maps"),
        pytest.param(None, anchored("yolov5", "last"), CLASSES, id="maps of anybody"),
        pytest.param(None, table([]), None, id="chosen boxes"),
        pytest.param(None, {"out": np.zeros((1, 1000))}, None, id="a classifier"),
    ],
)
def test_how_many_classes_there_are(name, outputs, count):
    assert detection.classes(name, tensors(outputs)) == count


def test_a_batch_of_any_size():
    batch = [Tensor("output0", ("batch", 7, 252), "float32")]
    assert detection.classes(None, batch) == 3


def test_ten_thousand_objects_in_a_picture():
    """What would be a table of millions of overlaps is looked at piece by piece."""
    chance = np.random.default_rng(0)
    corners = chance.random((10_000, 2)) * (100, 70)
    truth = Boxes(corners=tuple((x, y, x + 20, y + 20) for x, y in corners), classes=tuple(range(3)) * 3333 + (0,))
    assert 0 < figure([(x, y, x + 20, y + 20, 0.5, 0) for x, y in corners[:600]], truth) < 1


@pytest.mark.parametrize(
    ("decoder", "shape", "assumed"),
    [
        pytest.param(None, (1, 7, 252), ("by their shapes the outputs are read as those of yolov8",), id="guessed"),
        pytest.param("yolov8", (1, 7, 252), (), id="named"),
        pytest.param(None, ("n", 7, "boxes"), (), id="not known before one is seen"),
    ],
)
def test_whose_outputs_they_seem_to_be_is_said(decoder, shape, assumed):
    assert detection.score(None, decoder, [Tensor("out", shape, "float32")], truths()).assumed == assumed

"""Intersection over union by its definition, wherever the road puts the picture."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipecheck.errors import SourceError, UsageError
from pipecheck.findings import Origin
from pipecheck.probe.scores import segmentation
from pipecheck.probe.scores.placing import lines, named
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Mask, Truths
from pipecheck.spec.frames import Axis, Frame


def of(score_of, *, metric="miou", outputs=(), classes=()):
    said = {path.name: Mask(path) for path in score_of}
    return segmentation.score(metric, outputs, Truths(said=said, classes=classes, origin=Origin(Path("masks"))))


def saved(folder, numbers, name="a.png", mode=None):
    path = folder / name
    Image.fromarray(np.asarray(numbers, np.uint8), mode).save(path) if mode is None else Image.fromarray(numbers).convert(mode).save(path)
    return path


def planes(numbers, count):
    """Scores that name *numbers*."""
    return (np.arange(count)[:, None, None] == numbers).astype(np.float32)


def placed(size, scale, shift, begin=0.0, end=None):
    return Axis(size, scale, shift, begin, size if end is None else end)


def brute(pairs, classes):
    """Mean intersection over union of the classes that occur, pixel by pixel."""
    both, either = [0] * classes, [0] * classes
    for mask, found in pairs:
        for true, said in zip(mask.ravel().tolist(), found.ravel().tolist(), strict=True):
            if true != 255:
                both[true] += true == said
                either[true] += 1
                either[said] += true != said
    shares = [one / all_ for one, all_ in zip(both, either, strict=True) if all_]
    return sum(shares) / len(shares)


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.int8])
@pytest.mark.parametrize("layout", ["nchw", "nhwc", "numbers"])
def test_figures_are_as_defined(tmp_path, layout, dtype):
    chance = np.random.default_rng(1)
    pairs, judged, paths = [], [], []
    for at in range(5):
        mask = chance.choice([0, 1, 2, 3, 255], (9, 12), p=[0.4, 0.3, 0.15, 0.1, 0.05])
        scores = chance.integers(-90, 90, (5, 9, 12)).astype(dtype)
        scores[4] = -100  # a class that is nowhere
        pairs.append((mask, scores.argmax(axis=0)))
        paths.append(saved(tmp_path, mask, f"{at}.png"))
        output = {"nchw": scores[None], "nhwc": scores.transpose(1, 2, 0)[None], "numbers": scores.argmax(axis=0)[None]}[layout]
        judged.append(of(paths, classes=tuple("abcde")).judge({"y": output}, Mask(paths[-1]), None))
    first, second = of(paths).sum_up(judged)
    assert (first.metric, second.metric) == ("miou", "pixel_accuracy")
    assert first.value == pytest.approx(brute(pairs, 5))
    known = np.concatenate([(mask == said)[mask != 255] for mask, said in pairs])
    assert second.value == pytest.approx(known.mean())
    assert first.low < first.value < first.high
    assert judged[0].value == pytest.approx(brute(pairs[:1], 5))
    score = of(paths, metric="pixel_accuracy")
    assert score.sum_up(judged)[0] == second
    assert score.drawn(judged, np.ones((2, 5), np.float32)).tolist() == pytest.approx([second.value] * 2)


def test_nothing_judged_is_no_figure(tmp_path):
    assert [(figure.value, figure.low, figure.high) for figure in of([]).sum_up([])] == [(0, 0, 1)] * 2


def test_what_a_picture_adds_is_small(tmp_path):
    path = saved(tmp_path, np.zeros((200, 200)))
    assert of([path]).judge({"y": np.zeros((1, 150, 50, 50), np.float32)}, Mask(path), None).detail.nbytes == 3 * 150 * 4


@pytest.mark.parametrize(
    ("shape", "size", "classes"),
    [
        pytest.param((1, 19, 512, 1024), None, 19, id="NCHW"),
        pytest.param((1, 512, 1024, 19), None, 19, id="NHWC"),
        pytest.param((1, 150, 128, 128), None, 150, id="more classes than rows"),
        pytest.param((1, 128, 128, 150), None, 150, id="more classes than columns"),
        pytest.param(("N", 21, "H", "W"), None, 21, id="any size"),
        pytest.param(("N", "H", "W", 21), None, 21, id="any size, NHWC"),
        pytest.param((1, 1, 64, 64), None, 2, id="one plane"),
        pytest.param((1, 64, 64), None, None, id="numbers"),
        pytest.param((1, 10), None, None, id="a list"),
    ],
)
def test_how_many_classes_a_map_tells_apart(shape, size, classes):
    assert segmentation.classes([Tensor("y", shape, "float32")]) == classes


@pytest.mark.parametrize(
    "output",
    [
        pytest.param(np.array([[0.1, 0.9], [0.6, 0.2]])[None, None], id="probabilities"),
        pytest.param(np.array([[-3, 2], [0.5, -8.5]])[None, None], id="logits"),
        pytest.param(np.array([[0, 1.0], [1, 0]])[None, None], id="numbers as floats"),
        pytest.param(np.array([[0, 1], [1, 0]])[None], id="numbers"),
        pytest.param(np.array([[0, 1], [1, 0]], np.uint8), id="numbers without a batch"),
    ],
)
def test_one_plane_tells_two_classes_apart(tmp_path, output):
    path = saved(tmp_path, [[0, 255], [255, 0]])
    judged = of([path]).judge({"y": output}, Mask(path, binary=True), None)
    assert (judged.value, judged.grade) == (1, 1)


def test_what_is_no_number_is_wrong(tmp_path):
    path = saved(tmp_path, np.zeros((4, 4)))
    scores = planes(np.zeros((4, 4)), 3)
    scores[:, :2] = np.nan
    assert of([path]).judge({"y": scores[None]}, Mask(path), None).grade == 0.5
    assert of([path]).judge({"y": np.full((1, 1, 4, 4), np.nan)}, Mask(path), None).grade == 0
    assert of([path]).judge({"y": np.full((1, 4, 4), -1)}, Mask(path), None).grade == 0


@pytest.mark.parametrize(("size", "mask"), [((8, 6), (23, 31)), ((32, 32), (12, 9)), ((7, 7), (7, 7)), ((1, 5), (9, 9))])
def test_scores_are_spread_as_evaluation_code_does(size, mask):
    scores = np.random.default_rng(2).normal(size=(4, *size)).astype(np.float32)
    spread = [cv2.resize(plane, mask[::-1], interpolation=cv2.INTER_LINEAR) for plane in scores]
    assert np.array_equal(named(scores, *lines(size, mask, None)), np.argmax(spread, axis=0))


@pytest.mark.parametrize(
    ("frame", "mask", "seen"),
    [
        pytest.param(Frame(placed(8, 0.5, 0), placed(8, 0.5, 0)), (16, 16), None, id="resized"),
        pytest.param(Frame(placed(8, 0.5, 0), placed(8, 0.5, 0)), (8, 8), None, id="a mask of the output's size"),
        pytest.param(Frame(placed(8, 0.5, 0), placed(8, 0.5, 0)), (4, 4), None, id="a smaller mask"),
        pytest.param(Frame(placed(8, 0.5, 2, 2, 6), placed(8, 0.5, 0)), (8, 16), None, id="letterbox"),
        pytest.param(Frame(placed(8, 0.5, 2, 2, 6), placed(8, 0.5, 0)), (16, 32), None, id="letterbox and a larger mask"),
        pytest.param(Frame(placed(8, 1, -4), placed(8, 1, -2)), (16, 12), (slice(4, 12), slice(2, 10)), id="cropped"),
        pytest.param(Frame(placed(8, 1, 0), placed(8, 1, 0)), (16, 12), (slice(0, 8), slice(0, 8)), id="the corner is left"),
        pytest.param(Frame(placed(8, 1, 0), placed(8, -1, 8)), (8, 8), None, id="mirrored"),
        pytest.param(Frame(placed(8, 1, 0), placed(8, 1, -2)), (8, 12), (slice(0, 8), slice(2, 10)), id="cropped across"),
    ],
)
def test_every_pixel_is_found_where_the_road_puts_it(frame, mask, seen):
    """A map that names its own row or column, asked at every pixel of the mask."""
    rows, columns = lines((8, 8), mask, frame)
    for line, axis, count in ((rows, frame.rows, mask[0]), (columns, frame.columns, mask[1])):
        at = line.first + line.share + 0.5
        span = axis.end - axis.begin
        part = slice(None) if seen is None else seen[0] if line is rows else seen[1]
        assert np.flatnonzero(line.seen).tolist() == np.arange(count)[part].tolist()
        expected = np.arange(span * 2) / 2 if seen is None else None
        if expected is not None and axis.scale > 0:
            wanted = np.clip(axis.begin + (np.arange(count) + 0.5) / count * span, 0.5, 7.5)
            assert at == pytest.approx(wanted)
        elif axis.scale > 0:
            assert at[line.seen].tolist() == [0.5 + step for step in range(8)]
        else:
            assert at.tolist() == [7.5 - step for step in range(8)]


def test_a_letterboxed_picture_is_judged_on_its_own_pixels(tmp_path):
    truth = np.repeat(np.repeat(np.arange(8).reshape(2, 4), 4, axis=0), 4, axis=1)  # 8 × 16
    path = saved(tmp_path, truth)
    scores = np.zeros((9, 16, 16), np.float32)
    scores[8] = 0.5  # what the network says of the margins
    scores[:, 4:12] = planes(truth, 9)
    frame = Frame(placed(16, 1, 4, 4, 12), placed(16, 1, 0))
    assert of([path]).judge({"y": scores[None]}, Mask(path), frame).grade == 1
    assert of([path]).judge({"y": scores[None]}, Mask(path), None).grade < 0.6


@pytest.mark.parametrize(
    ("output", "error", "complaint"),
    [
        pytest.param(np.zeros((1, 3, 4, 4), np.float32), SourceError, r"a.png: holds class 7, and the network knows 0 to 2", id="a class"),
        pytest.param(np.zeros((1, 10), np.float32), UsageError, "no output of the network is a map of classes: y 1×10", id="a list"),
        pytest.param(np.zeros((1, 84, 8400), np.float32), UsageError, "is a map of classes: y 1×84×8400", id="boxes"),
    ],
)
def test_what_cannot_be_judged_is_one_line(tmp_path, output, error, complaint):
    path = saved(tmp_path, np.full((4, 4), 7))
    with pytest.raises(error, match=complaint):
        of([path]).judge({"y": output}, Mask(path), None)


def test_a_coarse_mask_of_a_cropped_picture(tmp_path):
    """Half as large as the picture, of which the columns 4 to 12 are seen: every pixel of the mask lies between two of the map."""
    rows, columns = lines((8, 8), (4, 8), Frame(placed(8, 1, 0), placed(8, 1, -4)))
    assert (rows.first + rows.share).tolist() == [0.5, 2.5, 4.5, 6.5]
    assert np.flatnonzero(columns.seen).tolist() == [2, 3, 4, 5]
    assert (columns.first + columns.share)[2:6].tolist() == [0.5, 2.5, 4.5, 6.5]


def test_a_mask_made_for_the_map_lies_on_it_edge_on_edge():
    rows, columns = lines((16, 16), (16, 16), Frame(placed(16, 1, 4, 4, 12), placed(16, 1, 0)))
    assert rows.first.tolist() == columns.first.tolist() == list(range(16))
    assert rows.seen.all()

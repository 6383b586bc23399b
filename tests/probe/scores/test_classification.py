"""Top-k accuracy, by its definition, and graded evidence that cannot be fooled."""

from pathlib import Path

import numpy as np
import pytest

from pipecheck.errors import SourceError, UsageError
from pipecheck.findings import Origin
from pipecheck.probe.scores import classification
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Truths

TEN = (Tensor("y", (1, 10), "float32"),)


def truths(*classes, names=()):
    return Truths(said={f"{at}.jpg": number for at, number in enumerate(classes)}, classes=names, origin=Origin(Path("labels.txt")))


def judged(logits, truth, first=1):
    logits = np.asarray(logits, np.float32)
    score = classification.score(first, (Tensor("y", (1, len(logits)), "float32"),), truths(truth))
    return score.judge({"y": logits[None]}, truth, None)


def softmax(logits):
    powers = np.exp(np.asarray(logits, float) - np.max(logits))
    return powers / powers.sum()


def test_figures_are_as_defined():
    chance = np.random.default_rng(1)
    logits, classes = chance.normal(size=(300, 10)), chance.integers(0, 10, 300)
    score = classification.score(1, TEN, truths(*classes))
    first, fifth = score.sum_up([score.judge({"y": row[None]}, int(true), None) for row, true in zip(logits, classes, strict=True)])
    order = np.argsort(-logits, axis=1)
    assert (first.metric, first.value, first.count) == ("top1", np.mean(order[:, 0] == classes), 300)
    assert (fifth.metric, fifth.value) == ("top5", np.mean((order[:, :5] == classes[:, None]).any(axis=1)))
    assert first.low < first.value < first.high < fifth.value


@pytest.mark.parametrize(
    ("first", "outputs", "metrics"),
    [
        pytest.param(1, TEN, ["top1", "top5"], id="ten classes"),
        pytest.param(1, (Tensor("y", (1, 4), "float32"),), ["top1"], id="few classes"),
        pytest.param(5, TEN, ["top5", "top1"], id="top 5"),
        pytest.param(3, TEN, ["top3", "top1"], id="top 3"),
        pytest.param(1, (Tensor("y", (1, "C"), "float32"),), ["top1", "top5"], id="by the labels"),
    ],
)
def test_what_comes_along(first, outputs, metrics):
    score = classification.score(first, outputs, truths(9))
    assert [figure.metric for figure in score.sum_up([])] == metrics
    assert score.metric == metrics[0]


@pytest.mark.parametrize(
    ("logits", "truth", "first", "value", "answer"),
    [
        pytest.param([0, 3, 1], 1, 1, 1, 1, id="right"),
        pytest.param([0, 3, 1], 2, 1, 0, 1, id="wrong"),
        pytest.param([0, 3, 1], 2, 2, 1, 1, id="second"),
        pytest.param([3, 3, 1], 0, 1, 1, 0, id="the first of equals"),
        pytest.param([3, 3, 1], 1, 1, 0, 0, id="the second of equals"),
        pytest.param([np.nan, 3, 1], 1, 1, 0, None, id="NaN"),
        pytest.param([2, 2, 2], 0, 1, 0, None, id="all the same"),
        pytest.param([2, 2, 2], 0, 3, 0, None, id="all the same, top 3"),
        pytest.param([1e38, -1e38, 1], 0, 1, 1, 0, id="exploding"),
        pytest.param([-np.inf, 0, 1], 2, 1, 1, 2, id="a class that is ruled out"),
        pytest.param([-np.inf, 0, 1], 0, 3, 0, 2, id="the truth is ruled out"),
    ],
)
def test_a_picture(logits, truth, first, value, answer):
    found = judged(logits, truth, first)
    assert (found.value, found.answer) == (value, answer)
    assert 0 <= found.grade <= 1


def test_grades_follow_the_evidence():
    sure = judged([0, 0, 8, 0, 0, 0, 0, 0, 0, 0], 2).grade
    likely = judged([0, 0, 2, 0, 0, 0, 0, 0, 0, 1.9], 2).grade
    close = judged([0, 0, 1.9, 0, 0, 0, 0, 0, 0, 2], 2).grade
    third = judged([1, 1.2, 0.9, 0, 0, 0, 0, 0, 0, 0], 2).grade
    last = judged([0, 0, -8, 0, 0, 0, 0, 0, 0, 0], 2).grade
    assert 0.99 < sure <= 1
    assert sure > likely > close > third > 0.001 > last


@pytest.mark.parametrize("scale", [1, 30, 1e30], ids=["tame", "sharp", "exploding"])
def test_outputs_that_know_nothing_have_low_grades_however_sure_they_sound(scale):
    chance = np.random.default_rng(2)
    guesses = np.mean([judged(chance.normal(size=10) * scale, 3).grade for _ in range(500)])
    knows = np.mean([judged((chance.normal(size=10) + 3 * (np.arange(10) == 3)) * scale, 3).grade for _ in range(500)])
    assert guesses < 0.35
    assert knows > guesses + 0.3
    assert judged([5.0] * 10, 3).grade == judged([np.nan] * 10, 3).grade == 0
    assert judged(scale * np.eye(10)[7], 3).grade < guesses


def test_probabilities_are_graded_as_their_logits_are():
    logits = [0.3, 2.5, -1, 0.8]
    assert judged(softmax(logits), 1).grade == pytest.approx(judged(logits, 1).grade, abs=1e-6)
    assert judged(np.log(softmax(logits)), 1).grade == pytest.approx(judged(logits, 1).grade, abs=1e-6)


def test_the_first_classes_alone_are_judged_too():
    score = classification.score(5, (), truths(4, 8))
    outputs = {"v": np.array([[0.5, 0.3, 0.1]]), "i": np.array([[8, 2, 4]])}
    assert [score.judge(outputs, truth, None).value for truth in (8, 2, 4)] == [1, 1, 1]
    score = classification.score(1, (), truths(4, 8))
    assert [score.judge(outputs, truth, None).value for truth in (8, 2, 900)] == [1, 0, 0]
    assert score.judge({"y": np.array([[8]])}, 8, None).answer == 8


def test_the_list_that_the_labels_speak_of_is_taken():
    outputs = (Tensor("features", (1, 64), "float32"), Tensor("y", (1, 3), "float32"))
    score = classification.score(1, outputs, truths(2, names=("a", "b", "c")))
    assert score.judge({"features": np.arange(64.0)[None], "y": np.array([[0.0, 1, 2]])}, 2, None).value == 1


def test_what_cannot_be_judged_is_one_line():
    score = classification.score(1, (), truths(12))
    with pytest.raises(SourceError, match=r"labels.txt: speaks of class 12, and the network knows 0 to 9"):
        score.judge({"y": np.arange(10.0)[None]}, 12, None)
    with pytest.raises(UsageError, match="no output of the network is a list of classes: y 1×84×20"):
        score.judge({"y": np.zeros((1, 84, 20))}, 1, None)

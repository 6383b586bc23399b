"""Figures are those of scikit-learn."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipecheck.findings import Origin
from pipecheck.probe.scores import classification, regression, segmentation
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Mask, Truths, Vector

pytestmark = pytest.mark.peers


@pytest.fixture
def metrics():
    return pytest.importorskip("sklearn.metrics")


def of(said):
    return Truths(said=said, origin=Origin(Path("labels")))


@pytest.mark.parametrize("first", [1, 3, 5])
def test_top_k(metrics, first):
    chance = np.random.default_rng(1)
    logits, classes = chance.normal(size=(400, 12)), chance.integers(0, 12, 400)
    score = classification.score(first, (Tensor("y", (1, 12), "float32"),), of({"a": 11}))
    judged = [score.judge({"y": row[None]}, int(true), None) for row, true in zip(logits, classes, strict=True)]
    assert score.sum_up(judged)[0].value == pytest.approx(metrics.top_k_accuracy_score(classes, logits, k=first, labels=range(12)))


def test_iou(metrics, tmp_path):
    chance = np.random.default_rng(2)
    score = segmentation.score("miou", (), of({}))
    judged, true, named = [], [], []
    for at in range(6):
        mask, scores = chance.integers(0, 5, (20, 30)).astype(np.uint8), chance.normal(size=(6, 20, 30)).astype(np.float32)
        scores[5] = -9  # a class that is nowhere
        Image.fromarray(mask).save(tmp_path / f"{at}.png")
        judged.append(score.judge({"y": scores[None]}, Mask(tmp_path / f"{at}.png"), None))
        true.append(mask.ravel())
        named.append(scores.argmax(axis=0).ravel())
    iou, right = score.sum_up(judged)
    assert iou.value == pytest.approx(metrics.jaccard_score(np.concatenate(true), np.concatenate(named), average="macro"))
    assert right.value == pytest.approx(metrics.accuracy_score(np.concatenate(true), np.concatenate(named)))
    both, in_mask, in_map = np.sum([one.detail for one in judged], axis=0)
    confusion = metrics.confusion_matrix(np.concatenate(true), np.concatenate(named), labels=range(6))
    assert both.tolist() == confusion.diagonal().tolist()
    assert (in_mask.tolist(), in_map.tolist()) == (confusion.sum(axis=1).tolist(), confusion.sum(axis=0).tolist())


def test_distances(metrics):
    chance = np.random.default_rng(3)
    made, wanted = chance.normal(size=(50, 7)), chance.normal(size=(50, 7))

    def figure(metric):
        score = regression.score(metric, of({}))
        judged = [score.judge({"y": one[None]}, Vector(tuple(other)), None) for one, other in zip(made, wanted, strict=True)]
        return score.sum_up(judged)[0].value

    assert figure("mae") == pytest.approx(metrics.mean_absolute_error(wanted, made))
    assert figure("rmse") == pytest.approx(metrics.root_mean_squared_error(wanted.ravel(), made.ravel()))
    assert figure("cosine") == pytest.approx(metrics.pairwise.cosine_similarity(made, wanted).diagonal().mean())
    assert figure("l2") == pytest.approx(metrics.pairwise.euclidean_distances(made, wanted).diagonal().mean())

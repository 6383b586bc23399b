"""Distances between numbers, by their definitions."""

from math import inf, sqrt
from pathlib import Path

import numpy as np
import pytest

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.probe.scores import regression, statistics
from pipecheck.sources.truth import Truths, Vector

TRUTHS = Truths(said={}, origin=Origin(Path("v.csv")))
CHANCE = np.random.default_rng(1)
MADE, WANTED = CHANCE.normal(size=(40, 6)), CHANCE.normal(size=(40, 6))


def every(metric, made=MADE, wanted=WANTED):
    score = regression.score(metric, TRUTHS)
    return score, [score.judge({"y": one[None]}, Vector(tuple(other)), None) for one, other in zip(made, wanted, strict=True)]


@pytest.mark.parametrize(
    ("metric", "value", "best"),
    [
        ("cosine", np.mean([one @ other / sqrt(one @ one) / sqrt(other @ other) for one, other in zip(MADE, WANTED, strict=True)]), 1),
        ("l2", np.mean(np.sqrt(np.sum((MADE - WANTED) ** 2, axis=1))), 0),
        ("mae", np.mean(np.abs(MADE - WANTED)), 0),
        ("rmse", np.sqrt(np.mean((MADE - WANTED) ** 2)), 0),
    ],
)
def test_figures_are_as_defined(metric, value, best):
    score, judged = every(metric)
    figure = score.sum_up(judged)[0]
    assert (figure.metric, figure.value) == (metric, pytest.approx(value))
    assert figure.low < figure.value < figure.high
    assert score.more_is_better is figure.more_is_better is (metric == "cosine")
    assert (score.share, figure.share) == (False, False)
    score, perfect = every(metric, WANTED)
    assert score.sum_up(perfect)[0].value == pytest.approx(best)
    assert all(one.grade == pytest.approx(1) for one in perfect)
    assert statistics.gain(score, judged, perfect).low > 0


@pytest.mark.parametrize(("metric", "value"), [("cosine", -1), ("l2", inf), ("mae", inf), ("rmse", inf)])
def test_what_is_no_number_is_as_far_away_as_can_be(metric, value):
    score, judged = every(metric, np.full((2, 6), np.nan), WANTED[:2])
    assert [(one.value, one.grade) for one in judged] == [(value, 0)] * 2
    assert score.sum_up(judged)[0].value == value


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_directions_of_any_length(scale):
    assert regression.cosine(np.array([1, 1.0]) * scale, np.array([1, 0.0])) == pytest.approx(sqrt(0.5))
    assert regression.cosine(np.zeros(2), np.array([1, 0.0])) == 0


def test_the_output_that_fits_is_compared(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(3, dtype=np.float32))
    score = regression.score("l2", TRUTHS)
    assert score.judge({"x": np.zeros((1, 9)), "y": np.arange(3)[None]}, Vector(path=tmp_path / "a.npy"), None).value == 0
    with pytest.raises(SourceError, match=r"a.npy: 3 numbers for a picture, and no output has as many: x 9"):
        score.judge({"x": np.zeros((1, 9))}, Vector(path=tmp_path / "a.npy"), None)

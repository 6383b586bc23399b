"""Looking again and again proves no more than there is."""

import numpy as np
import pytest
from scored import each, goal, mean, parts, ratio

from pipecheck.probe.scores.sequential import certain, evidence, verdict
from pipecheck.probe.scores.statistics import below

STEP, MOST = 25, 1500


def first(score, draw, stated, seed, **how):
    """The first verdict, and after how many pictures."""
    judged = draw(np.random.default_rng(seed))
    found = ((verdict(score, judged[:count], stated, **how), count) for count in range(STEP, MOST + 1, STEP))
    return next((one for one in found if one[0]), (None, None))


@pytest.mark.parametrize(
    ("score", "draw"),
    [
        pytest.param(mean(), lambda chance: each(chance.random(MOST) < 0.8), id="right and wrong"),
        pytest.param(mean(), lambda chance: each(chance.beta(8, 2, MOST)), id="shares"),
        pytest.param(mean(share=False), lambda chance: each(chance.normal(0.8, 0.3, MOST)), id="any numbers"),
    ],
)
@pytest.mark.parametrize(
    ("stated", "margin", "wrong"),
    [pytest.param(0.8, 0.01, "missed", id="just as it should be"), pytest.param(1.0, 0.2, "reached", id="just as bad as may be")],
)
def test_a_network_on_the_edge_is_rarely_misjudged_however_often_one_looks(score, draw, stated, margin, wrong):
    found = [first(score, draw, goal(stated, 12), seed, margin=margin, risk=0.05)[0] for seed in range(100)]
    assert np.mean([one == wrong for one in found]) <= 0.075


def test_looking_at_chances_again_and_again_would_misjudge_it():
    wrong = []
    for seed in range(100):
        judged = each(np.random.default_rng(seed).random(MOST) < 0.8)
        wrong.append(any(below(mean(), judged[:count], goal(0.8, 12)) < 0.05 for count in range(STEP, MOST + 1, STEP)))
    assert np.mean(wrong) > 0.15


@pytest.mark.parametrize(
    ("chance", "stated", "most"),
    [
        pytest.param(0.4, 0.8, 60, id="collapsed"),
        pytest.param(0.72, 0.82, 600, id="ten points"),
        pytest.param(0.99, 0.8, 125, id="far better"),
    ],
)
def test_what_is_clear_is_said_soon(chance, stated, most):
    counts = [first(mean(), lambda draw: each(draw.random(MOST) < chance), goal(stated), seed)[1] for seed in range(20)]
    assert None not in counts
    assert np.median(counts) <= most


@pytest.mark.parametrize(
    ("score", "judged", "stated", "sure"),
    [
        pytest.param(mean(), [], goal(0.8), False, id="nothing"),
        pytest.param(mean(), each([0]), goal(0.8), False, id="one picture"),
        pytest.param(mean(), each([0] * 40), goal(0.8), True, id="all wrong"),
        pytest.param(mean(), each([1] * 400), goal(1.0), True, id="perfect as it should be"),
        pytest.param(mean(), each([1] * 40 + [0]), goal(1.0, 9), True, id="not perfect"),
        pytest.param(mean(), each([0] * 40), goal(0.0), True, id="nothing is wanted"),
        pytest.param(mean(more_is_better=False), each([1] * 100), goal(0.2), True, id="less is better, and it is worse"),
        pytest.param(mean(more_is_better=False), each([0] * 200), goal(0.2), True, id="less is better, and it is"),
        pytest.param(mean(share=False, more_is_better=False), each([5.0, 5.1] * 40), goal(2.0), True, id="far away"),
        pytest.param(mean(share=False, more_is_better=False), each([1.0, 1.1] * 40), goal(2.0), True, id="near"),
        pytest.param(mean(share=False), each([5.0, 5.1] * 20), goal(9.0), False, id="too few for what is no share"),
        pytest.param(mean(share=False, more_is_better=False), each([1.0, float("inf")] * 40), goal(2.0), False, id="no number"),
        pytest.param(ratio(), parts([(6, 10), (7, 11), (5, 10)] * 40), goal(0.8), True, id="no mean, missed"),
        pytest.param(ratio(), parts([(6, 10), (7, 11), (5, 10)] * 40), goal(0.3), True, id="no mean, reached"),
        pytest.param(ratio(), parts([(1, 10), (10, 11), (5, 10)] * 20), goal(0.55), False, id="no mean, open"),
    ],
)
def test_certain(score, judged, stated, sure):
    assert certain(score, judged, stated) is sure


def test_evidence_is_the_mean_of_likelihood_ratios():
    total, count, share = 12, 30, 0.6
    means = (np.arange(100_000) + 0.5) / 100_000 * share
    ratios = (means / share) ** total * ((1 - means) / (1 - share)) ** (count - total)
    assert evidence(total, count, share) == pytest.approx(np.log(ratios.mean()), rel=1e-4)

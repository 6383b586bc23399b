"""Labels that number classes otherwise than the network are noticed, and others are not accused."""

import numpy as np
import pytest

from pipecheck.probe.scores.numbering import otherwise


def answered(truths, right, renamed=lambda truth: truth, classes=10):
    chance = np.random.default_rng(1)
    return [renamed(truth) if chance.random() < right else int(chance.integers(0, classes)) for truth in truths]


TRUTHS = [at % 10 for at in range(200)]
SPARSE = [3 * at % 1000 for at in range(200)]
LEXICAL = {at: int(name) for at, name in enumerate(sorted(map(str, range(20))))}


@pytest.mark.parametrize(
    ("answers", "truths", "words"),
    [
        pytest.param(answered(TRUTHS, 0.8), TRUTHS, None, id="right"),
        pytest.param(answered(TRUTHS, 0.05), TRUTHS, None, id="a network that guesses"),
        pytest.param([3] * 200, TRUTHS, None, id="a network that answers one thing"),
        pytest.param([None] * 200, TRUTHS, None, id="a network that answers nothing"),
        pytest.param([], [], None, id="no picture"),
        pytest.param([4, 1], [3, 0], None, id="too few"),
        pytest.param(answered(SPARSE, 0.7, classes=1000), SPARSE, None, id="a picture of each class"),
        pytest.param(answered(SPARSE, 0.0, classes=1000), SPARSE, None, id="a picture of each class, guessed"),
        pytest.param(answered(TRUTHS, 0.8, lambda truth: truth + 1), TRUTHS, "one less than the network", id="background first"),
        pytest.param(answered(SPARSE, 0.7, lambda truth: truth - 1, 1000), SPARSE, "one more than the network", id="from 1"),
        pytest.param(
            answered([at % 20 for at in range(400)], 0.7, LEXICAL.get, 20),
            [at % 20 for at in range(400)],
            "label 2 is output 10, label 3 is output 11",
            id="10 after 1",
        ),
        pytest.param([0 if truth < 5 else 9 for truth in TRUTHS], TRUTHS, None, id="a network that sees two things"),
    ],
)
def test_numbering(answers, truths, words):
    found = otherwise(answers, truths)
    assert found is None if words is None else words in found

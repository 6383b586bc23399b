"""Which preprocessing a network wants, in words."""

import pytest
from measured_networks import hypothesis, probed, silent

from pipecheck.report import text
from pipecheck.report.model import Report


def lines(each):
    return [line.strip() for line in text.render(Report(networks=(each,))).splitlines()[1:-1]]


@pytest.mark.parametrize(
    ("each", "said"),
    [
        pytest.param(probed(), "21.0 points (at least 8.0) ahead of the declared one", id="another fits better"),
        pytest.param(probed(bound=-0.01), "21.0 points, perhaps by chance, ahead of the declared one", id="another may fit better"),
        pytest.param(probed(ranking=(hypothesis("rgb", declared=True),)), "the declared one", id="the best"),
        pytest.param(
            probed(ranking=(hypothesis("rgb"), hypothesis("bgr", declared=True, tied=True))),
            "the declared one cannot be told from it",
            id="tied",
        ),
        pytest.param(silent(bound=0.02, ties=0), "0.10 (at least 0.02) ahead of the next", id="nothing is declared"),
        pytest.param(
            silent(bound=0.02), "tied with 1 other, 0.10 (at least 0.02) ahead of the rest", id="nothing is declared, and one is tied"
        ),
        pytest.param(silent(lead=-0.01, ties=17), "tied with 17 others, not clearly ahead of the rest", id="nothing stands out"),
        pytest.param(silent(lead=0.01, ties=0), "not clearly ahead of the next", id="not told from chance"),
        pytest.param(silent(lead=None), "tied with 1 other", id="nothing but a tie"),
        pytest.param(silent(lead=None, ties=0), "", id="nothing to lead"),
    ],
)
def test_how_the_best_hypothesis_stands(each, said):
    first = lines(each)[0]
    assert f"; {said}; " in first if said else "ahead" not in first


def test_a_ranking_names_what_is_tied_declared_and_open():
    assert lines(probed())[1:] == [
        "1. rgb, ImageNet's mean and std, 32×32 stretched: 0.850 ± 0.080 on 60 pictures",
        "2. rgb, ImageNet's mean and std, 32×32 letterboxed: 0.840 ± 0.080 on 60 pictures (tied)",
        "3. bgr, ImageNet's mean and std, 32×32 stretched: 0.64 ± 0.12 on 60 pictures (declared)",
        "4. rgb, constants 0, 32×32 stretched: 0.60 ± 0.20 on 60 pictures",
        "5. rgb, constants 1, 32×32 stretched: 0.58 ± 0.20 on 60 pictures",
        "(12 more)",
        "these pictures cannot decide: size policy and kernel",
    ]


def test_ties_that_are_not_shown_are_counted():
    assert "16 more are tied with the best one" in lines(probed(ties=17))
    assert "1 more is tied with the best one" in lines(probed(ties=2))


def test_the_declared_one_is_shown_wherever_it_stands():
    ranking = (
        *(hypothesis(f"h{number}", 0.9 - number / 50) for number in range(9)),
        hypothesis("d", 0.1, declared=True),
        hypothesis("z", 0.05),
    )
    shown = [line.split(":")[0] for line in lines(probed(ranking=ranking, open=(), ties=0))[1:]]
    assert shown == ["1. h0", "2. h1", "3. h2", "4. h3", "5. h4", "(4 more)", "10. d", "(1 more)"]


def test_without_labels_the_evidence_is_called_weaker():
    assert "without labels: by what the outputs look like, which is weaker evidence" in lines(silent())
    assert lines(silent())[1] == "1. rgb, constants 0: 0.90"

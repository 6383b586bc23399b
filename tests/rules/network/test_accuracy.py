"""PC701, PC705 and PC706: the accuracy of the float model, and whether it can be believed."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.model import Accuracy, Figure, Goal, Own
from pipecheck.evidence.pair import Agreement
from pipecheck.findings import Origin
from pipecheck.rules.network.accuracy import RULES

MANIFEST = Path("pipecheck.toml")
GOOD = Figure(metric="top1", value=0.7638, low=0.7598, high=0.7678, count=5000)
BAD = Figure(metric="top1", value=0.644, low=0.605, high=0.682, count=600)
EXPECTED = Goal(value=0.7654, digits=4, origin=Origin(MANIFEST, 9))


def accuracy(figure=BAD, **said):
    return Accuracy(
        input="data",
        road="evaluation",
        model=Path("m_original_float_model.onnx"),
        folder=Path("val"),
        task="classification",
        figures=(figure,),
        pictures=figure.count,
        run=figure.count,
        **said,
    )


def judged(code, *evidence):
    found = engine.run(RULES, evidence, engine.Settings((code,)))
    return [f"{each.severity} {each.confidence} {each.origin} {each.message}" for each in found]


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(accuracy(GOOD, expected=EXPECTED, chance=0.4), id="within noise"),
        pytest.param(accuracy(expected=EXPECTED, chance=0.02), id="as bad comes by chance once in fifty"),
        pytest.param(accuracy(), id="nothing is expected"),
        pytest.param(accuracy(expected=EXPECTED), id="nothing to compare with"),
        pytest.param(accuracy(expected=EXPECTED, chance=1e-9, explained=True), id="another finding says why"),
    ],
)
def test_PC701_quiet(evidence):
    assert judged("PC701", evidence) == []


@pytest.mark.parametrize(
    ("said", "tail"),
    [
        pytest.param({"chance": 1e-9}, "p < 1e-6", id="never by chance"),
        pytest.param({"chance": 0.0032}, "p = 0.003", id="hardly by chance"),
    ],
)
def test_PC701_found(said, tail):
    message = "top1 of m_original_float_model.onnx is 0.644 ± 0.039 on 600 pictures, and 0.7654 is expected: 0.121 lost"
    assert judged("PC701", accuracy(expected=EXPECTED, **said)) == [f"error likely pipecheck.toml:9 {message}, {tail}"]


@pytest.mark.parametrize(
    ("trained", "hint"),
    [
        pytest.param(None, "run `pipecheck model` with --probe", id="nobody ran the source"),
        pytest.param(GOOD, "on the road of training the network is as accurate as expected", id="the road"),
        pytest.param(BAD, "on the road of training it is no better", id="not the road"),
    ],
)
def test_PC701_says_where_to_look(trained, hint):
    (found,) = engine.run(RULES, [accuracy(expected=EXPECTED, chance=1e-9, trained=trained)], engine.Settings(("PC701",)))
    assert found.hint.startswith(hint)
    assert len(found.related) == (trained is not None)


@pytest.mark.parametrize(
    ("code", "ours", "hint"),
    [
        pytest.param(0.102, 0.644, "top1 of the same outputs is 0.644: look at the code of metric.py:hits first", id="ours is better"),
        pytest.param(0.102, 0.05, "run `pipecheck model` with --probe", id="ours is no better"),
        pytest.param(0.102, 0.102, "run `pipecheck model` with --probe", id="both are the same"),
    ],
)
def test_PC701_suspects_the_code_that_counts(code, ours, hint):
    counted = replace(BAD, metric="hits", value=code, low=0.08, high=0.13)
    other = Own(name="metric.py:hits", value=code, figure=replace(BAD, value=ours))
    (found,) = engine.run(RULES, [accuracy(counted, expected=EXPECTED, chance=1e-9, own=other)], engine.Settings(("PC701",)))
    assert found.hint.startswith(hint)


def agreement(**said):
    return Agreement(
        input="data",
        road="evaluation",
        source=Path("m.onnx"),
        model=Path("m_original_float_model.onnx"),
        folder=Path("val"),
        count=8,
        outputs=(),
        **said,
    )


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(accuracy(), id="not tried"),
        pytest.param(accuracy(unsteady=0.0), id="bit for bit"),
        pytest.param(accuracy(unsteady=2e-6), id="sums in another order"),
        pytest.param(agreement(unsteady=0.0), id="a pair"),
    ],
)
def test_PC705_quiet(evidence):
    assert judged("PC705", evidence) == []


@pytest.mark.parametrize(
    "evidence", [pytest.param(accuracy(unsteady=0.31), id="accuracy"), pytest.param(agreement(unsteady=0.31), id="pair")]
)
def test_PC705_found(evidence):
    model = "m_original_float_model.onnx"
    assert judged("PC705", evidence) == [
        f"warning certain {model} run twice on the same picture, the outputs of {model} are up to 0.31 apart"
    ]


def test_PC705_is_told_once():
    assert len(judged("PC705", accuracy(unsteady=0.31), agreement(unsteady=0.31))) == 1


def own(value):
    return Own(name="metric.py:hits", value=value, figure=BAD)


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(accuracy(), id="no code of their own"),
        pytest.param(accuracy(own=own(0.644)), id="the same"),
        pytest.param(accuracy(own=own(0.6444)), id="the same to three digits"),
    ],
)
def test_PC706_quiet(evidence):
    assert judged("PC706", evidence) == []


def test_PC706_found():
    message = "over the same outputs of 600 pictures, metric.py:hits comes to 0.102 and top1 to 0.644"
    assert judged("PC706", accuracy(own=own(0.102))) == [f"warning possible m_original_float_model.onnx {message}"]


def test_a_figure_that_only_the_code_that_counts_misses_is_told_once():
    counted = replace(BAD, metric="hits", value=0.102, low=0.08, high=0.13)
    other = Own(name="metric.py:hits", value=0.102, figure=GOOD)
    (told,) = judged("PC70", accuracy(counted, expected=EXPECTED, chance=1e-9, own=other))
    assert "error possible" in told
    assert "metric.py:hits comes to 0.102" in told

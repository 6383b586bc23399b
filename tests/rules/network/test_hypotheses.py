"""PC703: another preprocessing fits."""

from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.model import Figure, Hypothesis, Probed
from pipecheck.rules.network.hypotheses import RULES


def figure(value):
    return Figure(metric="top1", value=value, low=value - 0.1, high=value + 0.1, count=60)


def hypothesis(order, constants, score, **said):
    parts = (("color", order), ("values", constants))
    given = None if score is None else figure(score)
    return Hypothesis(words=f"{order}, {constants}", chain="steps: []", parts=parts, score=given, **said)


RIGHT = hypothesis("RGB", "ImageNet", 0.84)
TIED = hypothesis("RGB", "x / 127.5 - 1", 0.83, tied=True)
SWAPPED = hypothesis("BGR", "ImageNet", 0.68, declared=True)


def probed(*ranking, lead=0.16, bound=0.05, labelled=True, **said):
    return Probed(
        input="data", model=Path("m.onnx"), folder=Path("val"), count=60, labelled=labelled, tried=400, runs=2000,
        ranking=ranking, lead=lead, bound=bound, **said,
    )  # fmt: skip


def judged(evidence):
    return [f"{each.severity} {each.confidence} {each.origin} {each.message}" for each in engine.run(RULES, [evidence], engine.Settings())]


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(probed(hypothesis("RGB", "ImageNet", 0.84, declared=True), TIED), id="the declared one is best"),
        pytest.param(probed(RIGHT, hypothesis("RGB", "x / 127.5 - 1", 0.83, tied=True, declared=True)), id="a tie"),
        pytest.param(probed(RIGHT, SWAPPED, bound=-0.01), id="no more than chance"),
        pytest.param(probed(RIGHT, SWAPPED, bound=None), id="nobody knows"),
        pytest.param(probed(RIGHT, TIED), id="nothing is declared"),
        pytest.param(probed(RIGHT, SWAPPED, explained=True), id="another finding says why"),
    ],
)
def test_PC703_quiet(evidence):
    assert judged(evidence) == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(
            probed(RIGHT, TIED, SWAPPED),
            "error likely m.onnx m.onnx wants RGB instead of BGR: top1 0.84 ± 0.10 instead of 0.68 ± 0.10 on 60 pictures",
            id="the order",
        ),
        pytest.param(
            probed(RIGHT, hypothesis("BGR", "x / 255", 0.2, declared=True)),
            "error likely m.onnx m.onnx wants RGB instead of BGR, ImageNet instead of x / 255: top1 0.84 ± 0.10 instead of "
            "0.20 ± 0.10 on 60 pictures",
            id="both",
        ),
        pytest.param(
            probed(
                hypothesis("RGB", "ImageNet", None, signal=0.9),
                hypothesis("BGR", "ImageNet", None, signal=0.1, declared=True),
                labelled=False,
            ),
            "warning possible m.onnx m.onnx wants RGB instead of BGR: by what its outputs look like, without labels on 60 pictures",
            id="without labels",
        ),
    ],
)
def test_PC703_found(evidence, expected):
    assert judged(evidence) == [expected]

"""PC601 and PC602: how many samples there are."""

from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.calibration import Advice, PictureSet
from pipecheck.evidence.tensors import Expected, TensorSet
from pipecheck.findings import Origin
from pipecheck.rules.calibration.counts import RULES

FEW = Advice(at_least=5, advised=10, at_most=50)


def pictures(count, **said):
    return PictureSet(folder=Path("calib"), count=count, whole=count, **said)


def tensors(count, **said):
    return TensorSet(
        input="data", folder=Path("calib"), expected=Expected(origins={"folder": Origin(Path("a.yaml"), 9)}), count=count, **said
    )


def judged(code, *evidence):
    found = engine.run(RULES, evidence, engine.Settings((code,)))
    return [f"{each.severity} {each.confidence} {each.origin} {each.message}" for each in found]


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(pictures(100), id="a hundred pictures"),
        pytest.param(tensors(100), id="a hundred tensors"),
        pytest.param(pictures(3, samples=False), id="the tensors made of them count"),
        pytest.param(pictures(10, left_out=90), id="those that were not looked at count"),
        pytest.param(tensors(10, advice=FEW), id="as many as the project advises"),
    ],
)
def test_PC601_quiet(evidence):
    assert judged("PC601", evidence) == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(pictures(19), "error certain calib only 19 calibration samples, fewer than 20", id="19"),
        pytest.param(pictures(20), "note certain calib 20 calibration samples, 100 are advised", id="20"),
        pytest.param(pictures(99), "note certain calib 99 calibration samples, 100 are advised", id="99"),
        pytest.param(pictures(0), "error certain calib there is no calibration sample", id="none"),
        pytest.param(tensors(0), "error certain a.yaml:9 there is no calibration sample", id="no tensor"),
        pytest.param(tensors(1), "error certain a.yaml:9 only 1 calibration sample, fewer than 20", id="one tensor"),
        pytest.param(
            tensors(4, advice=FEW), "error certain a.yaml:9 only 4 calibration samples, fewer than 5", id="the project's own limit"
        ),
        pytest.param(tensors(9, advice=FEW), "note certain a.yaml:9 9 calibration samples, 10 are advised", id="the project's own advice"),
    ],
)
def test_PC601_found(evidence, expected):
    assert judged("PC601", evidence) == [expected]


@pytest.mark.parametrize(
    ("evidence", "hint"),
    [
        pytest.param(tensors(0), "`pipecheck prepare` writes them from pictures", id="no tensor"),
        pytest.param(tensors(5), "add pictures that show what the board will see; ", id="few tensors"),
        pytest.param(pictures(0), "add pictures that show what the board will see; ", id="no picture"),
    ],
)
def test_PC601_says_what_can_be_done(evidence, hint):
    (found,) = engine.run(RULES, [evidence], engine.Settings(("PC601",)))
    assert found.hint.startswith(hint)


def test_two_inputs_with_as_few_files_are_one_finding():
    assert len(judged("PC601", tensors(4), tensors(4))) == 1


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(pictures(1000), [], id="a thousand"),
        pytest.param(tensors(50, advice=FEW), [], id="the project's own limit"),
        pytest.param(pictures(5000, samples=False), [], id="of which tensors were made"),
        pytest.param(
            pictures(1001),
            ["note certain calib 1001 calibration samples; more than 1000 cost time and hardly change the ranges"],
            id="more than a thousand",
        ),
        pytest.param(
            tensors(51, advice=FEW),
            ["note certain a.yaml:9 51 calibration samples; more than 50 cost time and hardly change the ranges"],
            id="more than the project's own",
        ),
    ],
)
def test_PC602(evidence, expected):
    assert judged("PC602", evidence) == expected

"""PC704 and PC205: what mismatches cost."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.model import Cost, Costs, Figure, Lossy
from pipecheck.findings import Origin
from pipecheck.rules.network.costs import RULES

SWAPPED = Cost(
    road="calibration", matter="color", what="bgr for rgb", broken=0.161, low=0.132, high=0.19, mended=0.158, changed=0.3, apart=0.8
)
EXACT = replace(SWAPPED, broken=0.1612, low=0.1607, high=0.1617)
KERNEL = Cost(road="calibration", matter="kernel", what="opencv linear for pil linear", broken=0.004, low=0.001, high=0.007, apart=0.05)
NOISE = Cost(road="calibration", matter="border", what="fill 114 for 127", broken=0.002, low=-0.003, high=0.007, apart=0.01)
UNLABELLED = Cost(road="runtime", matter="color", what="bgr for rgb", changed=0.31, apart=0.8)
NO_CLASSES = Cost(road="runtime", matter="color", what="bgr for rgb", apart=0.8)
NOTHING = Cost(road="runtime", matter="border", what="fill 114 for 127", changed=0.0, apart=0.001)


L2 = Figure(metric="l2", value=0.2, low=0.1, high=0.3, count=200, share=False, more_is_better=False)


def costs(*found, trained=None):
    return Costs(input="data", model=Path("m.onnx"), folder=Path("val"), count=200, costs=found, trained=trained)


def lossy(cost):
    return Lossy(input="data", model=Path("m.onnx"), cost=cost, count=200)


def judged(code, evidence):
    found = engine.run(RULES, [evidence], engine.Settings((code,)))
    return [f"{each.severity} {each.origin} {each.message}" for each in found]


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(costs(), id="nothing differs"),
        pytest.param(costs(NOISE), id="no more than chance"),
        pytest.param(costs(NOTHING), id="no answer changes"),
    ],
)
def test_PC704_quiet(evidence):
    assert judged("PC704", evidence) == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(costs(SWAPPED, KERNEL, NOISE), "bgr for rgb −16.1 points, opencv linear for pil linear −0.4 points", id="points"),
        pytest.param(costs(UNLABELLED, NOTHING), "bgr for rgb changes 31 % of the answers", id="answers"),
        pytest.param(costs(NO_CLASSES), "bgr for rgb moves the outputs by 80 %", id="outputs"),
        pytest.param(costs(SWAPPED, trained=L2), "bgr for rgb l2 0.161 worse", id="a metric that is no share"),
        pytest.param(costs(EXACT), "bgr for rgb −16.12 points", id="as many digits as are known"),
        pytest.param(costs(SWAPPED, replace(SWAPPED, road="runtime", mended=0.1)), "bgr for rgb −16.1 points", id="on two roads"),
        pytest.param(
            costs(*(replace(SWAPPED, what=f"{number}") for number in range(5))),
            "0 −16.1 points, 1 −16.1 points, 2 −16.1 points and 2 more",
            id="many",
        ),
    ],
)
def test_PC704_found(evidence, expected):
    assert judged("PC704", evidence) == [f"note m.onnx on 200 pictures the mismatches cost m.onnx: {expected}"]


def test_PC704_names_the_places():
    place = Origin(Path("config.yaml"), 7)
    told = Cost(road="runtime", matter="color", what="bgr for rgb", changed=0.31, apart=0.8, origins=(place, Origin(Path("train.py"), 2)))
    (found,) = engine.run(RULES, [costs(told)], engine.Settings(("PC704",)))
    assert [each.origin for each in found.related] == [place]


@pytest.mark.parametrize("cost", [pytest.param(NOISE, id="no more than chance"), pytest.param(NOTHING, id="no answer changes")])
def test_PC205_quiet(cost):
    assert judged("PC205", lossy(cost)) == []


@pytest.mark.parametrize(
    ("cost", "price"),
    [
        pytest.param(KERNEL, "−0.4 points", id="points"),
        pytest.param(UNLABELLED, "changes 31 % of the answers", id="answers"),
    ],
)
def test_PC205_found(cost, price):
    assert judged("PC205", lossy(cost)) == [f"note m.onnx the halved colors of nv12 cost m.onnx {price} on 200 pictures"]

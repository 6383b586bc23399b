"""PC702: the float model and its source."""

import dataclasses
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.pair import Agreement, OutputGap, Part
from pipecheck.evidence.pixels import Parting, Taken
from pipecheck.findings import Origin
from pipecheck.rules.network.agreement import RULES
from pipecheck_transformers import Affine

CLOSE = OutputGap(name="logits", cosine=0.9999999, largest=2e-6, reach=18.0, decimals=5, same=1.0)
FAR = OutputGap(name="logits", cosine=0.91, largest=3.1, reach=18.0, decimals=0, same=0.71)
PART = Part(tensor="conv1", node="Conv_0", operator="Conv", largest=0.22, compared=40)


def agreement(*outputs, **said):
    model = Path("m_original_float_model.onnx")
    return Agreement(
        input="data", road="evaluation", source=Path("m.onnx"), model=model, folder=Path("val"), count=8, outputs=outputs, **said
    )


def judged(evidence):
    found = engine.run(RULES, [evidence], engine.Settings())
    return [f"{each.severity} {each.confidence} {each.origin} {each.message}" for each in found]


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(agreement(CLOSE), id="to five decimals"),
        pytest.param(agreement(CLOSE, missing=("boxes",)), id="an output that only one has"),
        pytest.param(agreement(FAR, inputs=0.9, alike=7), id="rounded to bytes on the way"),
        pytest.param(agreement(FAR, inputs=31.0, alike=7, halved=True), id="the colors that NV12 halves"),
        pytest.param(agreement(FAR, inputs=31.0, explained=True), id="another finding says why"),
        pytest.param(agreement(FAR, inputs=0.0, alike=0, part=PART, unsteady=2.4), id="as far apart as from itself"),
    ],
)
def test_PC702_quiet(evidence):
    assert judged(evidence) == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(
            agreement(CLOSE, FAR, inputs=31.0),
            "error certain m_original_float_model.onnx m_original_float_model.onnx on its road and m.onnx on that of training disagree on "
            "8 pictures: logits is up to 3.1 apart (cosine 0.9100), 71 % the same answers; what the networks are "
            "given is up to 31 levels apart",
            id="the roads",
        ),
        pytest.param(
            agreement(FAR),
            "error likely m_original_float_model.onnx m_original_float_model.onnx on its road and m.onnx on that of training disagree on "
            "8 pictures: logits is up to 3.1 apart (cosine 0.9100), 71 % the same answers",
            id="nobody knows what they are given",
        ),
        pytest.param(
            agreement(dataclasses.replace(FAR, fault="NaN in the second", largest=float("inf"), decimals=0), inputs=31.0, alike=7),
            "error certain m_original_float_model.onnx m_original_float_model.onnx on its road and m.onnx on that of training disagree on "
            "8 pictures: logits: NaN in the second; what the networks are given is up to 31 levels apart",
            id="no numbers",
        ),
        pytest.param(
            agreement(missing=("boxes", "scores")),
            "error certain m_original_float_model.onnx m_original_float_model.onnx and m.onnx have no output in common: boxes, scores",
            id="no output in common",
        ),
        pytest.param(
            agreement(FAR, inputs=0.0, alike=1),
            "error certain m_original_float_model.onnx fed the same tensor, m_original_float_model.onnx and m.onnx agree to 1 decimals "
            "only",
            id="nobody knows where",
        ),
        pytest.param(
            agreement(FAR, inputs=0.0, alike=0, part=PART, explained=True, origin=Origin(Path("pipecheck.toml"), 12)),
            "error certain pipecheck.toml:12 fed the same tensor, m_original_float_model.onnx and m.onnx part at Conv Conv_0: "
            "conv1 is up to 0.22 apart",
            id="the graphs",
        ),
    ],
)
def test_PC702_found(evidence, expected):
    assert judged(evidence) == [expected]


def test_PC702_points_at_the_step_where_the_roads_part():
    here, there = Origin(Path("evaluate.py"), 7), Origin(Path("train.py"), 3)
    parting = Parting(left=(Taken(Affine(std=255.0), there),), right=(Taken(Affine(std=256.0), here),), largest=1.0, mean=0.5)
    (found,) = engine.run(RULES, [agreement(FAR, inputs=31.0, parting=parting)], engine.Settings())
    assert (found.origin, [each.origin for each in found.related]) == (here, [there])

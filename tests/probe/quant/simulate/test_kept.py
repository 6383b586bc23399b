"""A plan inside of the calibrated model that it made."""

import networks
import numpy as np
import onnx
import pytest

from pipecheck.errors import SourceError
from pipecheck.probe.quant.method import Choice, Method
from pipecheck.probe.quant.plan import Plan, Range, Taken
from pipecheck.probe.quant.simulate import kept

PLAN = Plan(
    ranges={"data": Range(-2.1, 2.64), "active": Range(0.0, 1.5, asymmetric=True)},
    taken={"conv": Taken(inputs=("int8",)), "head": Taken(inputs=("int16",), weight="int16")},
    outputs={"logits": "int8"},
    per_channel=frozenset({"conv"}),
    biases={"conv": np.array([[0.1, -0.25]], np.float32)},
)

CHOICE = Choice(method=Method("percentile", 0.9995), per_channel=True, asymmetric=False)


@pytest.fixture
def calibrated(tmp_path):
    source = networks.classifier(tmp_path / "model.onnx")
    (tmp_path / "out").mkdir()
    model, path = onnx.load(source), tmp_path / "out" / "m_calibrated_model.onnx"
    kept.note(model, PLAN, CHOICE, source, path)
    onnx.save(model, path)
    return path


def test_what_is_noted_is_read_again(calibrated, tmp_path):
    found = kept.read(calibrated)
    assert found.float_model.resolve() == (tmp_path / "model.onnx").resolve()
    assert (found.plan, found.choice) == (PLAN, CHOICE)
    assert {name: array.tolist() for name, array in found.plan.biases.items()} == {"conv": [[np.float32(0.1), -0.25]]}


def test_another_model_has_nothing_noted(calibrated, tmp_path):
    assert kept.read(tmp_path / "model.onnx") is None


def test_both_may_move_together(calibrated, tmp_path):
    moved = tmp_path.rename(tmp_path.with_name(f"{tmp_path.name} moved"))
    assert kept.read(moved / "out" / calibrated.name).plan == PLAN


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        pytest.param(lambda model, _: model.unlink(), "which is not there", id="no float model"),
        pytest.param(lambda model, _: networks.classifier(model, color="bgr"), "which has changed since", id="another float model"),
        pytest.param(lambda _, path: replaced(path, "{"), "is damaged", id="no JSON"),
        pytest.param(lambda _, path: replaced(path, '{"format": 2}'), "is damaged", id="a later format"),
        pytest.param(lambda _, path: replaced(path, "[" * 100_000), "is damaged", id="deep"),
        pytest.param(lambda _, path: replaced(path, '{"format": 1, "ranges": {"x": 3}}'), "is damaged", id="other data"),
        pytest.param(lambda _, path: replaced(path, '{"format": 1, "ranges": {"x": [0, NaN, false]}}'), "is damaged", id="no range"),
        pytest.param(lambda _, path: replaced(path, '{"method": {"kind": "magic"}}', "choice"), "is damaged", id="no method"),
    ],
)
def test_what_cannot_be_looked_into_is_one_line(calibrated, tmp_path, harm, complaint):
    harm(tmp_path / "model.onnx", calibrated)
    with pytest.raises(SourceError, match=complaint):
        kept.read(calibrated)


def replaced(path, text, part="plan"):
    model = onnx.load(path)
    next(entry for entry in model.metadata_props if entry.key == f"pipecheck.{part}").value = text
    onnx.save(model, path)

"""Calibrated models that pipecheck wrote are looked into again; those of the toolchain, under the same names, are left alone."""

import json
from pathlib import Path

import onnx
import pytest
import quantised_projects

import pipecheck
from pipecheck.cli import main
from pipecheck.errors import PipecheckError

MODEL, INFO = Path("out/model_calibrated_model.onnx"), Path("out/model_quant_info.json")


@pytest.fixture
def project(tmp_path, monkeypatch):
    quantised_projects.write(tmp_path, "hb_compile")
    monkeypatch.chdir(tmp_path)


def quantised(path="model.onnx", **words):
    report = pipecheck.quantize(path, data="calibration", **{"calibration_type": "kl", "output": "out", **words})
    return next(each for each in report.networks if type(each).__name__ == "Simulated")


def looked_into(path):
    report = pipecheck.debug(path, data="calibration", steps="quantised")
    return next(each for each in report.networks if type(each).__name__ == "Simulated")


def test_the_plan_of_a_calibrated_model_is_taken_as_it_is(project):
    before = quantised(per_channel=True, all_node_type="int16")
    after = looked_into(MODEL)
    assert after.model == Path("model.onnx")
    assert (after.method, after.per_channel, after.asymmetric, after.types) == ("kl", True, before.asymmetric, before.types)
    assert after.outputs == before.outputs
    assert after.attempts == ()
    assert "The model is calibrated already: nothing was searched for." in after.said


def test_corrected_biases_are_part_of_the_plan(project):
    before = quantised(bias_correction=True)
    assert before.outputs != quantised(output=None).outputs
    assert looked_into(MODEL).outputs == before.outputs


def test_all_steps_start_from_a_calibrated_model(project, capsys):
    quantised()
    assert main(["debug", "accumulated", str(MODEL), "--data", "calibration", "--format", "text"]) == 0
    assert "weights" in capsys.readouterr().out


def test_it_is_not_quantised_twice(project, capsys):
    quantised()
    assert main(["quantize", str(MODEL), "--data", "calibration"]) == 2
    complaint = f"pipecheck: {MODEL}: is calibrated already: quantise the float model that it was made of, model.onnx\n"
    assert capsys.readouterr() == ("", complaint)


def test_what_pipecheck_wrote_it_writes_again(project):
    quantised()
    before = MODEL.read_bytes()
    quantised()
    assert MODEL.read_bytes() == before
    assert quantised(all_node_type="int16").written == (MODEL, INFO)
    assert MODEL.read_bytes() != before


def foreign_model(path):
    path.write_bytes(Path("model.onnx").read_bytes())


def spoiled(path):
    path.write_bytes(b"\0")


def folder(path):
    path.mkdir()


def link(path):
    path.symlink_to("nowhere")


def foreign_table(path):
    path.write_text(json.dumps({"conv": {"type": "Conv", "inputs": ["data"], "cosine_similarity": "0.99"}}), encoding="utf-8")


def deep(path):
    path.write_text("[" * 100_000, encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "make"),
    [
        pytest.param(MODEL, foreign_model, id="the toolchain's model"),
        pytest.param(MODEL, spoiled, id="no model"),
        pytest.param(MODEL, folder, id="a folder"),
        pytest.param(MODEL, link, id="a link that leads nowhere"),
        pytest.param(INFO, foreign_table, id="the toolchain's table"),
        pytest.param(INFO, spoiled, id="no table"),
        pytest.param(INFO, deep, id="a deep table"),
        pytest.param(INFO, folder, id="a folder for a table"),
    ],
)
def test_files_of_others_are_not_overwritten(project, path, make):
    path.parent.mkdir()
    make(path)
    before = sorted(path.parent.iterdir())
    with pytest.raises(PipecheckError) as found:
        quantised()
    assert str(found.value) == f"{path}: is not pipecheck's, and would be overwritten: name another folder for the output"
    assert sorted(path.parent.iterdir()) == before


def test_the_float_model_is_said_to_be_gone(project):
    quantised()
    Path("model.onnx").rename("other.onnx")
    with pytest.raises(PipecheckError, match=r"was made of \.\./model.onnx, which is not there: put it there, or quantise it again"):
        looked_into(MODEL)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"biases": {"conv": [[1], [1.0]]}}, id="a short bias"),
        pytest.param({"biases": {"nobody": [[1], [1.0]]}}, id="a bias of nothing"),
        pytest.param({"ranges": {}}, id="no ranges"),
        pytest.param({"taken": {"conv": [[], "int8"]}}, id="no inputs"),
        pytest.param({"outputs": {"x": "int8"}}, id="an output that there is not"),
    ],
)
def test_a_plan_that_does_not_fit_is_one_line(project, change):
    quantised()
    model = onnx.load(MODEL)
    noted = next(entry for entry in model.metadata_props if entry.key == "pipecheck.plan")
    noted.value = json.dumps({**json.loads(noted.value), **change})
    onnx.save(model, MODEL)
    with pytest.raises(PipecheckError, match=r"its plan does not fit model\.onnx as it is read now: quantise that again"):
        looked_into(MODEL)

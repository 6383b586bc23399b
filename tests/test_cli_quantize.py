"""`pipecheck quantize` as its users call it."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import onnxruntime
import pytest
import quantised_projects

from pipecheck.cli import main

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def project(tmp_path, monkeypatch):
    quantised_projects.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments):
    status = main(["quantize", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def measured(capsys, *arguments):
    _, out, err = run(capsys, *arguments, "--format", "json")
    assert err == ""
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    (each,) = (one for one in found["networks"] if one["kind"] == "simulated")
    return each


def test_the_first_line_is_the_answer(project, capsys):
    status, out, err = run(capsys, "--all-node-type", "dual-int16", "--format", "text")
    assert (status, err) == (0, "")
    assert out.startswith("clean: model.onnx quantised: top1 0.")


def test_without_a_word_the_toolchains_search_is_repeated(project, capsys):
    found = measured(capsys)
    assert {attempt["words"] for attempt in found["attempts"]} >= {"max", "max-percentile:percentile=0.99995", "kl"}
    assert any(line.startswith("Select ") and line.endswith(" method.") for line in found["said"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(("--calibration-type", "max"), ("max", False, False), id="max"),
        pytest.param(
            ("--calibration-type", "max", "--max-percentile", "0.9995"), ("max-percentile:percentile=0.9995", False, False), id="share"
        ),
        pytest.param(("--calibration-type", "kl", "--per-channel"), ("kl", True, False), id="kl per channel"),
        pytest.param(("--calibration-type", "mse", "--asymmetric"), ("mse", False, True), id="mse asymmetric"),
    ],
)
def test_what_is_asked_for_is_done(project, capsys, words, expected):
    found = measured(capsys, *words)
    assert (found["method"], found["per_channel"], found["asymmetric"]) == expected


def test_the_yaml_asks_as_well(project, capsys):
    text = (project / "config.yaml").read_text(encoding="utf-8")
    asked = "calibration_parameters:\n  calibration_type: kl\n  per_channel: true\n  optimization: set_Gemm_input_int16;bias_correction"
    (project / "config.yaml").write_text(text.replace("calibration_parameters:", asked), encoding="utf-8")
    found = measured(capsys)
    assert (found["method"], found["per_channel"]) == ("kl", True)
    assert next(unit for unit in found["units"] if unit["op"] == "Gemm")["takes"] == ["int16"]
    assert found["corrected"]["mean_after"] < found["corrected"]["mean_before"]


def test_the_table_of_the_caller_counts(project, capsys):
    (project / "q.json").write_text('{"node_config": {"head": {"ON": "CPU"}, "haed": {"qtype": "int16"}}}', encoding="utf-8")
    found = measured(capsys, "--quant-config", "q.json")
    assert next(unit for unit in found["units"] if unit["node"] == "head")["takes"] in ([], ["float32"])
    _, out, _ = run(capsys, "--quant-config", "q.json", "--format", "concise")
    assert "PC808" in out
    assert "haed" in out


def test_what_is_written_runs_anywhere(project, capsys):
    found = measured(capsys, "--calibration-type", "max", "--bias-correction", "--output", "out")
    model, report, *pictures = map(Path, found["written"])
    assert (model.name, report.name) == ("model_calibrated_model.onnx", "model_quant_info.json")
    assert [path.name for path in pictures] == [
        "node_accumulate_err_of_qmodel_cosine-similarity.png",
        "conv_accumulate_err_of_qmodel_mean-diff-error.png",
    ]
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {"data": np.zeros((1, 3, 32, 32), np.float32)})
    assert logits.shape == (1, 6)
    assert {"conv", "head"} <= json.loads(report.read_text(encoding="utf-8")).keys()


def test_an_onnx_file_and_its_files_are_enough(tmp_path, monkeypatch, capsys):
    quantised_projects.write(tmp_path / "project", "hb_compile")
    monkeypatch.chdir(tmp_path)
    status, out, _ = run(capsys, "project/model.onnx", "--data", "project/calibration", "--format", "text")
    assert status == 0
    assert "no accuracy: no pictures are named to measure the accuracy on" in out


def test_files_that_were_normalised_twice_explain_the_loss(tmp_path, monkeypatch, capsys):
    from networks import wanted

    quantised_projects.write(tmp_path, chain=wanted(), per_class=20)
    monkeypatch.chdir(tmp_path)
    status, out, _ = run(capsys, "--calibration-type", "max", "--format", "text")
    assert status == 1
    assert "PC609" in out
    if "PC801" in out:
        assert "mend what was found before, then quantise again" in out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["missing.onnx"], "missing.onnx: no such file", id="no model"),
        pytest.param(["model.onnx"], "there are no calibration samples: name their folder with --data", id="no samples"),
        pytest.param(["--data", "nowhere"], "nowhere: no such file or folder", id="no folder"),
        pytest.param(["--config", "config.yaml"], "name the config as the path", id="a config twice"),
        pytest.param(["--quant-config", "nowhere.json"], "nowhere.json", id="no table"),
        pytest.param(["--output", "model.onnx"], "model.onnx", id="a file for a folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(project, capsys, arguments, complaint):
    before = {path: path.read_bytes() for path in project.rglob("*.*") if path.is_file()}
    status, out, err = run(capsys, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert {path: path.read_bytes() for path in before} == before


def test_two_runs_say_the_same_whatever_the_threads(project, capsys):
    first = run(capsys, "--threads", "1", "--format", "json")
    assert run(capsys, "--threads", "3", "--format", "json") == first


def choosing(path):
    """The network at *path* with the class that it names as its only output."""
    import onnx

    model = onnx.load(path)
    model.graph.node.append(onnx.helper.make_node("ArgMax", [model.graph.output[0].name], ["class"], name="choice", axis=1, keepdims=0))
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info("class", onnx.TensorProto.INT64, [1]))
    onnx.save(model, path)


def test_what_chooses_at_the_end_is_not_compared(project, capsys):
    choosing(project / "model.onnx")
    (project / "pipecheck.toml").unlink()
    (given,) = [each["outputs"] for each in [measured(capsys, "model.onnx", "--data", "calibration", "--config", "config.yaml")]]
    assert [each["name"] for each in given] == ["logits"]
    _, out, _ = run(capsys, "model.onnx", "--data", "calibration", "--config", "config.yaml", "--format", "text")
    assert "ArgMax choice chooses: compared is what goes into it" in out


@pytest.mark.parametrize("spoil", [pytest.param(lambda _: np.nan, id="no numbers"), pytest.param(lambda a: a * np.inf, id="infinite")])
def test_samples_of_no_numbers_are_no_samples(tmp_path, monkeypatch, capsys, spoil):
    quantised_projects.write(tmp_path, "hb_compile", count=4)
    monkeypatch.chdir(tmp_path)
    with np.errstate(invalid="ignore"):
        for path in sorted(Path("calibration").iterdir()):
            np.save(path, np.full_like(np.load(path), 1.0) * spoil(np.float32(1)))
    status, out, err = run(capsys, "model.onnx", "--data", "calibration")
    assert (status, out) == (2, "")
    assert err == "pipecheck: calibration/000.npy: holds NaN or infinite values\n"


def test_what_was_left_out_is_named(tmp_path, monkeypatch, capsys):
    quantised_projects.write(tmp_path, "hb_compile", count=4)
    monkeypatch.chdir(tmp_path)
    np.save("calibration/002.npy", np.full((1, 3, 32, 32), np.nan, np.float32))
    _, out, _ = run(capsys, "model.onnx", "--data", "calibration", "--format", "text")
    assert "calibrated with 3 samples of calibration, 1 more are broken" in out
    assert "    left out: calibration/002.npy: holds NaN or infinite values\n" in out


def test_a_network_of_no_numbers_is_told(tmp_path, monkeypatch, capsys):
    import onnx

    quantised_projects.write(tmp_path, "hb_compile", count=4)
    monkeypatch.chdir(tmp_path)
    model = onnx.load("model.onnx")
    (weight,) = (each for each in model.graph.initializer if each.name == model.graph.node[-1].input[1])
    weight.CopyFrom(onnx.numpy_helper.from_array(np.full_like(onnx.numpy_helper.to_array(weight), np.nan), weight.name))
    onnx.save(model, "model.onnx")
    _, out, _ = run(capsys, "model.onnx", "--data", "calibration", "--format", "text")
    assert "the float network itself gives NaN or infinite values as logits" in out

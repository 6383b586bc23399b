"""`pipecheck debug` as its users call it."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import planted
import pytest
import quantised_projects

from pipecheck import debugging
from pipecheck.cli import main

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
KINDS = {
    "quantised": ["simulated"],
    "structure": ["structure"],
    "calibrations": ["remedies"],
    "accumulated": ["accumulated"],
    "sensitivity": ["ranking", "ranking"],
    "distributions": ["distributions"],
    "badcases": ["badcases"],
    "layers": ["layers"],
    "partial": ["partial"],
    "mixed": ["mixed"],
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    quantised_projects.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments):
    status = main(["debug", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def measured(capsys, *arguments):
    _, out, err = run(capsys, *arguments, "--format", "json")
    assert err == ""
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    return found["networks"]


@pytest.mark.parametrize("step", debugging.STEPS)
def test_every_step_can_be_taken_alone(project, capsys, step):
    assert [each["kind"] for each in measured(capsys, step, "--samples", "8")] == KINDS[step]


def test_every_step_is_documented():
    page = (Path(__file__).parents[1] / "docs" / "commands" / "debug.md").read_text(encoding="utf-8")
    assert [step for step in debugging.STEPS if f"| `{step}` |" not in page] == []


@pytest.mark.parametrize("form", ["rich", "html", "markdown"])
def test_every_format_shows_every_step(project, capsys, form):
    status, out, err = run(capsys, *debugging.STEPS, "--samples", "8", "--format", form)
    assert (status in (0, 1), err) == (True, "")
    assert out


def test_what_loses_nothing_is_left_alone(project, capsys):
    (project / "config.yaml").write_text(
        (project / "config.yaml")
        .read_text(encoding="utf-8")
        .replace("calibration_parameters:", "calibration_parameters:\n  optimization: set_all_nodes_float32"),
        encoding="utf-8",
    )
    course, *others = measured(capsys)
    assert course["course"] == "fine"
    assert {each["kind"] for each in others} == {"structure", "simulated"}


@pytest.fixture
def bad(tmp_path, monkeypatch):
    """A network with two layers of which one channel owns the range, and its samples."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").mkdir()
    for index in range(24):
        np.save(tmp_path / "samples" / f"{index:02d}.npy", planted.feed(index)["x"])
    return planted.classifier(tmp_path, bad=(2, 6)).path


def test_a_scale_for_every_channel_is_the_cheapest_mend(bad, capsys):
    course, *_ = measured(capsys, str(bad), "--data", "samples", "--calibration-type", "max", "--no-per-channel", "--output", "out")
    assert course["course"] == "calibration"
    assert "  per_channel: true" in course["paste"]
    assert Path("out", "recommended.yaml").read_text(encoding="utf-8").splitlines() == course["paste"]


def test_the_planted_layers_are_what_is_to_be_mended(bad, capsys):
    plain = ("--calibration-type", "max", "--no-per-channel", "--all-node-type", "int8")
    weights, _, partial, mixed = measured(capsys, "sensitivity", "partial", "mixed", str(bad), "--data", "samples", *plain)
    assert {place["name"] for place in weights["places"][:2]} == {"w2_HzCalibration", "w6_HzCalibration"}
    assert partial["knee"] == 2
    assert {each["node"] for each in mixed["raised"]} >= {"conv2", "conv6"}  # without labels all outputs have to lie close


def test_files_that_were_normalised_twice_come_first(tmp_path, monkeypatch, capsys):
    from networks import wanted

    quantised_projects.write(tmp_path, chain=wanted())
    monkeypatch.chdir(tmp_path)
    course, *others = measured(capsys)
    assert course["course"] == "pipeline"
    assert {each["kind"] for each in others} == {"structure", "simulated"}


def test_everything_is_left_in_a_folder(project, capsys):
    run(capsys, *debugging.STEPS, "--samples", "8", "--output", "out")
    left = {str(path.relative_to(project / "out")) for path in (project / "out").rglob("*") if path.is_file()}
    assert left >= {
        "model_check_result.txt",
        "badcase.txt",
        "compare_per_layer_out.txt",
        "compare_per_layer_out.csv",
        "node_sensitivity/sensitivity_of_weight.log",
        "node_sensitivity/sensitivity_of_activation.log",
        "sensitivity_analysis/node_info.yaml",
    }
    assert any(name.startswith("data_distribution/") for name in left)
    assert any(name.startswith("accumulate_error/") for name in left)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["sensitivty"], "sensitivty", id="no step, and no path"),
        pytest.param(["sensitivity", "a", "b"], "name one path; a is no step: they are quantised, ", id="two paths"),
        pytest.param(["missing.onnx"], "missing.onnx: no such file", id="no model"),
        pytest.param(["model.onnx"], "there are no calibration samples: name their folder with --data", id="no samples"),
    ],
)
def test_what_cannot_be_done_is_one_line(project, capsys, arguments, complaint):
    status, out, err = run(capsys, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


def test_the_threads_change_nothing(project, capsys):
    first = run(capsys, "badcases", "layers", "accumulated", "--threads", "1", "--format", "json")
    assert run(capsys, "badcases", "layers", "accumulated", "--threads", "3", "--format", "json") == first


def test_without_labels_a_cosine_is_asked_for(bad, capsys):
    course, *_ = measured(capsys, str(bad), "--data", "samples", "--all-node-type", "int16", "--target", "0.9999")
    assert course["course"] == "fine"
    assert course["sentence"].endswith(", and without labels 0.99 is asked for")


def test_a_step_taken_alone_says_what_it_came_to(bad, capsys):
    plain = ("--calibration-type", "max", "--no-per-channel", "--all-node-type", "int8")
    _, out, _ = run(capsys, "mixed", str(bad), "--data", "samples", *plain, "--format", "text")
    first = out.splitlines()[0]
    assert " nodes in more than int8, " in first
    assert "% of all multiplications: cosine-similarity 0.99" in first

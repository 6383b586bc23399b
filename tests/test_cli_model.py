"""`pipecheck model` as its users call it."""

import json
from pathlib import Path

import jsonschema
import measured_projects
import pytest

from pipecheck.cli import main
from pipecheck.cli.counting import Counter, Teller, line

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def project(tmp_path, monkeypatch):
    measured_projects.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments):
    status = main(["model", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_first_line_is_the_answer(project, capsys):
    status, out, err = run(capsys, "--format", "text")
    assert (status, err) == (0, "")
    assert out.startswith("clean: model.onnx has top1 0.")


def test_a_figure_that_is_missed(project, capsys):
    status, out, _ = run(capsys, "model.onnx", "--images", "val", "--labels", "val", "--training", "train.yaml", "--expected", "99.9%")
    assert status == (1 if "PC701" in out else 0)
    status, out, _ = run(capsys, "--evaluation", "twice.yaml", "--expected", "0.95")
    assert (status, out) == (2, "")


@pytest.mark.parametrize("written", ["0.95", "95", "95%", "95.0 %"])
def test_a_figure_is_understood_as_people_write_it(project, capsys, written):
    _, out, _ = run(capsys, "--expected", written, "--format", "json")
    (accuracy,) = (each for each in json.loads(out)["networks"] if each["kind"] == "accuracy")
    assert accuracy["expected"]["value"] == 0.95


def test_json_is_as_the_schema_says_and_nothing_else_is_printed(project, capsys):
    _, out, err = run(capsys, "--probe", "--format", "json")
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    assert ([each["kind"] for each in found["networks"]], err) == (["accuracy", "costs", "lossy", "probed"], "")


def test_a_page(project, capsys):
    assert run(capsys, "--probe", "--format", "html", "--output", "page.html")[0] == 0
    assert "<svg" in (project / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["missing.onnx"], "pipecheck: missing.onnx: no such file", id="no model"),
        pytest.param(["model.onnx", "--model", "model.onnx"], "pipecheck: name one model: the path is one already", id="two models"),
        pytest.param(["--images", "nowhere"], "nowhere: no such file or folder", id="no pictures"),
        pytest.param(["--labels", "nowhere.csv"], "nowhere.csv", id="no labels"),
        pytest.param(["--expected", "good"], "pipecheck: expected is a number such as 0.7654, or 76.54%, not good", id="no number"),
        pytest.param(["--metric", "own.py:hits"], "own.py:hits: running it needs --allow-exec", id="code"),
        pytest.param(["--metric", "bad.py:hits", "--allow-exec"], "bad.py:2: hits fails: ZeroDivisionError", id="code that fails"),
        pytest.param(["--output", "model.onnx"], "model.onnx", id="over the model"),
        pytest.param(["--output", "val/amber/0000.png"], "val/amber/0000.png", id="over a picture"),
    ],
)
def test_what_cannot_be_done_is_one_line(project, capsys, arguments, complaint):
    (project / "own.py").write_text("def hits(outputs, truth):\n    return outputs['logits'].argmax() == truth\n", encoding="utf-8")
    (project / "bad.py").write_text("def hits(outputs, truth):\n    return 1 / 0\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in project.rglob("*.*") if path.is_file()}
    status, out, err = run(capsys, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert all(path.read_bytes() == content for path, content in before.items())


@pytest.mark.parametrize("arguments", [["--budget", "soon"], ["--limit", "0"], ["--threads", "-1"], ["--task", "ocr"], ["--budget", "0s"]])
def test_words_that_are_not_understood(project, arguments):
    with pytest.raises(SystemExit) as left:
        main(["model", *arguments])
    assert left.value.code == 2


def test_code_of_ones_own_judges_where_it_is_allowed(project, capsys):
    (project / "own.py").write_text("def hits(outputs, truth):\n    return outputs['logits'].argmax() == truth + 1\n", encoding="utf-8")
    status, out, _ = run(capsys, "--metric", "own.py:hits", "--allow-exec", "--format", "text")
    assert status == 0
    assert "warning PC706 evaluation-code: over the same outputs of 18 pictures, own.py:hits comes to 0.000" in out


def test_so_many_pictures_and_no_more(project, capsys):
    _, out, _ = run(capsys, "--limit", "6", "--format", "json")
    (accuracy,) = (each for each in json.loads(out)["networks"] if each["kind"] == "accuracy")
    assert (accuracy["run"], accuracy["stopped"]) == (6, "limit")


def test_a_stage_tells_its_pictures():
    written = []
    teller = Teller(Counter(write=written.append, clock=lambda: 0.0), list)
    teller(1, 2)
    teller.of("accuracy")(1, 2)
    assert [each.strip("\r").removesuffix("\x1b[K") for each in written] == ["1 of 2 files", "accuracy: 1 of 2 pictures"]
    assert line(1, 3, 2.0, "costs") == "costs: 1 of 3 pictures, 2 a second, 0:01 left"


def test_check_runs_models_for_as_long_as_it_is_told(project, capsys):
    assert main(["check", "--budget", "30s", "--format", "json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    assert "accuracy" in {each["kind"] for each in found["networks"]}

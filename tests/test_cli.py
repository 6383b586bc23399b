"""The command line as its users meet it: statuses, streams, one line for what cannot be checked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from projects import TRAINING, compose, config, write

from pipecheck import __version__
from pipecheck.cli import main
from pipecheck.cli.parser import FORMATS

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "report.schema.json").read_text(encoding="utf-8"))

YAML = {"config.yaml": config()}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("yaml", "arguments", "status"),
    [
        pytest.param(config(), [], 0, id="clean"),
        pytest.param(config(input_type_train="bgr"), [], 1, id="an error"),
        pytest.param(config(mean_value="123.68 116.779 103.939"), [], 0, id="a warning does not count by default"),
        pytest.param(config(mean_value="123.68 116.779 103.939"), ["--fail-on", "warning"], 1, id="a warning counts when asked"),
        pytest.param(config(input_type_train="bgr"), ["--ignore", "PC201"], 0, id="ignored"),
        pytest.param(config(input_type_train="bgr"), ["--select", "PC3"], 0, id="not selected"),
        pytest.param(config(input_type_train="bgr"), ["--select", "pc2, PC301"], 1, id="selected by prefix"),
    ],
)
@pytest.mark.parametrize("format_", FORMATS)
def test_exit_status(here, capsys, yaml, arguments, status, format_):
    write(here, yaml)
    assert main(["check", "--format", format_, *arguments]) == status
    assert capsys.readouterr().err == ""


WARNED = config(mean_value="123.68 116.779 103.939")


@pytest.mark.parametrize(
    ("said", "arguments", "status"),
    [
        pytest.param("", [], 0, id="nothing is said"),
        pytest.param("warning", [], 1, id="the manifest says it"),
        pytest.param("warning", ["--fail-on", "error"], 0, id="the command line knows better"),
        pytest.param("error", ["--fail-on", "note"], 1, id="or is stricter"),
        pytest.param("warnings", [], 2, id="no severity"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["lint", "config.yaml"]], ids=["check", "lint"])
def test_the_project_says_what_counts(here, capsys, command, said, arguments, status):
    write(here, WARNED)
    manifest = (here / "pipecheck.toml").read_text(encoding="utf-8")
    (here / "pipecheck.toml").write_text(f'fail_on = "{said}"\n{manifest}' if said else manifest, encoding="utf-8")
    assert main([*command, *arguments]) == status
    assert capsys.readouterr().err == (
        "pipecheck: pipecheck.toml: fail_on is one of error, warning, note, not 'warnings'\n" if status == 2 else ""
    )


def test_the_strictest_of_several_projects_says_what_counts(here):
    for name in ("first", "second"):
        (here / name).mkdir()
        write(here / name, WARNED)
    configs = ["first/config.yaml", "second/config.yaml"]
    assert main(["lint", *configs]) == 0
    manifest = (here / "second" / "pipecheck.toml").read_text(encoding="utf-8")
    (here / "second" / "pipecheck.toml").write_text(f'fail_on = "warning"\n{manifest}', encoding="utf-8")
    assert main(["lint", *configs]) == 1


def test_json_is_alone_on_stdout_and_valid(here, capsys):
    write(here, config(), calibration=TRAINING)
    assert main(["check", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, SCHEMA)
    assert [finding["code"] for finding in report["findings"]] == ["PC301"]
    assert report["findings"][0]["origin"]["path"] == "calibration.py"
    assert report["tool"]["version"] == __version__


@pytest.mark.parametrize(
    ("files", "arguments", "complaint"),
    [
        ({}, ["check"], ".: holds neither a pipecheck.toml nor a conversion YAML"),
        ({}, ["check", "nowhere.yaml"], "nowhere.yaml: no such file"),
        ({}, ["lint", "nowhere.yaml"], "nowhere.yaml: no such file"),
        ({"config.yaml": "a: [1"}, ["lint", "config.yaml"], "config.yaml:2:1: not YAML: did not find expected ',' or ']'"),
        (YAML, ["check", "config.yaml", "--training", "t.py:x"], "t.py: no such file"),
        ({**YAML, "t.py": compose("")}, ["check", "config.yaml", "--training", "t.py:x"], "t.py: no variable or function named 'x'"),
        ({**YAML, "t.py": "("}, ["check", "config.yaml", "--training", "t.py:x"], "t.py:1:1: not Python"),
        ({**YAML, "t.py": "x = 1"}, ["check", "config.yaml", "--training", "t.py"], "t.py: say which transform is meant"),
        ({"pipecheck.toml": "config = 1"}, ["check"], "pipecheck.toml: config is a text in quotes, not 1"),
        ({"pipecheck.toml": "confg = 'x'"}, ["check"], "pipecheck.toml: confg is not known; did you mean config?"),
        ({"pipecheck.toml": "config = "}, ["check"], "pipecheck.toml: not TOML: "),
        ({"pipecheck.toml": "[training]\nsource = 'a.py:b'"}, ["check"], "pipecheck.toml: names no config, the conversion YAML"),
        (YAML, ["check", "--select", "PC9"], "no rule begins with PC9; `pipecheck rules` lists them"),
        ({}, ["explain", "PC999"], "there is no rule PC999; `pipecheck rules` lists them"),
        ({}, ["diff", "a.py:b", "c.yaml"], "a.py: no such file"),
        (YAML, ["check", "--format", "json", "--output", "no/such/file"], "no/such/file: No such file or directory"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_what_cannot_be_checked_is_one_line(here, capsys, files, arguments, complaint):
    for name, content in files.items():
        (here / name).write_text(content, encoding="utf-8")
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"pipecheck: {complaint}")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"\x00", b"- 1\n- 2\n", b"just a word", b"input_parameters: 3\n", b"input_parameters:\n  mean_value: {a: b}\n",
     b"input_parameters: [1, 2]\nmodel_parameters: {march: [bayes]}\n", b"? {a: 1}\n: b\n", b"input_parameters:\n  input_name: 'a;b'\n"],
)  # fmt: skip
def test_a_strange_yaml_is_never_a_traceback(here, capsys, content):
    (here / "config.yaml").write_bytes(content)
    assert main(["lint", "config.yaml"]) in (0, 1, 2, 3)
    assert "Traceback" not in capsys.readouterr().err


def test_the_report_goes_to_a_file(here, capsys):
    write(here, config(input_type_train="bgr"))
    assert main(["check", "--output", "report.txt"]) == 1
    assert capsys.readouterr().out == ""
    assert (here / "report.txt").read_text(encoding="utf-8").startswith("error: the network gets bgr")


def test_lint_takes_several_files(here, capsys):
    for name in ("a.yaml", "b.yaml"):
        (here / name).write_text(config(input_type_train="gray"), encoding="utf-8")
    assert main(["lint", "a.yaml", "b.yaml"]) == 1
    told = capsys.readouterr().out
    assert told.count("error PC202") == 2
    assert all(f"skipped: {name}.yaml: " in told for name in "ab")


def test_an_ignore_in_the_manifest_needs_a_reason(here, capsys):
    write(here, config(input_type_train="bgr"), manifest='[ignore]\nPC201 = "the network is color blind"\n')
    assert main(["check"]) == 0
    write(here, config(input_type_train="bgr"), manifest='[ignore]\nPC201 = ""\n')
    assert main(["check"]) == 2
    assert "[ignore] gives every code its reason" in capsys.readouterr().err


def test_explain_takes_codes_and_names(capsys):
    assert main(["explain", "pc301"]) == 0
    by_code = capsys.readouterr().out
    assert main(["explain", "double-normalization"]) == 0
    assert capsys.readouterr().out == by_code
    assert by_code.startswith("PC301 double-normalization (error)\n\nThe picture is normalised twice.\n")


def test_rules_lists_every_rule(capsys):
    from pipecheck.rules import every

    assert main(["rules"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == sorted(rule.code for rule in every())


def test_diff_statuses(here, capsys):
    write(here, config(), calibration=TRAINING)
    assert main(["diff", "training.py:t", "calibration.py:t"]) == 0
    assert capsys.readouterr().out.startswith("the same tensor\n")
    write(here, config(input_type_train="bgr"))
    assert main(["diff", "training.py:t", "config.yaml", "--format", "json"]) == 1
    aspects = json.loads(capsys.readouterr().out)["aspects"]
    assert {name: aspect["verdict"] for name, aspect in aspects.items()} == {
        "decode": "unverifiable", "geometry": "unverifiable", "color": "different",
        "values": "different", "layout": "same", "dtype": "same",
    }  # fmt: skip


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(command in told for command in ("check", "lint", "diff", "explain", "rules", "demo"))
    assert "exit status" in told


def test_a_closed_pipe_is_quiet(here):
    write(here, config(input_type_train="bgr"))
    run = subprocess.run(
        f"{sys.executable} -m pipecheck check --format text | true", shell=True, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""


def test_the_module_can_be_run(here):
    write(here, config())
    run = subprocess.run([sys.executable, "-m", "pipecheck", "check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0
    assert run.stdout.startswith("clean: ")


def test_any_locale_will_do(here):
    write(here, config(input_type_train="bgr"))
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    run = subprocess.run([sys.executable, "-m", "pipecheck", "check"], capture_output=True, text=True, check=False, env=environment)
    assert run.returncode == 1
    assert run.stderr == ""


def test_one_file_that_cannot_be_read_does_not_hide_the_others(here, capsys):
    (here / "bad.yaml").write_text("a: [1", encoding="utf-8")
    (here / "good.yaml").write_text(config(input_type_train="gray"), encoding="utf-8")
    assert main(["lint", "bad.yaml", "good.yaml"]) == 2
    told = capsys.readouterr()
    assert "error PC202" in told.out
    assert told.err.startswith("pipecheck: bad.yaml:2:1: not YAML")


def test_a_report_never_replaces_what_it_is_about(here, capsys):
    write(here, config())
    before = (here / "config.yaml").read_text(encoding="utf-8")
    assert main(["check", "--output", "config.yaml"]) == 2
    assert (here / "config.yaml").read_text(encoding="utf-8") == before


def test_a_report_never_replaces_a_model(here, capsys):
    write(here, config())
    before = (here / "model.onnx").read_bytes()
    assert main(["check", "--output", "model.onnx"]) == 2
    assert capsys.readouterr().err == "pipecheck: model.onnx: is no text, and would be overwritten by the report\n"
    assert (here / "model.onnx").read_bytes() == before


def test_a_report_replaces_neither_the_manifest_nor_a_source(here, capsys):
    write(here, config())
    (here / "pipecheck.toml").write_text('config = "config.yaml"\n', encoding="utf-8")
    (here / "train.py").write_text(
        "from torchvision import transforms as T\nval = T.Compose([T.ToTensor()])\ndef build(x):\n    return val\n", encoding="utf-8"
    )
    for name, source in (("pipecheck.toml", "train.py:val"), ("train.py", "train.py:val"), ("train.py", "train.py:build('a:b')")):
        before = (here / name).read_text(encoding="utf-8")
        assert main(["check", "--training", source, "--output", name]) == 2
        assert capsys.readouterr().err == f"pipecheck: {name}: is what was checked, and would be overwritten by the report\n"
        assert (here / name).read_text(encoding="utf-8") == before


def test_a_name_that_no_file_can_have_is_one_line(here, capsys):
    assert main(["diff", "x" * 5000 + ".py:val", "a.yaml"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("arguments", ["rules", "check", "demo --format json"])
@pytest.mark.parametrize("stream", ["/dev/full", "&-"])
def test_an_output_that_takes_nothing_is_one_line(here, arguments, stream):
    write(here, config())
    run = subprocess.run(f"{sys.executable} -m pipecheck {arguments} >{stream}", shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in run.stderr
    assert run.returncode == (2 if stream == "/dev/full" else 0)

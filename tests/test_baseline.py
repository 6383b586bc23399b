"""Leaving what is found for later: by comments and by a baseline."""

import json

import pytest
from projects import RAW, config, write

from pipecheck import api
from pipecheck.cli import main

WHY = "# pipecheck: ignore[PC201] swapped in the export"


def project(folder, yaml, **said):
    return write(folder, yaml, calibration=RAW, **said)


def codes(report):
    return [each.code for each in report.findings if each.severity > 0]


def test_a_comment_in_the_yaml_ignores_its_line(tmp_path):
    yaml = config(input_type_train="bgr", mean_value="103.53 116.28 123.675", scale_value="0.01742919 0.017507 0.01712475")
    assert codes(api.check(project(tmp_path, yaml))) == ["PC201"]
    report = api.check(project(tmp_path, yaml.replace("input_type_train: bgr", f"input_type_train: bgr  {WHY}")))
    assert codes(report) == []
    assert [(each.finding.code, each.reason) for each in report.ignored] == [("PC201", "swapped in the export")]
    assert codes(api.lint([tmp_path / "config.yaml"])) == []


def test_a_comment_that_ignores_nothing_is_told(tmp_path):
    report = api.check(project(tmp_path, config().replace("input_type_train: rgb", f"input_type_train: rgb  {WHY}")))
    assert [(each.code, each.origin.line) for each in report.findings if each.severity > 0] == [("PC002", 7)]


def test_a_comment_without_a_reason_is_told_and_ignores_nothing(tmp_path):
    yaml = config(input_type_train="bgr", mean_value="103.53 116.28 123.675", scale_value="0.01742919 0.017507 0.01712475")
    report = api.check(project(tmp_path, yaml.replace("input_type_train: bgr", "input_type_train: bgr  # pipecheck: ignore[PC201]")))
    assert sorted(codes(report)) == ["PC002", "PC201"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    yaml = config(input_type_train="bgr", mean_value="103.53 116.28 123.675", scale_value="0.01742919 0.017507 0.01712475")
    monkeypatch.chdir(project(tmp_path, yaml))
    return tmp_path


def test_only_what_is_new_is_told(here, capsys):
    assert main(["check"]) == 1
    assert main(["baseline", "create"]) == 0
    assert "wrote pipecheck-baseline.json: " in capsys.readouterr().out
    assert main(["check", "--baseline", "pipecheck-baseline.json"]) == 0
    (here / "config.yaml").write_text((here / "config.yaml").read_text().replace("nv12", "nv21"))
    assert main(["check", "--baseline", "pipecheck-baseline.json"]) == 1


def test_the_manifest_may_name_it(here):
    main(["baseline", "create"])
    manifest = here / "pipecheck.toml"
    manifest.write_text('baseline = "pipecheck-baseline.json"\n' + manifest.read_text())
    assert api.check(here).status == 0
    assert api.check(here, baseline=False).status == 1


def test_what_is_mended_is_told_and_pruned(here, capsys):
    main(["baseline", "create"])
    (here / "config.yaml").write_text(config())
    found = api.check(here, baseline="pipecheck-baseline.json")
    assert codes(found) == ["PC002"]
    capsys.readouterr()
    assert main(["baseline", "prune"]) == 0
    assert "1 dropped" in capsys.readouterr().out
    assert "PC201" not in {each["code"] for each in json.loads((here / "pipecheck-baseline.json").read_text())["findings"]}
    assert codes(api.check(here, baseline="pipecheck-baseline.json")) == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["baseline", "prune"], "pipecheck-baseline.json: no such baseline"),
        (["baseline", "create", "--output", "config.yaml"], "config.yaml: is what was checked"),
        (["check", "--baseline", "missing.json"], "missing.json: no such file"),
    ],
)
def test_what_cannot_be_done_is_one_line(here, capsys, arguments, complaint):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert complaint in err

"""What a team copies into its repository works: the hook for pre-commit, the action and the workflow for GitHub."""

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from parsed_back import back
from projects import config, write

from pipecheck.cli import main

ROOT = Path(__file__).parents[1]
ACTION = ROOT / ".github" / "actions" / "pipecheck" / "action.yml"
WORKFLOW = ROOT / "docs" / "github" / "workflow.yml"
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STEPS = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
COMPOSE = "services:\n  web:\n    image: nginx\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("files", "status", "told"),
    [
        pytest.param({"a.yaml": config()}, 0, "no findings", id="clean"),
        pytest.param({"a.yaml": config(input_type_train="gray")}, 1, "a.yaml:6:18: error PC202", id="a mistake"),
        pytest.param({"compose.yml": COMPOSE}, 0, "no findings", id="nothing of ours"),
        pytest.param({"compose.yml": COMPOSE, "a.yaml": config()}, 0, "no findings", id="ours among others"),
        pytest.param({"list.yaml": "- 1\n", "e.yaml": "", "a.yaml": config(input_type_train="gray")}, 1, "error PC202", id="among others"),
        pytest.param({"a.yaml": "input_parameters: ["}, 2, "", id="ours, but broken"),
        pytest.param({"broken.yaml": "a: [", "a.yaml": config()}, 0, "no findings", id="another one that is broken"),
    ],
)  # fmt: skip
def test_the_hook(here, capsys, files, status, told):
    for name, content in files.items():
        (here / name).write_text(content, encoding="utf-8")
        assert re.search(HOOK["files"], name)
    program, *words = shlex.split(HOOK["entry"])
    assert program == "pipecheck"
    assert main([*words, *files]) == status
    assert told in capsys.readouterr().out


def test_the_hook_is_installed_with_its_command():
    assert HOOK["language"] == "python"
    assert HOOK["types"] == ["yaml"]
    assert f'\n{HOOK["entry"].split()[0]} = "pipecheck.cli:main"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_pre_commit_takes_the_manifest():
    pytest.importorskip("pre_commit")
    from pre_commit.clientlib import load_manifest

    assert [hook["id"] for hook in load_manifest(ROOT / ".pre-commit-hooks.yaml")] == ["pipecheck"]


def test_the_action_hands_every_input_over():
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    handed = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", "".join(STEPS[1]["env"].values()))
    assert handed == list(action["inputs"])
    assert all("default" in each and each["description"] for each in action["inputs"].values())
    assert all("${{" not in step["run"] for step in STEPS)  # where a name could be run
    assert all(f'"${name}"' in STEPS[1]["run"] or f"${name}" in STEPS[1]["run"] for name in STEPS[1]["env"])


def test_the_action_installs_the_checkout_that_it_lies_in():
    (place,) = re.findall(r'"(\$GITHUB_ACTION_PATH[^"]*)"', STEPS[0]["run"])
    assert Path(place.replace("$GITHUB_ACTION_PATH", str(ACTION.parent))).resolve() == ROOT


@pytest.mark.skipif(sys.platform == "win32", reason="the shell is another there")
@pytest.mark.parametrize(
    ("yaml_", "inputs", "status"),
    [
        pytest.param(config(), {}, 0, id="clean"),
        pytest.param(config(input_type_train="bgr"), {"SARIF": "out file.sarif"}, 1, id="a mistake"),
        pytest.param(config(input_type_train="bgr"), {"IGNORE": "PC201"}, 0, id="ignored"),
        pytest.param(config(input_type_train="bgr"), {"SELECT": "PC3"}, 0, id="not selected"),
        pytest.param(config(mean_value="123.68 116.779 103.939"), {"FAIL_ON": "warning"}, 1, id="warnings count"),
        pytest.param(config(), {"TARGET": "nowhere.yaml"}, 2, id="nothing there"),
        pytest.param(config(), {"TARGET": "$(touch ran)"}, 2, id="no name is run"),
    ],
)
def test_the_step_of_the_action(here, yaml_, inputs, status):
    write(here, yaml_)
    (here / "summary").touch()
    given = {"TARGET": ".", "FAIL_ON": "error", "SELECT": "", "IGNORE": "", "SARIF": "", **inputs}
    environment = {**os.environ, **given, "GITHUB_STEP_SUMMARY": str(here / "summary"), "GITHUB_OUTPUT": str(here / "output")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[1]["run"]]
    run = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == status
    assert (here / "output").read_text(encoding="utf-8") == f"status={status}\n"
    assert not (here / "ran").exists()
    if status < 2:
        summary = (here / "summary").read_text(encoding="utf-8")
        assert summary.startswith("### pipecheck: ")
        assert [each[0] for each in back(summary, "markdown")] == [each[0] for each in back(run.stdout, "github")]
    if given["SARIF"]:
        assert [each[0] for each in back((here / given["SARIF"]).read_text(encoding="utf-8"), "sarif")] == ["PC201"]


def test_the_workflow_uses_the_action():
    (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    (step,) = (step for step in job["steps"] if "actions/pipecheck@" in step["uses"])
    assert step["uses"].split("@")[0].endswith(str(ACTION.parent.relative_to(ROOT)))
    assert set(step["with"]) <= set(yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"])
    (upload,) = (step for step in job["steps"] if "upload-sarif@" in step["uses"])
    assert upload["with"]["sarif_file"] == step["with"]["sarif"]


@pytest.mark.peers
@pytest.mark.parametrize(("file", "schema"), [(ACTION, "github-actions"), (WORKFLOW, "github-workflows")], ids=["action", "workflow"])
def test_as_the_schemas_of_github_say(file, schema):
    found = importlib.util.find_spec("check_jsonschema")
    if found is None:
        pytest.skip("check-jsonschema is not installed")
    said = json.loads((Path(found.origin).parent / "builtin_schemas" / "vendor" / f"{schema}.json").read_text(encoding="utf-8"))
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    wanted = {"on" if key is True else key: value for key, value in content.items()}  # which YAML 1.1 takes for yes
    jsonschema.Draft7Validator(said).validate(wanted)

"""What a team copies into its repository works: the hook for pre-commit, the action and the workflow for GitHub."""

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

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
SAID = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
STEPS = SAID["runs"]["steps"]
DEFAULTS = {name: each["default"] for name, each in SAID["inputs"].items()}
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
HOOKS = [dedent(block) for block in re.findall(r"^ *```yaml\n( *repos:.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)]
"""What is to be copied into a .pre-commit-config.yaml."""
posix = pytest.mark.skipif(sys.platform == "win32", reason="the shell is another there")
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
    handed = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", "".join(STEPS[1]["env"].values()))
    assert handed == list(SAID["inputs"])
    assert all("default" in each and each["description"] for each in SAID["inputs"].values())
    assert all("${{" not in step["run"] for step in STEPS)  # where a name could be run
    assert all(f'"${name}"' in STEPS[1]["run"] or f"${name}" in STEPS[1]["run"] for name in STEPS[1]["env"])


def test_the_action_installs_the_checkout_that_it_lies_in():
    (place,) = re.findall(r'"(\$GITHUB_ACTION_PATH[^"]*)"', STEPS[0]["run"])
    assert Path(place.replace("$GITHUB_ACTION_PATH", str(ACTION.parent))).resolve() == ROOT


def step(number, folder, **inputs):
    """Runs a step of the action in *folder* as a runner does, with the action's *inputs* by their names."""
    given = {**DEFAULTS, **inputs}
    said = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], word)
        for name, word in STEPS[number].get("env", {}).items()
    }
    (folder / "summary").touch()
    runner = {
        "GITHUB_ACTION_PATH": str(ACTION.parent),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    assert STEPS[number]["shell"] == "bash"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[number]["run"]]
    return subprocess.run(command, cwd=folder, env={**os.environ, **runner, **said}, capture_output=True, text=True, check=False)


@posix
@pytest.mark.parametrize(
    ("yaml_", "inputs", "status"),
    [
        pytest.param(config(), {}, 0, id="clean"),
        pytest.param(config(input_type_train="bgr"), {"sarif": "out file.sarif"}, 1, id="a mistake"),
        pytest.param(config(input_type_train="bgr"), {"ignore": "PC201"}, 0, id="ignored"),
        pytest.param(config(input_type_train="bgr"), {"select": "PC3"}, 0, id="not selected"),
        pytest.param(config(mean_value="123.68 116.779 103.939"), {}, 0, id="warnings do not count"),
        pytest.param(config(mean_value="123.68 116.779 103.939"), {"fail-on": "warning"}, 1, id="warnings count"),
        pytest.param(config(), {"path": "nowhere.yaml"}, 2, id="nothing there"),
        pytest.param(config(), {"path": "$(touch ran)"}, 2, id="no name is run"),
    ],
)
def test_the_step_of_the_action(here, yaml_, inputs, status):
    write(here, yaml_)
    run = step(1, here, **inputs)
    assert run.returncode == status
    assert (here / "output").read_text(encoding="utf-8") == f"status={status}\n"
    assert not (here / "ran").exists()
    if status < 2:
        summary = (here / "summary").read_text(encoding="utf-8")
        assert summary.startswith("### pipecheck: ")
        assert [each[0] for each in back(summary, "markdown")] == [each[0] for each in back(run.stdout, "github")]
    if "sarif" in inputs:
        assert [each[0] for each in back((here / inputs["sarif"]).read_text(encoding="utf-8"), "sarif")] == ["PC201"]


@posix
def test_the_action_leaves_it_to_the_project_what_counts(here):
    write(here, config(mean_value="123.68 116.779 103.939"))
    manifest = (here / "pipecheck.toml").read_text(encoding="utf-8")
    (here / "pipecheck.toml").write_text(f'fail_on = "warning"\n{manifest}', encoding="utf-8")
    assert step(1, here).returncode == 1
    assert step(1, here, **{"fail-on": "error"}).returncode == 0


@posix
def test_the_action_installs_what_it_then_runs(here, monkeypatch):
    pytest.importorskip("hatchling")  # which pip fetches where there is a network
    for name, word in {"NO_DEPS": "1", "NO_BUILD_ISOLATION": "0", "NO_INDEX": "1", "TARGET": str(here / "site")}.items():
        monkeypatch.setenv(f"PIP_{name}", word)  # into a folder of its own, from what is here
    run = step(0, here)
    assert run.returncode == 0, run.stderr
    assert (here / "site" / "pipecheck" / "cli" / "__init__.py").is_file()
    assert (here / "site" / "pipecheck_transformers" / "__init__.py").is_file()
    words = [sys.executable, "-c", "import pipecheck; print(pipecheck.__file__)"]
    found = subprocess.run(words, cwd=here, env={**os.environ, "PYTHONPATH": "site"}, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(here / "site")


@posix
def test_the_step_of_the_workflow_writes_what_is_uploaded(here):
    (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    (uses,) = (each for each in job["steps"] if "actions/pipecheck@" in each["uses"])
    (upload,) = (each for each in job["steps"] if "upload-sarif@" in each["uses"])
    (here / uses["with"]["path"]).mkdir()
    write(here / uses["with"]["path"], config(input_type_train="bgr"))
    assert step(1, here, **uses["with"]).returncode == 1
    (found,) = json.loads((here / upload["with"]["sarif_file"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "deploy/config.yaml"


def test_one_place_says_what_to_replace():
    _, _, place = PAGE.partition("## Where it comes from\n")
    table = "".join(line for line in place.partition("\n## ")[0].splitlines() if line.startswith("|"))
    (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    ((action, tag),) = (each["uses"].split("/.github/actions/pipecheck@") for each in job["steps"] if "actions/pipecheck@" in each["uses"])
    (remote,) = (repo for each in HOOKS for repo in yaml.safe_load(each)["repos"] if repo["repo"] != "local")
    assert remote["hooks"][0]["id"] == HOOK["id"]
    assert all(f"`{word}`" in table for word in (action, tag, remote["repo"], remote["rev"]))
    others = [path for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")) if path != ROOT / "docs" / "ci.md"]
    assert not [path for path in others if action in path.read_text(encoding="utf-8") or remote["repo"] in path.read_text(encoding="utf-8")]


def test_local_hooks_are_the_hook():
    local = [hook for each in HOOKS for repo in yaml.safe_load(each)["repos"] if repo["repo"] == "local" for hook in repo["hooks"]]
    assert [hook["language"] for hook in local] == ["system", "python"]
    assert all(hook[key] == HOOK[key] for hook in local for key in ("id", "name", "entry", "types"))


@pytest.mark.parametrize("block", HOOKS, ids=lambda block: "local" if "local" in block else "remote")
def test_pre_commit_takes_what_is_to_be_copied(here, block):
    pytest.importorskip("pre_commit")
    from pre_commit.clientlib import load_config

    (here / ".pre-commit-config.yaml").write_text(block, encoding="utf-8")
    assert load_config(".pre-commit-config.yaml")["repos"][0]["hooks"][0]["id"] == "pipecheck"


@posix
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize(("yaml_", "status", "told"), [(config(), 0, "Passed"), (config(input_type_train="gray"), 1, "error PC202")])
def test_pre_commit_runs_the_local_hook(here, yaml_, status, told):
    pytest.importorskip("pre_commit")
    (here / "config.yaml").write_text(yaml_, encoding="utf-8")
    (here / "compose.yml").write_text(COMPOSE, encoding="utf-8")
    (here / ".pre-commit-config.yaml").write_text(next(each for each in HOOKS if "language: system" in each), encoding="utf-8")
    environment = {**os.environ, "PRE_COMMIT_HOME": str(here / "cache"), "HOME": str(here), "GIT_CONFIG_GLOBAL": os.devnull}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    for words in (["git", "init", "--quiet"], ["git", "add", "config.yaml", "compose.yml"]):
        subprocess.run(words, cwd=here, env=environment, check=True)
    words = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"]
    run = subprocess.run(words, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == status, run.stdout
    assert told in run.stdout


def test_the_workflow_uses_the_action():
    (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    (step,) = (step for step in job["steps"] if "actions/pipecheck@" in step["uses"])
    assert step["uses"].split("@")[0].endswith(str(ACTION.parent.relative_to(ROOT)))
    assert set(step["with"]) <= set(SAID["inputs"])
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

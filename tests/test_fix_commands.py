"""The command that a finding shows mends it: every one is pasted as it stands, and the finding is gone."""

import contextlib
import json
import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pages import Page
from PIL import Image
from projects import config, model, write
from test_cases import STORIES, assemble

from pipecheck import api, demo
from pipecheck.cli import main
from pipecheck.findings import Edit, Fix
from pipecheck.report import jsonformat, terminal, text
from pipecheck.report.html import page
from pipecheck.report.machines import markdown

GRAY = "from torchvision import transforms\n\nt = transforms.Compose([transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.5] * 3)])\n"
UNIFORM = {"mean_value": "127.5", "scale_value": "0.0078431373"}
MENDED = {
    "bgr-with-the-mean-of-rgb": "pipecheck fix config.yaml --select PC206 --unsafe",
    "constants-of-0-1-on-pixels": "pipecheck fix config.yaml --select PC305 --unsafe",
    "nv12-of-opencv-taken-for-full-range": "pipecheck fix pipecheck.toml --select PC204 --unsafe",
    "std-pasted-as-scale": "pipecheck fix config.yaml --select PC304 --unsafe",
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def offered(report):
    """The findings of *report* that an edit mends, each with its command."""
    return [(finding, finding.fix.command) for finding in report.findings if finding.fix is not None]


def paste(command):
    """What the shell would run."""
    program, *words = shlex.split(command)
    assert program == "pipecheck"
    return main(words)


def mends(look, *commands):
    """Runs every command that the report which *look* gives shows, until there are no more; these are they."""
    pasted = []
    while found := offered(look()):
        finding, command = found[0]
        assert paste(command) == 0
        assert (finding.code, finding.origin) not in [(each.code, each.origin) for each in look().findings]
        pasted.append(command)
    assert pasted == list(commands)


@pytest.mark.parametrize("form", ["wrong", "right"])
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("how", ["check", "lint"])
def test_what_is_mended_in_the_stories(story, form, how, here):
    assemble(story, form, here)
    named = sorted(Path().glob("*.toml")) or [Path("config.yaml")]
    expected = [MENDED[story]] if form == "wrong" and story in MENDED else []
    for path in named:
        mends((lambda path=path: api.check(path)) if how == "check" else (lambda path=path: api.lint([path])), *expected)


def test_what_is_mended_in_the_demo(here):
    demo.write(here)
    mends(lambda: api.lint(["."]), "pipecheck fix --select PC201 --unsafe")


@pytest.mark.parametrize(
    ("name", "target"),
    [
        pytest.param("my config.yaml", "'my config.yaml'", id="a space"),
        pytest.param("it's.yaml", "'it'\"'\"'s.yaml'", id="a quote"),
        pytest.param("配置.yaml", "'配置.yaml'", id="Chinese"),
        pytest.param("-a.yaml", "./-a.yaml", id="a dash"),
        pytest.param("$(touch x);`touch x`.yaml", "'$(touch x);`touch x`.yaml'", id="what a shell would run"),
        pytest.param("deploy/a.yaml", "deploy/a.yaml", id="in a folder"),
    ],
)
def test_a_path_is_one_word_for_the_shell(here, name, target):
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(config(input_type_train="bgr"), encoding="utf-8")
    mends(lambda: api.lint([name]), f"pipecheck fix {target} --select PC206 --unsafe")
    assert not Path("x").exists()


def test_a_shell_takes_it(here):
    Path("my config.yaml").write_text(config(input_type_train="bgr"), encoding="utf-8")
    ((_, command),) = offered(api.lint(["my config.yaml"]))
    program = f'pipecheck() {{ "{sys.executable}" -m pipecheck "$@"; }}\n{command}\n'
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(["sh", "-c", program], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path})
    assert done.stdout == "mended my config.yaml\n"
    assert api.lint(["my config.yaml"]).findings == ()


@pytest.mark.parametrize("asked", ["deploy", "deploy/pyproject.toml"])
def test_the_project_is_the_one_that_was_checked(here, asked):
    """Not its YAML, beside which no manifest lies."""
    write(here, config(input_type_train="bgr", **UNIFORM), training=GRAY)
    Path("deploy").mkdir()
    Path("deploy/pyproject.toml").write_text(
        '[tool.pipecheck]\nconfig = "../config.yaml"\n[tool.pipecheck.training]\nsource = "../training.py:t"\n', encoding="utf-8"
    )
    Path("pipecheck.toml").unlink()
    mends(lambda: api.check(asked, select="PC201"), f"pipecheck fix {asked} --select PC201 --unsafe")


def test_sources_that_were_named_are_named_again(here):
    Path("config.yaml").write_text(config(input_type_train="bgr", **UNIFORM), encoding="utf-8")
    Path("my train.py").write_text(GRAY, encoding="utf-8")
    sources = {"training": "my train.py:t"}
    command = "pipecheck fix config.yaml --select PC201 '--training=my train.py:t' --unsafe"
    mends(lambda: api.check("config.yaml", **sources, select="PC201"), command)


def test_what_rests_on_a_live_object_has_no_command(here):
    """No command line can hand it over; what rests on the YAML alone has one."""
    write(here, config("nash-e", input_type_train="bgr", **UNIFORM), training=None)
    report = api.check(".", train=_trained, select="PC201, PC506")
    commands = {each.code: command for each, command in offered(report)}
    assert commands == {"PC201": None, "PC506": "pipecheck fix --select PC506 --safe"}


def _trained(path):
    picture = np.asarray(Image.open(path).convert("RGB"), np.float32)
    return ((picture - 127.5) / 127.5).transpose(2, 0, 1)


def test_what_the_model_says_is_mended_too(here):
    write(here, config(input_name="dta"), training=None)
    (here / "model.onnx").write_bytes(model("data"))
    mends(lambda: api.check(".", select="PC510"), "pipecheck fix --select PC510 --unsafe")
    assert "input_name: data\n" in (here / "config.yaml").read_text(encoding="utf-8")


def test_only_what_was_selected_is_mended(here):
    Path("config.yaml").write_text(config(march="nash-e", mean_values="1"), encoding="utf-8")
    before = [each.code for each in api.lint(["config.yaml"]).findings]
    assert set(before) >= {"PC501", "PC506"}
    assert paste("pipecheck fix config.yaml --select PC506 --safe") == 0
    assert [each.code for each in api.lint(["config.yaml"]).findings] == [code for code in before if code != "PC506"]


@pytest.mark.parametrize("words", range(2, 6))
def test_half_a_command_changes_nothing(here, words, capsys):
    """A line that breaks where it is pasted."""
    before = config(input_type_train="bgr")
    Path("config.yaml").write_text(before, encoding="utf-8")
    ((_, command),) = offered(api.lint(["config.yaml"]))
    part = shlex.split(command)[1:words]
    with contextlib.suppress(SystemExit):  # an option without its value
        main(part)
    assert Path("config.yaml").read_text(encoding="utf-8") == before
    assert "mended" not in capsys.readouterr().out


def test_every_format_for_people_shows_it(here):
    Path("a`b|c.yaml").write_text(config(input_type_train="bgr"), encoding="utf-8")
    report = api.lint(["a`b|c.yaml"])
    command = "pipecheck fix 'a`b|c.yaml' --select PC206 --unsafe"
    assert f"\n    reverse the numbers: {command}\n" in text.render(report)
    assert f"\n  reverse the numbers: {command}\n" in terminal.render(report, width=100, color=False)
    assert f". reverse the numbers: ``{command}``\n" in markdown.render(report)
    assert ("kbd", command) in Page(page.render(report)).texts
    assert [each["fix"]["command"] for each in json.loads(jsonformat.render(report))["findings"]] == [command]


def test_the_label_says_what_the_hint_does_not(here):
    write(here, config(input_type_train="bgr", **UNIFORM), training=GRAY)
    lines = text.render(api.check(".", select="PC201")).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("    fix: set input_type_train: rgb"))
    assert lines[first + 1] == "    run: pipecheck fix --select PC201 --unsafe"


@pytest.mark.parametrize(
    "command", [None, "pipecheck fix 'a\x1b[31m.yaml'", "pipecheck fix 'a\nrm b'", "pipecheck fix 'a\u202e.yaml'", "a\udcff"]
)
def test_what_cannot_be_shown_as_it_is_is_not_shown(here, command):
    """Signs in place of letters would name another file."""
    Path("config.yaml").write_text(config(input_type_train="bgr"), encoding="utf-8")
    report = api.lint(["config.yaml"])
    (finding,) = report.findings
    told = replace(report, findings=(replace(finding, fix=Fix("do it", False, (Edit(Path("a"), 1, 1, 1, "b"),), command)),))
    shown = [render(told) for render in (text.render, markdown.render, page.render)]
    assert not [each for each in (*shown, terminal.render(told, width=80, color=False)) if "do it" in each or "kbd>" in each]


@pytest.mark.parametrize("columns", [40, 60, 200])
def test_a_terminal_breaks_no_command(here, columns):
    folder = Path("a" * 60, "b c" * 20)
    folder.mkdir(parents=True)
    path = folder / "config.yaml"
    path.write_text(config(input_type_train="bgr"), encoding="utf-8")
    report = api.lint([path])
    ((_, command),) = offered(report)
    lines = terminal.render(report, width=columns, color=False).splitlines()
    assert f"  reverse the numbers: {command}" in lines
    assert max(len(line) for line in lines if command not in line) <= columns


def test_of_two_projects_each_is_named(here):
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text(config(input_type_train="bgr"), encoding="utf-8")
    report = api.lint(["a.yaml", "b.yaml"])
    assert [command for _, command in offered(report)] == [f"pipecheck fix {name}.yaml --select PC206 --unsafe" for name in "ab"]

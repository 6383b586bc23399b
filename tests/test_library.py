"""The library: every public name says in an example what it gives, and everything that commands do is a call."""

import ast
import doctest
import importlib.util
import inspect
import io
import json
import re
import shutil
from pathlib import Path

import pytest
import storied

import pipecheck
from pipecheck.cli import main
from pipecheck.cli.parser import COMMANDS
from pipecheck.rules.rule import Rule

ROOT = Path(__file__).parents[1]
PUBLIC = sorted(pipecheck._PUBLIC)
GIVEN = {"pipecheck": pipecheck, "Path": Path, "json": json}
"""What examples take for granted."""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return storied.project(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def project(written, tmp_path, monkeypatch):
    folder = shutil.copytree(written, tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


def summary(thing):
    """The first paragraph of what is written about *thing*."""
    return inspect.getdoc(thing).partition("\n\n")[0]


@pytest.mark.parametrize("name", ["__doc__", *PUBLIC])
def test_the_example_of_a_public_name_gives_what_it_says(project, name):
    thing = pipecheck if name == "__doc__" else getattr(pipecheck, name)
    example = doctest.DocTestParser().get_doctest(inspect.getdoc(thing), dict(GIVEN), name, None, None)
    assert any(each.want for each in example.examples)
    assert not any(each.options for each in example.examples)
    complaints = io.StringIO()
    doctest.DocTestRunner().run(example, out=complaints.write)
    assert complaints.getvalue() == ""


@pytest.mark.parametrize("name", PUBLIC)
def test_no_module_takes_the_place_of_a_public_name(name):
    assert importlib.util.find_spec(f"pipecheck.{name}") is None  # an import of it would


def test_every_public_name_is_typed():
    source = ast.parse(Path(pipecheck.__file__).read_text(encoding="utf-8"))
    seen = {alias.name: node.module for node in ast.walk(source) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert {name: seen[name] for name in PUBLIC} == pipecheck._PUBLIC


def test_a_report_in_a_format_that_nobody_knows():
    with pytest.raises(pipecheck.PipecheckError, match=r"a report is written as one of text, json, html, .* not 'pdf'"):
        pipecheck.Report().to("pdf")


PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `pipecheck (.*?)` \| (.*?) \|$", PAGE, re.MULTILINE)
CALLS = [(command, call.strip("`")) for command, call in ROWS if call.startswith("`")]
BEFORE = {
    "prepare --to new --verify": ["prepare", "--to", "new", "--count", "3"],
    "baseline prune": ["baseline", "create", "--output", "pipecheck-baseline.json"],
}
"""What a command needs that was run before."""


def test_every_command_has_a_row():
    assert {command.split()[0] for command, _ in ROWS} == set(COMMANDS)
    assert {command.split()[0] for command, call in ROWS if call.startswith("none: ")} == {"watch", "demo", "completion"}
    assert all(call.startswith(("`pipecheck.", "`str(pipecheck.", "none: ")) for _, call in ROWS)
    named = {name for _, call in CALLS for name in re.findall(r"\bpipecheck\.(\w+)", call)}
    functions = {name for name in PUBLIC if inspect.isfunction(getattr(pipecheck, name))}
    assert functions <= named
    assert storied.BOARD.strip() in PAGE


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def both(written, tmp_path, monkeypatch):
    """Goes to one of two copies of the project, which differ in nothing but their place."""
    for name in ("command", "call"):
        shutil.copytree(written, tmp_path / name / "project")

    def go(name):
        monkeypatch.chdir(tmp_path / name / "project")
        return tmp_path / name / "project"

    return go


@pytest.mark.parametrize(("command", "call"), CALLS, ids=[command for command, _ in CALLS])
def test_a_command_and_its_call_give_the_same(both, capsys, command, call):
    before = BEFORE.get(command)
    here = both("command")
    assert before is None or main(before) == 0
    capsys.readouterr()
    assert main(command.split()) in (0, 1)
    printed = capsys.readouterr().out
    there = both("call")
    assert before is None or main(before) == 0
    value = eval(call, dict(GIVEN))
    if "--format" in command or command == "fix":
        assert printed.rstrip("\n") == value.rstrip("\n")
    elif isinstance(value, str):
        assert value in printed
    elif isinstance(value, tuple):
        assert all(_named(each) in printed for each in value)
    assert files(there) == files(here)


def _named(value):
    """What a command prints of *value*: a rule, or the calibration files of an input."""
    return f"{value.code}  " if isinstance(value, Rule) else f"{value.job.folder}"


def test_the_examples_on_the_page(project):
    for number, block in enumerate(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)):
        example = doctest.DocTestParser().get_doctest(block, {}, f"library.md {number}", None, None)
        complaints = io.StringIO()
        doctest.DocTestRunner().run(example, out=complaints.write)
        assert complaints.getvalue() == ""

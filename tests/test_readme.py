"""The README does what it says: every console and Python example is run."""

import doctest
import io
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from projects import beside, config

from pipecheck import demo
from pipecheck.cli import main
from pipecheck.gather.project import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def console_examples():
    for block in blocks("console"):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            yield pytest.param(command, output, id=command)


@pytest.fixture
def project(tmp_path, monkeypatch):
    demo.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("command", "output"), list(console_examples()))
def test_a_command_prints_what_the_readme_shows(project, command, output):
    printed = io.StringIO()
    program, *arguments = shlex.split(command)
    assert program == "pipecheck"
    with redirect_stdout(printed), redirect_stderr(printed):
        main(arguments)
    assert printed.getvalue() == output


@pytest.mark.parametrize("block", blocks("pycon"), ids=lambda block: block.split("\n")[0])
def test_python_examples(tmp_path, monkeypatch, block):
    picture = next((ROOT / "fixtures" / "pictures").rglob("*420*.jpg"))
    (tmp_path / "pictures").mkdir()
    for name in ("picture.jpg", "pictures/a.jpg", "pictures/b.jpg"):
        shutil.copy(picture, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    from pipecheck_transformers import Chain

    example = doctest.DocTestParser().get_doctest(block, {"Chain": Chain}, "README", "README.md", 0)
    complaints = io.StringIO()
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=complaints.write)
    assert complaints.getvalue() == ""


def test_the_tests_in_the_readme_can_fail_and_pass(tmp_path):
    (block,) = blocks("python")
    (tmp_path / "test_pipeline.py").write_text(block, encoding="utf-8")
    (tmp_path / "train.py").write_text("from pipecheck_transformers import Chain, readers\nval_transform = Chain([], read=readers.pil())\n")
    (tmp_path / "board.py").write_text("from PIL import Image\n\n\ndef preprocess(path):\n    return Image.open(path).convert('RGB')\n")
    (tmp_path / "pictures").mkdir()
    shutil.copy(next((ROOT / "fixtures" / "pictures").rglob("*420*.jpg")), tmp_path / "pictures")
    plain = config(norm_type="no_preprocess", mean_value=None, scale_value=None)
    # The first run has nothing to compare golden tensors with; in the last one, the YAML normalises what training does not.
    for yaml, passed in ((plain, 2), (plain, 3), (config(), 2)):
        (tmp_path / "config.yaml").write_text(yaml, encoding="utf-8")
        beside(tmp_path, yaml)
        pytest_of_it = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-o", "pythonpath=.", "--rootdir", "."]
        run = subprocess.run(pytest_of_it, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert f"{passed} passed" in run.stdout, run.stdout


def test_the_manifest_in_the_readme_is_the_one_of_the_demo():
    assert blocks("toml")[0] == demo.FILES["pipecheck.toml"]


def test_the_evaluation_in_the_readme_is_understood(tmp_path):
    (tmp_path / "pipecheck.toml").write_text(blocks("toml")[1], encoding="utf-8")
    found = load(tmp_path).roads["evaluation"]
    assert (found.images, found.judging.expected.written, found.judging.quantized.value) == ("data/val", "0.868", 0.741)


def test_each_set_up_is_one_line():
    try_it, test_it = blocks("sh")
    assert try_it.count("\n") == test_it.count("\n") == 1
    assert try_it.rstrip().endswith("pipecheck demo")
    assert "pytest" in test_it


def test_every_file_that_the_readme_links_to_exists():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []


def test_every_command_is_in_the_table():
    from pipecheck.cli.parser import parser

    commands = next(action.choices for action in parser()._actions if action.choices)
    assert {re.match(r"pipecheck (\w+)", row)[1] for row in re.findall(r"^\| `(pipecheck .*?)`", README, re.MULTILINE)} == set(commands)

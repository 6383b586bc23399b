"""Where pipecheck runs is not always a kind place: streams are closed, the disk is full, others write to the same files."""

import ast
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prepared import project
from projects import config

from pipecheck import saving
from pipecheck.cli import main

POSIX = pytest.mark.skipif(os.name != "posix", reason="streams and limits of a process")


def run(folder, *words, **changes):
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **changes}
    return subprocess.run([sys.executable, "-m", "pipecheck", *words], cwd=folder, text=True, check=False, **given)


@pytest.fixture
def swapped(tmp_path):
    """A project whose calibration files would come out in another order than training's: `prepare` remarks on it."""
    return project(tmp_path, input_type_train="bgr", count=1)


def without(*streams):
    def close():
        for number in streams:
            os.close(number)

    return close


@POSIX
@pytest.mark.parametrize("streams", [(2,), (0, 1, 2)], ids=["no complaints", "none"])
def test_streams_that_are_closed(swapped, streams):
    done = run(swapped, "prepare", preexec_fn=without(*streams))
    assert (done.returncode, len(list((swapped / "calibration_f32").iterdir()))) == (0, 1)
    assert done.stdout.startswith("1 file, ") != (1 in streams)
    assert "ends in rgb" not in done.stdout


@POSIX
def test_nothing_that_is_opened_takes_the_number_of_a_closed_stream(tmp_path):
    code = "import os, sys; from pipecheck.cli import main; main(['--version']); os.mkdir(str(os.open(sys.argv[1], os.O_RDONLY)))"
    subprocess.run([sys.executable, "-c", code, __file__], cwd=tmp_path, preexec_fn=without(0, 1, 2), check=True)
    assert [int(path.name) > 2 for path in tmp_path.iterdir()] == [True]


@POSIX
def test_complaints_that_nobody_takes_are_no_finding(swapped):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        assert run(swapped, "prepare", stderr=full).returncode == 2


@pytest.mark.parametrize(
    "command", ["check", "fix", "baseline create", "init", "prepare", "calibration set", "demo new", "model", "quantize"]
)
@pytest.mark.skipif(os.name != "posix", reason="a folder that is in use cannot be removed")
def test_a_current_folder_that_is_gone(tmp_path, monkeypatch, capsys, command):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(command.split()) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def odd(tmp_path):
    """A project with something to mend."""
    project(tmp_path, count=2)
    (tmp_path / "config.yaml").write_text(config(march="nash-e"), encoding="utf-8")
    (tmp_path / "new").mkdir()
    return tmp_path


@POSIX
@pytest.mark.parametrize(("words", "name"), [("fix", "config.yaml"), ("init", "new/pipecheck.toml")])
def test_a_full_disk_leaves_everything_as_it_was(odd, words, name):
    import resource

    words = {"fix": ["fix", "--safe", "config.yaml"], "init": ["init", "new"]}[words]
    before = {path: path.read_bytes() for path in odd.rglob("*") if path.is_file()}
    done = run(odd, *words, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert (done.returncode, done.stderr) == (2, f"pipecheck: {name}: File too large\n")
    assert {path: path.read_bytes() for path in odd.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("init new", "new/pipecheck.toml"),
        ("baseline create", "pipecheck-baseline.json"),
        ("calibration pictures --select 1", "calibration.txt"),
        ("lint config.yaml --output report.txt", "report.txt"),
    ],
)
def test_a_folder_in_the_place_of_a_file(odd, monkeypatch, capsys, words, name):
    monkeypatch.chdir(odd)
    (odd / name).mkdir()
    assert main(words.split()) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert (odd / name).is_dir()


def test_writing_at_once_leaves_one_of_the_texts(tmp_path):
    texts = [letter * 50_000 * size for size, letter in enumerate("abcdefgh", 1)]
    path = tmp_path / "report.txt"
    saving.save(str(path), texts[0], [], "", "")

    def write(text):
        saving.save(str(path), text, [], "", "")
        return path.read_text(encoding="utf-8") in texts

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(write, texts * 6))
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "folder",
    [r"C:\data\calibration", r".\calibration", r"..\calibration", "D:/calibration", r"\\server\share\calibration", "calibration\\"],
)
@pytest.mark.skipif(os.name == "nt", reason="paths of their own there")
def test_paths_of_windows_elsewhere_are_not_there(tmp_path, monkeypatch, capsys, folder):
    project(tmp_path, folders=folder)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--format", "concise"]) == 1
    assert f"error PC508 {folder} is not there" in capsys.readouterr().out


def test_nothing_rests_on_asserts():
    """With `python -O` they are gone."""
    root = Path(__file__).parents[1]
    every = (path for package in ("pipecheck", "transformers") for path in (root / package).rglob("*.py"))
    for path in every:
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"^\s*assert\b", text, re.MULTILINE) else ():
            assert not isinstance(node, ast.Assert) or _tells_a_type(node.test), f"{path}:{node.lineno}"


def _tells_a_type(test):
    match test:
        case ast.Compare(ops=[ast.IsNot()], comparators=[ast.Constant(None)]):
            return not any(isinstance(node, ast.Call) for node in ast.walk(test))
        case ast.Call(func=ast.Name("isinstance")):
            return not any(isinstance(node, ast.Call) for argument in test.args for node in ast.walk(argument))
        case _:
            return False

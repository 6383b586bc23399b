"""`pipecheck watch` checks again when something was saved, once, and lives through whatever editors do to files."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest
from projects import config, write

from pipecheck import api
from pipecheck.cli.watching import beside, changes, glance, named

HERE, A, B, C = Path(), Path("a.yaml"), Path("b.py"), Path("c.onnx")


class Happening:
    """Files in a folder, and what happens to them while time passes, look by look; a stamp of 0 takes a file away."""

    def __init__(self, files, *events):
        self.files, self.events = dict(files), list(events)

    def look(self, path):
        return {file: stamp for file, stamp in self.files.items() if stamp and (path in (file, HERE))}

    def wait(self):
        self.files |= self.events.pop(0)  # what is asked for after the last event is a mistake of the test

    def noticed(self):
        saved = changes(lambda: [HERE], self.look, self.wait)
        found = []
        with suppress(IndexError):
            for changed in saved:
                found.append(changed)  # noqa: PERF402
        return found


@pytest.mark.parametrize(
    ("events", "noticed"),
    [
        pytest.param([{}, {}, {}], [], id="nothing"),
        pytest.param([{A: 2}, {}], [[A]], id="a file is saved"),
        pytest.param([{A: 2}, {}, {}, {B: 2}, {}], [[A], [B]], id="one after the other"),
        pytest.param([{A: 2, B: 2}, {}], [[A, B]], id="two at once"),
        pytest.param([{A: 2}, {A: 3}, {A: 4}, {}], [[A]], id="it is still being written"),
        pytest.param([{A: 2}, {B: 2}, {}], [[A, B]], id="the next one a moment later"),
        pytest.param([{A: 0}, {A: 2}, {}], [[A]], id="an editor replaces it"),
        pytest.param([{A: 0}, {A: 1}, {}], [], id="away for a moment, and the same again"),
        pytest.param([{A: 0}, {}, {}, {A: 2}, {}], [[A], [A]], id="it is taken away, and comes back"),
        pytest.param([{C: 1}, {}], [[C]], id="a new one"),
        pytest.param([{A: number} for number in range(2, 30)], [[A]], id="it goes on changing"),
    ],
)
def test_what_is_noticed(events, noticed):
    assert Happening({A: 1, B: 1}, *events).noticed() == [[], *noticed]


def test_what_is_saved_during_a_check_is_noticed():
    folder = Happening({A: 1}, {A: 2}, {}, {}, {})
    saved = changes(lambda: [HERE], folder.look, folder.wait)
    assert list(islice(saved, 2)) == [[], [A]]
    folder.files |= {A: 3, B: 1}
    assert next(saved) == [A, B]


def test_what_a_check_learns_of_is_no_news():
    known = [A]
    folder = Happening({A: 1, B: 1}, {}, {}, {B: 2}, {})
    saved = changes(lambda: known, folder.look, folder.wait)
    assert next(saved) == []
    known.append(B)
    assert next(saved) == [B]
    assert folder.events == []


def test_a_look_at_a_file(tmp_path):
    file = tmp_path / "a"
    assert glance(file) == glance(Path("a\0b")) == glance(Path("x" * 5000)) == {}
    file.write_text("1", encoding="utf-8")
    first = glance(file)
    assert first == glance(file)
    assert list(first) == [file]
    file.write_text("12", encoding="utf-8")
    assert glance(file) != first


def test_what_lies_beside(tmp_path):
    for name in ("a.yaml", "b.PY", ".hidden.yaml", "c.yaml~", "d.jpg", "report.html", "4913", "e.onnx"):
        (tmp_path / name).touch()
    assert sorted(path.name for path in beside(tmp_path)) == ["a.yaml", "b.PY", "e.onnx"]
    assert [path.name for path in beside(tmp_path, {str(tmp_path.resolve() / name) for name in ("a.yaml", "e.onnx")})] == ["b.PY"]
    assert beside(tmp_path / "nowhere") == {}


def test_what_a_report_rests_on(tmp_path):
    (tmp_path / "deploy").mkdir()
    write(tmp_path / "deploy", config(input_type_train="bgr"))
    (tmp_path / "training.py").write_text((tmp_path / "deploy" / "training.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "deploy" / "pipecheck.toml").write_text(
        'config = "config.yaml"\n[training]\nsource = "../training.py:t"\n', encoding="utf-8"
    )
    files = {path.resolve().relative_to(tmp_path).as_posix() for path in named(api.check(tmp_path / "deploy")) if path.is_file()}
    assert {"training.py", "deploy/config.yaml", "deploy/pipecheck.toml"} <= files


@pytest.fixture
def watching(tmp_path):
    """Starts `pipecheck watch` on a project, and ends it."""
    runs = []

    def start(*arguments):
        command = [sys.executable, "-m", "pipecheck", "watch", *arguments]
        runs.append(subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return runs[-1]

    yield start
    for run in runs:
        run.kill()
        run.communicate()


def until(run, text):
    """The lines on standard error up to the one that begins with *text*."""
    lines = []
    for line in run.stderr:
        lines.append(line)
        if line.startswith(text):
            return lines
    raise AssertionError(lines)


READY = "pipecheck: watching "


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_a_session(tmp_path, watching):
    write(tmp_path, config(input_type_train="bgr"))
    yaml = tmp_path / "config.yaml"
    run = watching("--format", "concise", "--also", "json=report.json")
    until(run, READY)
    yaml.write_text("input_parameters: [", encoding="utf-8")
    assert until(run, READY)[0] == "pipecheck: changed: config.yaml\n"
    yaml.unlink()
    assert any("pipecheck: config.yaml" in line or "pipecheck: ." in line for line in until(run, READY))
    yaml.write_text(config(), encoding="utf-8")
    until(run, READY)
    time.sleep(1.5)  # the report that it writes itself is no news
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=30)
    assert (run.returncode, err) == (0, "")
    assert out.splitlines() == [
        "config.yaml:7:21: error PC201 the network gets bgr, but was trained on rgb",
        "1 error; 2 checks skipped",
        "no findings; 2 checks skipped",
    ]
    assert "\x1b" not in out


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_ctrl_c_gives_the_status_of_the_last_check(tmp_path, watching):
    write(tmp_path, config(input_type_train="bgr"))
    run = watching("--format", "concise")
    until(run, READY)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=30)
    assert run.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_a_project_that_is_not_there_yet_may_come(tmp_path, watching):
    run = watching("--format", "concise")
    assert until(run, READY)[0].startswith("pipecheck: .: holds neither")
    write(tmp_path, config())
    until(run, READY)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=30)
    assert run.returncode == 0

"""`pipecheck demo`: what is seeded is found once, and mended; the story is what the commands say."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pages import Page

from pipecheck import api, demo
from pipecheck.cli import main
from pipecheck.demo.project import DARK, MODEL, SAMPLES
from pipecheck.evidence.model import Accuracy
from pipecheck.report.order import ordered

TITLES = [
    "1. Check: what is wrong, and where?",
    "2. Cost: what does each mistake lose, and what does the network want?",
    "3. Mend",
    "4. Clean: is it as it was trained?",
]
OTHER = "s100.toml"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return demo.write(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A run through the real entry point: where it ran, what it wrote and what it printed."""
    here = tmp_path_factory.mktemp("here")
    rooms = {name: str(tmp_path_factory.mktemp(name)) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    command = [sys.executable, "-m", "pipecheck", "demo", "project"]
    environment = {"PATH": "", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", **rooms}
    return here, rooms, subprocess.run(command, cwd=here, env=environment, capture_output=True, encoding="utf-8", check=True)


def codes(path):
    return [found.code for found in api.check(path).findings]


def test_every_mistake_is_found_once_with_what_it_costs(project):
    report = api.check(project)
    costs = {found.code: found.cost for found in report.findings}
    assert [found.code for found in ordered(report.findings)] == ["PC301", "PC201", "PC605", "PC704"]
    assert costs["PC301"] > 50
    assert costs["PC201"] > 50
    assert next(found for found in report.findings if found.code == "PC605").message.startswith(
        f"{DARK} of {SAMPLES + DARK} pictures are dark"
    )


def test_the_other_chip_has_the_same_mistakes_but_that_of_the_values(project):
    assert codes(project / OTHER) == ["PC201", "PC605", "PC704"]


def test_one_report_alone_for_machines(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "project", "--format", "json", "--ignore", "PC6,PC7"]) == 0
    printed = capsys.readouterr()
    assert [found["code"] for found in json.loads(printed.out)["findings"]] == ["PC301", "PC201"]
    assert printed.err.startswith("wrote a small project to project; ")
    assert main(["demo", "again", "--ignore", "PC6,PC7", "--output", "report.txt"]) == 0
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").startswith("error: the picture is normalised twice")
    assert capsys.readouterr().out == ""


def test_the_page_shows_everything_that_was_measured(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert main(["demo", "project", "--format", "html", "--output", "report.html"]) == 0
    read = Page((tmp_path / "report.html").read_text(encoding="ascii"))
    alts = [attrs["alt"] for attrs in read.all("img")]
    assert len([alt for alt in alts if "dark: " in alt]) == DARK
    assert len([alt for alt in alts if alt.startswith("heat map of calibration against training on ")]) == 1
    drawn = [attrs["aria-label"] for attrs in read.all("svg") if attrs.get("role") == "img"]
    assert {label.split(":")[0] for label in drawn} >= {f"histogram of {color}" for color in ("red", "green", "blue")}
    bars = {"cost of each mismatch on ": "values: normalised twice", "preprocessing that ": "1. RGB, x / 127.5 − 1"}
    titles, firsts = read.said("h3"), [*read.said("th"), *read.said("b")]
    assert all(any(said.startswith(wanted) for said in titles) for wanted in bars)
    assert all(any(said.startswith(wanted) for said in firsts) for wanted in bars.values())
    assert not (tmp_path / "cache").exists()


def test_it_has_four_chapters_and_says_nothing_else(told):
    _, _, run = told
    assert re.findall(r"(?m)^(.+)\n=+$", run.stdout) == TITLES
    assert run.stderr == ""


def test_it_leaves_the_folder_and_nothing_else(told):
    here, rooms, _ = told
    assert [path.name for path in here.iterdir()] == ["project"]
    left = {path.name for room in rooms.values() for path in Path(room).iterdir()}
    assert left <= {".ses", "Microsoft"}  # which importing onnxruntime leaves there


def test_what_it_shows_is_what_the_commands_print(told, project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    main(["check", "--format", "text"])
    report = capsys.readouterr().out
    main(["check", OTHER, "--format", "text"])
    other = capsys.readouterr().out
    main(["fix", "config.yaml", OTHER])
    *_, end = lines = report.splitlines()
    measured = ("accuracy of", "cost of each", "halved chroma", "calibration ", "    assumed", "    values", "    channel", "    advice")
    _, _, run = told
    shown = run.stdout.splitlines()
    assert [line for line in lines if line not in shown and not line.startswith(measured)] == []
    assert end in shown
    assert other.splitlines()[0] in shown
    assert capsys.readouterr().out in run.stdout


def test_the_mended_project_is_clean_and_as_accurate_as_is_stated(told):
    here, _, run = told
    for path in (here / "project", here / "project" / OTHER):
        report = api.check(path)
        assert (report.status, report.findings) == (0, ())
        (accuracy,) = (each for each in report.networks if isinstance(each, Accuracy))
        assert f"{accuracy.figures[0].value:.3f}" == f"{accuracy.expected.value:.3f}"
    assert len(re.findall(r"(?m)^clean: ", run.stdout)) == 2


def test_what_is_not_asked_for_is_not_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name, value in (("NO_COLOR", ""), ("FORCE_COLOR", "1")):
        monkeypatch.setenv(name, value)
    assert main(["demo", "project", "--format", "rich", "--select", "PC3,PC5"]) == 0
    printed = capsys.readouterr().out
    assert "\x1b[32m+  input_type_train: rgb\x1b[0m\n" in printed
    plain = re.sub(r"\x1b\[[\d;]*m", "", printed)
    assert re.findall(r"(?m)^(.+)\n=+$", plain) == [TITLES[0], *TITLES[2:]]
    assert [line for line in plain.splitlines() if len(line) > 80 and not line.startswith("made by ")] == []


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        pytest.param("full", "is not empty: name a new folder", id="a folder with files"),
        pytest.param("full/file", "File exists", id="a file"),
        pytest.param("full/file/folder", "Not a directory", id="below a file"),
    ],
)
def test_what_is_there_stays(tmp_path, capsys, place, reason):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("mine", encoding="utf-8")
    assert main(["demo", str(tmp_path / place)]) == 2
    assert capsys.readouterr().err == f"pipecheck: {tmp_path / place}: {reason}\n"
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["file"]


def test_it_is_the_same_every_time(project, tmp_path):
    def contents(folder):
        return {path.relative_to(folder): hashlib.sha1(path.read_bytes()).digest() for path in folder.rglob("*") if path.is_file()}

    assert contents(demo.write(tmp_path)) == contents(project)


def test_the_wheel_has_the_network():
    wheel = pytest.importorskip("hatchling.builders.wheel")
    root = MODEL.parents[2]
    assert "pipecheck/demo/model.onnx" in {each.distribution_path for each in wheel.WheelBuilder(str(root)).recurse_included_files()}

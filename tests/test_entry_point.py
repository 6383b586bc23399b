"""Every command runs as users start it: the installed program, in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import storied
from projects import config

from pipecheck import __version__
from pipecheck.cli.parser import COMMANDS

PROGRAM = shutil.which("pipecheck", path=str(Path(sys.executable).parent))
"""What the installation put beside the interpreter."""
MODULE = [sys.executable, "-m", "pipecheck"]
SWAPPED = "error PC201 channel-order-mismatch: the network gets bgr, but was trained on rgb"
MEASURED = "--images pictures/validation --labels pictures/validation --expected 0.954"
ROWS = {
    "check": ("--select PC2", 1, SWAPPED),
    "lint": ("config.yaml --format concise", 1, "config.yaml:7:21: error PC201 the network gets bgr"),
    "diff": ("train.py:val_transform config.yaml", 1, "red and blue swapped"),
    "imread": ("photos", 1, "1 of 2 files is read differently: b.jpg"),
    "identify": ("board.py:preprocess --allow-exec", 0, "RGB, size unchanged, x / 127.5 − 1, HWC float32"),
    "calibration": ("calibration_f32", 1, "normalised with x / 127.5 - 1, and the YAML normalises again"),
    "model": (
        f"model.onnx --training train.py:val_transform {MEASURED}",
        0,
        "top1 0.954 (0.920..0.974) against 0.954 stated",
    ),
    "debug": ("structure --samples 8 --limit 40", 1, "\nstructure of model.onnx: "),
    "quantize": ("--samples 8 --limit 40", 1, "\nquantisation of model.onnx, calibrated with 8 samples of calibration_f32: top1 "),
    "prepare": ("--to new --count 3", 0, "3 files, 3×64×64 float32 BGR 0..255, CHW, in new\nmade by preprocess.py:calibration_transform"),
    "baseline": ("create", 0, "wrote pipecheck-baseline.json: 4 findings"),
    "fix": ("", 1, "\n-  input_type_train: bgr\n+  input_type_train: rgb\n"),
    "watch": ("--select PC2", 1, SWAPPED),
    "init": ("s100", 0, f"wrote {Path('s100', 'pipecheck.toml')}; look it over"),
    "explain": ("double-normalization", 0, "PC301 double-normalization (error)\n\nThe picture is normalised twice.\n"),
    "rules": ("", 0, "\nPC301  error    double-normalization         The picture is normalised twice.\n"),
    "demo": ("copy --select PC2 --format concise", 0, "error PC201 the network gets bgr, but was trained on rgb"),
    "completion": ("bash", 0, "\ncomplete "),
}
"""A row for every command: its words in the demo project, its status, and something that only it can say."""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return storied.project(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def project(written, tmp_path):
    return shutil.copytree(written, tmp_path / "project")


def run(command, folder):
    """How a process ended, and what it printed; one that watches is told to stop once it waits."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(), encoding="utf-8")
    with process:
        if "watch" in command and "--help" not in command:
            next(line for line in process.stderr if "; Ctrl-C ends" in line)
            process.send_signal(signal.SIGINT)
        try:
            out, err = process.communicate(timeout=120)
        finally:
            process.kill()
    assert "Traceback" not in err
    return process.returncode, out


def _environment():
    return {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "200"}


def test_every_command_has_a_row():
    assert set(ROWS) == set(COMMANDS)


@pytest.mark.parametrize("command", ROWS)
def test_a_command_does_its_work(project, command):
    words, status, said = ROWS[command]
    ended, printed = run([*([PROGRAM] if PROGRAM else MODULE), command, *words.split()], project)
    assert said in printed
    assert ended == status


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_what_it_is_for(tmp_path, command):
    ended, printed = run([*MODULE, command, "--help"], tmp_path)
    assert ended == 0
    assert printed.startswith(f"usage: pipecheck {command} ")
    does = COMMANDS[command][0]
    assert f"{does[0].upper()}{does[1:]}." in " ".join(printed.split())


def test_the_program_and_the_module_are_the_same(tmp_path):
    assert PROGRAM is not None, "install the project: pip install -e ."
    (tmp_path / "config.yaml").write_text(config(input_type_train="gray"), encoding="utf-8")
    words = ["lint", "config.yaml", "--format", "json"]
    by_name, as_module = (run([*start, *words], tmp_path) for start in ([PROGRAM], MODULE))
    assert by_name == as_module
    assert json.loads(by_name[1])["tool"] == {"name": "pipecheck", "version": __version__}

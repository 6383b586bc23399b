"""onnxruntime keeps no diary of its own, and tells nobody anything."""

import os
import re
import subprocess
import sys
from pathlib import Path

import graphs
import pytest

ROOT = Path(__file__).parents[3]
RUN = """\
import sys
from pathlib import Path
import numpy as np
from pipecheck.probe.network import load
network = load.load(Path(sys.argv[1]))
print(network.run({"x": np.zeros((1, 3), np.float32)})["y"].shape)
"""


@pytest.fixture
def network(tmp_path):
    nodes = [graphs.helper.make_node("Relu", ["x"], ["y"])]
    made = graphs.model(nodes, [graphs.value("x", (1, 3))], [graphs.value("y", None)])
    return graphs.saved(made, tmp_path / "network.onnx")


def test_a_network_is_run_without_a_word_to_anyone(network, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in {"XDG_CACHE_HOME", "ORT_DISABLE_TELEMETRY"}}
    surroundings = {**kept, "HOME": str(home), "USERPROFILE": str(home), "LOCALAPPDATA": str(home)}
    code = [sys.executable, "-c", RUN, str(network)]
    run = subprocess.run(code, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
    assert (run.stdout.strip(), run.stderr) == ("(1, 3)", "")
    assert [str(path.relative_to(home)) for path in home.rglob("*")] == []


def test_onnxruntime_is_loaded_in_one_place():
    files = [path for folder in ("pipecheck", "transformers") for path in (ROOT / folder).rglob("*.py")]
    loads = re.compile(r"^\s*(import|from) onnxruntime\b", re.MULTILINE)
    assert [path.name for path in files if loads.search(path.read_text(encoding="utf-8"))] == ["runtime.py"]

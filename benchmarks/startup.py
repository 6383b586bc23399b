"""What the command line costs before it does anything, as ratios to `python -c pass`: `python benchmarks/startup.py`."""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rounds import Row, ratio

from pipecheck import demo

MODEL = Path(__file__).parents[1] / "fixtures" / "models" / "classifier.onnx"
FILES = {
    "pipecheck.toml": """
config = "config.yaml"
[training]
source = "train.py:val_transform"
[calibration]
source = "calibrate.py:load"
[evaluation]
source = "chain.yaml"
""",
    "calibrate.py": """
import cv2
import numpy as np

def load(path):
    picture = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
    height, width = picture.shape[:2]
    scale = 256 / min(height, width)
    picture = cv2.resize(picture, (int(width * scale), int(height * scale)))
    top, left = (picture.shape[0] - 224) // 2, (picture.shape[1] - 224) // 2
    return picture[top:top + 224, left:left + 224].transpose(2, 0, 1).astype(np.float32)
""",
    "chain.yaml": """
read: {library: pil, color: rgb}
steps:
- ResizeShort: {size: 256, library: pil}
- CenterCrop: {height: 224, width: 224}
""",
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each pair is measured (default: 15)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as place:
        config = Path(place) / "config.yaml"
        config.write_text(demo.FILES["config.yaml"], encoding="utf-8")
        project = Path(place) / "project"
        project.mkdir()
        _project(project)
        nothing = _python("-c", "pass")
        for name, command, goal in (
            ("python -m pipecheck --help", _python("-m", "pipecheck", "--help"), 6.0),
            ("python -m pipecheck lint config.yaml", _python("-m", "pipecheck", "lint", str(config)), 10.0),
            ("python -m pipecheck check, four roads and a model", _python("-m", "pipecheck", "check", str(project)), 40.0),
        ):
            print(Row(name=f"{name} / python -c pass", ratio=ratio(command, nothing, _cpu_of_children, rounds), at_most=goal), flush=True)
        print(_plugin(Path(place) / "test_it.py", rounds))


def _plugin(test: Path, rounds: int) -> Row:
    """What the plugin costs a run of pytest that does not use it."""
    test.write_text("def test_it(): pass\n", encoding="utf-8")
    with_it = _python("-m", "pytest", "-p", "no:cacheprovider", str(test))
    without = _python("-m", "pytest", "-p", "no:cacheprovider", "-p", "no:pipecheck", str(test))
    return Row(name="pytest of one test / without the plugin", ratio=ratio(with_it, without, _cpu_of_children, rounds), at_most=1.05)


def _project(folder: Path) -> None:
    """A project whose roads are torchvision, plain OpenCV code and a chain, with a model, without pictures."""
    for name, text in {**demo.FILES, **FILES}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(MODEL, folder / "model.onnx")
    (folder / "calibration").mkdir()


def _python(*arguments: str) -> Callable[[], object]:
    # Compiled files are kept as they are for users, whatever this shell says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run([sys.executable, *arguments], capture_output=True, check=False, env=environment)


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()

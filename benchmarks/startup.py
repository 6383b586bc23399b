"""What the command line costs before it does anything, as ratios to `python -c pass`: `python benchmarks/startup.py`."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rounds import Row, ratio

from pipecheck import demo


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each pair is measured (default: 15)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as place:
        config = Path(place) / "config.yaml"
        config.write_text(demo.FILES["config.yaml"], encoding="utf-8")
        nothing = _python("-c", "pass")
        for name, command, goal in (
            ("python -m pipecheck --help", _python("-m", "pipecheck", "--help"), 6.0),
            ("python -m pipecheck lint config.yaml", _python("-m", "pipecheck", "lint", str(config)), 10.0),
        ):
            print(Row(name=f"{name} / python -c pass", ratio=ratio(command, nothing, _cpu_of_children, rounds), at_most=goal), flush=True)


def _python(*arguments: str) -> Callable[[], object]:
    # Compiled files are kept as they are for users, whatever this shell says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run([sys.executable, *arguments], capture_output=True, check=False, env=environment)


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()

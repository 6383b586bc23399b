"""The peak memory in MB of a run over the pictures listed on stdin; started by other benchmarks in a process of its own."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path


def main() -> None:
    """Run, and print the peak."""
    run = {"opencv": _chain, "pil": _chain, "survey": _survey, "trial": _trial}[sys.argv[1]]
    run(sys.stdin.read().splitlines())
    # Not getrusage: its peak begins with what the parent held when it forked.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert peak is not None
    print(int(peak[1]) // 1024)


def _chain(paths: Sequence[str]) -> None:
    import chain

    chosen = {"opencv": chain.OPENCV, "pil": chain.PILLOW}[sys.argv[1]]
    for _ in chosen.over(paths, threads=2):
        pass


def _survey(paths: Sequence[str]) -> None:
    from pipecheck.probe.sets.survey import survey

    survey([Path(path) for path in paths], Path(paths[0]).parent, threads=2)


def _trial(paths: Sequence[str]) -> None:
    import accuracy

    accuracy.tried(accuracy.lane(Path(sys.argv[2])), [Path(path) for path in paths], threads=2)


if __name__ == "__main__":
    main()

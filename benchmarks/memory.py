"""The peak memory in MB of a folder run over the pictures listed on stdin; started by chain.py in a process of its own."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import chain


def main() -> None:
    """Run, and print the peak."""
    chosen = {"opencv": chain.OPENCV, "pil": chain.PILLOW}[sys.argv[1]]
    for _ in chosen.over(sys.stdin.read().splitlines(), threads=2):
        pass
    # Not getrusage: its peak begins with what the parent held when it forked.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert peak is not None
    print(int(peak[1]) // 1024)


if __name__ == "__main__":
    main()

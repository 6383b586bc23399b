"""How many pictures may be under way at once: as many as there are cores, and fewer where the memory would not do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

R = TypeVar("R")
_SHARE = 0.5
"""How much of the free memory may be taken: others want some, and pictures differ."""


def crew(first: Callable[[], R], most: int) -> tuple[R, int]:
    """What *first* gives, and how many threads may do the like at once, *most* at most."""
    before = _held()
    result = first()
    return result, fitting(_held() - before, free(), most)


def fitting(each: int, available: int | None, most: int) -> int:
    """How many that take *each* so many bytes fit into those *available*, besides the one that is there; *most* where nobody knows."""
    return most if available is None or each <= 0 else max(1, min(most, 1 + int(_SHARE * available / each)))


def free() -> int | None:
    """How many bytes this process may still take, by the system and by the container around it; None where neither says."""
    return min(_limits(), default=None)


def _limits() -> Iterator[int]:
    for line in _told("/proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024
    most, taken = _told("/sys/fs/cgroup/memory.max").strip(), _told("/sys/fs/cgroup/memory.current").strip()
    if most.isdigit() and taken.isdigit():
        yield max(int(most) - int(taken), 0)


def _held() -> int:
    """The bytes that this process holds, 0 where nobody says."""
    told = _told("/proc/self/statm").split()
    return int(told[1]) * os.sysconf("SC_PAGE_SIZE") if told else 0


def _told(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:  # another system
        return ""

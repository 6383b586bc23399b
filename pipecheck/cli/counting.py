"""Progress over many files, told on a terminal: how many are done, how fast, and how long the rest will take."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipecheck.probe.images.scan import Progress

_EVERY = 0.1
"""So many seconds apart the line is written anew; a terminal may be slower than the work."""
_LATELY = 10.0
"""The rate is that of so many seconds: files that are only looked at go by faster than those that are made."""


@dataclass(slots=True)
class Teller:
    """Progress over files; `of` is that of one stage of several, by its name, over pictures."""

    counter: Counter
    flush: Callable[[], object]

    def __call__(self, done: int, total: int) -> None:
        self.counter.tell(done, total)
        self.flush()

    def of(self, stage: str) -> Progress:
        """What is told of the *stage* that begins now."""
        self.counter.begin(stage)
        return self


@contextmanager
def counting() -> Iterator[Teller | None]:
    """Progress on a terminal: on a stream of its own, because the decoders' is closed off while they work."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8") as stream:
        try:
            yield Teller(Counter(write=stream.write), stream.flush)
        finally:
            stream.write("\r\x1b[K")


@dataclass(slots=True)
class Counter:
    """Writes a line about what is done, over the one before; *clock* counts seconds, *stage* is what is being done, where that is said."""

    write: Callable[[str], object]
    clock: Callable[[], float] = monotonic
    seen: deque[tuple[float, int]] = field(default_factory=deque)
    written: float = float("-inf")
    stage: str = ""

    def begin(self, stage: str) -> None:
        """Say from now on what is done of *stage*."""
        self.stage, self.written = stage, float("-inf")
        self.seen.clear()

    def tell(self, done: int, total: int) -> None:
        """Say that *done* of *total* are."""
        now = self.clock()
        if now - self.written < _EVERY and done < total:
            return
        while len(self.seen) > 1 and now - self.seen[0][0] > _LATELY:
            self.seen.popleft()
        self.seen.append((now, done))
        self.written = now
        self.write(f"\r{line(done, total, self._rate(), self.stage)}\x1b[K")

    def _rate(self) -> float:
        """How many a second there were lately, 0 where that is not known yet."""
        (began, before), (now, done) = self.seen[0], self.seen[-1]
        return (done - before) / (now - began) if now > began else 0.0


def line(done: int, total: int, rate: float, stage: str = "") -> str:
    """What is said of *done* of *total* files at *rate* a second; of a *stage*, pictures."""
    text = f"{stage}: {done} of {total} pictures" if stage else f"{done} of {total} files"
    if rate <= 0 or done >= total:
        return text
    return f"{text}, {rate:.3g} a second, {_clock((total - done) / rate)} left"


def _clock(seconds: float) -> str:
    """*seconds* as a clock shows them."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

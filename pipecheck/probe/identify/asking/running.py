"""Code of the user's, run under a clock, its prints kept away from standard output and its errors brought to one line."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipecheck.errors import PipecheckError

T = TypeVar("T")
DEEPEST = 500


class TooSlowError(PipecheckError):
    """The time is up, in the middle of a call or between two."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Ends at *deadline* of the monotonic clock."""

    deadline: float

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    def check(self) -> None:
        """`TooSlowError` when the time is up."""
        if self.left <= 0:
            raise TooSlowError("the time is up")


def clock(seconds: float) -> Clock:
    """A clock that runs for *seconds* from now."""
    return Clock(time.monotonic() + seconds)


def run(work: Callable[[], T], until: Clock) -> T:
    """What *work* gives, its exception raised here; `TooSlowError` when the clock ends first, and *work* is left to itself then."""
    until.check()
    given: list[T] = []
    raised: list[BaseException] = []

    def attempt() -> None:
        try:
            given.append(work())
        except BaseException as e:  # noqa: BLE001  # handed to the caller's thread, SystemExit of a script included
            raised.append(e)

    with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")  # what a library deprecates is not the question
        worker = threading.Thread(target=attempt, daemon=True)
        worker.start()
        worker.join(max(until.left, 0.0))
    if raised:
        raise raised[0]
    if not given:
        raise TooSlowError("a single call does not return")
    return given[0]


def told(error: BaseException, near: Path | None = None) -> str:
    """*error* on one line, with the last line of *near* that it passed through."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__, limit=-DEEPEST) if near and Path(frame.filename) == near]
    try:
        said = " ".join(str(error).split())
    except Exception:  # noqa: BLE001  # the user's own exception, which may fail in its turn
        said = ""
    text = f"{type(error).__name__}: {said[:200]}" if said else type(error).__name__
    return f"line {lines[-1]}: {text}" if lines else text

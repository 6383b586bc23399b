"""How a project measures accuracy: the task, the metric, and the figures that it states."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.evidence.model import TASKS, Task
from pipecheck.findings import Origin
from pipecheck.guesses import close_to
from pipecheck.sources import text


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as it is *written*: how many digits it has says how exact it is meant."""

    written: str
    origin: Origin | None = None

    @property
    def value(self) -> float:
        return float(self.written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What a road says of its accuracy; what it leaves out follows from the labels and the outputs.

    *decoder* and *metric* are names of known ones, or code of the user's: `file.py:function`, or the function itself.
    """

    task: Task | None = None
    decoder: str | Callable[..., Any] | None = None
    metric: str | Callable[..., Any] | None = None
    expected: Stated | None = None
    quantized: Stated | None = None
    origin: Origin | None = None


NOTHING = Judging()
_LONGEST = 40
"""So much of what is no number is shown."""


def read(table: Mapping[str, Any], where: str, origin: Origin) -> Judging:
    """What *table*, whose header is at *origin*, says of it."""
    return Judging(
        task=_task(table.get("task"), where, origin),
        decoder=table.get("decoder"),
        metric=table.get("metric"),
        expected=_stated(table, "expected", where, origin),
        quantized=_stated(table, "quantized", where, origin),
        origin=origin,
    )


def _task(word: str | None, where: str, origin: Origin) -> Task | None:
    for task in TASKS:
        if word == task:
            return task
    if word is None:
        return None
    close = close_to(word, TASKS)
    known = f"did you mean {close[0]}?" if close else f"it is one of {', '.join(TASKS)}"
    raise SourceError(origin.path, f"{where}task {word!r} is not known; {known}", origin.line)


def _stated(table: Mapping[str, Any], key: str, where: str, origin: Origin) -> Stated | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        written = repr(value)
        said = written if len(written) <= _LONGEST else f"{written[:_LONGEST]}…"
        raise SourceError(origin.path, f"{where}{key} is a number, not {said}", origin.line)
    return _as_written(key, value, origin)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of 400 digits
        return False


def _as_written(key: str, value: float, origin: Origin) -> Stated:
    """*value* with the zeros at its end, which a parser of TOML does not keep."""
    entry = re.compile(rf"""(?:^|[{{,\s])["']?{key}["']?\s*=\s*(?P<number>[0-9.+\-eE_]+)""")
    for number, line in enumerate(text.read(origin.path).splitlines(), 1):
        found = entry.search(line) if number > (origin.line or 0) else None
        if found is not None and _is(found["number"], value):
            return Stated(found["number"].replace("_", ""), Origin(origin.path, number, found.start("number") + 1, len(found["number"])))
    return Stated(repr(value), origin)


def _is(written: str, value: float) -> bool:
    try:
        return float(written) == value
    except ValueError:
        return False

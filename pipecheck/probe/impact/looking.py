"""What a network makes of one picture that reached it in many ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf, isfinite
from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.probe.impact.making import Made, Reading, Refused, make
from pipecheck.probe.impact.ways import Way
from pipecheck.probe.network import feed
from pipecheck.probe.network.network import Network
from pipecheck.probe.scores.answers import answer
from pipecheck.probe.scores.score import Judged, Outputs, Score
from pipecheck.sources.truth import Truth
from pipecheck.spec.frames import Frame, frame
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.pixels import Array

T = TypeVar("T")
Also: TypeAlias = "Callable[[Path], Mapping[str, Array]] | None"
"""What the other inputs of a network get with a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The *network* whose *input* gets the pictures, *also* what its other inputs get, and the *score*, where there is one."""

    network: Network
    input: str
    also: Also = None
    score: Score | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one way makes of one picture.

    *moved* has for each output how far it lies from that of the first way, and how large that one is, both squared and added up.
    """

    judged: Judged | None = None
    answer: int | None = None
    moved: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """One look for each way, None for one that cannot be run on this picture; *fault* is why the first of those cannot."""

    each: tuple[Look | None, ...]
    fault: str | None = None


def looks(bench: Bench, ways: Sequence[Way], shared: Sequence[Reading], path: Path, truth: Truth | None) -> Looks:
    """What all *ways*, which are *shared* out, make of the picture at *path*; the others are held against the first one."""
    found = list(_each(bench, ways, {each.way: each for each in make(path, shared)}, (path, truth)))
    fault = next((each for each in found if isinstance(each, str)), None)
    return Looks(each=tuple(None if isinstance(each, str) else each for each in found), fault=fault)


def _each(bench: Bench, ways: Sequence[Way], made: Mapping[int, Made | Refused], shown: tuple[Path, Truth | None]) -> Iterator[Look | str]:
    """A look for each way, or why there is none."""
    path, truth = shown
    base: tuple[Made, Outputs] | None = None
    for index, way in enumerate(ways):
        given = made[index]
        if isinstance(given, Refused):
            yield given.reason
            continue
        # a reader or a rounding often changes nothing of a picture
        known = base[1] if base is not None and _same(given, base[0]) else None
        outputs = _tried(partial(_run, bench, given, path)) if known is None else known
        if isinstance(outputs, str):
            yield outputs
            continue
        base = (given, outputs) if index == 0 else base
        yield _tried(partial(_look, bench, outputs, base and base[1], truth, _frame(bench, way, given)))


def _tried(work: Callable[[], T]) -> T | str:
    """What *work* gives, or what it complains of."""
    try:
        return work()
    except (ToolkitError, PipecheckError) as e:
        return str(e)


def _same(one: Made, other: Made) -> bool:
    return one.tensor.dtype == other.tensor.dtype and np.array_equal(one.tensor, other.tensor)


def _run(bench: Bench, given: Made, path: Path) -> Outputs:
    others = {} if bench.also is None else bench.also(path)
    return bench.network.run({**others, **feed.given(bench.network, bench.input, given.tensor)})


def _frame(bench: Bench, way: Way, given: Made) -> Frame | None:
    """Where the picture lies in the tensor, for a score that asks."""
    if bench.score is None or not bench.score.framed:
        return None
    return frame(way.spec.geometry.value or (), *given.size)


def _look(bench: Bench, outputs: Outputs, base: Outputs | None, truth: Truth | None, at: Frame | None) -> Look:
    judged = None if bench.score is None or truth is None else bench.score.judge(outputs, truth, at)
    return Look(judged=judged, answer=answer(outputs), moved=() if base is None else tuple(_moved(outputs, base)))


def _moved(outputs: Outputs, base: Outputs) -> Iterator[tuple[float, float]]:
    """For each output how far it lies from *base*, and how large that is; what cannot be subtracted lies as far as it is large."""
    for name, array in base.items():
        size = _squared(array) if array.dtype.kind in "fiub" else inf
        found = outputs.get(name)
        if isfinite(size):
            apart = inf if found is None or found.shape != array.shape else _squared(array, found)
            yield apart if isfinite(apart) else size, size


def _squared(array: Array, other: Array | float = 0.0) -> float:
    """The squares of what lies between the two, added up."""
    with np.errstate(invalid="ignore", over="ignore"):
        return float(np.sum(np.square(array.astype(np.float64) - other)))

"""The user's own code: a metric that judges outputs, a decoder that reads them."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from pipecheck.errors import PipecheckError, SourceError, UsageError
from pipecheck.evidence.model import Figure, Task
from pipecheck.probe.identify.asking import loading
from pipecheck.probe.identify.asking.running import DEEPEST, clock
from pipecheck.probe.scores import answers, figures
from pipecheck.probe.scores.score import Judged, Outputs, Score
from pipecheck.sources.truth import Boxes, Mask, Truth, Vector, masks, vectors
from pipecheck.spec.frames import Frame
from pipecheck_transformers.pixels import Array

_SECONDS = 120.0
"""So long may a file take to run before its function is there: it may import a training library."""


@dataclass(frozen=True, slots=True)
class Code:
    """A function of the user's, its *name* in complaints and the file it stands in, where that is known."""

    call: Callable[..., Any]
    name: str
    path: Path | None


def named(source: str | Callable[..., Any] | None) -> str | Callable[..., Any] | None:
    """*source* where it is code of the user's, a function or `file.py:function`; None for anything else."""
    return source if callable(source) or (isinstance(source, str) and ".py:" in source) else None


def load(source: str | Callable[..., Any], folder: Path, *, allow_exec: bool) -> Code:
    """The function that *source* is or names, its file relative to *folder*; that is run only for who allows it."""
    if callable(source):
        code = getattr(source, "__code__", None)
        return Code(_alone(source), getattr(source, "__name__", type(source).__name__), None if code is None else Path(code.co_filename))
    file, _, name = source.rpartition(":")
    path = folder / file
    if not allow_exec:
        raise UsageError(f"{source}: running it needs --allow-exec")
    return Code(_alone(loading.load(f"{path}:{name}", clock(_SECONDS))), name, path.resolve())


def score(code: Code, task: Task) -> Score:
    """The mean of what *code* makes of the outputs and the truth of each picture, called once for each and by one thread at a time.

    The outputs are a dict of arrays by name, with the axis of the batch. The truth is plain: the number of a class; a list of boxes, each a
    dict of `box`, `class` and `ignored`; an array that is a mask; a list of numbers. What comes back is a number, or right or wrong. A
    function that wants all pictures at once cannot be called.
    """

    def judge(given: Outputs, truth: Truth, _: Frame | None) -> Judged:
        value = _number(call(code, _copied(given), plain(truth)), code)
        return Judged(value=value, answer=answers.answer(given), grade=min(max(value, 0.0), 1.0))

    def sum_up(every: Sequence[Judged]) -> tuple[Figure, ...]:
        values = figures.values(every)
        bounds = figures.SHARE if len(values) and figures.is_binary(values) else figures.ANY
        return (figures.mean(code.name, values, bounds=bounds),)

    return Score(task=task, metric=code.name, judge=judge, sum_up=sum_up, share=False)


def decoded(within: Score, code: Code) -> Score:
    """*within*, which gets what *code* makes of the outputs: the number of a class, a score for each, a map of classes, a vector."""

    def judge(given: Outputs, truth: Truth, frame: Frame | None) -> Judged:
        return within.judge({code.name: _array(call(code, _copied(given)), code, within.task)}, truth, frame)

    return Score(
        task=within.task,
        metric=within.metric,
        judge=judge,
        sum_up=within.sum_up,
        mean=within.mean,
        framed=within.framed,
        share=within.share,
        more_is_better=within.more_is_better,
        drawn=within.drawn,
    )


def call(code: Code, *given: Any) -> Any:
    """What the function makes of what is *given*; its exception is one line that names the place in the user's file."""
    try:
        return code.call(*given)
    except BaseException as e:  # anything may happen in a script, and SystemExit is what argparse does
        if isinstance(e, KeyboardInterrupt | PipecheckError):
            raise
        raise _complaint(code, e) from e


def plain(truth: Truth) -> Any:
    """*truth* as plain values."""
    match truth:
        case int():
            return truth
        case Mask():
            return masks.read(truth)
        case Vector():
            return [float(number) for number in vectors.numbers(truth)]
        case Boxes():
            ignored = truth.ignored or (False,) * len(truth.classes)
            parts = zip(truth.corners, truth.classes, ignored, strict=True)
            return [{"box": list(box), "class": number, "ignored": passed, "relative": truth.relative} for box, number, passed in parts]


def _copied(given: Outputs) -> dict[str, Array]:
    """*given* to be overwritten at will: others judge it too."""
    return {name: array.copy() for name, array in given.items()}


def _alone(function: Callable[..., Any]) -> Callable[..., Any]:
    """*function*, which only one thread at a time can be in; what it prints, and where it goes, concerns nobody else."""
    lock = Lock()

    def called(*given: Any) -> Any:
        with lock, contextlib.redirect_stdout(sys.stderr), _staying():
            return function(*given)

    return called


@contextlib.contextmanager
def _staying() -> Iterator[None]:
    """Come back to the folder from which pictures are found."""
    before = os.getcwd()  # noqa: PTH109
    try:
        yield
    finally:
        os.chdir(before)


def _complaint(code: Code, error: BaseException) -> PipecheckError:
    frames = traceback.extract_tb(error.__traceback__, limit=-DEEPEST)
    lines = [frame.lineno for frame in frames if code.path is not None and Path(frame.filename) == code.path]
    try:
        said = " ".join(str(error).split())[:200]
    except Exception:  # noqa: BLE001  # the user's own exception, which may fail in its turn
        said = ""
    reason = f"{code.name} fails: {type(error).__name__}{f': {said}' if said else ''}"
    return SourceError(code.path or f"<{code.name}>", reason, lines[-1] if lines else None)


def _number(made: Any, code: Code) -> float:
    """What a metric returns, as a number; NaN is refused, for it would hide what the others say."""
    array = _of(made)
    if array is None or array.size != 1 or array.dtype.kind not in "biuf" or isnan(float(array.reshape(-1)[0])):
        raise SourceError(code.path or f"<{code.name}>", f"{code.name} returns {_described(made)}, and not a number for the picture")
    return float(array.reshape(-1)[0])


def _array(made: Any, code: Code, task: Task) -> Array:
    """What a decoder returns, as an output of a network; a whole number is that of a class."""
    array = _of(made)
    if array is None or array.dtype.kind not in "biuf" or not array.size:
        raise SourceError(code.path or f"<{code.name}>", f"{code.name} returns {_described(made)}, which is no answer to a {task}")
    if array.size == 1 and task == "classification":
        number = float(array.reshape(-1)[0])
        if not number.is_integer():
            raise SourceError(code.path or f"<{code.name}>", f"{code.name} returns {number:g}, which is no class")
        return np.array([[int(number)]], np.int64)
    if array.ndim == 1 and array.dtype == np.int64:
        return array.astype(np.float64)
    return array


def _of(made: Any) -> Array | None:
    """*made* as an array: a number, a list, an array, a tensor of a training library."""
    try:
        if hasattr(made, "detach") and hasattr(made, "cpu"):
            made = made.detach().cpu()
        array: Array = np.asarray(made)
    except Exception:  # noqa: BLE001  # what the user's object does when it is asked for its numbers
        return None
    return array if array.dtype != object else None


def _described(made: Any) -> str:
    if isinstance(made, np.ndarray):
        return f"an array of {made.dtype} {'×'.join(map(str, made.shape)) or 'without axes'}"
    return "None" if made is None else f"{made}" if isinstance(made, float) else f"a {type(made).__name__}"

"""Which chain makes this tensor of this picture? A search over size policies, then the same elimination as for a callable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.lower import chain as dialect
from pipecheck.probe.identify import dumps
from pipecheck.probe.identify.answering import runners_up
from pipecheck.probe.identify.asking.running import Clock, TooSlowError
from pipecheck.probe.identify.dumps import Dump
from pipecheck.probe.identify.found import Alternative, Identified
from pipecheck.probe.identify.geometry import fits
from pipecheck.probe.identify.geometry.fits import Fit
from pipecheck.probe.identify.geometry.kernels import Kernel, kernels, resizes
from pipecheck.probe.identify.geometry.policies import Guess
from pipecheck.probe.identify.search import elimination
from pipecheck.probe.identify.search.elimination import ROUNDING, Candidate, Question
from pipecheck.probe.identify.search.reading import for_rgb, written_for
from pipecheck.probe.identify.search.trials import Trial
from pipecheck.probe.identify.values import fitting, samples
from pipecheck.probe.identify.values.samples import hwc
from pipecheck.probe.identify.values.tints import Tint
from pipecheck.spec import Opaque, Step, canonical
from pipecheck_transformers import readers
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.ops import Read, ToColor
from pipecheck_transformers.pixels import Array

_PASSES = 3
_CLOSE = 2.0
"""Levels in the mean up to which a tensor counts as explained but for its kernel or its decoder."""
_UNRELATED = 10.0
"""Beyond this nothing is claimed at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A dump in one reading, and a picture as one reader gives it."""

    dump: Dump
    read: Read
    picture: Array
    until: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """The candidates of one reader and one shape of the dump, the best first."""

    read: Read
    same: tuple[Read, ...]
    candidates: tuple[Candidate, ...]

    @property
    def rank(self) -> tuple[int, float]:
        best = self.candidates[0].miss
        return elimination.grade(best.largest), best.mean


def explained(image: Path, dump: Path, shape: tuple[int, ...] | None, dtype: str | None, until: Clock) -> Identified:
    """What made *dump* of *image*."""
    return of_dumps(image, dumps.load(dump, shape, dtype), until)


def of_dumps(image: Path, held_in: Sequence[Dump], until: Clock) -> Identified:
    """What made a tensor of *image*, of which *held_in* are the readings."""
    pictures = _read(image)
    answers: list[_Answer] = []
    slow = None
    try:
        for held, (reads, picture) in product(held_in, pictures):
            found = _candidates(_Task(dump=held, read=reads[0], picture=picture, until=until))
            answers += [_Answer(read=reads[0], same=reads[1:], candidates=tuple(found))] if found else []
            if found and found[0].miss.largest <= ROUNDING:
                break
    except TooSlowError as e:
        slow = str(e)
    answers.sort(key=lambda answer: answer.rank)
    return _identified(answers, pictures[0][0][0], slow)


def _read(image: Path) -> list[tuple[tuple[Read, ...], Array]]:
    """*image* as the readers give it, with those together that give the same."""
    found: list[tuple[tuple[Read, ...], Array]] = []
    complaint = ""
    for read in (readers.opencv("rgb"), readers.pil(), readers.opencv("rgb", exif=False), readers.pil(exif=True), readers.skimage()):
        try:
            picture = readers.read(read, image)
        except ReadError as e:
            complaint = str(e)
            continue
        same = next((i for i, (_, other) in enumerate(found) if np.array_equal(picture, other)), None)
        if same is None:
            found.append(((read,), picture))
        else:
            found[same] = (*found[same][0], read), picture
    if not found:
        raise PipecheckError(complaint)
    return found


def _candidates(task: _Task) -> list[Candidate]:
    made = hwc(task.dump.array, task.dump.axes).astype(np.float64)
    if not np.isfinite(made).all() or np.ptp(made) == 0:
        return []
    seen = made[: made.shape[0] * 2 // 3] if task.dump.planar else made
    ranked = fits.ranked(task.picture, seen, (seen.shape[0], seen.shape[1]), task.until)
    if not ranked or ranked[0].levels > 2 * _UNRELATED:
        return []
    guesses = [fit.guess for fit in ranked]
    found = _eliminated(task, ranked[0], ranked[0].kernel, guesses)
    for _ in range(_PASSES):
        if not found or found[0].miss.largest == 0:
            break
        better = next((fit for fit in ranked if fit.guess == found[0].guess), ranked[0])
        again = _eliminated(task, better, found[0].kernel, guesses)  # the constants now come from a better kernel
        if _rank(again) >= _rank(found):
            break
        found = again
    return found


def _rank(found: Sequence[Candidate]) -> tuple[int, float]:
    return (elimination.grade(found[0].miss.largest), found[0].miss.mean) if found else (9, np.inf)


def _eliminated(task: _Task, fit: Fit, kernel: Kernel, guesses: Sequence[Guess]) -> list[Candidate]:
    """What is left of *guesses*, with the values that *fit* and *kernel* lead to."""
    tints = _tints(task, fit, kernel)
    if not tints:
        return []
    question = Question(
        read=task.read,
        tints=tints,
        around=fit.around,
        tail=samples.tail(task.dump.axes),
        trials=(Trial(task.picture, task.dump.array, tints[0].gains),),
        kernels=tuple(kernels(None)),
        until=task.until,
        here=False,
    )
    return elimination.candidates(question, guesses)


def _tints(task: _Task, fit: Fit, kernel: Kernel) -> tuple[Tint, ...]:
    mine, made = fits.resized(fit.guess, kernel, task.picture), hwc(task.dump.array, task.dump.axes)
    box = fits.shown(fit.guess, (task.picture.shape[0], task.picture.shape[1]))
    if mine is None or box is None:
        return ()
    return fitting.fitted(mine, made, planar=True) if task.dump.planar else fitting.fitted(mine[box], made[box], planar=False)


def _identified(answers: Sequence[_Answer], read: Read, slow: str | None) -> Identified:
    if not answers or answers[0].candidates[0].miss.mean > _UNRELATED:
        program = dialect.lower(Chain(read=read))
        spec = canonical(replace(program, steps=(Step(Opaque("whatever made the dump")),)))
        return Identified(chain=None, spec=spec, residual=None, unexplained=slow or "no known chain makes this tensor of this picture")
    first = _in_one_library(answers[0])
    off = first.candidates[0].miss
    riddle = slow
    if off.largest > ROUNDING and off.mean > _CLOSE:
        riddle = f"the closest known chain is {off.mean:.3g} levels off on average"
    chain = Chain(first.candidates[0].ops, read=first.read)
    return Identified(
        chain=chain,
        spec=canonical(dialect.lower(chain)),
        residual=off.largest,
        alternatives=tuple(_alternatives(first, answers[1:])),
        unexplained=riddle,
    )


def _in_one_library(answer: _Answer) -> _Answer:
    """*answer* with that reader of those that cannot be told apart which belongs to the library that resizes, or to the order."""
    best = answer.candidates[0]
    habit = "opencv" if ToColor("bgr") in best.ops else "pil"
    library = best.kernel.library if resizes(best.guess) else habit
    everyone = (answer.read, *answer.same)
    chosen = next((read for read in everyone if read.library == library), answer.read)
    as_used = readers.opencv(exif=chosen.exif) if chosen.library == "opencv" else chosen
    candidates = tuple(replace(one, ops=written_for(one.ops, as_used)) for one in answer.candidates)
    return _Answer(read=as_used, same=tuple(read for read in everyone if read != chosen), candidates=candidates)


def _alternatives(first: _Answer, others: Sequence[_Answer]) -> Iterator[Alternative]:
    best, *rest = first.candidates
    yield from runners_up(best, rest, first.read)
    elsewhere = {read.library: read for read in reversed(first.same) if read.library != first.read.library}
    for _, read in sorted(elsewhere.items()):
        yield Alternative(Chain(written_for(for_rgb(best.ops, first.read), read), read=read), best.miss.largest)
    for other in others:
        if other.candidates[0].miss.mean <= max(2 * best.miss.mean, ROUNDING):
            yield Alternative(Chain(other.candidates[0].ops, read=other.read), other.candidates[0].miss.largest)

"""Which kernel, order and spelling: candidates are run on natural pictures, and those that miss are dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pipecheck.probe.identify.asking.running import Clock
from pipecheck.probe.identify.geometry.kernels import Kernel, fitted, like, loaded, resizes
from pipecheck.probe.identify.geometry.policies import Guess
from pipecheck.probe.identify.search.arrangements import Frame, arrangements
from pipecheck.probe.identify.search.trials import NOTHING_ALIKE, Miss, Trial, miss
from pipecheck.probe.identify.values.tints import Tint
from pipecheck_transformers.ops import Affine, Cast, Op, Read, Sampled

EXACT = 0.01
"""Levels by which the same float arithmetic differs between two libraries."""
ROUNDING = 1.01
"""Another version of a library rounds differently by a level; more is another arithmetic."""
_LIMITS = (0.0, EXACT, ROUNDING)
_STANDINS = (Kernel("opencv", "linear"), Kernel("pil", "linear"), Kernel("opencv", "nearest"))
_GUESSES = 8
_NEAR, _FAR = 0.6, 3.0
"""Levels in the mean: between a resize of bytes and one of floats, and between two libraries' kernels of one name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is settled, and the *trials* that candidates must explain; *tail* brings the axes into their order."""

    read: Read
    tints: tuple[Tint, ...]
    around: tuple[float, ...] | None
    tail: tuple[Op, ...]
    trials: tuple[Trial, ...]
    kernels: tuple[Kernel, ...]
    until: Clock
    here: bool = True
    """Whether it happened in this process, so that only libraries that are loaded can have done it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Operations as one *guess*, *kernel*, *order* (the how manyth), *tint* and *spelling* give them, and how far they are off."""

    ops: tuple[Op, ...]
    miss: Miss
    guess: Guess
    kernel: Kernel
    order: int
    tint: int = 0
    spelling: int = 0


def grade(levels: float) -> int:
    """0: bit for bit; 1: up to the noise of floats; 2: up to rounding; 3: something else."""
    return next((step for step, limit in enumerate(_LIMITS) if levels <= limit), len(_LIMITS))


def candidates(question: Question, guesses: Sequence[Guess]) -> list[Candidate]:
    """What explains the trials best, the likeliest first; of equals the usual way to write it."""
    found = _with_one_tint(question, guesses)
    tint = _better_tint(question, found)
    if tint:
        tints = (question.tints[tint], *question.tints[:tint], *question.tints[tint + 1 :])
        question = replace(question, tints=tints)
        found = _with_one_tint(question, [found[0].guess, *[guess for guess in guesses if guess != found[0].guess]])
    return _refined(question, found)


def _with_one_tint(question: Question, guesses: Sequence[Guess]) -> list[Candidate]:
    found: list[Candidate] = []
    for guess in _ranked(question, guesses)[:_GUESSES]:
        found = _best([*found, *_of_guess(question, guess)])
        if found and grade(found[0].miss.largest) < len(_LIMITS):
            break
    others = [again for one in found[:3] for guess in guesses if guess != one.guess for again in _again(question, one, guess=guess)]
    found = _best([*found, *others])
    return _likeliest(question, _best([one for each in found for one in _on_all_trials(question, each)]))


def _ranked(question: Question, guesses: Sequence[Guess]) -> list[Guess]:
    """*guesses*, those first that come close with any of three kernels."""

    def distance(guess: Guess) -> float:
        return round(min((one.miss.mean for kernel in _STANDINS for one in _usual(question, guess, kernel)), default=float("inf")), 2)

    return sorted(guesses, key=distance) if len(guesses) > 1 else list(guesses)


def _of_guess(question: Question, guess: Guess) -> list[Candidate]:
    """Candidates on the first trial: the usual order with every kernel, then every order with those that come close."""
    usual = [one for kernel in _worth_trying(question, guess) for one in _usual(question, guess, kernel)]
    if not usual:
        return []
    if not resizes(guess) or min(one.miss.largest for one in usual) == 0:
        return usual
    least = min(one.miss.mean for one in usual)
    close = dict.fromkeys(one.kernel for one in usual if one.miss.mean <= least + _NEAR)
    return usual + [one for kernel in close for one in _orders(question, guess, kernel) if one.order]


def _worth_trying(question: Question, guess: Guess) -> Iterator[Kernel]:
    """Pillow's and OpenCV's kernels, which are fast, and of the others those whose like comes close."""
    if not resizes(guess):
        yield question.kernels[0]
        return
    fast = {kernel: one.miss.mean for kernel in question.kernels if like(kernel) == kernel for one in _usual(question, guess, kernel)}
    least = min(fast.values(), default=float("inf"))
    for kernel in question.kernels:
        if like(kernel) not in fast or fast[like(kernel)] <= least + _FAR:
            yield kernel


def _usual(question: Question, guess: Guess, kernel: Kernel) -> Iterator[Candidate]:
    yield from _orders(question, guess, kernel, only=0)


def _orders(
    question: Question, guess: Guess, kernel: Kernel, *, only: int | None = None, tint: int = 0, spelling: int = 0
) -> Iterator[Candidate]:
    geometry = fitted(guess, kernel)
    if geometry is None:
        return
    chosen = question.tints[tint]
    frame = Frame(read=question.read, colors=chosen.ops, mixes=chosen.mixes, around=question.around)
    for order, ops in enumerate(arrangements(frame, geometry, chosen.spellings[spelling].ops)):
        if only in (None, order):
            question.until.check()
            whole = (*ops, *question.tail)
            off = miss(whole, question.read, question.trials[0])
            yield Candidate(ops=whole, miss=off, guess=guess, kernel=kernel, order=order, tint=tint, spelling=spelling)


def _again(
    question: Question, one: Candidate, guess: Guess | None = None, tint: int | None = None, spelling: int | None = None
) -> Iterator[Candidate]:
    """*one* with something changed."""
    yield from _orders(
        question,
        one.guess if guess is None else guess,
        one.kernel,
        only=one.order,
        tint=one.tint if tint is None else tint,
        spelling=one.spelling if spelling is None else spelling,
    )


def _best(found: Iterable[Candidate]) -> list[Candidate]:
    """Those of the best grade; where nothing is explained, the closest few."""
    distinct = list({one.ops: one for one in found}.values())
    least = min((grade(one.miss.largest) for one in distinct), default=0)
    if least < len(_LIMITS):
        return [one for one in distinct if grade(one.miss.largest) == least]
    return sorted(distinct, key=lambda one: one.miss.mean)[:_GUESSES]


def _on_all_trials(question: Question, one: Candidate) -> Iterator[Candidate]:
    off = one.miss
    for trial in question.trials[1:]:
        question.until.check()
        off = off.or_worse(miss(one.ops, question.read, trial))
        if off == NOTHING_ALIKE:
            return
    yield replace(one, miss=off)


def _likeliest(question: Question, found: Iterable[Candidate]) -> list[Candidate]:
    """*found* by the library that is likeliest, without those that nobody has loaded."""
    ranks = {kernel: rank for rank, kernel in enumerate(question.kernels)}
    ordered = sorted(found, key=lambda one: (grade(one.miss.largest), _step(one), _is_odd(one), ranks.get(one.kernel, 0), one.order))
    if question.here and ordered and grade(ordered[0].miss.largest) < len(_LIMITS) and loaded(ordered[0].kernel.library):
        return [one for one in ordered if loaded(one.kernel.library)]
    return ordered


def _better_tint(question: Question, found: Sequence[Candidate]) -> int:
    """The conversion of colors with which the best of *found* comes closer, 0 for the one that it has."""
    if not found or found[0].miss.largest == 0:
        return 0
    others = [other for tint in range(1, len(question.tints)) for other in _complete(question, _again(question, found[0], tint=tint))]
    better = _best([found[0], *others])
    return 0 if found[0] in better else better[0].tint


def _refined(question: Question, found: list[Candidate]) -> list[Candidate]:
    """*found* in the spelling of values that comes closest, and with the conversions of colors that cannot be told from its own."""
    if not found or found[0].miss.largest > ROUNDING:
        return found
    best = found[0]
    for spelling in range(1, len(question.tints[0].spellings)) if best.miss.largest else ():
        for other in _complete(question, _again(question, best, spelling=spelling)):
            if grade(other.miss.largest) < grade(best.miss.largest):
                return [one for each in found for one in _complete(question, _again(question, each, spelling=spelling))]
    tints = [other for tint in range(1, len(question.tints)) for other in _complete(question, _again(question, best, tint=tint))]
    return found + [one for one in tints if grade(one.miss.largest) == grade(best.miss.largest)]


def _step(one: Candidate) -> float:
    """Where nothing is explained the closest counts, else all of one grade are equal."""
    return one.miss.mean if grade(one.miss.largest) == len(_LIMITS) else 0.0


def _is_odd(one: Candidate) -> bool:
    """Whether Pillow resizes floats, channel by channel: it can, and nobody does."""
    before = takewhile(lambda op: not isinstance(op, Sampled), one.ops)
    return one.kernel.library == "pil" and resizes(one.guess) and any(isinstance(op, Affine | Cast) for op in before)


def _complete(question: Question, found: Iterable[Candidate]) -> list[Candidate]:
    return [one for each in found for one in _on_all_trials(question, each)]

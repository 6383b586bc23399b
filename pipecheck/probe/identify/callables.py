"""What a callable does to pictures, measured stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.identify.asking.running import TooSlowError
from pipecheck.probe.identify.asking.subject import Subject
from pipecheck.probe.identify.geometry import places, policies
from pipecheck.probe.identify.geometry.kernels import kernels
from pipecheck.probe.identify.geometry.places import Seen
from pipecheck.probe.identify.search import elimination
from pipecheck.probe.identify.search.elimination import Question
from pipecheck.probe.identify.search.partings import parted
from pipecheck.probe.identify.search.progress import Progress, sizes, tried
from pipecheck.probe.identify.search.proofs import proven
from pipecheck.probe.identify.search.reading import read_back
from pipecheck.probe.identify.values import samples, tints
from pipecheck.probe.identify.values.samples import Samples
from pipecheck_transformers.pixels import Array

_REPEATS = 7
_RANDOM = "the same picture gives different tensors: a random step hides the geometry"
_FEWEST = 2
_TRIALS = 3
_AS_A_WHOLE = "the values depend on the picture as a whole, such as a normalisation by its own mean"


def examined(subject: Subject) -> Progress:
    """All that can be found out about *subject* before its clock ends."""
    known = Progress(subject=subject)
    for doing, stage in _STAGES:
        try:
            known = stage(known)
        except TooSlowError as e:
            return replace(known, unexplained=f"{e}; stopped while {doing}")
        if known.unexplained is not None:
            break
    return known


def _repeated(known: Progress) -> Progress:
    return replace(known, deterministic=_repeats(known, pictures.natural(150, 190, seed=1)))


def _repeats(known: Progress, picture: Array) -> bool:
    """Whether *picture* gives the same tensor again and again; half of all flips are seen at the second time."""
    first = known.subject(picture)
    others = (known.subject(picture) for _ in range(_REPEATS))
    return all(other.shape == first.shape and np.array_equal(other, first, equal_nan=first.dtype.kind == "f") for other in others)


def _sampled(known: Progress) -> Progress:
    found = samples.measure(known.subject)
    if found is None or not np.isfinite(found.made.astype(np.float64)).all():
        return replace(known, unexplained=f"pictures in one color do not come out by their color: {_AS_A_WHOLE}")
    explained = tuple(tints.tints(found, known.subject.read))
    riddle = None if explained else "the values are no affine of the pixels in any known color"
    return replace(known, samples=found, tints=explained, unexplained=riddle)


def _placed(known: Progress) -> Progress:
    assert known.samples is not None
    if not known.deterministic:
        return replace(known, unexplained=_RANDOM)
    seen = tuple(_looked(known, known.samples))
    if len(seen) < _FEWEST:
        return replace(known, seen=seen, unexplained="hardly any size of picture is accepted, so the geometry cannot be measured")
    if any(one.turned for one in seen):
        return replace(known, seen=seen, unexplained="rows become columns, which no operation of a chain does")
    guesses = tuple(policies.guesses(seen, known.subject.until))
    if not guesses and (usual := _usual(seen)) != seen:
        guesses, seen = tuple(policies.guesses(usual, known.subject.until)), usual
        known = replace(known, least=usual[0].target)
    if not guesses and not _repeats(known, pictures.natural(150, 190, seed=1)):
        return replace(known, deterministic=False, seen=seen, unexplained=_RANDOM)
    sizes = ", ".join("{}×{} → {}×{}".format(*one.source, *one.target) for one in seen[:3])
    riddle = None if guesses else f"no known size policy puts the pixels where they go (height × width: {sizes})"
    return replace(known, seen=seen, guesses=guesses, unexplained=riddle)


def _usual(seen: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """Those pictures that are larger than their tensor, if the tensor is the same for all: smaller ones slip through a slice."""
    larger = tuple(one for one in seen if one.source[0] >= one.target[0] and one.source[1] >= one.target[1])
    large = tuple(one for one in larger if one.target == max(other.target for other in larger))
    return large if len(large) >= _FEWEST else seen


def _looked(known: Progress, found: Samples) -> Iterator[Seen]:
    for height, width in sizes(known, known.subject(pictures.natural(240, 320, seed=2)).shape):
        try:
            one = places.look(known.subject, found.axes, height, width, planar=found.planar)
        except TooSlowError:
            raise
        except PipecheckError:  # a crop larger than the picture, say
            continue
        if one is not None:
            yield one


def _eliminated(known: Progress) -> Progress:
    assert known.samples is not None
    trials = tuple(tried(known, pictures.natural(*one.source, seed=3 + i)) for i, one in enumerate(known.seen[:_TRIALS]))
    question = Question(
        read=known.subject.read,
        tints=known.tints,
        around=next((one.around for one in known.seen if one.around is not None), None),
        tail=samples.tail(known.samples.axes),
        trials=trials,
        kernels=tuple(kernels(known.subject.way)),
        until=known.subject.until,
    )
    return replace(known, trials=trials, candidates=tuple(elimination.candidates(question, known.guesses)))


_STAGES: tuple[tuple[str, Callable[[Progress], Progress]], ...] = (
    ("looking for randomness", _repeated),
    ("measuring the values of single colors", _sampled),
    ("measuring the geometry", _placed),
    ("telling kernels apart", _eliminated),
    ("telling roundings apart", parted),
    ("telling readers apart", read_back),
    ("proving the answer on fresh pictures", proven),
)

"""The proof: the identified chain and the callable on pictures that neither has seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.identify.asking.running import TooSlowError
from pipecheck.probe.identify.search.elimination import ROUNDING
from pipecheck.probe.identify.search.progress import Progress, tried, usable
from pipecheck.probe.identify.search.trials import Trial, miss, run
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.ops import Cast, Op, Read, Transpose

PICTURES = 5


def proven(known: Progress) -> Progress:
    """*known* with the largest difference on fresh pictures, and the riddle that is left where it is large."""
    if not known.candidates or not np.isfinite(known.candidates[0].miss.largest):
        return replace(known, candidates=(), unexplained="no known kernel makes a tensor of this shape")
    best = known.candidates[0]
    ops = _in_dtype(best.ops, known.subject.read, known.trials[0])
    known = replace(known, candidates=(replace(best, ops=ops), *known.candidates[1:]))
    trials = _fresh(known)
    if not trials:
        return replace(known, unexplained="no fresh picture was accepted")
    residual = max(miss(ops, known.subject.read, trial).largest for trial in trials)
    riddle = None
    if residual > ROUNDING:
        riddle = f"no known kernel and order of steps comes closer than {residual:.3g} levels"
    return replace(known, residual=residual, proofs=len(trials), unexplained=riddle)


def _fresh(known: Progress) -> list[Trial]:
    rng = np.random.default_rng(6)
    height, width = known.seen[0].target
    found: list[Trial] = []
    for seed in range(3 * PICTURES):
        size = usable(known, int(height * rng.uniform(0.7, 2.8)), int(width * rng.uniform(0.7, 2.8)))
        try:
            found.append(tried(known, pictures.natural(*size, seed=200 + seed)))
        except TooSlowError:
            raise
        except PipecheckError:  # too small for a crop
            continue
        if len(found) == PICTURES:
            break
    return found


def _in_dtype(ops: tuple[Op, ...], read: Read, trial: Trial) -> tuple[Op, ...]:
    """*ops* with a cast where the tensor has another dtype than they make."""
    try:
        made = run(ops, read, trial.handed)
    except ToolkitError:
        return ops
    if made.dtype == trial.made.dtype:
        return ops
    cut = Cast(trial.made.dtype.name)  # a tensor has no other dtypes
    index = next((index for index, op in enumerate(ops) if isinstance(op, Transpose)), len(ops))
    return (*ops[:index], cut, *ops[index:])

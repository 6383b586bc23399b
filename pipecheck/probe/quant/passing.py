"""One pass over samples by several threads: what cannot be run is passed over in words, and it ends in time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipecheck.errors import PipecheckError
from pipecheck.probe import streaming
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck_transformers.errors import ToolkitError

R = TypeVar("R")
_AHEAD = 1


@dataclass(frozen=True, slots=True)
class Passed(Generic[R]):
    """The sample *name* at the place *index*, and what was *found* of it; why nothing was, where it is *broken*."""

    name: str
    index: int
    found: R | None
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """By how many *threads* samples are passed, who is told of the *progress*, and by when, in seconds of `time.monotonic`, it ends."""

    threads: int | None = None
    progress: Progress | None = None
    deadline: float | None = None


def passed(work: Callable[[Feed], R], samples: Samples, pace: Pace) -> Generator[Passed[R], None, None]:
    """What *work* finds in each of *samples*, in their order; after the deadline of *pace* no further one, once anything was found."""

    def one(name: str) -> R | str:
        try:
            return work(samples.load(name))
        except (PipecheckError, ToolkitError, OSError, MemoryError) as e:
            return str(e) or type(e).__name__

    names, any_found = samples.names, False
    workers = max(1, min(pace.threads or os.cpu_count() or 1, len(names) or 1))
    with streaming.alone(), closing(streaming.each(one, names, workers, ahead=_AHEAD)) as results:
        for index, (name, result) in enumerate(zip(names, results, strict=True)):
            if pace.progress is not None:
                pace.progress(index + 1, len(names))
            if isinstance(result, str):
                yield Passed(name, index, None, result)
            else:
                any_found = True
                yield Passed(name, index, result)
            if any_found and pace.deadline is not None and time.monotonic() >= pace.deadline:
                return

"""One pass over the calibration samples: how the values of every tensor that is to be quantised are spread."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.probe import streaming
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.observe.keeping import Keeper, Kept, digest, keeper
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.trial.crew import crew
from pipecheck_transformers.errors import ToolkitError


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The values of the *tensors* over *count* samples, and why others are *broken*; what is in neither was not reached in time.

    *tensors* has all that some unit takes and what comes out, as far as they are floats. *remarks* say what became of the kept state.
    """

    tensors: Mapping[str, Histogram]
    count: int
    broken: Mapping[str, str]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one sample showed, and its *digest* where that is asked for."""

    tensors: Mapping[str, Histogram]
    digest: str


def observe(
    prepared: Prepared,
    samples: Samples,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
    state: Path | None = None,
) -> Observed:
    """What the tensors of *prepared* hold over *samples*, as many as can be run until the *deadline*, in seconds of `time.monotonic`.

    It does not depend on *threads*, nor on how often it was broken off: with a file *state* it goes on where it was.
    """
    names = dict.fromkeys((*prepared.activations, *prepared.outputs))
    fed = {tensor.name for tensor in prepared.inputs}
    # Plain, as other tools calibrate: optimised, the largest values would differ from theirs, and between machines, in the last digits.
    network = prepare.session(prepared, expose=[name for name in names if name not in fed], plain=True)
    return watch(network, tuple(names), samples, threads=threads, progress=progress, deadline=deadline, keep=keeper(prepared, state))


def watch(
    network: Network,
    tensors: Sequence[str],
    samples: Samples,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
    keep: Keeper | None = None,
) -> Observed:
    """What *tensors*, given to *network* or by it, hold over *samples*."""
    remarks: list[str] = []
    with ExitStack() as stack:
        stack.enter_context(streaming.alone())
        kept = keep.found(samples, _count(threads, samples.names), remarks) if keep is not None else Kept()
        taking = _Taking(kept=kept, total=len(samples.names), progress=progress, keep=keep, remarks=remarks)
        left = [name for name in samples.names if name not in kept.seen]

        def look(name: str) -> _Seen | str:
            return _seen(network, tensors, samples, name, digested=keep is not None)

        results = stack.enter_context(closing(_each(look, left, threads)))
        taking.take(left, results, deadline)
    return Observed(
        tensors={name: kept.tensors[name] for name in tensors if name in kept.tensors},
        count=len(kept.seen),
        broken=taking.broken,
        remarks=tuple(remarks),
    )


def _count(threads: int | None, names: Sequence[str]) -> int:
    return max(1, min(threads or os.cpu_count() or 1, len(names)))


def _each(look: Callable[[str], _Seen | str], names: Sequence[str], threads: int | None) -> Generator[_Seen | str, None, None]:
    """What *look* sees in every sample, by as many threads as there is memory for."""
    if not names:
        return
    first, workers = crew(lambda: look(names[0]), _count(threads, names))
    yield first
    with closing(streaming.each(look, names[1:], workers)) as results:
        yield from results


def _seen(network: Network, tensors: Sequence[str], samples: Samples, name: str, *, digested: bool) -> _Seen | str:
    """What the sample *name* shows, or why it shows nothing."""
    try:
        feed = samples.load(name)
        values = {**feed, **network.run(feed)}
    except SourceError as e:
        return str(e)
    except (ToolkitError, PipecheckError, OSError, MemoryError) as e:
        return str(e) or type(e).__name__
    found = {each: histogram.of(values.pop(each)) for each in tensors if _is_float(values.get(each))}
    return _Seen(found, digest(feed) if digested else "")


def _is_float(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


@dataclass(slots=True, kw_only=True)
class _Taking:
    """What was *kept* so far, of *total* samples."""

    kept: Kept
    total: int
    progress: Progress | None
    keep: Keeper | None
    remarks: list[str]
    broken: dict[str, str] = field(default_factory=dict)

    def take(self, names: Sequence[str], results: Generator[_Seen | str, None, None], deadline: float | None) -> None:
        """Take the *results* for *names*; what was taken is kept however this ends."""
        try:
            for name in names:
                if deadline is not None and time.monotonic() >= deadline:
                    break
                self._add(name, next(results))
                if self.keep is not None:
                    self.keep.now_and_then(self.kept, self.remarks)
        finally:
            if self.keep is not None:
                self.keep.at_last(self.kept, self.remarks)

    def _add(self, name: str, result: _Seen | str) -> None:
        match result:
            case str():
                self.broken[name] = result
            case _Seen():
                self.kept.add(name, result.digest, result.tensors)
        if self.progress is not None:
            self.progress(len(self.kept.seen) + len(self.broken), self.total)

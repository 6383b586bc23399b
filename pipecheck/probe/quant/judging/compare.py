"""Two networks run on the same samples, and how alike what they give is: sample by sample, with nothing kept of one for the next."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from pipecheck.errors import SourceError
from pipecheck.probe import streaming
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.judging.measures import MEASURES, Measure, Measures, better, measures
from pipecheck.probe.quant.samples import Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The measures of one tensor over *count* samples: the *mean* of each, its *worst* value, and the name of the sample that has it.

    The mean *sqnr* is that of the samples in which anything differs.
    """

    mean: Measures
    worst: Measures
    samples: Mapping[Measure, str]
    count: int


def compare(
    float_network: Network,
    quantised_network: Network,
    samples: Samples,
    tensors: Sequence[str],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> dict[str, Measures]:
    """The mean measures of each of *tensors*, found as `spread` does."""
    found = spread(float_network, quantised_network, samples, tensors, threads=threads, progress=progress, deadline=deadline)
    return {name: each.mean for name, each in found.items()}


def spread(
    float_network: Network,
    quantised_network: Network,
    samples: Samples,
    tensors: Sequence[str],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> dict[str, Spread]:
    """How alike each of *tensors*, which both networks give under that name, is over *samples*; nothing where there was no sample.

    Samples that cannot be read or run are left out. Once `time.monotonic` has passed *deadline* no further one is taken, but for the first.
    """

    def work(name: str) -> dict[str, Measures] | None:
        return _measured(float_network, quantised_network, samples, name, tensors)

    tallies = {tensor: _Tally() for tensor in tensors}
    workers = max(1, min(threads or os.cpu_count() or 1, len(samples.names)))
    with streaming.alone(), closing(streaming.each(work, samples.names, workers)) as results:
        for done, (name, found) in enumerate(zip(samples.names, results, strict=True), 1):
            for tensor, each in (found or {}).items():
                tallies[tensor].add(name, each)
            if progress is not None:
                progress(done, len(samples.names))
            if deadline is not None and time.monotonic() >= deadline and any(tally.count for tally in tallies.values()):
                break
    return {tensor: tally.spread() for tensor, tally in tallies.items() if tally.count}


def _measured(first: Network, second: Network, samples: Samples, name: str, tensors: Sequence[str]) -> dict[str, Measures] | None:
    """How alike the two networks take the sample *name*; None where it cannot be read or run."""
    try:
        feed = samples.load(name)
        wanted, got = first.run(feed), second.run(feed)
    except SourceError:
        return None
    return {tensor: measures(wanted[tensor], got[tensor]) for tensor in tensors}


@dataclass(slots=True)
class _Tally:
    """The sums of the measures of a tensor so far, and the worst of each with its sample."""

    count: int = 0
    loud: int = 0
    sums: dict[Measure, float] = field(default_factory=dict)
    worst: dict[Measure, tuple[float, str]] = field(default_factory=dict)

    def add(self, sample: str, found: Measures) -> None:
        """Take the measures of one *sample*."""
        self.count += 1
        self.loud += found.sqnr != math.inf
        for measure in MEASURES:
            value = getattr(found, measure)
            if measure != "sqnr" or value != math.inf:
                self.sums[measure] = self.sums.get(measure, 0.0) + value
            if measure not in self.worst or better(measure, self.worst[measure][0], value):
                self.worst[measure] = value, sample

    def spread(self) -> Spread:
        """What it came to."""
        means = {measure: self.sums[measure] / self.count for measure in MEASURES if measure != "sqnr"}
        sqnr = self.sums["sqnr"] / self.loud if self.loud else math.inf
        return Spread(
            mean=Measures(**means, sqnr=sqnr),
            worst=Measures(**{measure: value for measure, (value, _) in self.worst.items()}),
            samples={measure: sample for measure, (_, sample) in self.worst.items()},
            count=self.count,
        )

"""The figures of many tensors of a few networks, sample by sample, and what is made of them in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from pipecheck.probe.quant.judging.measures import Measures
from pipecheck.probe.quant.judging.metric import Metric, merit
from pipecheck.probe.quant.partial import telling
from pipecheck_transformers.pixels import Array

Mode = Literal["average", "worst"]
SQNR = telling.NAMED.index("sqnr")


def row(found: Sequence[Sequence[Measures]]) -> Array:
    """The figures of one sample: network by tensor by metric."""
    return np.array([[[telling.figures(each)[name] for name in telling.NAMED] for each in several] for several in found], np.float64)


@dataclass(slots=True)
class Rows:
    """The sum of all rows, how many of its numbers count, and the row of the sample that is worst.

    *judged* says by what: the network, the tensors, and the metric. *errors* are the square errors of these tensors, sample by sample.
    """

    judged: tuple[int, tuple[int, ...], Metric]
    names: list[str] = field(default_factory=list)
    sums: Array = field(default_factory=lambda: np.zeros(()))
    counts: Array = field(default_factory=lambda: np.zeros(()))
    least: float = float("inf")
    worst: str | None = None
    worst_row: Array = field(default_factory=lambda: np.zeros(()))
    errors: list[Array] = field(default_factory=list)

    def add(self, sample: str, found: Array) -> None:
        """Take the figures *found* of one *sample*; an infinite sqnr is that of no difference, and no part of a mean."""
        counts = np.ones_like(found)
        counts[..., SQNR] = found[..., SQNR] != np.inf
        self.sums = self.sums + np.where(counts, found, 0.0)
        self.counts = self.counts + counts
        self.names.append(sample)
        network, tensors, metric = self.judged
        at = telling.NAMED.index(metric)
        value = min((merit(metric, float(found[network, tensor, at])) for tensor in tensors), default=0.0)
        if value < self.least or self.worst is None:
            self.least, self.worst, self.worst_row = value, sample, found
        self.errors.append(found[:, list(tensors), telling.NAMED.index("mse")])

    def mean(self) -> Array:
        """The mean of every figure."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = np.where(self.counts > 0, self.sums / self.counts, np.inf)
        return found

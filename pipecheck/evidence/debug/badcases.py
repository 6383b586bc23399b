"""The samples that a quantised network takes worst."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from pipecheck.findings import Origin

Metric = Literal["COSINE", "MSE", "L1", "KL", "SQNR", "ATOL", "RTOL"]
METRICS: tuple[Metric, ...] = get_args(Metric)
"""By the names that the toolchain's tables have for them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A *node* of operator *op* that chooses, and the tensors that it takes."""

    node: str
    op: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The sample of that name, at the place *index* among all, and its figure."""

    sample: str
    index: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCases:
    """The worst samples of *count*, worst first, of every tensor in *outputs* by every one of *metrics*.

    *cut* was left out as it chooses, and *outputs* has what goes into it; *stays* chooses too, but layers with weights come after it.
    *total* samples were there; *broken* says which could not be run.
    """

    model: Path
    metrics: tuple[Metric, ...]
    outputs: tuple[str, ...]
    worst: Mapping[tuple[str, Metric], tuple[Case, ...]]
    count: int
    total: int
    cut: tuple[Cut, ...] = ()
    stays: tuple[Cut, ...] = ()
    broken: Mapping[str, str] = field(default_factory=dict)
    written: tuple[Path, ...] = ()
    origin: Origin | None = None

    def overall(self, metric: Metric) -> tuple[str, Case] | None:
        """The output that is worst of all by *metric*, with its case."""
        heads = [(output, cases[0]) for output in self.outputs if (cases := self.worst.get((output, metric)))]
        return min(heads, key=lambda head: goodness(metric, head[1].value), default=None)

    @property
    def samples(self) -> tuple[str, ...]:
        """The worst samples of all outputs, by one metric after the other, and then the next to worst ones; each once."""
        ranks = max((len(cases) for cases in self.worst.values()), default=0)
        heads = [head[1].sample for metric in self.metrics if (head := self.overall(metric)) is not None]
        others = [
            cases[rank].sample
            for rank in range(ranks)
            for metric in self.metrics
            for output in self.outputs
            if rank < len(cases := self.worst.get((output, metric), ()))
        ]
        return tuple(dict.fromkeys((*heads, *others)))


def goodness(metric: Metric, value: float) -> float:
    """*value* so that more of it is better; what is no number is worst of all."""
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return float("-inf")
    return value if metric in ("COSINE", "SQNR") else -value

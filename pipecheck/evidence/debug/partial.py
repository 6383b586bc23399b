"""What is gained by leaving the most sensitive points of a network float, by how many of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipecheck.evidence.model import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a quantised network is to reach: a *share* of the float accuracy; without one the *similarity* of every output by *metric*."""

    share: float = 0.99
    similarity: float = 0.99
    metric: str = "cosine-similarity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The network with the *count* most sensitive points float: by output and metric how far it lies off, and its accuracy.

    It is *reached* if that is as good as the target.
    """

    count: int
    outputs: Mapping[str, Mapping[str, float]]
    accuracy: float | None
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """The curve of *model* over how many of the points in *order* are float; *steps* are the counts that were measured, from the least on.

    *metrics* has for each output the metric that tells most. *accuracy* is that of the float network. *least* is the smallest count that
    reaches the *target*, None where none that was measured does; *knee* the count from which on more of them bring little, None without
    such. *settled*: the counts just below both were measured too.
    """

    model: Path
    order: tuple[str, ...]
    steps: tuple[Step, ...]
    metrics: Mapping[str, str]
    target: Target
    accuracy: float | None
    knee: int | None
    least: int | None
    samples: int
    broken: Mapping[str, str]
    settled: bool = True
    stopped: Stop | None = None

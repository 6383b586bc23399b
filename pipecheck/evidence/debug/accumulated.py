"""How the error of a quantised network accumulates along its graph, by what is quantised of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipecheck.evidence.model import Stop

Culprit = Literal["weights", "activations", "both", "neither"]


@dataclass(frozen=True, slots=True)
class Place:
    """A *node* of operator *op*, the first of what the NPU computes in one go, and the *tensor* that comes out at the end of it."""

    node: str
    op: str
    tensor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What comes of it when the *points* are all that is quantised, or, *left*, all that is not.

    *figures* has by metric how far each place lies off, in their order, *outputs* the same by output and metric.
    """

    name: str
    points: tuple[str, ...]
    left: bool
    figures: Mapping[str, tuple[float, ...]]
    outputs: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """Whether the weights or the activations put *output* off: the *metric* of it with only these or those quantised, and *both*.

    *share* is that of the weights in the sum of the two mean square errors; theirs is the larger one in *agreeing* of the *samples*.
    """

    output: str
    metric: str
    weights: float
    activations: float
    both: float
    share: float
    agreeing: int
    samples: int
    culprit: Culprit


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulated:
    """The error at every one of the *places* of *model*, in the order of computation.

    *metric* is the one that tells most. The figures are means over *samples*, or those of the *sample* alone that is named.
    """

    model: Path
    places: tuple[Place, ...]
    curves: tuple[Curve, ...]
    metric: str
    samples: int
    broken: Mapping[str, str]
    sample: str | None = None
    blames: tuple[Blame, ...] = ()
    stopped: Stop | None = None

"""What was measured on a network whose quantisation was simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipecheck.evidence.model import Figure, Stop
from pipecheck.findings import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far the tensor *name* of the quantised network lies from that of the float one, on average over the samples.

    *sqnr* is in decibels; *worst* is the sample on which the cosine is least, with that cosine *least*.
    """

    name: str
    cosine: float
    l1: float
    l2: float
    chebyshev: float
    sqnr: float
    worst: str | None = None
    least: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDistance:
    """A unit of the NPU: the *node* of operator *op* that leads it, the number types that it takes, and how far its output lies off.

    *threshold* is the largest value that the scale of its first input covers, None where that is float.
    """

    node: str
    op: str
    takes: tuple[str, ...]
    weight: str | None
    threshold: float | None
    distance: Distance


@dataclass(frozen=True, slots=True)
class Attempt:
    """Settings that were tried, in *words*, and the least *cosine* of an output with them; None where there was no time."""

    words: str
    cosine: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What folding the mean error of *nodes* layers into their biases did.

    *before* and *after* are the least cosine of an output, *mean_before* and *mean_after* the mean difference of the layers' outputs.
    """

    nodes: int
    before: float
    after: float
    mean_before: float
    mean_after: float
    better: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The figure *before* and *after* quantisation, on the same pictures.

    *lost* is what is gone as a share of the float figure, with 95 % confidence between *low* and *high*; *chance* is how likely pictures
    that are no worse for the quantised network would come out like this.
    """

    before: Figure
    after: Figure
    lost: float
    low: float
    high: float
    chance: float
    folder: Path
    stopped: Stop | None = None


@dataclass(frozen=True, slots=True)
class Unfused:
    """A *node* of operator *op* that the NPU would fuse into another, and *why* it cannot."""

    node: str
    op: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What the NPU's quantisation makes of *model*, calibrated with *samples* from *folder*, of which *broken* could not be read.

    *method*, *per_channel* and *asymmetric* were chosen among *attempts*, or asked for where there are none; *said* are the lines that the
    toolchain's log has for it. *types* counts the units by the number type that they take. *units* are in the order of computation.
    *fused* counts nodes that are computed within others; *floats* are those that stay float, with the reason. *loss* is None without
    labels, for the reason *unlabelled*. *explained*: an error that was found before makes the samples other than what training makes.
    *advice* is what a search for the cause came to.
    """

    model: Path
    config: Path | None
    folder: Path
    samples: int
    broken: int
    method: str
    per_channel: bool
    asymmetric: bool
    attempts: tuple[Attempt, ...] = ()
    said: tuple[str, ...] = ()
    types: Mapping[str, int] = field(default_factory=dict)
    outputs: tuple[Distance, ...] = ()
    units: tuple[NodeDistance, ...] = ()
    compared: int = 0
    fused: int = 0
    apart: tuple[Unfused, ...] = ()
    floats: Mapping[str, str] = field(default_factory=dict)
    corrected: Corrected | None = None
    loss: Loss | None = None
    unlabelled: str | None = None
    assumed: tuple[str, ...] = ()
    written: tuple[Path, ...] = ()
    stopped: Stop | None = None
    explained: bool = False
    advice: str | None = None
    origin: Origin | None = None

    @property
    def least(self) -> float | None:
        """The least cosine of an output."""
        return min((each.cosine for each in self.outputs), default=None)

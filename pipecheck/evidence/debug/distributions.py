"""How the values of weights and activations are spread, and what that means for the numbers that they are rounded to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from pipecheck.findings import Origin

Word = Literal[
    "truncated", "outliers", "channels differ", "several peaks", "large at int8", "known range", "idle range", "unimodal", "zero"
]
Box: TypeAlias = tuple[float, float, float, float, float]
"""The least value of a channel, its quartiles, and the greatest."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers say of a tensor, in a *word* and as *said* with the numbers."""

    word: Word
    said: str


@dataclass(frozen=True, slots=True)
class Curve:
    """How many values lie in each bin, all *width* wide from *low* on: *floats* of the float network, *quantised* of the other."""

    low: float
    width: float
    floats: tuple[int, ...]
    quantised: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The *boxes* of the channels along *axis*, in the float network and *quantised*.

    The greatest absolute value of the widest channel is *ratio* times that of the narrowest which is not all zeros; *apart* of them are
    at least a hundred times narrower than the widest.
    """

    axis: int
    boxes: tuple[Box, ...]
    quantised: tuple[Box, ...]
    ratio: float
    apart: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipped:
    """What *samples* other than those of calibration have beyond what calibration saw, from *low* to *high* in all.

    A scale that covers all that calibration saw spans *limits*. *share* of the values lie outside, in *exceeding* samples, most of all
    in *worst*; the largest is *times* as far from zero as the limit on its side. Cut off there, they make *excess* times the error that
    rounding to 8 bits makes. *cut* is the share outside of the scale itself, which a method may have set on purpose.
    """

    samples: int
    exceeding: int
    limits: tuple[float, float]
    low: float
    high: float
    share: float
    times: float
    excess: float
    cut: float
    worst: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The SQNR in decibels of *output* where nothing is quantised but this tensor: as it is *planned*, and as it could be, *mended*.

    For a weight that is one scale, and one for each channel; for an activation all that calibration saw, and what other samples have too.
    """

    output: str
    planned: float
    mended: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The range that *node*, of operator *op*, keeps to by what it computes."""

    low: float
    high: float
    node: str
    op: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The values of the weight or activation *tensor*, which the toolchain calls *name*, and which *nodes* take.

    *low* to *high* is what was seen, of *total* numbers, and *covered* what the scale covers; *strange* values are infinite or none.
    All but one in a thousand of the values that are not zero share *steps* of the *most* steps that the scale has on its wider side.
    *dip* is the share by which they miss having one peak, and *single* whether that is little enough.
    """

    name: str
    tensor: str
    kind: Literal["weight", "activation"]
    nodes: tuple[str, ...]
    op: str
    qtype: str
    per_channel: bool
    low: float
    high: float
    total: int
    strange: int
    covered: tuple[float, float] | None
    steps: float | None
    most: int | None
    dip: float
    single: bool
    curve: Curve
    channels: Channels | None = None
    known: Known | None = None
    clipped: Clipped | None = None
    cost: Cost | None = None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def reach(self) -> float | None:
        """The share that the scale covers of the range that is known by construction."""
        if self.known is None or self.covered is None:
            return None
        return max(-self.covered[0], self.covered[1]) / max(-self.known.low, self.known.high)

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of its verdicts."""
        return tuple(verdict.word for verdict in self.verdicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributions:
    """The *tensors* of *model*, calibrated over *calibrated* samples, seen over *samples* of them and *evaluated* over others.

    *broken* says which samples could not be run; *remarks* what was left out; *written* where the pictures are.
    """

    model: Path
    calibrated: int
    samples: int
    evaluated: int
    tensors: tuple[Distribution, ...]
    broken: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    written: tuple[Path, ...] = ()
    origin: Origin | None = None

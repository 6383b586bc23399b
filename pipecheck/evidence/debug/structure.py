"""How a network is put together, as far as its quantisation suffers from that: what stands apart, is called again, or is set otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FACTOR = 4.0
"""With one scale for both, a call that reaches so many times less far than another has two of its eight bits left unused."""
REACHED = 0.9999
"""How far a call reaches is judged by this share of its values: one outlier is not what the call gives."""


@dataclass(frozen=True, slots=True)
class Part:
    """A node or module by its *name*, and its *kind*: the operator, or the class."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fusable:
    """The *parts* that the NPU would compute in one go, the later ones with the first, and *why* they stand apart."""

    parts: tuple[Part, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One of the calls of a module: its *tensor*, from *low* to *high*, which all but a few values keep within *reach* of 0."""

    tensor: str
    low: float
    high: float
    reach: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """The module *part*, called so many *times*; *calls* are those whose values were seen. *sure*: it is one module, not two alike."""

    part: Part
    times: int
    calls: tuple[Call, ...] = ()
    sure: bool = True

    @property
    def ratio(self) -> float:
        """How many times farther the widest of the calls reaches than the narrowest that gives anything but zeros."""
        reached = [call.reach for call in self.calls if call.reach > 0]
        return max(reached) / min(reached) if len(reached) > 1 else 1.0

    @property
    def differs(self) -> bool:
        """Whether one scale cannot serve all calls."""
        return self.times > 1 and self.ratio >= FACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """What *part* takes and gives, by the names of number types; the axis of its scales, None where it has none, and how that is *set*."""

    part: Part
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    axis: int | None
    set: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The number type *dtype* of the weight of *part*, the axis of its scales, -1 for a single one, and how that is *set*."""

    part: Part
    dtype: str
    axis: int
    set: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Something about *part* that a user should look at, as *said*: it need not be wrong."""

    part: Part
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """How *model* is put together; *path* is its file, where it has one.

    *own* is whether each call of a module has a scale of its own, as in post-training quantisation; where modules are replaced for
    training, all calls share one.
    """

    model: str
    path: Path | None = None
    fusable: tuple[Fusable, ...] = ()
    called: tuple[Called, ...] = ()
    outs: tuple[Out, ...] = ()
    weights: tuple[Weighed, ...] = ()
    reviews: tuple[Review, ...] = ()
    remarks: tuple[str, ...] = ()
    own: bool = False

    @property
    def shared(self) -> tuple[Called, ...]:
        """The modules that one scale cannot serve, the worst first."""
        return tuple(sorted((each for each in self.called if each.sure and each.differs), key=lambda each: -each.ratio))

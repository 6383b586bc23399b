"""What was measured where two roads were run on the same pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.findings import Origin, Road

if TYPE_CHECKING:
    from pipecheck_transformers.ops import Op, Read


def levels(value: float) -> str:
    """A difference in levels of 8 bits as every report and drawing writes it: no more digits than anybody can use."""
    if 0 < value < 0.01:
        return "<0.01"
    return f"{value:.0f}" if value >= 100 else f"{value:.{3 if value >= 10 else 2}g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How far apart two tensors are, in levels of 8 bits: over all, and for each channel; *share* of the pixels by more than a level."""

    largest: float
    mean: float
    share: float
    channels: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that a road takes, the reader included, and where it stands."""

    op: Op | Read
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """The steps after the last picture that two roads both make, up to where their sizes meet again, and how far apart they are there.

    A side without a step has nothing more to do; *largest* and *mean* are None where the sizes do not meet again.
    """

    left: tuple[Taken, ...]
    right: tuple[Taken, ...]
    largest: float | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """Training (left) and another road (right), both run on *count* pictures of *folder*; *gap* and *parting* are those of the *worst*.

    *gap* is None where the tensors have other shapes.
    """

    input: str
    road: Road
    folder: Path
    count: int
    worst: str
    gap: Gap | None
    parting: Parting | None
    place: Origin | None = None

"""What was measured where two roads were run on the same pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Heat:
    """Where two roads are apart: the largest difference in every square of *side* pixels, in levels, row by row from the top.

    It is infinite where one of the two makes no number.
    """

    side: int
    cells: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a road makes of a picture, *height* by *width*: a whole *jpeg* of it, made small."""

    jpeg: bytes = field(repr=False)
    height: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What training (left) and another road (right) make of one *picture*, as the network takes it; left out of JSON.

    *heat* is None where the two sizes differ; *halved*: that is nothing but what NV12 takes from the colors.
    """

    picture: str
    left: Shown
    right: Shown
    heat: Heat | None = None
    halved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """Training (left) and another road (right) run on *count* pictures of *folder*, to be looked at; *gap* and *sight* are of the worst.

    *notes* say what was taken for granted to run them.
    """

    input: str
    road: Road
    folder: Path
    count: int
    gap: Gap | None
    sight: Sight
    notes: tuple[str, ...] = ()


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

"""What was measured of two networks that should be the same: how far their outputs are apart, and where they part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.findings import Origin, Road

if TYPE_CHECKING:
    from pipecheck.evidence.pixels import Parting, Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputGap:
    """How far apart two models are in the output *name*, over all pictures: the smallest *cosine*, the *largest* difference.

    *reach* is the largest absolute value of the first model, *decimals* how many digits behind the point agree everywhere, were the output
    scaled so that it reaches 1, *same* the share of pictures with the same answer, None where the output is no list of classes. *worst* are
    pictures with their largest difference. *fault* says what keeps numbers from being compared, such as NaN or another shape; *largest* is
    infinite there.
    """

    name: str
    cosine: float
    largest: float
    reach: float
    decimals: int
    same: float | None = None
    worst: tuple[tuple[str, float], ...] = ()
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The first tensor, of *compared* that both graphs have, in which two models part although they get the same: *node* makes it.

    Names are those of the second model; *largest* is the difference. *unlike* is what the two nodes do not have in common: what it is
    called, and what the first and the second model have there.
    """

    tensor: str
    node: str
    operator: str
    largest: float
    compared: int
    unlike: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The *source* model on training's road, and *model* on its own, run on the same *count* pictures.

    *inputs* is the largest difference between what the two networks get, in levels of 8 bits, None where that cannot be compared; *halved*
    where it is nothing but what NV12 takes from the colors. *parting* is the first step at which the roads part, *sight* what they
    make of a picture there. *alike* is how many
    decimals agree where both get the very same, None where that was not run, *part* the first node at which the graphs part then.
    *missing* are the outputs that only one of them has, *unsteady* the largest difference between two runs of either on one picture.
    """

    input: str
    road: Road
    source: Path
    model: Path
    folder: Path
    count: int
    outputs: tuple[OutputGap, ...]
    inputs: float | None = None
    halved: bool = False
    parting: Parting | None = None
    sight: Sight | None = None
    alike: int | None = None
    part: Part | None = None
    missing: tuple[str, ...] = ()
    unsteady: float | None = None
    explained: bool = False
    origin: Origin | None = None

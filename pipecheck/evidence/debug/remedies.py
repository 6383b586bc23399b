"""What calibrating a network otherwise gives back, without any other number type."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipecheck.evidence.quant import Loss


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """Settings in *words*, and as *keys* of `calibration_parameters`: the least *cosine* of an output, and the *loss* where that was run.

    It is *reached* if that is as good as the target.
    """

    words: str
    keys: tuple[tuple[str, str], ...]
    cosine: float
    loss: Loss | None = None
    reached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """The settings that were *tried* on *model*, the best first, after the present one in *words*; *target* is what is to be left."""

    model: Path
    words: str
    target: float
    tried: tuple[Remedy, ...]

    @property
    def best(self) -> Remedy | None:
        """The first that reaches the target."""
        return next((each for each in self.tried if each.reached), None)

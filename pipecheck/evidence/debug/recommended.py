"""What to do about the accuracy that quantisation costs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Course = Literal["fine", "pipeline", "calibration", "mixed", "qat", "unknown"]
"""Nothing, mend what is wrong with the samples, calibrate otherwise, take wider numbers for some nodes, train for it; or nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """The *course* to take with *model*, in a *sentence*, for the *reasons* that were measured; *paste* are lines for the configuration.

    *written* are files with the same. *tried* tells what was tried and what each gave.
    """

    model: Path
    course: Course
    sentence: str
    reasons: tuple[str, ...] = ()
    paste: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    written: tuple[Path, ...] = ()

"""What is known of the picture files, and of the readers that roads take for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipecheck.findings import Road
from pipecheck.spec import Decode, Fact

Hazard = Literal[
    "turned", "turned TIFF", "alpha", "CMYK", "16-bit", "palette", "1-bit", "gray", "animated", "pages", "float", "misnamed", "profile"
]
"""What makes a picture file a matter of its reader; *turned* is by EXIF, *pages* are those of a TIFF, *profile* is any but sRGB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The picture files that a road reads, by their headers; *left_out* more were not looked at.

    *hazards* and *broken* give the first names, below the folder; *settled*: it is known with which libraries the roads read them.
    """

    road: Road
    folder: Path
    count: int
    left_out: int = 0
    formats: tuple[tuple[str, int], ...] = ()
    hazards: tuple[tuple[Hazard, int, tuple[str, ...]], ...] = ()
    profiles: tuple[str, ...] = ()
    broken_count: int = 0
    broken: tuple[tuple[str, str], ...] = ()
    settled: bool = False

    def named(self, hazard: Hazard) -> tuple[int, tuple[str, ...]]:
        """How many files have *hazard*, and the first names."""
        return next(((count, names) for kind, count, names in self.hazards if kind == hazard), (0, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A picture with a hazard that two libraries make differently: how many levels apart, or for what *reason* nobody can say."""

    hazard: Hazard
    name: str
    largest: float | None = None
    mean: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How training and another road decode their files; *apart* are examples of what their libraries make differently."""

    road: Road
    training: Fact[Decode]
    here: Fact[Decode]
    own: Pictures | None = None
    trained: Pictures | None = None
    apart: tuple[Apart, ...] = ()

    @property
    def pictures(self) -> Pictures | None:
        """What the road reads; where nobody names it, what training reads."""
        return self.own or self.trained


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadModes:
    """Two claims on the reader of one road: what a *shell* script, or the code, asks for, and what the *loader* in the Python script
    does, or the manifest says.
    """

    road: Road
    shell: Fact[str]
    loader: Fact[str]

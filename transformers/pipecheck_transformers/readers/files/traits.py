"""What a picture file says of its pixels before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Channels = Literal["gray", "rgb", "cmyk", "palette"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What tells a picture from three channels of 8 bits, where every reader has its own habits.

    *bits* are those of one sample, *frames* the pictures in the file, *orientation* is EXIF's (1: upright), *profile* the name of the
    embedded ICC profile.
    """

    channels: Channels = "rgb"
    bits: int = 8
    alpha: bool = False
    floats: bool = False
    frames: int = 1
    orientation: int = 1
    profile: str | None = None


def upright(orientation: int) -> int:
    """*orientation* where it is one of the eight that EXIF knows, else 1."""
    return orientation if 1 <= orientation <= 8 else 1

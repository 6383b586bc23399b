"""The operations that move pixels without mixing them, and the warp: crop, pad, flip."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

from pipecheck_transformers.resize_ops import ResizeBy, Sampled, positive
from pipecheck_transformers.words import BorderMode, Numbers, OffsetRounding, Rounding


@dataclass(frozen=True, slots=True)
class CenterCrop:
    """Cut *height* × *width* out of the middle; a smaller picture is first padded with *fill*, or refused where there is none."""

    height: int
    width: int
    _: KW_ONLY
    rounding: OffsetRounding = "half-even"
    fill: Numbers | None = None

    def __post_init__(self) -> None:
        positive(height=self.height, width=self.width)


@dataclass(frozen=True, slots=True)
class CropFraction:
    """Cut a centred square of *fraction* times the short side out of the picture."""

    fraction: float
    _: KW_ONLY
    rounding: Rounding = "floor"
    offset: OffsetRounding = "floor"

    def __post_init__(self) -> None:
        if not 0 < self.fraction <= 1:
            raise ValueError(f"fraction is {self.fraction}, not above 0 and at most 1")


@dataclass(frozen=True, slots=True)
class LongSideCrop:
    """The toolchain samples' square crop: centred in a wide picture; in a tall one only the rows above it are cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """Cut *height* × *width* at *top*, *left*."""

    top: int
    left: int
    height: int
    width: int

    def __post_init__(self) -> None:
        positive(height=self.height, width=self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pad:
    """Add a border; *fill* counts for the mode `constant`."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    fill: Numbers = 0.0
    mode: BorderMode = "constant"

    def __post_init__(self) -> None:
        if min(self.top, self.bottom, self.left, self.right) < 0:
            raise ValueError("a border is never negative")


@dataclass(frozen=True, slots=True)
class PadTo:
    """Pad a smaller picture to *height* × *width*; a side that is as long already stays. An odd row goes to the bottom or the right."""

    height: int
    width: int
    _: KW_ONLY
    fill: Numbers = 0.0
    position: Literal["center", "corner"] = "center"
    mode: BorderMode = "constant"

    def __post_init__(self) -> None:
        positive(height=self.height, width=self.width)


@dataclass(frozen=True, slots=True)
class PadToMultiple:
    """Pad both sides up to the next multiple of *divisor*; where the picture shall be *square*, both up to that of the longer one."""

    divisor: int
    _: KW_ONLY
    square: bool = False
    fill: Numbers = 0.0
    position: Literal["center", "corner"] = "corner"
    mode: BorderMode = "constant"

    def __post_init__(self) -> None:
        positive(divisor=self.divisor)


@dataclass(frozen=True, slots=True)
class WarpAffine:
    """OpenCV's affine warp to *height* × *width* by *matrix* (source to target, row by row); None centres the picture's long side.

    The fitted form is what CenterNet does: a square around the middle whose side is *scale* times the longer side.
    """

    height: int
    width: int
    _: KW_ONLY
    matrix: tuple[float, float, float, float, float, float] | None = None
    scale: float = 1.0
    interpolation: Literal["nearest", "linear", "cubic"] = "linear"
    fill: Numbers = 0.0

    def __post_init__(self) -> None:
        positive(height=self.height, width=self.width)


@dataclass(frozen=True, slots=True)
class Flip:
    """Mirror the picture left to right or top to bottom."""

    direction: Literal["horizontal", "vertical"] = "horizontal"


Geometry = Sampled | ResizeBy | CenterCrop | CropFraction | LongSideCrop | Crop | Pad | PadTo | PadToMultiple | WarpAffine | Flip

"""The operations that move pixels: resize, crop, pad, warp, flip."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

from pipecheck_transformers.words import CHOOSES_ANTIALIAS, KERNELS, Interpolation, Library, Numbers, OffsetRounding, Rounding


@dataclass(frozen=True, slots=True)
class Resize:
    """Stretch to *height* × *width*; *antialias* None means what the library does unless told otherwise."""

    height: int
    width: int
    _: KW_ONLY
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        _positive(height=self.height, width=self.width)
        _kernel_exists(self)


@dataclass(frozen=True, slots=True)
class ResizeShort:
    """Bring the short side to *size* and keep the shape; the other side is rounded by *rounding* and never exceeds *longest*."""

    size: int
    _: KW_ONLY
    rounding: Rounding = "floor"
    longest: int | None = None
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        _positive(size=self.size)
        _kernel_exists(self)


@dataclass(frozen=True, slots=True)
class ResizeLong:
    """Bring the long side to *size* and keep the shape; the other side is rounded by *rounding*."""

    size: int
    _: KW_ONLY
    rounding: Rounding = "floor"
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        _positive(size=self.size)
        _kernel_exists(self)


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Shrink or grow to fit into *height* × *width*, keep the shape, and fill the rest with *fill*."""

    height: int
    width: int
    _: KW_ONLY
    fill: Numbers = 114.0
    position: Literal["center", "corner"] = "center"
    rounding: Rounding = "half-even"
    grow: bool = True
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        _positive(height=self.height, width=self.width)
        _kernel_exists(self)


@dataclass(frozen=True, slots=True)
class CenterCrop:
    """Cut *height* × *width* out of the middle; a smaller picture is first padded with *fill*, or refused where there is none."""

    height: int
    width: int
    _: KW_ONLY
    rounding: OffsetRounding = "half-even"
    fill: Numbers | None = None

    def __post_init__(self) -> None:
        _positive(height=self.height, width=self.width)


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
        _positive(height=self.height, width=self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pad:
    """Add a border; *fill* counts for the mode `constant`."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    fill: Numbers = 0.0
    mode: Literal["constant", "edge", "reflect"] = "constant"

    def __post_init__(self) -> None:
        if min(self.top, self.bottom, self.left, self.right) < 0:
            raise ValueError("a border is never negative")


@dataclass(frozen=True, slots=True)
class PadToMultiple:
    """Pad both sides up to the next multiple of *divisor*."""

    divisor: int
    _: KW_ONLY
    fill: Numbers = 0.0
    position: Literal["center", "corner"] = "corner"

    def __post_init__(self) -> None:
        _positive(divisor=self.divisor)


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
        _positive(height=self.height, width=self.width)


@dataclass(frozen=True, slots=True)
class Flip:
    """Mirror the picture left to right or top to bottom."""

    direction: Literal["horizontal", "vertical"] = "horizontal"


Sampled = Resize | ResizeShort | ResizeLong | Letterbox
Geometry = Sampled | CenterCrop | CropFraction | LongSideCrop | Crop | Pad | PadToMultiple | WarpAffine | Flip


def antialiases(op: Sampled) -> bool:
    """Whether *op* smooths when it shrinks, the library's habit resolved."""
    habit = _smooths_by_habit(op.library, op.interpolation)
    return habit if op.antialias is None else op.antialias


def _positive(**sides: int) -> None:
    for name, side in sides.items():
        if side < 1:
            raise ValueError(f"{name} is {side}, not at least 1")


def _kernel_exists(op: Sampled) -> None:
    if op.interpolation not in KERNELS[op.library]:
        raise ValueError(f"{op.library} has no {op.interpolation} resize; it has {', '.join(sorted(KERNELS[op.library]))}")
    habit = _smooths_by_habit(op.library, op.interpolation)
    choice = op.library in CHOOSES_ANTIALIAS and op.interpolation not in ("nearest", "nearest-exact", "area")
    if op.antialias not in (None, habit) and not choice:
        raise ValueError(f"{op.library}'s {op.interpolation} resize {'always' if habit else 'never'} smooths when it shrinks")


def _smooths_by_habit(library: Library, interpolation: Interpolation) -> bool:
    return interpolation == "area" or (library in ("pil", "skimage") and interpolation != "nearest")

"""The operations that resample a picture to another size."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

from pipecheck_transformers.words import CHOOSES_ANTIALIAS, KERNELS, Interpolation, Library, Numbers, Order, Rounding


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
        positive(height=self.height, width=self.width)
        _kernel_exists(self)


@dataclass(frozen=True, slots=True)
class ResizeShort:
    """Bring the short side to *size* and keep the shape; the other side is rounded by *rounding* and never exceeds *longest*.

    In the *order* `ratio` both sides are multiplied and rounded alike, so that a truncated one may fall one short.
    """

    size: int
    _: KW_ONLY
    rounding: Rounding = "floor"
    order: Order = "product"
    longest: int | None = None
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        positive(size=self.size)
        _kernel_exists(self)


@dataclass(frozen=True, slots=True)
class ResizeLong:
    """Bring the long side to *size* and keep the shape; the other side is rounded by *rounding*.

    In the *order* `ratio` both sides are multiplied and rounded alike, so that a truncated one may fall one short.
    """

    size: int
    _: KW_ONLY
    rounding: Rounding = "floor"
    order: Order = "product"
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        positive(size=self.size)
        _kernel_exists(self)


@dataclass(frozen=True, slots=True)
class ResizeBy:
    """`cv2.resize(picture, None, fx=…, fy=…)`: multiply the height by *fy* and the width by *fx*.

    OpenCV samples at the factors and not at the ratio of the rounded sides, up to 43 levels from what the same size gives as a target.
    """

    fy: float
    fx: float
    _: KW_ONLY
    interpolation: Interpolation = "linear"

    def __post_init__(self) -> None:
        if min(self.fy, self.fx) <= 0:
            raise ValueError(f"the factors are {self.fy} and {self.fx}, not above 0")
        if self.interpolation not in KERNELS["opencv"]:
            raise ValueError(f"opencv has no {self.interpolation} resize; it has {', '.join(sorted(KERNELS['opencv']))}")


@dataclass(frozen=True, slots=True)
class ResizeHeight:
    """Bring the height to *height* and keep the shape; the width is rounded by *rounding*, and squeezed where it exceeds *widest*."""

    height: int
    _: KW_ONLY
    widest: int | None = None
    rounding: Rounding = "ceil"
    order: Order = "product"
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        positive(height=self.height, widest=1 if self.widest is None else self.widest)
        _kernel_exists(self)


@dataclass(frozen=True, slots=True)
class ResizeToMultiple:
    """Bring both sides to multiples of *divisor*, near those that *size* asks for: PaddleOCR's resize for text detection.

    *limit* `longest`: a longer side is shrunk to *size*; `shortest`: a shorter one is enlarged to it; `exact`: the longer side becomes
    *size* either way. The shape is kept up to the whole multiples, at least one, to which the truncated sides are rounded by *rounding*.
    """

    size: int | None = None
    _: KW_ONLY
    divisor: int = 32
    limit: Literal["longest", "shortest", "exact"] = "longest"
    rounding: Rounding = "half-even"
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        positive(size=1 if self.size is None else self.size, divisor=self.divisor)
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
    order: Order = "ratio"
    grow: bool = True
    interpolation: Interpolation = "linear"
    library: Library = "opencv"
    antialias: bool | None = None

    def __post_init__(self) -> None:
        positive(height=self.height, width=self.width)
        _kernel_exists(self)


Sampled = Resize | ResizeShort | ResizeLong | ResizeHeight | ResizeToMultiple | Letterbox
"""The resizes to a size, by any library."""


def antialiases(op: Sampled) -> bool:
    """Whether *op* smooths when it shrinks, the library's habit resolved."""
    habit = _smooths_by_habit(op.library, op.interpolation)
    return habit if op.antialias is None else op.antialias


def positive(**sides: int) -> None:
    """Refuse a side below 1."""
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

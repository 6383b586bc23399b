"""What a road amounts to: six facts, each with the places it comes from and the convention it may rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from pipecheck.findings import Origin
from pipecheck_transformers.words import Color, DType, Numbers, YuvRange

if TYPE_CHECKING:
    from pipecheck_transformers.geometry_ops import Geometry

T = TypeVar("T")
Arrangement = Literal["hwc", "chw", "hwc-as-chw", "chw-as-hwc"]
"""The order of the axes; the last two are memory in the one order that was read as the other by a reshape."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A *value* and the places that made it; None with places is unreadable there, None without is stated by nobody."""

    value: T | None
    origins: tuple[Origin, ...] = ()
    assumed: str | None = None

    @property
    def origin(self) -> Origin | None:
        """The place that spoke last."""
        return self.origins[-1] if self.origins else None


@dataclass(frozen=True, slots=True)
class Decode:
    """Who decodes the file, and whether it turns EXIF-rotated pictures upright."""

    library: str | None
    exif: bool | None

    def __str__(self) -> str:
        turned = {True: "turned by EXIF", False: "not turned by EXIF", None: "EXIF unknown"}[self.exif]
        return f"{self.library or 'some library'}, {turned}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A geometry step with its fill in 0..255, channels in R, G, B order, and its kernel spelled out.

    *on* matters for cubic and lanczos, whose overshoot is cut off on integers and kept on floats. *origin* is where the step stands,
    *padded* where its border is made, if that is elsewhere, *filled* its fill as it is written there, *assumed* the convention that it
    rests on, which is one of the kernel alone if *kernel_only*; none of these makes another step of it.
    """

    op: Geometry
    on: Literal["integers", "floats"] | None = None
    origin: Origin | None = field(default=None, compare=False)
    padded: Origin | None = field(default=None, compare=False)
    filled: Numbers | None = field(default=None, compare=False)
    assumed: str | None = field(default=None, compare=False)
    kernel_only: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ColorState:
    """The channels of a tensor.

    *crossed*: red and blue were taken for each other before the conversion to gray or YUV. *colorless*: gray, repeated.
    *misread*: YUV of this range was decoded as if it had the other one.
    """

    name: Color
    range: YuvRange | None = None
    crossed: bool = False
    colorless: bool = False
    misread: YuvRange | None = None

    def __str__(self) -> str:
        words = [self.name if self.range is None else f"{self.name} ({self.range} range)"]
        words += ["with red and blue crossed"] if self.crossed else []
        words += ["made of gray"] if self.colorless and self.name != "gray" else []
        words += [f"with {self.misread}-range YUV read as the other"] if self.misread else []
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Affinity:
    """`x · scale + bias`; one pair where all channels are alike, else one per channel."""

    scale: tuple[float, ...] = (1.0,)
    bias: tuple[float, ...] = (0.0,)

    @property
    def uniform(self) -> bool:
        return len(self.scale) == 1

    @property
    def identity(self) -> bool:
        return self.scale == (1.0,) and self.bias == (0.0,)


@dataclass(frozen=True, slots=True)
class Quantised:
    """A cast to an integer that lost something: the affine up to that point, and the kind of cast."""

    before: Affinity
    dtype: DType
    rounding: Literal["truncate", "half-even"]
    overflow: Literal["wrap", "clip"]


@dataclass(frozen=True, slots=True)
class Values:
    """The affine from the decoded 0..255 pixel to the tensor, in the channel order of the color, and the casts on the way."""

    affine: Affinity = Affinity()
    casts: tuple[Quantised, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a program amounts to. Two programs that make the same tensor have equal specs."""

    decode: Fact[Decode]
    geometry: Fact[tuple[Placed, ...]]
    color: Fact[ColorState]
    values: Fact[Values]
    layout: Fact[Arrangement]
    dtype: Fact[DType]

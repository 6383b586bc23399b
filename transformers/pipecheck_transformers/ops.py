"""What can happen to a picture on its way to a network: one frozen dataclass per operation, and no pixel library."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

Color = Literal["rgb", "bgr", "gray", "yuv444", "nv12"]
Layout = Literal["hwc", "chw"]
Library = Literal["opencv", "pil", "skimage", "torch", "tensorflow", "horizon"]
Interpolation = Literal["nearest", "nearest-exact", "linear", "cubic", "area", "lanczos", "box", "hamming"]
YuvRange = Literal["full", "video"]
DType = Literal["uint8", "int8", "uint16", "int16", "int32", "float16", "float32", "float64"]
Rounding = Literal["floor", "half-even", "half-up", "ceil"]
OffsetRounding = Literal["floor", "halves", "half-even", "half-up", "ceil"]
"""How a centred offset is rounded; `halves` halves both sides on their own: `height // 2 - size // 2`."""
Numbers = float | tuple[float, ...]
"""One number for every channel, or one number per channel in the order of the picture at that point."""

KERNELS: dict[Library, frozenset[Interpolation]] = {
    "opencv": frozenset({"nearest", "nearest-exact", "linear", "cubic", "area", "lanczos"}),
    "pil": frozenset({"nearest", "linear", "cubic", "lanczos", "box", "hamming"}),
    "skimage": frozenset({"nearest", "linear", "cubic"}),
    "torch": frozenset({"nearest", "nearest-exact", "linear", "cubic", "area"}),
    "tensorflow": frozenset({"nearest", "linear", "cubic", "area", "lanczos"}),
    "horizon": frozenset(),
}
CHOOSES_ANTIALIAS: frozenset[Library] = frozenset({"skimage", "torch", "tensorflow"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How a picture file becomes an array: the library, and exactly what it hands over.

    The array is height × width × 3 in the order *color*, or height × width × 1 for `gray`. Values are 0..255 in uint8; with *unit* 0..1
    in float32 (scikit-image's `img_as_float`); with *deep* a 16-bit file keeps its 0..65535 in uint16. *exif* turns the picture upright.
    """

    library: Literal["opencv", "pil", "skimage"]
    color: Literal["rgb", "bgr", "gray"]
    exif: bool = False
    unit: bool = False
    deep: bool = False


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


@dataclass(frozen=True, slots=True)
class ToColor:
    """Convert to *color*; *source* is the order that this step believes in, None takes the true one.

    A step that believes in the wrong order does what it would do in real life: `ToColor("rgb", source="bgr")` on a picture that is
    RGB already swaps it to BGR. *range* is the range of the YUV side; *library* is whose arithmetic is meant.
    """

    color: Color
    _: KW_ONLY
    source: Color | None = None
    range: YuvRange = "full"
    library: Library = "opencv"


@dataclass(frozen=True, slots=True)
class TakeChannel:
    """Keep one channel."""

    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Affine:
    """`(x − mean) · scale / std + bias` per channel, computed in *dtype* in that order; what is left out is not computed.

    So `ToTensor` is `Affine(std=255)`, `Normalize` is `Affine(mean=…, std=…)`, `data_mean_and_scale` is `Affine(mean=…, scale=…)`,
    `x / 127.5 - 1` is `Affine(std=127.5, bias=-1)`, and the shift to signed integers is `Affine(bias=-128)`.
    """

    mean: Numbers = 0.0
    scale: Numbers = 1.0
    std: Numbers = 1.0
    bias: Numbers = 0.0
    dtype: Literal["float32", "float64"] = "float32"

    def __post_init__(self) -> None:
        lengths = {len(part) for part in (self.mean, self.scale, self.std, self.bias) if isinstance(part, tuple)}
        if len(lengths) > 1 or 0 in lengths:
            raise ValueError(f"mean, scale, std and bias disagree on the number of channels: {sorted(lengths)}")
        if 0.0 in (self.std if isinstance(self.std, tuple) else (self.std,)):
            raise ValueError("std holds a zero")

    @property
    def channels(self) -> int | None:
        """How many channels this was written for, None for any."""
        return next((len(part) for part in (self.mean, self.scale, self.std, self.bias) if isinstance(part, tuple)), None)

    def folded(self, channels: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The same as `x · scale + bias`, one pair per channel, in float64."""
        means, scales, stds, biases = (per_channel(part, channels) for part in (self.mean, self.scale, self.std, self.bias))
        gains = tuple(scale / std for scale, std in zip(scales, stds, strict=True))
        return gains, tuple(bias - mean * gain for mean, gain, bias in zip(means, gains, biases, strict=True))


@dataclass(frozen=True, slots=True)
class Cast:
    """Change the dtype; to an integer by *rounding*, and beyond its range by wrapping around (NumPy) or by clipping (OpenCV)."""

    dtype: DType
    _: KW_ONLY
    rounding: Literal["truncate", "half-even"] = "truncate"
    overflow: Literal["wrap", "clip"] = "wrap"


@dataclass(frozen=True, slots=True)
class Transpose:
    """Bring the axes into *layout*."""

    layout: Layout


Sampled = Resize | ResizeShort | ResizeLong | Letterbox
Geometry = Sampled | CenterCrop | CropFraction | LongSideCrop | Crop | Pad | PadToMultiple | WarpAffine | Flip
Op = Geometry | ToColor | TakeChannel | Affine | Cast | Transpose


def per_channel(numbers: Numbers, channels: int) -> tuple[float, ...]:
    """*numbers* written out for every channel."""
    return numbers if isinstance(numbers, tuple) else (numbers,) * channels


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

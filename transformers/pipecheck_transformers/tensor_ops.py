"""The operations on values, channels and axes, and the reader that they start from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from pipecheck_transformers.words import Color, DType, Layout, Library, Numbers, YuvRange


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

    *dtype* None is what NumPy does with plain numbers: floats stay what they are, integers become float64.

    So `ToTensor` is `Affine(std=255)`, `Normalize` is `Affine(mean=…, std=…)`, `data_mean_and_scale` is `Affine(mean=…, scale=…)`,
    `x / 127.5 - 1` is `Affine(std=127.5, bias=-1)`, and the shift to signed integers is `Affine(bias=-128)`.
    """

    mean: Numbers = 0.0
    scale: Numbers = 1.0
    std: Numbers = 1.0
    bias: Numbers = 0.0
    dtype: Literal["float32", "float64"] | None = "float32"

    def __post_init__(self) -> None:
        for name in ("mean", "scale", "std", "bias"):  # lists and arrays do as well: torchvision's own spelling is a list
            object.__setattr__(self, name, _numbers(name, getattr(self, name)))
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


@dataclass(frozen=True, slots=True)
class Reinterpret:
    """Read the numbers as they lie in memory as if they stood in *layout*: a reshape where a transpose was meant."""

    layout: Layout


def _numbers(name: str, given: object) -> Numbers:
    try:
        if isinstance(given, Iterable) and not isinstance(given, str):
            return tuple(float(part) for part in given)
        return float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError) as e:
        raise ValueError(f"{name} is a number or a list of numbers, not {given!r}") from e


def per_channel(numbers: Numbers, channels: int) -> tuple[float, ...]:
    """*numbers* written out for every channel."""
    return numbers if isinstance(numbers, tuple) else (numbers,) * channels

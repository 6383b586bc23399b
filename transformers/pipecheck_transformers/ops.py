"""What can happen to a picture on its way to a network: one frozen dataclass per operation, and no pixel library."""

from __future__ import annotations

from pipecheck_transformers.geometry_ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Geometry,
    Letterbox,
    LongSideCrop,
    Pad,
    PadToMultiple,
    Resize,
    ResizeLong,
    ResizeShort,
    Sampled,
    WarpAffine,
    antialiases,
)
from pipecheck_transformers.tensor_ops import Affine, Cast, Read, TakeChannel, ToColor, Transpose, per_channel
from pipecheck_transformers.words import (
    CHOOSES_ANTIALIAS,
    KERNELS,
    Color,
    DType,
    Interpolation,
    Layout,
    Library,
    Numbers,
    OffsetRounding,
    Rounding,
    YuvRange,
)

__all__ = [
    "CHOOSES_ANTIALIAS",
    "KERNELS",
    "Affine",
    "Cast",
    "CenterCrop",
    "Color",
    "Crop",
    "CropFraction",
    "DType",
    "Flip",
    "Geometry",
    "Interpolation",
    "Layout",
    "Letterbox",
    "Library",
    "LongSideCrop",
    "Numbers",
    "OffsetRounding",
    "Op",
    "Pad",
    "PadToMultiple",
    "Read",
    "Resize",
    "ResizeLong",
    "ResizeShort",
    "Rounding",
    "Sampled",
    "TakeChannel",
    "ToColor",
    "Transpose",
    "WarpAffine",
    "YuvRange",
    "antialiases",
    "per_channel",
]  # fmt: skip

Op = Geometry | ToColor | TakeChannel | Affine | Cast | Transpose

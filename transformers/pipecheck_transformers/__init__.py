"""Preprocessing that computes what the library it names computes, bit for bit.

>>> from pipecheck_transformers import Affine, CenterCrop, Chain, ResizeShort, Transpose, pil
>>> chain = Chain([ResizeShort(256, library="pil"), CenterCrop(224, 224), Affine(std=255), Transpose("chw")], read=pil())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipecheck_transformers.errors import ReadError, StepError, ToolkitError
from pipecheck_transformers.ops import (
    Affine,
    Cast,
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Letterbox,
    LongSideCrop,
    Op,
    Pad,
    PadToMultiple,
    Read,
    Resize,
    ResizeLong,
    ResizeShort,
    TakeChannel,
    ToColor,
    Transpose,
    WarpAffine,
)
from pipecheck_transformers.readers import opencv, pil, skimage

if TYPE_CHECKING:
    from pipecheck_transformers.chain import Chain as Chain

__all__ = [
    "Affine", "Cast", "CenterCrop", "Chain", "Crop", "CropFraction", "Flip", "Letterbox", "LongSideCrop", "Op", "Pad", "PadToMultiple",
    "Read", "ReadError", "Resize", "ResizeLong", "ResizeShort", "StepError", "TakeChannel", "ToColor", "ToolkitError", "Transpose",
    "WarpAffine", "opencv", "pil", "skimage",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """`Chain`, loaded when first asked for, because it needs numpy and the operations alone do not."""
    if name == "Chain":
        from pipecheck_transformers.chain import Chain

        return Chain
    raise AttributeError(f"module 'pipecheck_transformers' has no attribute {name!r}")

"""Preprocessing that computes what the library it names computes, bit for bit.

>>> from pipecheck_transformers import Affine, CenterCrop, Chain, ResizeShort, Transpose, pil
>>> Chain([ResizeShort(256, library="pil"), CenterCrop(224, 224), Affine(std=255.0), Transpose("chw")], read=pil())
Chain([
    ResizeShort(256, library='pil'),
    CenterCrop(224, 224),
    Affine(std=255.0),
    Transpose('chw'),
], read=Read(library='pil', color='rgb'))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipecheck_transformers.chain import Chain as Chain
    from pipecheck_transformers.errors import ReadError as ReadError
    from pipecheck_transformers.errors import StepError as StepError
    from pipecheck_transformers.errors import ToolkitError as ToolkitError
    from pipecheck_transformers.ops import Affine as Affine
    from pipecheck_transformers.ops import Cast as Cast
    from pipecheck_transformers.ops import CenterCrop as CenterCrop
    from pipecheck_transformers.ops import Crop as Crop
    from pipecheck_transformers.ops import CropFraction as CropFraction
    from pipecheck_transformers.ops import Flip as Flip
    from pipecheck_transformers.ops import Letterbox as Letterbox
    from pipecheck_transformers.ops import LongSideCrop as LongSideCrop
    from pipecheck_transformers.ops import Op as Op
    from pipecheck_transformers.ops import Pad as Pad
    from pipecheck_transformers.ops import PadTo as PadTo
    from pipecheck_transformers.ops import PadToMultiple as PadToMultiple
    from pipecheck_transformers.ops import Read as Read
    from pipecheck_transformers.ops import Reinterpret as Reinterpret
    from pipecheck_transformers.ops import Resize as Resize
    from pipecheck_transformers.ops import ResizeBy as ResizeBy
    from pipecheck_transformers.ops import ResizeHeight as ResizeHeight
    from pipecheck_transformers.ops import ResizeLong as ResizeLong
    from pipecheck_transformers.ops import ResizeShort as ResizeShort
    from pipecheck_transformers.ops import ResizeToMultiple as ResizeToMultiple
    from pipecheck_transformers.ops import TakeChannel as TakeChannel
    from pipecheck_transformers.ops import ToColor as ToColor
    from pipecheck_transformers.ops import Transpose as Transpose
    from pipecheck_transformers.ops import WarpAffine as WarpAffine
    from pipecheck_transformers.readers import opencv as opencv
    from pipecheck_transformers.readers import pil as pil
    from pipecheck_transformers.readers import skimage as skimage

_HOMES = {
    "chain": ("Chain",),
    "errors": ("ReadError", "StepError", "ToolkitError"),
    "ops": (
        "Affine", "Cast", "CenterCrop", "Crop", "CropFraction", "Flip", "Letterbox", "LongSideCrop", "Op", "Pad", "PadTo",
        "PadToMultiple", "Read", "Reinterpret", "Resize", "ResizeBy", "ResizeHeight", "ResizeLong", "ResizeShort", "ResizeToMultiple",
        "TakeChannel", "ToColor", "Transpose", "WarpAffine",
    ),
    "readers": ("opencv", "pil", "skimage"),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME)  # noqa: PLE0605  # one table says it all


def __getattr__(name: str) -> Any:
    """The public names, loaded when first asked for: a program that only compares needs no pixels."""
    if name not in _HOME:
        raise AttributeError(f"module 'pipecheck_transformers' has no attribute {name!r}")
    return getattr(import_module(f"pipecheck_transformers.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)

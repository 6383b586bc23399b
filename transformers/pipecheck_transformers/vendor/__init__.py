"""The toolchain samples' transformers under their own names, so that a preprocess script runs, and compares, without the samples.

>>> from pipecheck_transformers import Chain
>>> from pipecheck_transformers.vendor import HWC2CHWTransformer, PadResizeTransformer, RGB2BGRTransformer, imread_mode
>>> chain = Chain([PadResizeTransformer((640, 640)), HWC2CHWTransformer(), RGB2BGRTransformer()], read=imread_mode("skimage"))
"""

from __future__ import annotations

from pipecheck_transformers.vendor.axes import (
    CHW2HWCTransformer,
    HWC2CHWTransformer,
    TransposeTransformer,
)
from pipecheck_transformers.vendor.color import (
    BGR2GRAY_128Transformer,
    BGR2GRAYTransformer,
    BGR2NV12Transformer,
    BGR2RGBTransformer,
    BGR2YUV444_128Transformer,
    BGR2YUV444Transformer,
    BGR2YUVBT601VIDEOTransformer,
    NV12ToYUV444Transformer,
    ReduceChannelTransformer,
    RGB2BGRTransformer,
    RGB2GRAY_128Transformer,
    RGB2GRAYTransformer,
    RGB2NV12Transformer,
    RGB2YUV444_128Transformer,
    RGB2YUV444Transformer,
    RGB2YUVBT601VIDEOTransformer,
    YUVTransformer,
)
from pipecheck_transformers.vendor.geometry import (
    CenterCropTransformer,
    LongSideCropTransformer,
    PaddedCenterCropTransformer,
    PadResizeTransformer,
    PadTransformer,
    PILCenterCropTransformer,
    PILResizeTransformer,
    ResizeTransformer,
    ShortLongResizeTransformer,
    ShortSideResizeTransformer,
    WarpAffineTransformer,
)
from pipecheck_transformers.vendor.imread import (
    imread_mode,
)
from pipecheck_transformers.vendor.transformer import (
    Transformer,
)
from pipecheck_transformers.vendor.values import (
    AddTransformer,
    F32ToS8Transformer,
    F32ToU8Transformer,
    MeanTransformer,
    NormalizeTransformer,
    ScaleTransformer,
)

__all__ = [
    "AddTransformer",
    "BGR2GRAYTransformer",
    "BGR2GRAY_128Transformer",
    "BGR2NV12Transformer",
    "BGR2RGBTransformer",
    "BGR2YUV444Transformer",
    "BGR2YUV444_128Transformer",
    "BGR2YUVBT601VIDEOTransformer",
    "CHW2HWCTransformer",
    "CenterCropTransformer",
    "F32ToS8Transformer",
    "F32ToU8Transformer",
    "HWC2CHWTransformer",
    "LongSideCropTransformer",
    "MeanTransformer",
    "NV12ToYUV444Transformer",
    "NormalizeTransformer",
    "PILCenterCropTransformer",
    "PILResizeTransformer",
    "PadResizeTransformer",
    "PadTransformer",
    "PaddedCenterCropTransformer",
    "RGB2BGRTransformer",
    "RGB2GRAYTransformer",
    "RGB2GRAY_128Transformer",
    "RGB2NV12Transformer",
    "RGB2YUV444Transformer",
    "RGB2YUV444_128Transformer",
    "RGB2YUVBT601VIDEOTransformer",
    "ReduceChannelTransformer",
    "ResizeTransformer",
    "ScaleTransformer",
    "ShortLongResizeTransformer",
    "ShortSideResizeTransformer",
    "Transformer",
    "TransposeTransformer",
    "WarpAffineTransformer",
    "YUVTransformer",
    "imread_mode",
]

# ruff: noqa: N802 - the names are those of the samples' classes, so that their scripts run unchanged
"""The samples' transformers that reorder the axes."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck_transformers.ops import Transpose
from pipecheck_transformers.vendor.transformer import Transformer


def TransposeTransformer(order: Sequence[int]) -> Transformer:
    """`np.transpose(x, order)`, for the orders that are a change of layout."""
    match tuple(order):
        case (2, 0, 1):
            return Transformer("TransposeTransformer", (Transpose("chw"),), "hwc")
        case (1, 2, 0):
            return Transformer("TransposeTransformer", (Transpose("hwc"),), "chw")
        case (0, 1, 2):
            return Transformer("TransposeTransformer", ())
        case other:
            raise ValueError(f"order is {other}; of a picture, (2, 0, 1) gives chw and (1, 2, 0) gives hwc, and no other keeps it upright")


def HWC2CHWTransformer() -> Transformer:
    """Channels last to channels first."""
    return Transformer("HWC2CHWTransformer", (Transpose("chw"),), "hwc")


def CHW2HWCTransformer() -> Transformer:
    """Channels first to channels last."""
    return Transformer("CHW2HWCTransformer", (Transpose("hwc"),), "chw")

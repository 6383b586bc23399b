# ruff: noqa: N802 - the names are those of the samples' classes, so that their scripts run unchanged
"""The samples' transformers that compute with the values, one operator each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from pipecheck_transformers.ops import Affine, Cast, Layout, Numbers
from pipecheck_transformers.vendor.transformer import Transformer, layout_of

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_Given: TypeAlias = "float | Sequence[float] | Array"


def AddTransformer(value: _Given) -> Transformer:
    """`x + value` in float32."""
    numbers = _numbers(value)
    return Transformer("AddTransformer", (Affine(bias=numbers),), _last_axis(numbers))


def MeanTransformer(means: _Given, data_format: str = "CHW") -> Transformer:
    """`x − means`, in float64 as NumPy promotes it, or in float32 where *means* is float32."""
    numbers, layout = _numbers(means), layout_of(data_format)
    op = Affine(mean=numbers, dtype=_precision(means))
    return Transformer("MeanTransformer", (op,), layout if isinstance(numbers, tuple) else None)


def ScaleTransformer(scale_value: _Given) -> Transformer:
    """`x · scale_value` in whatever float comes in."""
    numbers = _numbers(scale_value)
    return Transformer("ScaleTransformer", (Affine(scale=numbers, dtype=None),), _last_axis(numbers))


def NormalizeTransformer(std: _Given) -> Transformer:
    """`x / std` in float32; no mean, whatever the name promises."""
    numbers = _numbers(std)
    return Transformer("NormalizeTransformer", (Affine(std=numbers),), _last_axis(numbers))


def F32ToS8Transformer() -> Transformer:
    """`x − 128`, cut down to int8."""
    return Transformer("F32ToS8Transformer", (Affine(bias=-128.0), Cast("int8")))


def F32ToU8Transformer() -> Transformer:
    """`x + 128`, cut down to uint8."""
    return Transformer("F32ToU8Transformer", (Affine(bias=128.0), Cast("uint8")))


def _numbers(given: _Given) -> Numbers:
    import numpy as np

    if np.ndim(given) > 1:
        raise ValueError(f"{np.shape(given)} numbers are neither one for the picture nor one per channel")
    flat = [float(number) for number in np.ravel(given)]
    return flat[0] if len(flat) == 1 else tuple(flat)


def _last_axis(numbers: Numbers) -> Layout | None:
    """The layout whose channels NumPy pairs a row of numbers with; one number fits every layout."""
    return "hwc" if isinstance(numbers, tuple) else None


def _precision(given: _Given) -> Literal["float32", "float64"]:
    import numpy as np

    return "float32" if np.asarray(given).dtype == np.float32 else "float64"

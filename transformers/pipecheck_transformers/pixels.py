"""A picture on its way through a chain: the numbers, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipecheck_transformers.ops import Color, Layout, YuvRange

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Pixels:
    """An *array* whose channels are *color* in the order *layout*; *range* counts for YUV colors.

    NV12 is one plane of height · 3 / 2 rows, as `(rows, width, 1)` or `(1, rows, width)`.
    """

    array: Array
    color: Color
    layout: Layout = "hwc"
    range: YuvRange = "full"

    @property
    def hwc(self) -> Array:
        """The array with channels last, a view."""
        return self.array if self.layout == "hwc" else np.moveaxis(self.array, 0, -1)

    @property
    def channel_axis(self) -> int:
        return 2 if self.layout == "hwc" else 0

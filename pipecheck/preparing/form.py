"""What every calibration file of a model input has to be, and an array as the content of such a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipecheck.evidence.tensors import Tool
from pipecheck.spec import ColorState, Values
from pipecheck.spec.affine import reach
from pipecheck_transformers.words import Color, DType, Layout

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_ENDINGS: Mapping[tuple[Color, Layout], str] = {
    ("rgb", "hwc"): ".rgb",
    ("rgb", "chw"): ".rgbp",
    ("bgr", "hwc"): ".bgr",
    ("bgr", "chw"): ".bgrp",
    ("yuv444", "hwc"): ".yuv",
    ("yuv444", "chw"): ".yuv",
}
"""What the toolchain's samples call raw files; to hb_mapper itself the ending says nothing."""
_OTHER = ".cali"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a file holds: *values* of levels 0..255, in the order of *color*, as *shape* in *layout*; *batched* with a side of 1 before."""

    tool: Tool
    color: ColorState
    values: Values
    layout: Layout
    dtype: DType
    shape: tuple[int, int, int]
    batched: bool = False
    feature: bool = False

    @property
    def ending(self) -> str:
        if self.tool == "hb_compile":
            return ".npy"
        return ".feature" if self.feature else _ENDINGS.get((self.color.name, self.layout), _OTHER)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.shape[1:] if self.layout == "chw" else self.shape[:2]

    def __str__(self) -> str:
        shape = sides((1, *self.shape) if self.batched else self.shape)
        low, high = (f"{end:.4g}".replace("-", "−") for end in reach(self.values.affine))
        files = " .npy" if self.tool == "hb_compile" else ""
        return f"{shape} {self.dtype} {str(self.color).upper()} {low}..{high}, {self.layout.upper()}{files}"

    def data(self) -> dict[str, Any]:
        """This form as plain data for a manifest."""
        return {
            "toolchain": self.tool,
            "file": "npy" if self.tool == "hb_compile" else "raw, little-endian",
            "shape": list((1, *self.shape) if self.batched else self.shape),
            "layout": self.layout,
            "dtype": self.dtype,
            "color": str(self.color),
            "values": {"scale": list(self.values.affine.scale), "bias": list(self.values.affine.bias)},
        }


def sides(shape: tuple[int, ...]) -> str:
    """*shape* in words."""
    return "×".join(map(str, shape))


def channels(color: Color) -> int:
    """How many channels a tensor in *color* has."""
    return 1 if color == "gray" else 3


def content(form: Form, array: Array) -> bytes:
    """The file that holds *array*."""
    import io

    import numpy as np

    little = np.ascontiguousarray(array, dtype=np.dtype(form.dtype).newbyteorder("<"))
    if form.tool != "hb_compile":
        return little.tobytes()
    file = io.BytesIO()
    np.save(file, little[np.newaxis] if form.batched else little)
    return file.getvalue()


def apart(form: Form, one: bytes, other: bytes) -> float | None:
    """The largest difference between the numbers of two files in *form*; None where one of them is no such file."""
    import numpy as np

    if len(one) != len(other) or not one:
        return None
    count = form.shape[0] * form.shape[1] * form.shape[2]
    kind = np.dtype(form.dtype).newbyteorder("<")
    mine, theirs = (np.frombuffer(data, kind, count, len(data) - count * kind.itemsize).astype(np.float64) for data in (one, other))
    with np.errstate(invalid="ignore"):
        return float(np.abs(mine - theirs).max())

"""The words of the vocabulary: colors, layouts, libraries, kernels, ways to round."""

from __future__ import annotations

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
Order = Literal["product", "ratio", "aspect"]
"""Of `size · side / other`, in which order the floats are taken: as written; `side · (size / other)`; `size · (side / other)`."""
BorderMode = Literal["constant", "edge", "reflect"]
"""What a border repeats, if not a constant: the outermost pixels, or the picture mirrored without them."""
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

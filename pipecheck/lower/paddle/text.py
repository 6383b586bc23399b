"""PaddleOCR's resizes for the detection and the recognition of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.lower.arguments import NotReadError, whole
from pipecheck.lower.paddle.arguments import only, sides, value
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import Said, flag
from pipecheck.spec import Aspect, Opaque
from pipecheck_transformers.ops import Affine, Op, PadTo, Resize, ResizeHeight, ResizeToMultiple, Transpose

_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})


def detect(said: Said, _: Picture) -> Iterator[Op | Opaque]:
    """DetResizeForTest: to a size, or to multiples of 32 within a limit."""
    said = only(said, "image_shape", "keep_ratio", "limit_side_len", "limit_type", "resize_long")
    if said.has("image_shape"):
        if flag(value(said, "keep_ratio", False)):
            raise NotReadError("a width that is a multiple of 32")
        yield Resize(*sides(said.values["image_shape"], width_first=False))
        return
    if said.has("resize_long") and not said.has("limit_side_len"):
        raise NotReadError("sides that are multiples of 128")
    limits = {"min": "shortest", "max": "longest", "resize_long": "exact"}
    limit: Any = limits.get(value(said, "limit_type", "min"))
    yield ResizeToMultiple(whole(value(said, "limit_side_len", 736)), divisor=32, limit=limit)


def recognise(said: Said, _: Picture) -> Iterator[Op | Opaque]:
    """RecResizeImg: the height that is asked for, the width that follows, then zeros up to the width that is asked for."""
    channels, height, width = (whole(side) for side in value(said, "image_shape", ()))
    wide = flag(value(said, "eval_mode", False)) or (
        flag(value(said, "infer_mode", False)) and said.values.get("character_dict_path", "") is not None
    )
    stretched = not flag(value(said, "padding", True))
    if channels != 3:
        raise NotReadError(f"{channels} channels")
    if wide:
        yield Opaque("a width that follows the picture", _GEOMETRY)
    else:
        yield Resize(height, width) if stretched else ResizeHeight(height, widest=width, rounding="ceil", order="aspect")
    yield Affine(std=255.0)
    yield Affine(mean=0.5, std=0.5)
    yield Transpose("chw")
    if not (wide or stretched):
        yield PadTo(height, width, fill=0.0, position="corner")

"""OpenMMLab's resizes, crops and borders: arguments, defaults by generation, and the operations that they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipecheck.lower.arguments import NotReadError, numbers, plain, whole
from pipecheck.lower.openmmlab.entry import Entry
from pipecheck.lower.picture import Picture
from pipecheck.sources.mmvalues import table
from pipecheck_transformers.ops import (
    CenterCrop,
    CropFraction,
    Interpolation,
    Letterbox,
    Numbers,
    Op,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeLong,
    ResizeShort,
    Rounding,
)

_OPENCV: Mapping[object, Interpolation] = {
    "nearest": "nearest", "bilinear": "linear", "bicubic": "cubic", "area": "area", "lanczos": "lanczos",
}  # fmt: skip
_PIL: Mapping[object, Interpolation] = {
    "nearest": "nearest", "bilinear": "linear", "bicubic": "cubic", "box": "box", "lanczos": "lanczos", "hamming": "hamming",
}  # fmt: skip
_RESIZE = (
    "scale", "img_scale", "size", "keep_ratio", "backend", "interpolation", "adaptive_side", "multiscale_mode",
    "bbox_clip_border", "clip_object_border", "override", "min_size",
)  # fmt: skip
_PAD = ("size", "size_divisor", "pad_to_square", "pad_val", "padding_mode", "seg_pad_val")
_LETTER = (
    "scale", "pad_val", "use_mini_pad", "stretch_only", "allow_scale_up", "half_pad_param", "keep_ratio", "backend", "interpolation",
    "clip_object_border",
)  # fmt: skip


def resize(step: Entry, picture: Picture, scale: object, *, rounding: Rounding = "half-up") -> Op:
    """`Resize`: *scale* is what `MultiScaleFlipAug` gives. mmcls before 1.0 has a *size* as (height, width), all others (width, height)."""
    given = step.given(_RESIZE)
    if given.value("min_size") is not None:
        raise NotReadError("min_size")
    how = _sampling(given.value("backend", "cv2"), given.value("interpolation", "bilinear"), picture)
    if step.has("size"):
        return _classic(given.value("size"), given.value("adaptive_side", "short"), how)
    older = step.has("img_scale") or not step.has("scale")
    width, height = _scale(given.value("scale", given.value("img_scale", scale)))
    if given.value("keep_ratio", older) is not True:
        return Resize(height, width, **how)
    kept: dict[str, Any] = {**how, "rounding": rounding, "order": "ratio"}
    if width == height:
        return ResizeLong(width, **kept)
    return ResizeShort(min(width, height), longest=max(width, height), **kept)


def edge(step: Entry, picture: Picture) -> Op:
    """`ResizeEdge`: one side given, the other truncated."""
    given = step.given(("scale", "edge", "backend", "interpolation"))
    how = _sampling(given.value("backend", "cv2"), given.value("interpolation", "bilinear"), picture)
    return _one_side(whole(given.value("scale")), given.value("edge", "short"), how)


def keep_ratio_resize(step: Entry, picture: Picture) -> Op:
    """mmyolo's resize before its letterbox: by areas where it shrinks, truncated."""
    given = step.given(("scale", "keep_ratio", "backend", "interpolation", "clip_object_border"))
    width, height = _scale(given.value("scale"))
    if given.value("keep_ratio", True) is not True:
        raise NotReadError("keep_ratio")
    how: dict[str, Any] = {**_sampling(given.value("backend", "cv2"), "area", picture), "rounding": "floor", "order": "ratio"}
    if width == height:
        return ResizeLong(width, **how)
    return ResizeShort(min(width, height), longest=max(width, height), **how)


def letterbox(step: Entry, picture: Picture) -> Op:
    """`LetterResize`: mmyolo's letterbox, which shrinks and grows unless told otherwise."""
    given = step.given(_LETTER)
    if any(given.value(name, False) is not False for name in ("use_mini_pad", "stretch_only")):
        raise NotReadError("another border")
    width, height = _scale(given.value("scale"))
    how = _sampling(given.value("backend", "cv2"), given.value("interpolation", "bilinear"), picture)
    return Letterbox(height, width, fill=_fill(step), grow=given.value("allow_scale_up", True) is True, **how)


def crop(step: Entry, *, older: bool) -> Op:
    """`CenterCrop`, whose size is (height, width) in the *older* generation; what is smaller is not padded."""
    given = step.given(("crop_size", "auto_pad", "pad_cfg", "clip_object_border", "efficientnet_style", "crop_padding", "interpolation",
                        "backend"))  # fmt: skip
    if given.value("efficientnet_style", False) is not False or given.value("auto_pad", False) is not False:
        raise NotReadError("another kind of crop")
    first, second = _pair(given.value("crop_size"))
    height, width = (first, second) if older else (second, first)
    return CenterCrop(height, width, rounding="half-even")


def efficientnet(step: Entry, picture: Picture) -> tuple[Op, Op]:
    """`EfficientNetCenterCrop` without a margin: with one, its offset is rounded from a side that is not whole, which has no operation."""
    given = step.given(("crop_size", "crop_padding", "interpolation", "backend"))
    if given.value("crop_padding", 32) != 0:
        raise NotReadError("a margin")
    side = whole(given.value("crop_size"))
    how = _sampling(given.value("backend", "cv2"), given.value("interpolation", "bicubic"), picture)
    return CropFraction(1.0, offset="half-even"), Resize(side, side, **how)


def pad(step: Entry, picture: Picture, *, older: bool) -> tuple[Op, bool]:
    """`Pad`, below and to the right, and whether it makes one letterbox with the resize before it."""
    given = step.given(_PAD)
    mode = given.value("padding_mode", "constant")
    size, divisor = given.value("size"), given.value("size_divisor")
    if mode not in ("constant", "edge", "reflect"):
        raise NotReadError(f"padding_mode {mode!r}")
    before = picture.program.steps[-1].op if picture.program.steps else None
    if given.value("pad_to_square", False) is True:
        if not isinstance(last := _last_resize(picture), ResizeLong) or (divisor is not None and last.size % whole(divisor)):
            raise NotReadError("the square is that of the picture")
        height = width = last.size
    elif size is None:
        return PadToMultiple(whole(divisor), fill=_fill(step), mode=mode), False
    else:
        first, second = _pair(size)
        height, width = (first, second) if older else (second, first)
    if isinstance(before, ResizeLong) and before.rounding == "half-up" and height == width == before.size and mode == "constant":
        box = Letterbox(height, width, fill=_fill(step), position="corner", rounding="half-up", **_kernel(before))
        return box, True
    return PadTo(height, width, fill=_fill(step), position="corner", mode=mode), False


def _last_resize(picture: Picture) -> object:
    ops = [step.op for step in picture.program.steps]
    return next((op for op in reversed(ops) if isinstance(op, Resize | ResizeShort | ResizeLong | CenterCrop | Letterbox)), None)


def _kernel(resize: ResizeLong) -> dict[str, Any]:
    return {"interpolation": resize.interpolation, "library": resize.library}


def _classic(size: object, side: object, how: dict[str, Any]) -> Op:
    """The *size* of mmcls before 1.0: (height, width), or one side and −1."""
    height, width = _pair(size)
    return _one_side(height, side, how) if width == -1 else Resize(height, width, **how)


def _one_side(size: int, side: object, how: dict[str, Any]) -> Op:
    match side:
        case "short":
            return ResizeShort(size, rounding="floor", **how)
        case "long":
            return ResizeLong(size, rounding="floor", **how)
        case _:
            raise NotReadError(f"the side {side!r}")


def _scale(scale: object) -> tuple[int, int]:
    """Width and height; a list of one pair is that pair."""
    if isinstance(scale, tuple) and len(scale) == 1 and isinstance(scale[0], tuple):
        scale = scale[0]
    return _pair(scale)


def _pair(size: object) -> tuple[int, int]:
    if isinstance(size, tuple):
        if len(size) != 2:
            raise NotReadError(f"size {size!r}")
        return whole(size[0]), whole(size[1])
    return whole(size), whole(size)


def _sampling(backend: object, interpolation: object, picture: Picture) -> dict[str, Any]:
    """How is sampled; Pillow takes bytes only."""
    kernel = {"cv2": _OPENCV, "pillow": _PIL}.get(str(backend), {}).get(interpolation)
    if kernel is None or (backend == "pillow" and picture.dtype != "uint8"):
        raise NotReadError(f"{backend!r} {interpolation!r}")
    return {"interpolation": kernel, "library": "opencv" if backend == "cv2" else "pil"}


def _fill(step: Entry) -> Numbers:
    """`pad_val`: a number, a number per channel, or a dictionary with one for pictures."""
    raw = step.call.kwargs.get("pad_val")
    pairs = None if raw is None else table(raw)
    if pairs is not None:
        raw = pairs.get("img")
    return 0.0 if raw is None else numbers(plain(raw))

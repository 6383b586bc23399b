"""The transforms of PaddlePaddle's kits: their arguments, their defaults, and the operations that they mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from pipecheck.lower.arguments import NotReadError, numbers, whole
from pipecheck.lower.paddle import text
from pipecheck.lower.paddle.arguments import kernel, only, quotient, sides, value
from pipecheck.lower.paddle.sections import Kit
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import Said, flag
from pipecheck.spec import Opaque
from pipecheck_transformers.ops import (
    Affine,
    Cast,
    CenterCrop,
    Letterbox,
    Library,
    Op,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeLong,
    ResizeShort,
    ToColor,
    Transpose,
)

_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
Steps = Iterator[Op | Opaque]
Reading = Callable[[Said, Picture], Steps]


def readings(kit: Kit) -> dict[str, Reading]:
    """The transforms of *kit* by name."""
    return {**_ANYWHERE, **(_SEGMENTATION if kit == "segmentation" else _DETECTION if kit == "detection" else _OTHERS)}


def _color(said: Said, _: Picture) -> Steps:
    """DecodeImage, after the file is read: BGR from OpenCV, turned over where it is told to."""
    rgb = said.values["img_mode"] == "RGB" if "img_mode" in said.values else flag(value(said, "to_rgb", True))
    if value(said, "img_mode", "RGB") not in ("RGB", "BGR"):
        yield Opaque(said.text("img_mode"), frozenset({"color"}))
    elif rgb:
        yield ToColor("rgb", source="bgr")
    if flag(value(said, "channel_first", False)):
        yield Transpose("chw")


def _decode(_: Said, __: Picture) -> Steps:
    yield ToColor("rgb", source="bgr")


def _normalize_by_switch(said: Said, _: Picture) -> Steps:
    said = only(said, "mean", "std", "is_scale", "norm_type", "type")
    if flag(value(said, "is_scale", True)):
        yield Affine(std=255.0)
    kind = value(said, "norm_type", "mean_std")
    if kind not in ("mean_std", "none"):
        raise NotReadError(f"norm_type {kind!r}")
    if kind == "mean_std":
        yield Affine(mean=numbers(value(said, "mean", _MEAN)), std=numbers(value(said, "std", _STD)))
    yield Cast("float32")


def _normalize_by_scale(said: Said, picture: Picture) -> Steps:
    said = only(said, "scale", "mean", "std", "order", "output_fp16", "channel_num")
    order = "chw" if said.values.get("order", "chw") == "chw" else "hwc"
    if picture.layout not in (None, order):
        raise NotReadError(f"the constants are meant for {order}")
    if whole(value(said, "channel_num", 3)) != 3:
        raise NotReadError("a channel of zeros")
    yield Affine(scale=quotient(value(said, "scale", 1 / 255)))
    yield Affine(mean=numbers(value(said, "mean", _MEAN)), std=numbers(value(said, "std", _STD)))
    if flag(value(said, "output_fp16", False)):
        yield Cast("float16")


def _normalize_by_255(said: Said, _: Picture) -> Steps:
    said = only(said, "mean", "std", "type")
    yield Affine(std=255.0)
    yield Affine(mean=numbers(value(said, "mean", (0.5,))), std=numbers(value(said, "std", (0.5,))))


def _resize_det(said: Said, _: Picture) -> Steps:
    """A resize by factors; where the shape is kept the factor depends on the picture, and OpenCV samples at it."""
    said = only(said, "target_size", "keep_ratio", "interp", "type")
    if flag(value(said, "keep_ratio", True)):
        raise NotReadError("a resize by a factor")
    height, width = sides(value(said, "target_size", None), width_first=False)
    yield Resize(height, width, interpolation=kernel(value(said, "interp", 1)))


def _resize_seg(said: Said, _: Picture) -> Steps:
    said = only(said, "target_size", "keep_ratio", "size_divisor", "interp", "type")
    height, width = sides(value(said, "target_size", (512, 512)), width_first=True)
    divisor, how = whole(value(said, "size_divisor", 1)), kernel(value(said, "interp", "LINEAR"))
    if not flag(value(said, "keep_ratio", False)):
        yield Resize(*(math.ceil(side / divisor) * divisor for side in (height, width)), interpolation=how)
    elif divisor > 1:
        raise NotReadError("a shape that is kept up to a multiple")
    else:
        yield ResizeShort(min(height, width), longest=max(height, width), rounding="half-even", order="ratio", interpolation=how)


def _resize_cls(said: Said, picture: Picture) -> Steps:
    said = only(said, "size", "resize_short", "interpolation", "backend", "return_numpy")
    backend = str(value(said, "backend", "cv2")).lower()
    library: Library = "pil" if backend == "pil" else "opencv"
    if backend not in ("cv2", "pil") or (library == "pil" and picture.dtype != "uint8"):
        raise NotReadError(f"backend {backend!r}")
    how: dict[str, Any] = {"interpolation": kernel(value(said, "interpolation", "bilinear")), "library": library}
    if said.has("resize_short"):
        yield ResizeShort(whole(said.values["resize_short"]), rounding="half-even", order="ratio", **how)
    else:
        yield Resize(*sides(value(said, "size", None), width_first=True), **how)


def _crop(said: Said, _: Picture) -> Steps:
    yield CenterCrop(*sides(value(only(said, "size"), "size", None), width_first=True), rounding="floor")


def _permute(said: Said, _: Picture) -> Steps:
    if flag(value(said, "to_bgr", False)):
        yield ToColor("bgr", source="rgb")
    yield Transpose("chw")


def _pad_stride(said: Said, _: Picture) -> Steps:
    stride = whole(value(said, "pad_to_stride", value(said, "stride", 0)))
    if stride > 0:
        yield PadToMultiple(stride, fill=0.0)


def _pad(said: Said, _: Picture) -> Steps:
    said = only(said, "size", "fill_value", "type")
    yield Cast("float32")
    yield PadTo(*sides(value(said, "size", None), width_first=False), fill=numbers(said.values["fill_value"]), position="corner")


def _letterbox(said: Said, _: Picture) -> Steps:
    """Half of 255 becomes 128 in a picture of bytes."""
    yield Letterbox(
        *sides(value(only(said, "target_size", "type"), "target_size", None), width_first=False), fill=128.0, interpolation="area"
    )


def _padding(said: Said, _: Picture) -> Steps:
    said = only(said, "target_size", "im_padding_value", "label_padding_value", "type")
    height, width = sides(value(said, "target_size", None), width_first=True)
    yield PadTo(height, width, fill=numbers(value(said, "im_padding_value", 127.5)), position="corner")


def _short(said: Said, _: Picture) -> Steps:
    yield ResizeShort(whole(value(only(said, "short_size", "type"), "short_size", None)), rounding="half-even", order="ratio")


def _long(said: Said, _: Picture) -> Steps:
    yield ResizeLong(whole(value(only(said, "long_size", "type"), "long_size", None)), rounding="half-even", order="ratio")


_ANYWHERE: dict[str, Reading] = {"DecodeImage": _color, "ToCHWImage": _permute, "Permute": _permute}
_DETECTION: dict[str, Reading] = {
    "Decode": _decode, "Resize": _resize_det, "NormalizeImage": _normalize_by_switch, "PadStride": _pad_stride, "PadBatch": _pad_stride,
    "Pad": _pad, "LetterBoxResize": _letterbox,
}  # fmt: skip
_SEGMENTATION: dict[str, Reading] = {
    "Resize": _resize_seg, "Normalize": _normalize_by_255, "Padding": _padding, "ResizeByShort": _short, "ResizeByLong": _long,
}  # fmt: skip
_OTHERS: dict[str, Reading] = {
    "ResizeImage": _resize_cls, "CropImage": _crop, "NormalizeImage": _normalize_by_scale, "DetResizeForTest": text.detect,
    "RecResizeImg": text.recognise,
}  # fmt: skip

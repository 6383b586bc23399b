# ruff: noqa: N802 - the names are those of the samples' classes, so that their scripts run unchanged
"""The samples' transformers that resize, crop and pad; all of them take pictures with channels last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

from pipecheck_transformers.ops import (
    Cast,
    CenterCrop,
    CropFraction,
    DType,
    Interpolation,
    Letterbox,
    LongSideCrop,
    Op,
    PadToMultiple,
    Resize,
    ResizeLong,
    ResizeShort,
    WarpAffine,
)
from pipecheck_transformers.vendor.transformer import Transformer

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_DATA_TYPES: dict[str, DType] = {"float": "float32", "uint8": "uint8"}
_OPENCV: dict[str, Literal["linear", "cubic"]] = {"": "linear", "INTER_LINEAR": "linear", "INTER_CUBIC": "cubic"}
_SKIMAGE: dict[int, Interpolation] = {1: "linear", 3: "cubic"}
_PIL: dict[int, Interpolation] = {0: "nearest", 1: "lanczos", 2: "linear", 3: "cubic", 4: "box", 5: "hamming"}
_PIL_BILINEAR = 2
_POSITIONS: dict[str, Literal["center", "corner"]] = {"boundary": "center", "bottom_right": "corner"}


def CenterCropTransformer(crop_size: int, data_type: str = "float") -> Transformer:
    """A square out of the middle, both sides halved on their own: one pixel off torchvision's for many odd margins."""
    crop = CenterCrop(crop_size, crop_size, rounding="halves")
    return _picture("CenterCropTransformer", crop, _result(data_type))


def PILCenterCropTransformer(size: int | Sequence[int]) -> Transformer:
    """A cut out of the middle as torchvision makes it, of bytes because Pillow crops nothing else in color."""
    height, width = (size, size) if isinstance(size, int) else size
    return _picture("PILCenterCropTransformer", Cast("uint8"), CenterCrop(height, width, rounding="half-even"))


def LongSideCropTransformer() -> Transformer:
    """A square out of the middle of a wide picture; a tall one keeps everything below the upper margin (100 × 70 becomes 85 × 70)."""
    return _picture("LongSideCropTransformer", LongSideCrop())


def PadResizeTransformer(target_size: Sequence[int], pad_value: float = 127.0, pad_position: str = "boundary") -> Transformer:
    """A letterbox of (height, width) *target_size* with truncated sides and 127 around, where Ultralytics rounds and takes 114."""
    height, width = target_size
    position = _chosen("pad_position", pad_position, _POSITIONS)
    return _picture("PadResizeTransformer", Letterbox(height, width, fill=float(pad_value), position=position, rounding="floor"))


def ResizeTransformer(
    target_size: Sequence[int], mode: str = "skimage", method: int = 1, data_type: str = "float", interpolation: str = ""
) -> Transformer:
    """Stretch to (height, width) *target_size*: by scikit-image and smoothed, unless *mode* is `opencv`.

    *method* is scikit-image's order and counts for that mode only; *interpolation* counts for OpenCV only.
    """
    height, width = target_size
    resize: Resize
    match mode:
        case "skimage":
            # The samples squeeze the values into 0..1 and back around it, which changes nothing but the last digits.
            resize = Resize(height, width, interpolation=_chosen("method", method, _SKIMAGE), library="skimage")
        case "opencv":
            resize = Resize(height, width, interpolation=_chosen("interpolation", interpolation, _OPENCV))
        case _:
            raise ValueError(f"mode is {mode!r}, not 'skimage' or 'opencv'")
    return _picture("ResizeTransformer", resize, _result(data_type))


def PILResizeTransformer(size: int | Sequence[int], interpolation: int = _PIL_BILINEAR) -> Transformer:
    """Bytes resized by Pillow, smoothed: the short side to *size*, or all to (height, width); *interpolation* is Pillow's constant."""
    kernel = _chosen("interpolation", int(interpolation), _PIL)
    if isinstance(size, int):
        return _picture("PILResizeTransformer", Cast("uint8"), ResizeShort(size, interpolation=kernel, library="pil"))
    height, width = size
    return _picture("PILResizeTransformer", Cast("uint8"), Resize(height, width, interpolation=kernel, library="pil"))


def ShortSideResizeTransformer(short_size: int, data_type: str = "float", interpolation: str = "") -> Transformer:
    """OpenCV brings the short side to *short_size* and the other along, truncated; nothing is cropped."""
    resize = ResizeShort(short_size, interpolation=_chosen("interpolation", interpolation, _OPENCV))
    return _picture("ShortSideResizeTransformer", resize, _result(data_type))


def ShortLongResizeTransformer(short_size: int, long_size: int, include_im: bool = True) -> Transformer:  # noqa: ARG001 - see below
    """OpenCV brings the short side to *short_size* unless the long one would exceed *long_size*.

    With *include_im* the samples return the untouched picture beside this one; here one picture stays one picture, and the caller has
    the other.
    """
    return _picture("ShortLongResizeTransformer", ResizeShort(short_size, longest=long_size))


def PadTransformer(size_divisor: int = 128, target_size: int = 512) -> Transformer:
    """The longest side to *target_size* by OpenCV, then zeros below and to the right up to a multiple of *size_divisor*."""
    return _picture("PadTransformer", ResizeLong(target_size), PadToMultiple(size_divisor, fill=0.0, position="corner"))


def PaddedCenterCropTransformer(image_size: int = 224, crop_pad: int = 32) -> Transformer:
    """The centred square of EfficientNet: `image_size / (image_size + crop_pad)` of the short side."""
    fraction = CropFraction(image_size / (image_size + crop_pad), rounding="floor", offset="ceil")
    return _picture("PaddedCenterCropTransformer", fraction)


def WarpAffineTransformer(input_shape: Sequence[int], scale: float) -> Transformer:
    """CenterNet's warp to (height, width) *input_shape* of a square *scale* times as wide as the longer side."""
    height, width = input_shape
    return _picture("WarpAffineTransformer", WarpAffine(height, width, scale=float(scale)))


def _picture(name: str, *ops: Op) -> Transformer:
    return Transformer(name, ops, "hwc")


def _result(data_type: str) -> Cast:
    return Cast(_chosen("data_type", data_type, _DATA_TYPES))


def _chosen(argument: str, given: _Key, known: Mapping[_Key, _Value]) -> _Value:
    if given not in known:
        raise ValueError(f"{argument} is {given!r}, which is none of {', '.join(map(repr, known))}")
    return known[given]

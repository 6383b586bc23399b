"""One torchvision transform applied to a picture."""

from __future__ import annotations

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.torchvision import chances, resizing, steps
from pipecheck.sources.pyvalues import Call
from pipecheck_transformers.ops import Affine, Library, Transpose

TO_TENSOR = ("ToTensor", "PILToTensor", "ToImage", "ToImageTensor")
TENSOR_ONLY = (
    "Normalize", "ConvertImageDtype", "ConvertDtype", "ToDtype", "LinearTransformation", "RandomErasing", "GaussianNoise",
)  # fmt: skip
_TO_DTYPE = ("ToDtype", "ConvertImageDtype", "ConvertDtype")
_NO_PIXELS = ("ToPureTensor", "Identity", "SanitizeBoundingBoxes", "ClampBoundingBoxes", "ConvertBoundingBoxFormat")
_OF_PICTURES = ("Resize", "CenterCrop", "Crop", "Pad", "Flip", "Grayscale", "RGB", "PermuteChannels")


def short(call: Call) -> str:
    """The name of what is called, without its package."""
    return call.name.rsplit(".", 1)[-1]


def applied(call: Call, picture: Picture) -> Picture:
    """*picture* after the single transform *call*; what cannot be read is lost."""
    chance = chances.random(call)
    if chance is not None:
        return picture.chance(chance, call.origin)
    try:
        name = short(call)
        _fits(name, picture)
        if name in TO_TENSOR or name == "ToPILImage":
            return _converted(call, name, picture)
        return _on_dtype(call, name, picture) if name in (*_TO_DTYPE, "Normalize") else _on_pixels(call, name, picture)
    except (NotReadError, ValueError):
        return picture.lose(call.text, call.origin, chances.touches(call))


def _fits(name: str, picture: Picture) -> None:
    """torchvision takes Pillow pictures and tensors whose channels come first; of an array or other axes it would make something else."""
    if name in _OF_PICTURES and picture.kind not in ("pil", "tensor"):
        raise NotReadError(f"{name} of what is neither a picture nor a tensor")
    if name in (*_OF_PICTURES, "Normalize", "ToPILImage") and picture.kind == "tensor" and picture.layout == "hwc":
        raise NotReadError(f"{name} of a tensor whose channels come last")


def _library(picture: Picture) -> Library:
    return "torch" if picture.kind == "tensor" else "pil"


def _converted(call: Call, name: str, picture: Picture) -> Picture:
    """*picture* as a tensor or a Pillow picture; a conversion to what it is already does nothing (v2) or fails (v1)."""
    if name == "ToPILImage":
        return _to_pil(call, picture)
    if picture.kind == "tensor":
        return picture
    if name == "PILToTensor" and picture.kind == "array":
        raise NotReadError("an array, not a picture")
    if name != "ToTensor":
        return picture.do(Transpose("chw"), origin=call.origin, kind="tensor", layout="chw")
    if picture.kind == "pil" or picture.dtype == "uint8":  # a Pillow picture whatever was done to it before
        return picture.do(Affine(std=255.0), Transpose("chw"), origin=call.origin, kind="tensor", dtype="float32", layout="chw")
    if picture.dtype is None:  # whether it is divided by 255 depends on the dtype
        picture = picture.lose(call.text, call.origin, frozenset({"values", "dtype"}))
    return picture.do(Transpose("chw"), origin=call.origin, kind="tensor", layout="chw")


def _to_pil(call: Call, picture: Picture) -> Picture:
    match picture.kind:
        case "pil":
            return picture
        case "array" if picture.dtype != "uint8":
            raise NotReadError("an array that is not made of bytes")
        case "array":
            ops = list(steps.to_pil(call, picture.dtype))
            return picture.do(*ops, origin=call.origin, kind="pil")
        case _:
            ops = [*steps.to_pil(call, picture.dtype), Transpose("hwc")]
            return picture.do(*ops, origin=call.origin, kind="pil", dtype="uint8", layout="hwc")


def _on_dtype(call: Call, name: str, picture: Picture) -> Picture:
    """*picture* after a step on the numbers of a tensor."""
    if name == "Normalize":
        return picture.do(*steps.normalize(call, picture.dtype), origin=call.origin)
    if picture.kind == "pil":
        return picture
    dtype = steps.dtype(call)
    ops = list(steps.to_dtype(call, dtype, picture.dtype, scales=name != "ToDtype"))
    return picture.do(*ops, origin=call.origin, dtype=dtype)


def _on_pixels(call: Call, name: str, picture: Picture) -> Picture:
    """*picture* after a step that moves pixels or mixes channels."""
    library = _library(picture)
    match name:
        case "Resize":
            resize, assumed = resizing.resize(call, library)
            return picture.do(resize, origin=call.origin, assumed=assumed, kernel_only=True)
        case "CenterCrop":
            return picture.do(steps.center_crop(call), origin=call.origin)
        case "Crop":
            return picture.do(steps.crop(call), origin=call.origin)
        case "Pad":
            return picture.do(steps.pad(call, picture.dtype), origin=call.origin)
        case "Flip":
            return picture.do(steps.flip(call), origin=call.origin)
        case "PermuteChannels":
            return picture.do(*steps.permuted(call), origin=call.origin)
        case "Grayscale":
            ops = list(steps.gray(call, library, already=picture.gray))
            return picture.do(*ops, origin=call.origin, gray=steps.channels(call) == 1)
        case "RGB":
            return picture.do(*steps.rgb(call, library, gray=picture.gray), origin=call.origin, gray=False)
        case _ if name in _NO_PIXELS:
            return picture
        case _:
            raise NotReadError(name)

"""One albumentations transform applied to a picture."""

from __future__ import annotations

from pipecheck.lower.albumentations import chances, geometry, values
from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call, Constant
from pipecheck.spec import Random
from pipecheck_transformers.ops import Flip, ToColor, Transpose

_NO_PIXELS = ("NoOp", "MaskDropout")
_EVERYWHERE = ("always_apply", "p")


def applied(call: Call, picture: Picture) -> Picture:
    """*picture* after the single transform *call*; what cannot be read is lost."""
    name = chances.short(call)
    try:
        probability = chances.probability(call)
        if probability <= 0 or name in _NO_PIXELS:
            return picture
        if probability < 1 or chances.is_random(name):
            return picture.chance(Random(name, chances.touches(call)), call.origin)
        return _known(call, name, picture)
    except (NotReadError, ValueError):
        return picture.lose(call.text, call.origin, chances.touches(call))


def _known(call: Call, name: str, picture: Picture) -> Picture:
    match name:
        case _ if name in geometry.READS:
            op, assumed = geometry.read(call, name, gray=picture.gray)
            return picture if op is None else picture.do(op, origin=call.origin, assumed=assumed)
        case "HorizontalFlip" | "VerticalFlip":
            return picture.do(Flip("horizontal" if name == "HorizontalFlip" else "vertical"), origin=call.origin)
        case "Normalize" | "ToFloat" | "FromFloat" | "InvertImg" | "ToTensor":
            return values.changed(call, name, picture)
        case "ToTensorV2":
            _allow(call, "transpose_mask")
            return picture.do(Transpose("chw"), origin=call.origin, kind="tensor", layout="chw")
        case "ToRGB":
            return _rgb(call, picture)
        case "ToGray":
            return _gray(call, picture)
        case "Lambda" if isinstance(call.kwargs.get("image", Constant(None, call.origin)), Constant) and not call.args:
            return picture  # for masks and boxes alone
        case _:
            raise NotReadError(name)


def _allow(call: Call, *names: str) -> Arguments:
    return Arguments(call, (*names, *_EVERYWHERE))


def _rgb(call: Call, picture: Picture) -> Picture:
    """Three channels out of one; three stay as they are."""
    if _allow(call, "num_output_channels").value("num_output_channels", 3) != 3:
        raise NotReadError("another number of channels")
    return picture.do(ToColor("rgb"), origin=call.origin, gray=False) if picture.gray else picture


def _gray(call: Call, picture: Picture) -> Picture:
    """Gray by OpenCV's weights for red first, whatever comes first, in three channels unless told otherwise."""
    given = _allow(call, "num_output_channels", "method")
    channels = given.value("num_output_channels", 3)
    if channels not in (1, 3) or given.value("method", "weighted_average") != "weighted_average":
        raise NotReadError("another way to gray")
    if picture.gray:
        return picture
    ops = (ToColor("gray", source="rgb"), ToColor("rgb"))[: 1 if channels == 1 else 2]
    return picture.do(*ops, origin=call.origin, gray=channels == 1)

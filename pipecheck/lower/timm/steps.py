"""timm's own transforms applied to a picture."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.lower import torchvision
from pipecheck.lower.arguments import Arguments, NotReadError, number, numbers, whole
from pipecheck.lower.picture import Picture
from pipecheck.lower.torchvision import resizing
from pipecheck.sources.pyvalues import Call, Reference
from pipecheck.spec import ASPECTS, Aspect, Random
from pipecheck_transformers.ops import CenterCrop, Op, ResizeLong, ResizeShort, Transpose

_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_VALUES: frozenset[Aspect] = frozenset({"values"})
_RANDOM: dict[str, frozenset[Aspect]] = {
    **dict.fromkeys(("RandomResizedCropAndInterpolation", "RandomCropOrPad", "RandomPad"), _GEOMETRY),
    **dict.fromkeys(("rand_augment_transform", "auto_augment_transform", "augment_and_mix_transform"), _GEOMETRY | _VALUES),
    "RandomErasing": _VALUES,
}
_AS_TORCHVISION = {"MaybeToTensor": "ToTensor", "MaybePILToTensor": "PILToTensor"}
_TOUCHES = dict.fromkeys(("ResizeKeepRatio", "CenterCropOrPad", "TrimBorder"), _GEOMETRY)
NAMES = frozenset((*_RANDOM, *_AS_TORCHVISION, *_TOUCHES, "ToTensor", "ToNumpy"))
_V = "torchvision.transforms."


def applied(call: Call, picture: Picture) -> Picture:
    """*picture* after *call*, one of timm's transforms."""
    name = call.name.rsplit(".", 1)[-1]
    if name in _RANDOM:
        return picture.chance(Random(name, _RANDOM[name]), call.origin)
    if name in _AS_TORCHVISION:
        return torchvision.run(replace(call, name=_V + _AS_TORCHVISION[name]), picture)
    try:
        return _known(call, name, picture)
    except (NotReadError, ValueError):
        return picture.lose(call.text, call.origin, _TOUCHES.get(name, frozenset(ASPECTS)))


def _known(call: Call, name: str, picture: Picture) -> Picture:
    if picture.kind != "pil":  # a tensor would be resized by way of another kernel, an array is refused
        raise NotReadError(name)
    match name:
        case "ResizeKeepRatio":
            return _resized(call, picture)
        case "CenterCropOrPad":
            return _cropped(call, picture)
        case "ToTensor":  # not torchvision's: it keeps 0..255
            stated = Arguments(call, ("dtype",)).raw("dtype")
            as_bytes = replace(call, name=_V + "PILToTensor", args=(), kwargs={})
            cast = replace(call, name=_V + "v2.ToDtype", args=(), kwargs={"dtype": stated or Reference("torch.float32", call.origin)})
            return torchvision.run(cast, torchvision.run(as_bytes, picture))
        case "ToNumpy":
            return picture.do(Transpose("chw"), origin=call.origin, kind="array", layout="chw")
        case _:
            raise NotReadError(name)


def _resized(call: Call, picture: Picture) -> Picture:
    """One side brought to the size: the longer with `longest=1`, else the shorter; both are rounded to the nearest."""
    given = Arguments(call, ("size", "longest", "interpolation", "random_scale_prob", "random_scale_range", "random_scale_area",
                             "random_aspect_prob", "random_aspect_range"))  # fmt: skip
    if given.value("random_scale_prob", 0) or given.value("random_aspect_prob", 0):
        return picture.chance(Random("ResizeKeepRatio", _GEOMETRY), call.origin)
    side, other = _sides(given.value("size"))
    kernel = resizing.kernel(given, "pil")
    if side != other:
        raise NotReadError("sides of their own")
    match number(given.value("longest", 0.0)):
        case 0.0:
            op: Op = ResizeShort(side, rounding="half-even", interpolation=kernel, library="pil")
        case 1.0:
            op = ResizeLong(side, rounding="half-even", interpolation=kernel, library="pil")
        case between:
            raise NotReadError(f"longest {between}")
    return picture.do(op, origin=call.origin)


def _cropped(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("size", "fill", "padding_mode"))
    if given.value("padding_mode", "constant") != "constant":
        raise NotReadError("a border of another kind")
    height, width = _sides(given.value("size"))
    crop = CenterCrop(height, width, rounding="half-even", fill=numbers(given.value("fill", 0)))
    return picture.do(crop, origin=call.origin)


def _sides(size: object) -> tuple[int, int]:
    match size:
        case (height, width):
            return whole(height), whole(width)
        case (side,) | side:
            return whole(side), whole(side)

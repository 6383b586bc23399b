"""One class of an OpenMMLab pipeline each: what it does to a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipecheck.lower.arguments import NotReadError, numbers, plain
from pipecheck.lower.openmmlab import geometry, loading
from pipecheck.lower.openmmlab.chances import RANDOM
from pipecheck.lower.openmmlab.entry import Entry, entry
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Constant, Items, Value
from pipecheck.spec import ASPECTS, Aspect, Random
from pipecheck_transformers.ops import Affine, Cast, Op, ToColor, Transpose

SHRINKS = "pictures are larger than the network's input, so mmyolo shrinks them by areas"
BOXES = "mmyolo pads to its scale where no batch shapes are set"
LOADS = ("LoadImageFromFile", "LoadImage")
_NO_PIXELS = (
    "Collect", "LoadAnnotations", "LoadPanopticAnnotations", "LoadProposals", "FilterAnnotations", "RemoveDataElement", "WrapFieldsToLists",
    "GetBBoxCenterScale", "TopDownGetBboxCenterScale", "TopDownGetRandomScaleRotation", "TopDownGenerateTarget", "GenerateTarget",
    "PoseToYOLOv8", "ToDataContainer", "LoadEmptyAnnotations", "InferencerLoader",
)  # fmt: skip
_WARPS = ("TopdownAffine", "TopDownAffine", "BottomupResize", "EfficientNetCenterCrop", "TenCrop", "FixScaleResize", "ResizeShortestEdge")
_POSE = ("TopDownAffine", "NormalizeTensor", "TopDownGetBboxCenterScale", "BottomUpGetImgSize", "BottomUpResizeAlign")
_OLDER = ("ImageToTensor", "DefaultFormatBundle", "Collect", "MultiScaleFlipAug", *_POSE)
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_TOUCHES: dict[str | None, frozenset[Aspect]] = {
    **dict.fromkeys(("Resize", "ResizeEdge", "CenterCrop", "Pad", "LetterResize", "YOLOv5KeepRatioResize", *_WARPS), _GEOMETRY),
    "Normalize": frozenset({"values", "dtype", "color"}),
    "NormalizeTensor": frozenset({"values"}),
}


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the steps know of their pipeline: its generation, and what a wrapper around them decides for them."""

    older: bool
    pose: bool
    scale: object = None
    flips: bool = True


def run(entries: list[Entry], picture: Picture, *, newer: bool) -> Picture:
    """*picture* after the steps of a pipeline; *newer* where the model is known to preprocess, as only the newer generation's do."""
    names = {each.name for each in entries}
    newer = newer or packs(entries) or any(each.has("scale") for each in entries)
    return _all(entries, picture, _Scope(older=not newer and not names.isdisjoint(_OLDER), pose=not names.isdisjoint(_POSE)))


def packs(entries: Iterable[Entry]) -> bool:
    """Whether a pipeline ends as those of the newer generation do, whose models normalise themselves."""
    return any(each.name is not None and each.name.startswith("Pack") for each in entries)


def is_nothing(value: Value | None) -> bool:
    """Whether *value* is not there, or None."""
    return value is None or (isinstance(value, Constant) and value.value is None)


def _all(entries: Iterable[Entry], picture: Picture, scope: _Scope) -> Picture:
    for step in entries:
        picture = _tried(step, picture, scope)
    return picture


def _tried(step: Entry, picture: Picture, scope: _Scope) -> Picture:
    try:
        return _after(step, picture, scope)
    except (NotReadError, ValueError):
        return picture.lose(step.call.text, step.origin, _TOUCHES.get(step.name, frozenset(ASPECTS)))


def _after(step: Entry, picture: Picture, scope: _Scope) -> Picture:
    match step.name:
        case "LoadImageFromFile" | "LoadImage":
            return _loaded(step, picture, scope)
        case "MultiScaleFlipAug":
            return _wrapped(step, picture, scope)
        case "RandomFlip" if not scope.flips or _never(step):
            return picture
        case str(name) if name in RANDOM:
            return picture.chance(Random(name, RANDOM[name]), step.origin)
        case "Pad":
            return _padded(step, picture, scope)
        case "LetterResize":
            return picture.do(geometry.letterbox(step, picture), origin=step.origin, assumed=BOXES)
        case "YOLOv5KeepRatioResize":
            return picture.do(geometry.keep_ratio_resize(step, picture), origin=step.origin, assumed=SHRINKS, kernel_only=True)
        case "Resize":
            return picture.do(geometry.resize(step, picture, scope.scale), origin=step.origin)
        case "FixScaleResize":
            return picture.do(geometry.resize(step, picture, scope.scale, rounding="floor"), origin=step.origin)
        case "EfficientNetCenterCrop":
            return picture.do(*geometry.efficientnet(step, picture), origin=step.origin)
        case "ResizeEdge":
            return picture.do(geometry.edge(step, picture), origin=step.origin)
        case "CenterCrop":
            return picture.do(geometry.crop(step, older=scope.older), origin=step.origin)
        case _:
            return _tensor(step, picture)


def _tensor(step: Entry, picture: Picture) -> Picture:
    """*picture* after a step that changes its values or its axes."""
    match step.name:
        case "Normalize":
            return picture.do(*_normalize(step, picture), origin=step.origin, dtype="float32")
        case "ToTensor" if not step.has("keys"):  # mmpose's, as torchvision's
            return picture.do(Affine(std=255.0), Transpose("chw"), origin=step.origin, dtype="float32", layout="chw", kind="tensor")
        case "NormalizeTensor":
            given = step.given(("mean", "std"))
            return picture.do(Affine(mean=numbers(given.value("mean")), std=numbers(given.value("std"))), origin=step.origin)
        case "DefaultFormatBundle":
            cast: tuple[Op, ...] = (Cast("float32"),) if picture.dtype == "uint8" and _truth(step, "img_to_float", default=True) else ()
            return picture.do(*cast, Transpose("chw"), origin=step.origin, layout="chw", kind="tensor")
        case "ImageToTensor":
            return _channels_first(step, picture)
        case str(name) if name.startswith("Pack"):
            return _channels_first(step, picture)
        case str(name) if name in _NO_PIXELS or (name == "ToTensor" and "img" not in _keys(step)):
            return picture
        case _:
            raise NotReadError(step.name)


def _loaded(step: Entry, picture: Picture, scope: _Scope) -> Picture:
    decoded, floats = loading.decoded(step, pose=scope.pose)
    start = replace(picture, program=replace(picture.program, decoded=decoded, steps=()), dtype="uint8", layout="hwc", kind="array",
                    gray=decoded.color == "gray")  # fmt: skip
    return start.do(Cast("float32"), origin=step.origin, dtype="float32") if floats else start


def _wrapped(step: Entry, picture: Picture, scope: _Scope) -> Picture:
    """`MultiScaleFlipAug` in the form that a network is deployed with: one scale; a flipped copy of the picture is another picture."""
    given = step.given(("transforms", "img_scale", "scale_factor", "flip", "flip_direction", "img_ratios"))
    inner = given.raw("transforms")
    if not isinstance(inner, Items):
        raise NotReadError("its steps are computed")
    raw = given.value("img_scale")
    scales = raw if isinstance(raw, tuple) and raw and isinstance(raw[0], tuple) else (raw,)
    several = len(scales) > 1 or given.value("img_ratios") is not None or given.value("scale_factor") is not None
    scope = replace(scope, older=True, scale=None if several else scales[0], flips=False)
    return _all([entry(each) for each in inner.items], picture, scope)


def _padded(step: Entry, picture: Picture, scope: _Scope) -> Picture:
    op, together = geometry.pad(step, picture, older=scope.older)
    if together:
        picture = replace(picture, program=replace(picture.program, steps=picture.program.steps[:-1]))
    return picture.do(op, origin=step.origin)


def _normalize(step: Entry, picture: Picture) -> list[Op]:
    given = step.given(("mean", "std", "to_rgb"))
    swap: list[Op] = [ToColor("rgb", source="bgr")] if given.value("to_rgb", True) is True and not picture.gray else []
    cast: list[Op] = [Cast("float32")] if picture.dtype != "float32" else []
    return [*cast, *swap, Affine(mean=numbers(given.value("mean")), std=numbers(given.value("std")))]


def _channels_first(step: Entry, picture: Picture) -> Picture:
    return picture.do(Transpose("chw"), origin=step.origin, layout="chw", kind="tensor")


def _never(step: Entry) -> bool:
    return any(step.has(word) and plain(step.call.kwargs[word]) == 0 for word in ("prob", "flip_prob", "flip_ratio"))


def _truth(step: Entry, word: str, *, default: bool) -> bool:
    return plain(step.call.kwargs[word]) is True if step.has(word) else default


def _keys(step: Entry) -> tuple[object, ...]:
    keys = plain(step.call.kwargs["keys"])
    return keys if isinstance(keys, tuple) else (keys,)

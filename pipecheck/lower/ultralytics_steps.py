"""The steps of Ultralytics' tasks, of its letterbox, and of its transforms for classification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipecheck.findings import Origin
from pipecheck.lower.arguments import Arguments, NotReadError, number, numbers, whole
from pipecheck.lower.kernels import OPENCV, PILLOW
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import flag
from pipecheck.sources.pyvalues import Call
from pipecheck_transformers.ops import (
    Affine,
    CenterCrop,
    CropFraction,
    Letterbox,
    Op,
    Resize,
    ResizeShort,
    ToColor,
    Transpose,
)

LETTERBOX = "Ultralytics fits a picture into the whole size, as it does for every model but its own .pt files"
CLASSIFY = "Ultralytics 8.1 and later resizes the short side with Pillow and cuts the middle out; 8.0 resized the middle square with OpenCV"
CLASSIFY_5 = "YOLOv5 resizes the middle square with OpenCV and normalises by the constants of ImageNet"
SIZES: dict[str, int] = {"detect": 640, "segment": 640, "pose": 640, "obb": 1024, "classify": 224, "classify-v8.0": 224, "classify-v5": 224}
"""The tasks, with the sizes for which their published weights were trained; the last two as older versions did them."""
_IMAGENET = Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))


@dataclass(frozen=True, slots=True)
class Size:
    """Height and width, None where the task's own are meant, and where they stand."""

    sides: tuple[int, int] | None
    origin: Origin


def task(name: str, size: Size, picture: Picture, origin: Origin) -> Picture:
    """*picture* after what is done to it for the task *name*."""
    height, width = size.sides or (SIZES[name],) * 2
    silent = "" if size.sides else f", at {height} pixels where no size is told"
    if not name.startswith("classify"):
        picture = picture.do(Letterbox(height, width), origin=size.origin, assumed=f"{LETTERBOX}{silent}")
        picture = picture.do(ToColor("rgb", source="bgr"), origin=origin, assumed=LETTERBOX)
        return _planes(picture, origin, LETTERBOX)
    habit = CLASSIFY_5 if name == "classify-v5" else CLASSIFY
    picture = picture.do(ToColor("rgb", source="bgr"), origin=origin, assumed=habit)
    picture = picture.do(*_cut(name, height, width), origin=size.origin, assumed=f"{habit}{silent}")
    picture = _planes(picture, origin, habit)
    return picture.do(_IMAGENET, origin=origin, assumed=habit) if name == "classify-v5" else picture


def _cut(name: str, height: int, width: int) -> tuple[Op, ...]:
    if name != "classify":
        return CropFraction(1.0), Resize(height, width)
    crop = CenterCrop(height, width, fill=0.0)
    return (ResizeShort(height, library="pil") if height == width else Resize(height, width, library="pil"), crop)


def _planes(picture: Picture, origin: Origin, assumed: str) -> Picture:
    return picture.do(Affine(std=255.0), Transpose("chw"), origin=origin, assumed=assumed, kind="tensor", dtype="float32", layout="chw")


def letterbox(call: Call) -> Op:
    """`LetterBox(new_shape, auto, scale_fill, …)`; the smallest rectangle depends on the picture."""
    fills = "scaleFill" if "scaleFill" in call.kwargs else "scale_fill"
    names = ("new_shape", "auto", fills, "scaleup", "center", "stride", "padding_value", "interpolation")
    given = Arguments(call, names)
    kernel = given.word("interpolation", "INTER_LINEAR", ("cv2.",))
    if kernel not in OPENCV or isinstance(kernel, bool):
        raise NotReadError(f"interpolation {kernel!r}")
    how: dict[str, Any] = {"grow": flag(given.value("scaleup", True)), "interpolation": OPENCV[kernel]}
    corner = not flag(given.value("center", True))
    fill = number(given.value("padding_value", 114))
    return _fitted(given, how, auto=flag(given.value("auto", False)), fills=fills, fill=fill, corner=corner)


def letterbox_function(call: Call) -> Op:
    """YOLOv5's `letterbox(im, new_shape, color, auto, …)`, which takes the smallest rectangle unless told otherwise."""
    given = Arguments(call, ("im", "new_shape", "color", "auto", "scaleFill", "scaleup", "stride"))
    how: dict[str, Any] = {"grow": flag(given.value("scaleup", True)), "interpolation": "linear"}
    fill = numbers(given.value("color", (114, 114, 114)))
    return _fitted(given, how, auto=flag(given.value("auto", True)), fills="scaleFill", fill=fill, corner=False)


def _fitted(given: Arguments, how: dict[str, Any], *, auto: bool, fills: str, fill: Any, corner: bool) -> Op:
    if auto:
        raise NotReadError("the smallest rectangle depends on the picture")
    shape = given.value("new_shape", (640, 640))
    height, width = (whole(side) for side in (shape if isinstance(shape, tuple) else (shape, shape)))
    if flag(given.value(fills, False)):
        return Resize(height, width, interpolation=how["interpolation"])
    alike = isinstance(fill, tuple) and len(set(fill)) == 1
    return Letterbox(height, width, fill=fill[0] if alike else fill, position="corner" if corner else "center", **how)


def transforms(call: Call, picture: Picture) -> Picture:
    """*picture*, one of Pillow's, after `classify_transforms(size, mean, std, …)`."""
    given = Arguments(call, ("size", "mean", "std", "interpolation", "crop_fraction"))
    size, kernel = given.value("size", 224), PILLOW.get(given.value("interpolation", "BILINEAR"))
    height, width = (whole(side) for side in (size if isinstance(size, tuple) else (size, size)))
    if kernel is None or given.value("crop_fraction") not in (None, 1, 1.0):
        raise NotReadError("a kernel or a fraction that is not known")
    how: dict[str, Any] = {"interpolation": kernel, "library": "pil"}
    resize: Op = ResizeShort(height, **how) if height == width else Resize(height, width, **how)
    norm = Affine(mean=numbers(given.value("mean", (0.0,))), std=numbers(given.value("std", (1.0,))))
    picture = picture.do(resize, CenterCrop(height, width, fill=0.0), origin=call.origin, assumed=CLASSIFY)
    made = (Affine(std=255.0), Transpose("chw"), norm)
    return picture.do(*made, origin=call.origin, kind="tensor", dtype="float32", layout="chw")

"""OpenCV's functions on a picture."""

from __future__ import annotations

from importlib import import_module

from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Value
from pipecheck.spec import Aspect
from pipecheck_transformers.ops import Flip

_READERS = ("imread", "imdecode")
_LEAVES = {
    "resize": "opencv_resize", "cvtColor": "opencv_color", "split": "opencv_color", "merge": "opencv_color", "mixChannels": "opencv_color",
    "copyMakeBorder": "warps", "warpAffine": "warps", "subtract": "opencv_values", "add": "opencv_values", "multiply": "opencv_values",
    "divide": "opencv_values", "blobFromImage": "opencv_blobs", "blobFromImages": "opencv_blobs",
}  # fmt: skip
_VALUES = frozenset({
    "blur", "GaussianBlur", "medianBlur", "bilateralFilter", "boxFilter", "filter2D", "sepFilter2D", "equalizeHist", "convertScaleAbs",
    "LUT",
    "addWeighted", "threshold", "erode", "dilate", "morphologyEx", "fastNlMeansDenoisingColored", "detailEnhance", "edgePreservingFilter",
    "stylization", "bitwise_not", "bitwise_and", "bitwise_or", "rectangle", "putText", "line", "circle", "ellipse", "polylines", "fillPoly",
    "fillConvexPoly", "drawContours", "arrowedLine", "drawMarker", "inpaint", "illuminationChange",
})  # fmt: skip
"""Functions that leave the picture where it is and change its numbers."""
_PLACES = frozenset({
    "rotate", "transpose", "warpPerspective", "remap", "undistort", "getRectSubPix", "warpPolar", "linearPolar", "logPolar", "pyrDown",
    "pyrUp",
    "resizeWindow", "fisheye.undistortImage",
})  # fmt: skip
"""Functions that leave the numbers what they are and put them elsewhere."""


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that *call* makes."""
    name = call.name.removeprefix("cv2.").removeprefix("dnn.")
    if name in _READERS:
        from pipecheck.lower.script.libraries import reading

        return reading.handle(call, walk)
    if name in _LEAVES:
        made: Picture | None = import_module(f"pipecheck.lower.script.libraries.{_LEAVES[name]}").handle(call, walk)
        return made
    if name in _VALUES:
        return _lost(call, walk, "values")
    if name in _PLACES:
        return _lost(call, walk, "geometry")
    match name:
        case "normalize":
            return _lost(call, walk, "values", "dtype")
        case "flip":
            return _flipped(call, walk)
        case "UMat" | "UMat.get":
            return walk.subject(call.args[0])
        case _:
            return None


def image(value: Value | None, walk: Walk) -> Picture:
    """The picture that OpenCV is given, as it takes it: an array, height × width, channels last."""
    picture = walk.subject(value)
    if picture.kind == "pil" or picture.layout != "hwc" or picture.batched:
        raise NotReadError("this is no picture to OpenCV")
    return picture.do(origin=None, kind="array", flat=True if picture.gray else None)


def _lost(call: Call, walk: Walk, *touches: Aspect) -> Picture:
    """The picture after a function that is known and not followed."""
    subject = call.args[0] if call.args else call.kwargs.get("src", call.kwargs.get("img"))
    picture = image(subject, walk)
    return picture.lose(call.text, call.origin, frozenset(touches))


def _flipped(call: Call, walk: Walk) -> Picture:
    given = Arguments(call, ("src", "flipCode", "dst"))
    picture, code = image(given.raw("src"), walk), given.value("flipCode")
    if isinstance(code, bool) or not isinstance(code, int):
        raise NotReadError("which way it is flipped")
    ways = (Flip("vertical"),) if code == 0 else (Flip("horizontal"),) if code > 0 else (Flip("horizontal"), Flip("vertical"))
    return picture.do(*ways, origin=call.origin)

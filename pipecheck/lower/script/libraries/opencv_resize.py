"""`cv2.resize`: its target size or its factors, and its kernel."""

from __future__ import annotations

from typing import Any

from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.kernels import OPENCV
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.libraries.opencv import image
from pipecheck.lower.script.measures import fits
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Constant, Items, Value
from pipecheck_transformers.ops import Interpolation, ResizeBy

_NAMES = ("src", "dsize", "dst", "fx", "fy", "interpolation")


def handle(call: Call, walk: Walk) -> Picture:
    """The picture that *call* makes; what stands third is `dst`, so that a flag there changes nothing."""
    given = Arguments(call, _NAMES)
    picture, size = image(given.raw("src"), walk), given.raw("dsize")
    try:
        kernel = interpolation(given, "interpolation")
    except NotReadError:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    if size is None or _is_nothing(size):
        return _by_factors(picture, given, kernel, call, walk)

    def sides(at: Sample) -> tuple[int, int]:
        width, height = at.pair(size)
        return height, width

    how: dict[str, Any] = {"interpolation": kernel, "library": "opencv", "antialias": None}
    return fits.resized(picture, sides, how, call, walk)


def interpolation(given: Arguments, name: str) -> Interpolation:
    """The kernel that *name* is given."""
    word = given.word(name, "INTER_LINEAR", ("cv2.",))
    if word not in OPENCV or isinstance(word, bool):
        raise NotReadError(f"interpolation {word!r}")
    return OPENCV[word]


def _is_nothing(size: Value) -> bool:
    match size:
        case Constant(value=None) | Items(items=() | (Constant(value=0), Constant(value=0))):
            return True
        case _:
            return False


def _by_factors(picture: Picture, given: Arguments, kernel: Interpolation, call: Call, walk: Walk) -> Picture:
    """Only constant factors: OpenCV samples at them, and not at the ratio of the sides that come out."""
    try:
        fx, fy = (_factor(given.raw(name), walk) for name in ("fx", "fy"))
    except NotReadError:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    return picture if fx == fy == 1 else picture.do(ResizeBy(fy, fx, interpolation=kernel), origin=call.origin)


def _factor(value: Value | None, walk: Walk) -> float:
    sample = Sample(walk, 480, 640)
    made = None if value is None else sample.value(value)
    if sample.asked or isinstance(made, bool) or not isinstance(made, int | float):
        raise NotReadError("a factor that depends on the picture")
    return float(made)

"""`cv2.dnn.blobFromImage`: resize, swap, mean and scale, and channels first, in that order."""

from __future__ import annotations

from typing import Any

from pipecheck.lower.arguments import Arguments, NotReadError, number
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes
from pipecheck.lower.script.libraries.opencv import image
from pipecheck.lower.script.libraries.warps import scalar
from pipecheck.lower.script.measures import fits
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Constant, Items
from pipecheck_transformers.ops import Affine, Cast, Transpose

_NAMES = ("image", "scalefactor", "size", "mean", "swapRB", "crop", "ddepth")
_FLOAT = (5, "CV_32F")
_LINEAR: dict[str, Any] = {"interpolation": "linear", "library": "opencv", "antialias": None}


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that *call* makes."""
    several = call.name.endswith("blobFromImages")
    given = Arguments(call, ("images", *_NAMES[1:]) if several else _NAMES)
    picture = image(given.raw("images" if several else "image"), walk)
    if given.word("ddepth", "CV_32F", ("cv2.",)) not in _FLOAT:
        raise NotReadError("a blob of bytes")
    scale, mean = number(given.value("scalefactor", 1.0)), scalar(given.raw("mean"), picture)
    swaps, crops = given.value("swapRB", default=False), given.value("crop", default=False)
    picture = _resized(picture, given, call, walk, crops=bool(crops))
    if swaps and not picture.gray:
        picture = axes.swapped(picture, call.origin)
    picture = picture.do(Cast("float32"), origin=call.origin, dtype="float32")
    if scale != 1 or mean != 0:
        picture = picture.do(Affine(mean=mean, scale=scale), origin=call.origin)
    return picture.do(Transpose("chw"), origin=call.origin, layout="chw", batched=True, flat=False if picture.gray else None)


def _resized(picture: Picture, given: Arguments, call: Call, walk: Walk, *, crops: bool) -> Picture:
    """With `crop` it is resized by a factor that depends on the picture, and sampled at that factor: no operation does so."""
    size = given.raw("size")
    if size is None or (isinstance(size, Constant) and size.value is None) or (isinstance(size, Items) and _is_empty(size)):
        return picture
    if crops:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)

    def sides(at: Sample) -> tuple[int, int]:
        width, height = at.pair(size)
        return height, width

    return fits.resized(picture, sides, _LINEAR, call, walk)


def _is_empty(size: Items) -> bool:
    return all(isinstance(part, Constant) and part.value == 0 for part in size.items)

"""OpenCV's borders, and its warp by a constant matrix."""

from __future__ import annotations

import struct
from typing import Any

from pipecheck.lower.arguments import Arguments, NotReadError, number, plain
from pipecheck.lower.kernels import OPENCV_BORDERS
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.libraries.opencv import image
from pipecheck.lower.script.measures import borders, fits
from pipecheck.lower.script.measures.borders import Border
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Items, Value
from pipecheck_transformers.ops import Numbers, WarpAffine

_SIDES = ("top", "bottom", "left", "right")
_KERNELS: dict[object, Any] = {
    "INTER_NEAREST": "nearest", "INTER_LINEAR": "linear", "INTER_CUBIC": "cubic", 0: "nearest", 1: "linear", 2: "cubic",
}  # fmt: skip
_ARRAYS = ("numpy.array", "numpy.asarray", "numpy.float32", "numpy.float64")


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that *call* makes."""
    return _bordered(call, walk) if call.name == "cv2.copyMakeBorder" else _warped(call, walk)


def _bordered(call: Call, walk: Walk) -> Picture:
    given = Arguments(call, ("src", *_SIDES, "borderType", "dst", "value"))
    picture = image(given.raw("src"), walk)
    kind = given.word("borderType", "", ("cv2.",))
    widths = [value for name in _SIDES if (value := given.raw(name)) is not None]
    if isinstance(kind, bool) or kind not in OPENCV_BORDERS or len(widths) != len(_SIDES):
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    try:
        fill = scalar(given.raw("value"), picture) if OPENCV_BORDERS[kind] == "constant" else 0.0
    except NotReadError:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)

    def margins(at: Sample) -> tuple[int, int, int, int]:
        top, bottom, left, right = map(at.whole, widths)
        return top, bottom, left, right

    return borders.padded(picture, margins, Border(fill, OPENCV_BORDERS[kind]), call, walk)


def scalar(value: Value | None, picture: Picture) -> Numbers:
    """OpenCV's scalar: what is not given is 0, so that one number counts for the first channel alone."""
    if value is None:
        return 0.0
    given = plain(value)
    numbers = tuple(map(number, given)) if isinstance(given, tuple) else (number(given),)
    if not 1 <= len(numbers) <= 4:
        raise NotReadError("a scalar of so many numbers")
    if picture.gray:
        return numbers[0]
    full = (*numbers, 0.0, 0.0)[:3]
    return full[0] if len(set(full)) == 1 else full


def _warped(call: Call, walk: Walk) -> Picture:
    given = Arguments(call, ("src", "M", "dsize", "dst", "flags", "borderMode", "borderValue"))
    picture = image(given.raw("src"), walk)
    try:
        op = _warp(given, picture)
    except NotReadError:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    return picture.do(op, origin=call.origin)


def _warp(given: Arguments, picture: Picture) -> WarpAffine:
    flags, mode = given.word("flags", "INTER_LINEAR", ("cv2.",)), given.word("borderMode", "BORDER_CONSTANT", ("cv2.",))
    size, matrix = given.value("dsize"), _matrix(given.raw("M"))
    if flags not in _KERNELS or mode not in ("BORDER_CONSTANT", 0) or isinstance(flags, bool) or isinstance(mode, bool):
        raise NotReadError("a warp of another kind")
    if not isinstance(size, tuple) or len(size) != 2 or not all(isinstance(side, int) for side in size):
        raise NotReadError("a size that is computed")
    fill = scalar(given.raw("borderValue"), picture)
    return WarpAffine(size[1], size[0], matrix=matrix, interpolation=_KERNELS[flags], fill=fill)


def _matrix(value: Value | None) -> tuple[float, float, float, float, float, float]:
    """The six numbers of a matrix that is written out."""
    match value:
        case Call(name=name, args=(Items() as rows, *rest), kwargs=kwargs) if name in _ARRAYS and len(rest) + len(kwargs) <= 1:
            kind = kwargs.get("dtype", rest[0] if rest else None)
            word = name if kind is None else getattr(kind, "name", getattr(kind, "value", ""))
        case _:
            raise NotReadError("a matrix that is computed")
    table = plain(rows)
    if len(table) != 2 or not all(isinstance(row, tuple) and len(row) == 3 for row in table):
        raise NotReadError("a matrix of another shape")
    precise = _single if str(word).endswith("float32") else float
    if not str(word).endswith(("float32", "float64", "float", "array")):
        raise NotReadError("a matrix of another precision")
    a, b, c, d, e, f = (precise(number(part)) for row in table for part in row)
    return a, b, c, d, e, f


def _single(value: float) -> float:
    """*value* as float32 keeps it."""
    return float(struct.unpack("f", struct.pack("f", value))[0])

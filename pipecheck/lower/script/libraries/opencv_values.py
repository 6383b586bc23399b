"""OpenCV's arithmetic with constants: floats stay what they are, bytes are rounded and cut off."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.libraries.opencv import image
from pipecheck.lower.script.numbers.arrays import array
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Value
from pipecheck_transformers.ops import Affine, Numbers

_NAMES = {"multiply": ("src1", "src2", "dst", "scale", "dtype"), "divide": ("src1", "src2", "dst", "scale", "dtype")}


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that *call* makes of a picture and numbers."""
    name = call.name.rsplit(".", 1)[-1]
    given = Arguments(call, _NAMES.get(name, ("src1", "src2", "dst", "mask", "dtype")))
    if any(given.raw(word) is not None for word in ("mask", "scale", "dtype")):
        raise NotReadError("an argument that is not followed")
    picture, by = image(given.raw("src1"), walk), _numbers(given.raw("src2"))
    if picture.dtype != "float32":
        return picture.lose(call.text, call.origin, frozenset({"values"}))
    if not isinstance(by, tuple) and not picture.gray:
        return picture.lose(call.text, call.origin, frozenset({"values"}))  # of one number, versions make something else
    match name:
        case "add":
            op = Affine(bias=by)
        case "subtract":
            op = Affine(mean=by)
        case "multiply":
            op = Affine(scale=by)
        case _:
            op = Affine(std=by)
    return picture.do(op, origin=call.origin)


def _numbers(value: Value | None) -> Numbers:
    """One number per channel; the fourth of four is for an alpha that is not there."""
    if value is None:
        raise NotReadError("a number is missing")
    found = array(value)
    if len(found.numbers) not in (1, 3, 4) or (found.shape or ())[:-1] not in ((), (1,)):
        raise NotReadError("numbers of another shape")
    return found.numbers[0] if found.shape in (None, ()) else found.numbers[:3] if len(found.numbers) > 1 else (found.numbers[0], 0.0, 0.0)

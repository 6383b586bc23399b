"""Pillow's functions, and the methods of its pictures."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, NotReadError, number, plain
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.libraries import pillow_ops, pillow_resize
from pipecheck.lower.script.measures import canvas, fits
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Reference, Value
from pipecheck.spec import Aspect
from pipecheck_transformers.ops import Flip, ToColor

TOLD = "a picture that is converted to RGB counts as RGB"
_SAME = ("copy", "load", "show", "close", "verify", "__array__", "seek", "draft_")
_VALUES = ("filter", "point", "quantize", "effect_spread", "putpixel", "putalpha", "remap_palette", "enhance")
_PLACES = ("rotate", "transform", "reduce", "draft")
_FLIPS = {"FLIP_LEFT_RIGHT": "horizontal", "FLIP_TOP_BOTTOM": "vertical", 0: "horizontal", 1: "vertical"}


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that the function *call* gives."""
    name = call.name.removeprefix("PIL.")
    match name:
        case "Image.open":
            from pipecheck.lower.script.libraries import reading

            return reading.handle(call, walk)
        case "Image.fromarray":
            return _from_array(call, walk)
        case "Image.merge":
            return _merged(call, walk)
        case _ if name.startswith("ImageEnhance.") and call.args:
            return walk.subject(call.args[0])
        case _ if name.startswith("ImageOps."):
            return pillow_ops.handle(name.removeprefix("ImageOps."), call, walk)
        case _:
            return None


def method(name: str, picture: Picture, call: Call, walk: Walk) -> Picture | None:
    """The picture that the method *call* of *picture* gives."""
    picture = picture if picture.kind == "pil" else picture.do(origin=None, kind="pil")
    match name:
        case "convert":
            return _converted(picture, call, walk)
        case "resize":
            return pillow_resize.resized(picture, call, walk)
        case "thumbnail":
            return pillow_resize.thumbnail(picture, call, walk)
        case "crop":
            return _cropped(picture, call, walk)
        case "transpose":
            return _transposed(picture, call)
        case "paste":
            return picture.lose(call.text, call.origin, frozenset({"values"}))
        case _ if name in _SAME:
            return picture
        case _ if name in _VALUES:
            return _lost(picture, call, "values")
        case _ if name in _PLACES:
            return _lost(picture, call, "geometry")
        case _:
            return None


def _lost(picture: Picture, call: Call, aspect: Aspect) -> Picture:
    return picture.lose(call.text, call.origin, frozenset({aspect}))


def _from_array(call: Call, walk: Walk) -> Picture:
    given = Arguments(call, ("obj", "mode"))
    picture, mode = walk.subject(given.raw("obj")), given.value("mode")
    if picture.kind == "pil" or picture.dtype != "uint8" or picture.layout != "hwc" or picture.batched:
        raise NotReadError("Pillow takes pictures of bytes, channels last")
    if mode not in (None, "L" if picture.gray else "RGB"):
        raise NotReadError(f"an array taken for {mode}")
    return picture.do(origin=call.origin, kind="pil", flat=None)


def _merged(call: Call, walk: Walk) -> Picture | None:
    """`Image.merge("RGB", (b, g, r))`."""
    given = Arguments(call, ("mode", "bands"))
    bands = given.raw("bands")
    if given.value("mode") != "RGB" or bands is None:
        return None
    made = canvas.channels(Call("cv2.merge", (bands,), {}, call.origin, call.text), walk)
    return None if made is None else made.do(origin=call.origin, kind="pil")


def _converted(picture: Picture, call: Call, walk: Walk) -> Picture:
    """Pillow takes every picture for RGB, whatever it shows."""
    if len(call.args) > 2 or set(call.kwargs) - {"mode"}:
        return picture.lose(call.text, call.origin, frozenset({"color", "values"}))
    decoded = picture.program.decoded
    mode = plain(call.args[1] if len(call.args) > 1 else call.kwargs.get("mode") or call)
    if decoded.color is None and decoded.library is None and not picture.program.steps and mode in ("RGB", "L"):
        picture = walk.stated(picture, color="rgb", assumed=TOLD)
    match mode, picture.gray:
        case ("RGB", False) | ("L", True):
            return picture
        case "RGB", _:
            return picture.do(ToColor("rgb", source="gray", library="pil"), origin=call.origin, gray=False)
        case "L", _:
            return picture.do(ToColor("gray", source="rgb", library="pil"), origin=call.origin, gray=True)
        case _:
            return picture.lose(call.text, call.origin, frozenset({"color", "values"}))


def _cropped(picture: Picture, call: Call, walk: Walk) -> Picture:
    given = Arguments(call, ("self", "box"))
    corners = given.raw("box")
    if corners is None:
        return picture
    known: Value = corners

    def box(at: Sample) -> tuple[int, int, int, int]:
        left, top, right, bottom = (round(number(part)) for part in _four(at.value(known)))
        return top, left, bottom - top, right - left

    return fits.cropped(picture, box, call, walk)


def _four(made: object) -> tuple[object, ...]:
    if not isinstance(made, tuple) or len(made) != 4:
        raise NotReadError("a box of other than four numbers")
    return made


def _transposed(picture: Picture, call: Call) -> Picture:
    given = Arguments(call, ("self", "method")).raw("method")
    word = given.name.rsplit(".", 1)[-1] if isinstance(given, Reference) else None if given is None else plain(given)
    if isinstance(word, bool) or word not in _FLIPS:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    return picture.do(Flip("horizontal" if _FLIPS[word] == "horizontal" else "vertical"), origin=call.origin)

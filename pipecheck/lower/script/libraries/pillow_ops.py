"""`PIL.ImageOps`, and an empty picture that another is pasted into."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, NotReadError, number, plain
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.libraries import pillow_resize
from pipecheck.lower.script.measures import borders, fits
from pipecheck.lower.script.measures.borders import Border
from pipecheck.lower.script.measures.extents import after
from pipecheck.lower.script.measures.size_math import RefusedError
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Constant, Value
from pipecheck_transformers.ops import Flip, Numbers, ToColor

_VALUES = ("invert", "autocontrast", "equalize", "posterize", "solarize", "colorize")
_NAMED = {"black": 0.0, "white": 255.0}


def handle(name: str, call: Call, walk: Walk) -> Picture | None:
    """The picture that the function *name* of `ImageOps` gives."""
    if not call.args:
        return None
    picture = walk.subject(call.args[0])
    if picture.kind not in ("pil", None):
        raise NotReadError("this is no Pillow picture")
    picture = picture.do(origin=None, kind="pil")
    match name:
        case "exif_transpose":
            return _upright(picture, call, walk)
        case "mirror" | "flip":
            return picture.do(Flip("horizontal" if name == "mirror" else "vertical"), origin=call.origin)
        case "grayscale":
            gray = ToColor("gray", source="rgb", library="pil")
            return picture if picture.gray else picture.do(gray, origin=call.origin, gray=True)
        case "contain" | "pad":
            return _contained(name, picture, call, walk)
        case "expand":
            return _expanded(picture, call, walk)
        case "fit" | "scale" | "crop" | "cover":
            return picture.lose(call.text, call.origin, fits.GEOMETRY)
        case _ if name in _VALUES:
            return picture.lose(call.text, call.origin, frozenset({"values"}))
        case _:
            return None


def _upright(picture: Picture, call: Call, walk: Walk) -> Picture:
    """Turned by EXIF, where nothing was done to it yet; an array has no EXIF."""
    if picture.program.decoded.library not in ("pil", None):
        return picture
    if picture.program.steps:
        return picture.lose(call.text, call.origin, frozenset({"decode", "geometry"}))
    return walk.stated(picture, exif=True)


def _contained(name: str, picture: Picture, call: Call, walk: Walk) -> Picture:
    given = Arguments(call, ("image", "size", "method", "color", "centering") if name == "pad" else ("image", "size", "method"))
    size, steps = given.raw("size"), picture.program.steps
    if size is None:
        raise NotReadError("the size is missing")
    kernel = pillow_resize.interpolation(given, "method")
    resized = fits.resized(picture, lambda at: _inside(after(steps, at), at.pair(size)[::-1]), pillow_resize.how(kernel), call, walk)
    if name == "contain":
        return resized
    fill = color(given.raw("color"), picture)
    across, down = (number(part) for part in given.value("centering", (0.5, 0.5)))

    def margins(at: Sample) -> tuple[int, int, int, int]:
        width, height = at.pair(size)
        inner = _inside(after(steps, at), (height, width))
        top, left = round((height - inner[0]) * min(max(down, 0), 1)), round((width - inner[1]) * min(max(across, 0), 1))
        return top, height - inner[0] - top, left, width - inner[1] - left

    return borders.padded(resized, margins, Border(fill), call, walk)


def _inside(before: tuple[int, int], target: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the same shape inside *target*, as `ImageOps.contain` rounds it."""
    height, width = before
    if width / height > target[1] / target[0]:
        return round(height / width * target[1]), target[1]
    return target[0], round(width / height * target[0]) if width / height != target[1] / target[0] else target[1]


def _expanded(picture: Picture, call: Call, walk: Walk) -> Picture:
    given = Arguments(call, ("image", "border", "fill"))
    widths, fill = given.raw("border"), color(given.raw("fill"), picture)
    if widths is None:
        return picture
    known: Value = widths

    def margins(at: Sample) -> tuple[int, int, int, int]:
        match at.value(known):
            case int(side):
                return side, side, side, side
            case (int(across), int(down)):
                return down, down, across, across
            case (int(left), int(top), int(right), int(bottom)):
                return top, bottom, left, right
            case _:
                raise NotReadError("a border of another kind")

    return borders.padded(picture, margins, Border(fill), call, walk)


def color(value: Value | None, picture: Picture) -> Numbers:
    """A color of Pillow's in the order of the channels: of one number, the lowest byte is the first channel."""
    given = None if value is None else plain(value)
    match given:
        case None:
            return 0.0
        case str(word) if word.lower() in _NAMED:
            return _NAMED[word.lower()]
        case bool():
            raise NotReadError("a color that is a truth value")
        case int(code) if picture.gray:
            return float(code)
        case int(code) if 0 <= code < 1 << 24:
            parts: tuple[float, ...] = (float(code & 255), float(code >> 8 & 255), float(code >> 16))
        case (int(), int(), int()) if not picture.gray:
            parts = tuple(map(number, given))
        case _:
            raise NotReadError(f"the color {given!r}")
    return parts[0] if len(set(parts)) == 1 else parts


def pasted(call: Call, walk: Walk) -> Picture | None:
    """An empty picture after another was pasted into it; None where it was not empty."""
    match call:
        case Call(args=(Call(name="PIL.Image.new", args=(mode, size, *rest), kwargs=words), value, *places)) if len(places) <= 1:
            pass
        case _:
            return None
    picture = walk.subject(value)
    if picture.kind not in ("pil", None) or call.kwargs.keys() - {"box"} or set(words) - {"color"}:
        raise NotReadError("pasted in another way")
    place = places[0] if places else call.kwargs.get("box", Constant((0, 0), call.origin))
    fill = color(rest[0] if rest else words.get("color"), picture)
    steps = picture.program.steps

    def margins(at: Sample) -> tuple[int, int, int, int]:
        if at.value(mode) != ("L" if picture.gray else "RGB"):
            raise NotReadError("another mode")
        width, height = at.pair(size)
        corner: tuple[int, ...] = (0, 0) if isinstance(place, Constant) else at.value(place)
        inner = after(steps, at)
        left, top = corner[:2]
        if corner[2:] not in ((), (left + inner[1], top + inner[0])):
            raise RefusedError("it does not fit")
        return top, height - inner[0] - top, left, width - inner[1] - left

    known = picture if picture.kind == "pil" else picture.do(origin=None, kind="pil")
    return borders.padded(known, margins, Border(fill), call, walk)

"""`cv2.cvtColor`, and channels that are split and merged."""

from __future__ import annotations

from typing import get_args

from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes, planar
from pipecheck.lower.script.libraries.opencv import image
from pipecheck.lower.script.measures import canvas
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Reference
from pipecheck.spec import canonical
from pipecheck_transformers.ops import Color, ToColor

_NUMBERS = {
    6: "BGR2GRAY", 7: "RGB2GRAY", 8: "GRAY2BGR", 90: "YUV2RGB_NV12", 91: "YUV2BGR_NV12", 100: "YUV2RGB_I420", 101: "YUV2BGR_I420",
    127: "RGB2YUV_I420", 128: "BGR2YUV_I420", 131: "RGB2YUV_YV12", 132: "BGR2YUV_YV12",
}  # fmt: skip
_SWAP = 4
"""`COLOR_BGR2RGB` and `COLOR_RGB2BGR` are the same number."""


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that *call* makes."""
    match call.name:
        case "cv2.cvtColor":
            given = Arguments(call, ("src", "code", "dst", "dstCn", "hint"))
            picture, code = walk.subject(given.raw("src")), _code(given)
            if code.startswith("YUV2") and (made := planar.decoded(picture, code, call, walk)) is not None:
                return made
            return _converted(image(given.raw("src"), walk), code, call, walk)
        case "cv2.merge":
            return canvas.channels(call, walk)
        case _:
            return None


def _code(given: Arguments) -> str:
    """The name of the conversion, without what comes before it."""
    match given.raw("code"):
        case Reference(name=name) if name.startswith("cv2.COLOR_"):
            return name.removeprefix("cv2.COLOR_")
        case Reference(name=name) if name.startswith("cv2.cv.CV_"):
            return name.removeprefix("cv2.cv.CV_")
        case _:
            number = given.value("code")
            if isinstance(number, bool) or (number not in _NUMBERS and number != _SWAP):
                raise NotReadError(f"the conversion {number!r}")
            return "swap" if number == _SWAP else _NUMBERS[number]


def _converted(picture: Picture, code: str, call: Call, walk: Walk) -> Picture:
    source, _, target = (word.lower() for word in code.partition("2"))
    layout = target.removeprefix("yuv_") if source in ("rgb", "bgr") else source
    match source, target:
        case "swap", _:
            return axes.swapped(picture, call.origin)
        case (("rgb" | "bgr"), ("rgb" | "bgr" | "gray")) if source != target:
            gray = target == "gray"
            op = ToColor(_color(target), source=_color(source))
            return _told(picture, source, walk).do(op, origin=call.origin, gray=gray, flat=True if gray else None)
        case "gray", ("rgb" | "bgr"):
            picture = picture if _is_known(picture) else _told(picture, "gray", walk)
            return picture.do(ToColor(_color(target), source="gray"), origin=call.origin, gray=False, flat=None)
        case (("rgb" | "bgr"), _) if layout in planar.PLANES:
            return planar.encoded(_told(picture, source, walk), source, layout, call, walk)
        case _:
            return picture.lose(call.text, call.origin, frozenset({"color", "values"}))


def _color(word: str) -> Color:
    found: Color = next(known for known in get_args(Color) if known == word)
    return found


def _is_known(picture: Picture) -> bool:
    return picture.gray or canonical(picture.program).color.value is not None


def _told(picture: Picture, believed: str, walk: Walk) -> Picture:
    """*picture*, of which nobody has said yet what it is, as what the first conversion believes it to be."""
    decoded = picture.program.decoded
    if decoded.color is not None or decoded.library is not None or any(isinstance(step.op, ToColor) for step in picture.program.steps):
        return picture
    said = f"cvtColor is told that it gets {believed.upper() if believed != 'gray' else 'gray'}"
    return walk.stated(picture, color=_color(believed), assumed=said)

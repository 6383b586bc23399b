"""albumentations' resizes, crops and borders: their arguments, their defaults, and the operations that they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pipecheck.lower.albumentations import versions
from pipecheck.lower.arguments import Arguments, NotReadError, numbers, whole
from pipecheck.lower.kernels import OPENCV, OPENCV_BORDERS
from pipecheck.sources.pyvalues import Call
from pipecheck_transformers.ops import (
    BorderMode,
    CenterCrop,
    Crop,
    Interpolation,
    Letterbox,
    Numbers,
    Op,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeLong,
    ResizeShort,
)

Read = tuple["Op | None", "str | None"]
_POSITIONS: dict[object, Literal["center", "corner"]] = {"center": "center", "top_left": "corner"}
_OF_MASKS = ("mask_interpolation", "mask_value", "fill_mask", "always_apply", "p")


def read(call: Call, name: str, *, gray: bool) -> Read:
    """What *call* does, None for nothing, and the convention that this rests on; *gray* where the picture has a single channel."""
    return READS[name](call, gray)


def _arguments(call: Call, *names: str, positional: int | None = None) -> Arguments:
    """The arguments of *call*; *positional* of them have a position that no version changed, all of *names* unless it is said."""
    if len(call.args) > (len(names) if positional is None else positional):
        raise NotReadError("an argument whose position changed from version to version")
    return Arguments(call, (*names, *_OF_MASKS))


def _kernel(given: Arguments) -> Interpolation:
    if given.value("area_for_downscale") is not None:
        raise NotReadError("another kernel for each picture")
    word = given.word("interpolation", "INTER_LINEAR", ("cv2.",))
    if word not in OPENCV or isinstance(word, bool):
        raise NotReadError(f"interpolation {word!r}")
    return OPENCV[word]


def _resize(call: Call, _: bool) -> Read:
    given = _arguments(call, "height", "width", "interpolation", "area_for_downscale", positional=3)
    return Resize(whole(given.value("height")), whole(given.value("width")), interpolation=_kernel(given)), None


def _of_side(kind: type[ResizeLong | ResizeShort]) -> Callable[[Call, bool], Read]:
    def side(call: Call, _: bool) -> Read:
        given = _arguments(call, "max_size", "interpolation", "max_size_hw", "area_for_downscale", positional=2)
        size = given.value("max_size", 1024)
        if given.value("max_size_hw") is not None:
            raise NotReadError("a box to fit in")
        size = size[0] if isinstance(size, tuple) and len(size) == 1 else size  # of several one is drawn
        # In version 2 the second position is that of a box, which is no kernel.
        return kind(whole(size), rounding="half-even", order="ratio", interpolation=_kernel(given)), None

    return side


def _letterbox(call: Call, _: bool) -> Read:
    given = _arguments(call, "size", "interpolation", "position", "fill", positional=2)
    height, width = _pair(given.value("size"))
    fill = numbers(given.value("fill", 0))
    return Letterbox(height, width, fill=fill, position=_position(given), interpolation=_kernel(given)), None


def _pair(size: object) -> tuple[int, int]:
    if not isinstance(size, tuple) or len(size) != 2:
        raise NotReadError(f"size {size!r}")
    return whole(size[0]), whole(size[1])


def _center_crop(call: Call, gray: bool) -> Read:
    given = _arguments(call, "height", "width", "pad_if_needed", "pad_position", "border_mode", "fill", "value", positional=2)
    height, width = whole(given.value("height")), whole(given.value("width"))
    if given.value("pad_if_needed", False) is not True:
        return CenterCrop(height, width, rounding="floor"), None
    mode = OPENCV_BORDERS.get(given.word("border_mode", "BORDER_CONSTANT", ("cv2.",)))
    if mode != "constant" or given.value("pad_position", "center") != "center":
        raise NotReadError("a border that no crop in the middle has")
    fill, assumed = _fill(call, given, gray=gray)
    return CenterCrop(height, width, rounding="floor", fill=fill), assumed


def _crop(call: Call, _: bool) -> Read:
    given = _arguments(call, "x_min", "y_min", "x_max", "y_max", "pad_if_needed", "pad_position", "border_mode", "fill", positional=4)
    if given.value("pad_if_needed", False):
        raise NotReadError("a border as large as what is missing")
    left, top = whole(given.value("x_min", 0)), whole(given.value("y_min", 0))
    right, bottom = whole(given.value("x_max", 1024)), whole(given.value("y_max", 1024))
    return Crop(top=top, left=left, height=bottom - top, width=right - left), None


def _pad_if_needed(call: Call, gray: bool) -> Read:
    names = ("min_height", "min_width", "pad_height_divisor", "pad_width_divisor", "position", "border_mode", "value", "fill")
    given = _arguments(call, *names, positional=6)
    mode, fill, assumed = _border(call, given, gray=gray)
    how: dict[str, Any] = {"fill": fill, "mode": mode, "position": _position(given)}
    heights = given.value("min_height", 1024), given.value("pad_height_divisor")
    widths = given.value("min_width", 1024), given.value("pad_width_divisor")
    match heights, widths:
        case (None, divisor), (None, other) if divisor == other:
            return PadToMultiple(whole(divisor), **how), assumed
        case (height, None), (width, None):
            return PadTo(whole(height), whole(width), **how), assumed
        case _:
            raise NotReadError("a side of at least so many pixels, the other a multiple")


def _pad(call: Call, gray: bool) -> Read:
    given = _arguments(call, "padding", "fill", "border_mode", positional=1)
    sides = given.value("padding", 0)
    sides = sides if isinstance(sides, tuple) else (sides,)
    spread = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 4: (0, 1, 2, 3)}.get(len(sides))
    if spread is None:
        raise NotReadError(f"padding {sides!r}")
    left, top, right, bottom = (whole(sides[index]) for index in spread)
    mode, fill, assumed = _border(call, given, gray=gray)
    return Pad(top=top, bottom=bottom, left=left, right=right, fill=fill, mode=mode), assumed


def _position(given: Arguments) -> Literal["center", "corner"]:
    word = given.word("position", "center", ("albumentations.",))
    position = _POSITIONS.get(word.lower() if isinstance(word, str) else word)
    if position is None:
        raise NotReadError(f"position {word!r}")
    return position


def _border(call: Call, given: Arguments, *, gray: bool) -> tuple[BorderMode, Numbers, str | None]:
    """What a border repeats or is filled with, and the convention behind it."""
    if given.raw("border_mode") is None:
        mirrors, assumed = versions.mirrors(call)
        if mirrors:
            return "reflect", 0.0, assumed
        fill, filled = _fill(call, given, gray=gray)
        return "constant", fill, filled or assumed
    word = given.word("border_mode", "", ("cv2.",))
    if word not in OPENCV_BORDERS or isinstance(word, bool):
        raise NotReadError(f"border_mode {word!r}")
    if OPENCV_BORDERS[word] != "constant":
        return OPENCV_BORDERS[word], 0.0, None
    return "constant", *_fill(call, given, gray=gray)


def _fill(call: Call, given: Arguments, *, gray: bool) -> tuple[Numbers, str | None]:
    """The fill, and the convention behind it: version 2 knows `fill`, version 1 `value`, which once meant the first channel alone."""
    if given.raw("fill") is not None or given.raw("value") is None:
        return numbers(given.value("fill", 0)), None
    newer, said = versions.before(call, (2, 0))
    if newer is False:
        return 0.0, f"{said} ignores `value`, which is `fill` now"
    value = given.value("value")
    fill = numbers(0 if value is None else value)
    if gray or isinstance(fill, tuple) or fill == 0:
        return fill, None
    old, said = versions.before(call, (1, 4, 12))
    if old is None:
        return fill, versions.EVERY_CHANNEL
    return ((fill, 0.0, 0.0), f"{said} fills only the first channel with a single number") if old else (fill, None)


READS: dict[str, Callable[[Call, bool], Read]] = {
    "Resize": _resize,
    "LongestMaxSize": _of_side(ResizeLong),
    "SmallestMaxSize": _of_side(ResizeShort),
    "LetterBox": _letterbox,
    "PadIfNeeded": _pad_if_needed,
    "Pad": _pad,
    "CenterCrop": _center_crop,
    "Crop": _crop,
}
"""The transforms that are read here."""

"""Pillow's resizes: its kernels, and its defaults by version."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.kernels import PILLOW
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.measures import fits
from pipecheck.lower.script.measures.extents import after
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.walk import Walk
from pipecheck.sources import pins
from pipecheck.sources.pyvalues import Call, Constant, Value
from pipecheck_transformers.ops import Interpolation

CONVENTION = "Pillow 7 and later resizes with a cubic kernel unless told otherwise"
_CUBIC_SINCE = (7,)


def resized(picture: Picture, call: Call, walk: Walk) -> Picture:
    """*picture* after its method `resize`."""
    given = Arguments(call, ("self", "size", "resample", "box", "reducing_gap"))
    size = given.raw("size")
    if size is None or not (_is_none(given.raw("box")) and _is_none(given.raw("reducing_gap"))):
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    try:
        kernel, assumed = _default(call) if _is_none(given.raw("resample")) else (interpolation(given, "resample"), None)
    except NotReadError:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    made = fits.resized(picture, lambda at: at.pair(size)[::-1], how(kernel), call, walk)
    return _assuming(made, picture, assumed)


def _assuming(made: Picture, before: Picture, assumed: str | None) -> Picture:
    """*made*, its last step resting on what is *assumed*."""
    steps = made.program.steps
    if assumed is None or len(steps) == len(before.program.steps):
        return made
    return replace(made, program=replace(made.program, steps=(*steps[:-1], replace(steps[-1], assumed=assumed, kernel_only=True))))


def _is_none(value: Value | None) -> bool:
    return value is None or (isinstance(value, Constant) and value.value is None)


def _default(call: Call) -> tuple[Interpolation, str]:
    pin = pins.pinned(call.origin.path, "pillow")
    older = None if pin is None else pin.before(_CUBIC_SINCE)
    if pin is None or older is None:
        return "cubic", CONVENTION
    if older:
        return "nearest", f"{pin.said} resizes to the nearest pixel unless told otherwise"
    return "cubic", f"{pin.said} resizes with a cubic kernel unless told otherwise"


def interpolation(given: Arguments, name: str) -> Interpolation:
    """The kernel that *name* is given."""
    word = given.word(name, "BICUBIC", ("PIL.",))
    if isinstance(word, bool) or word not in PILLOW:
        raise NotReadError(f"the filter {word!r}")
    return PILLOW[word]


def how(kernel: Interpolation) -> dict[str, Any]:
    """*kernel* as the arguments of a resize."""
    return {"interpolation": kernel, "library": "pil", "antialias": None}


def thumbnail(picture: Picture, call: Call, walk: Walk) -> Picture:
    """*picture* after its method `thumbnail`; unless `reducing_gap` is None it shrinks in two steps, and no kernel says what that does."""
    given = Arguments(call, ("self", "size", "resample", "reducing_gap"))
    size, gap = given.raw("size"), given.raw("reducing_gap")
    if size is None or gap is None or not _is_none(gap):
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    steps = picture.program.steps

    def sides(at: Sample) -> tuple[int, int]:
        return _inside(after(steps, at), at.pair(size))

    return fits.resized(picture, sides, how(interpolation(given, "resample")), call, walk)


def _inside(before: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """The height and width to which Pillow shrinks a picture: whichever whole side keeps its shape best."""
    height, width = before
    across, down = size
    if across >= width and down >= height:
        return height, width
    aspect = width / height
    if across / down >= aspect:
        return down, _best(down * aspect, lambda side: abs(aspect - side / down))
    return _best(across / aspect, lambda side: 0 if side == 0 else abs(aspect - across / side)), across


def _best(side: float, key: Any) -> int:
    return max(min(math.floor(side), math.ceil(side), key=key), 1)

"""Crops that are written as slices: `x[top:bottom, left:right]`, of constants or of what is computed from the size."""

from __future__ import annotations

from collections.abc import Mapping

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.measures import fits
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Value


def sliced(picture: Picture, sides: Mapping[str, Value], call: Call, walk: Walk) -> Picture:
    """*picture* cut to the slices of its `height` and `width`."""

    def box(at: Sample) -> tuple[int, int, int, int]:
        height, width = at.sides(picture)
        top, bottom = _ends(sides.get("height"), height, at)
        left, right = _ends(sides.get("width"), width, at)
        return top, left, bottom - top, right - left

    return fits.cropped(picture, box, call, walk)


def _ends(part: Value | None, length: int, at: Sample) -> tuple[int, int]:
    if part is None:
        return 0, length
    begin, end = ends(part, length, at)
    return begin, max(begin, end)


def ends(part: Value, length: int, at: Sample) -> tuple[int, int]:
    """Where the slice *part* begins and ends on an axis of *length*."""
    if not isinstance(part, Call) or part.name != "slice":
        raise NotReadError("this is no slice")
    numbers = [at.value(each) for each in part.args]
    if not all(number is None or (isinstance(number, int) and not isinstance(number, bool)) for number in numbers):
        raise NotReadError("a slice between other than whole numbers")
    begin, end, step = slice(*numbers).indices(length)
    if step != 1:
        raise NotReadError("a slice in steps")
    return begin, end

"""`numpy.pad`: borders given axis by axis, for the picture's two sides alone."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes
from pipecheck.lower.script.measures import borders, fits
from pipecheck.lower.script.measures.borders import Border, Margins
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.numbers.arrays import array
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Value
from pipecheck.spec.numbers import LIMITS
from pipecheck_transformers.ops import BorderMode

_MODES: dict[object, BorderMode] = {"constant": "constant", "edge": "edge", "reflect": "reflect"}
Widths = tuple[int, int]


def handle(call: Call, walk: Walk) -> Picture:
    """The picture with the border that *call* adds."""
    picture = walk.subject(call.args[0] if call.args else call.kwargs.get("array"))
    if picture.kind == "pil":
        raise NotReadError("Pillow pictures are not padded by NumPy")
    try:
        return _padded(picture, call, walk)
    except NotReadError:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)


def _padded(picture: Picture, call: Call, walk: Walk) -> Picture:
    given = Arguments(call, ("array", "pad_width", "mode", "constant_values"))
    widths, mode, known = given.raw("pad_width"), given.value("mode", "constant"), axes.names(picture)
    if widths is None or mode not in _MODES:
        raise NotReadError("another border")
    fill = _level(given.raw("constant_values"), picture) if mode == "constant" else 0.0
    asked: Value = widths

    def margins(at: Sample) -> Margins:
        by_axis = dict(zip(known, _spread(at.value(asked), len(known)), strict=True))
        rows, columns = by_axis.pop("height"), by_axis.pop("width")
        if any(map(any, by_axis.values())):
            raise NotReadError("a border of channels")
        return *rows, *columns

    return borders.padded(picture, margins, Border(fill, _MODES[mode]), call, walk)


def _spread(made: object, rank: int) -> list[Widths]:
    """How much goes before and after each axis: one number or one pair counts for all of them."""
    match made:
        case int(width) | (int(width),) | ((int(width),),):
            return [(width, width)] * rank
        case (int(before), int(after)) | ((int(before), int(after)),):
            return [(before, after)] * rank
        case tuple() if len(made) == rank:
            return [_pair(each) for each in made]
        case _:
            raise NotReadError("widths of another kind")


def _pair(made: object) -> Widths:
    match made:
        case (int(width),):
            return width, width
        case (int(before), int(after)):
            return before, after
        case _:
            raise NotReadError("widths of another kind")


def _level(value: Value | None, picture: Picture) -> float:
    """The one number around the picture; NumPy casts it to the dtype of the picture."""
    numbers = {0.0} if value is None else set(array(value).numbers)
    level = numbers.pop()
    low, high = LIMITS.get(picture.dtype or "uint8", (level, level))
    if numbers or picture.dtype is None or not low <= level <= high or (picture.dtype in LIMITS and level != int(level)):
        raise NotReadError("a border that is cast")
    return level

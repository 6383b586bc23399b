"""Borders whose widths a source computes, and with the resize before them letterboxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.script.measures import candidates, extents, fits
from pipecheck.lower.script.measures.candidates import Size
from pipecheck.lower.script.measures.extents import Pending
from pipecheck.lower.script.measures.size_math import RefusedError
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.spec import Opaque, Step
from pipecheck_transformers import sizes
from pipecheck_transformers.ops import (
    BorderMode,
    Cast,
    Letterbox,
    Numbers,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    ToColor,
)
from pipecheck_transformers.sizes import Placement

if TYPE_CHECKING:
    from pipecheck.lower.picture import Picture
    from pipecheck.lower.script.walk import Walk
    from pipecheck.sources.pyvalues import Call

Margins = tuple[int, int, int, int]
"""How many rows above and below, and how many columns left and right."""


class Border(NamedTuple):
    """A border: what it is filled with, or what it repeats."""

    fill: Numbers = 0.0
    mode: BorderMode = "constant"


class Fitted(NamedTuple):
    """A resize in a program: its place, what it is, and the steps behind it."""

    place: int
    how: Mapping[str, Any]
    behind: tuple[Step, ...]


def padded(picture: Picture, margins: Callable[[Sample], Margins], border: Border, call: Call, walk: Walk) -> Picture:
    """*picture* with a border of the *margins* that the source computes; with the resize before it a letterbox, where it is one."""
    root = walk.root(picture)

    def checked(at: Sample) -> Margins:
        made = margins(at)
        if min(made) < 0:
            raise RefusedError("a border of less than nothing")
        return made

    try:
        if (known := fits.fixed(checked, root, walk)) is not None:
            return _constant(picture, known, border, call)
        steps = picture.program.steps
        found = fits.tries(steps, checked, root, walk)
        if not any(any(made) for _, made in found):
            return picture
        if border.mode == "constant" and (boxed := _letterbox(picture, checked, border, call, walk)) is not None:
            return boxed
    except NotReadError:
        return picture.lose(call.text, call.origin, fits.GEOMETRY)
    op = _padding(found, border)
    if op is not None:
        return picture.do(op, origin=call.origin)
    return fits.waiting(picture, Pending(kind="pad", made=checked, how=border._asdict()), call, walk)


def _constant(picture: Picture, made: Margins, border: Border, call: Call) -> Picture:
    if not any(made):
        return picture
    top, bottom, left, right = made
    return picture.do(Pad(top=top, bottom=bottom, left=left, right=right, **border._asdict()), origin=call.origin)


def _padding(found: list[tuple[Size, Margins]], border: Border) -> Pad | PadTo | PadToMultiple | None:
    """The padding that adds these margins to pictures of these sizes."""
    margins = {made for _, made in found}
    if len(margins) == 1:
        top, bottom, left, right = margins.pop()
        return Pad(top=top, bottom=bottom, left=left, right=right, **border._asdict())
    after = [_grown(before, made) for before, made in found]
    for position in ("center", "corner"):
        for op in candidates.borders(after, position, *border):
            if all(sizes.margins(op, *before) == (made[:2], made[2:]) for before, made in found):
                return op
    return None


def added(op: Pad | PadTo | PadToMultiple, size: Size) -> Margins:
    """What *op* adds to a picture of *size*."""
    if isinstance(op, Pad):
        return op.top, op.bottom, op.left, op.right
    above, beside = sizes.margins(op, *size)
    return (*above, *beside)


def _grown(size: Size, made: Margins) -> Size:
    top, bottom, left, right = made
    return size[0] + top + bottom, size[1] + left + right


def _letterbox(picture: Picture, margins: Callable[[Sample], Margins], border: Border, call: Call, walk: Walk) -> Picture | None:
    """*picture* with its last resize and the border as one letterbox; None where the two are none."""
    last = _resize(picture, border, walk)
    if last is None:
        return None
    steps, root = picture.program.steps, walk.root(picture)
    before, after = steps[: last.place], steps[: last.place + 1]

    def boxed(at: Sample) -> tuple[Size, Placement]:
        inner, (top, bottom, left, right) = extents.after(after, at), margins(at)
        place = Placement(height=inner[0], width=inner[1], top=top, left=left)
        return _grown(inner, (top, bottom, left, right)), place

    found = fits.tries(before, boxed, root, walk)
    outer = {size for _, (size, _) in found}
    if len(outer) != 1 or len({(place.height, place.width) for _, (_, place) in found}) == 1:
        return None
    position = "corner" if all(place.top == place.left == 0 for _, (_, place) in found) else "center"
    fill = _before(last.behind, border.fill)
    for op in candidates.letterboxes(*outer.pop(), position, fill, last.how):
        if all(_is_placed(op, *each) for each in found) and all(_is_placed(op, *each) for each in _more(before, boxed, op, root, walk)):
            done = (*before, Step(op, call.origin), *last.behind)
            return replace(picture, program=replace(picture.program, steps=done))
    return None


def _more(steps: tuple[Step, ...], boxed: Callable[[Sample], Any], op: Letterbox, root: object, walk: Walk) -> list[tuple[Size, Any]]:
    return fits.tries(steps, boxed, root, walk, candidates.telling(op))


def _is_placed(op: Letterbox, before: Size, made: tuple[Size, Placement]) -> bool:
    return made == ((op.height, op.width), sizes.letterbox(op, *before))


def _resize(picture: Picture, border: Border, walk: Walk) -> Fitted | None:
    """The last resize of *picture*, where nothing after it minds whether the border is there already."""
    steps = picture.program.steps
    for place in range(len(steps) - 1, -1, -1):
        match steps[place].op:
            case Opaque() as unknown if (pending := walk.pending.get(id(unknown))) is not None and pending.kind == "resize":
                return Fitted(place, pending.how, steps[place + 1 :])
            case Resize() | ResizeShort() | ResizeLong() | ResizeToMultiple() as op:
                return Fitted(place, fits.kernel(op), steps[place + 1 :])
            case ToColor(color="rgb" | "bgr", source="rgb" | "bgr"):
                continue
            case Cast(dtype="float32" | "float64" | "float16") if _is_level(border.fill):
                continue
            case _:
                return None
    return None


def _is_level(fill: Numbers) -> bool:
    """Whether a byte can hold *fill*."""
    return all(part == int(part) and 0 <= part <= 255 for part in (fill if isinstance(fill, tuple) else (fill,)))


def _before(behind: tuple[Step, ...], fill: Numbers) -> Numbers:
    """*fill* as it reads before the steps *behind*."""
    swaps = sum(isinstance(step.op, ToColor) and step.op.color != step.op.source for step in behind)
    return fill[::-1] if isinstance(fill, tuple) and swaps % 2 else fill

"""From the sizes and offsets that a source computes to the one operation that makes exactly these, or to what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.script.measures import candidates, extents
from pipecheck.lower.script.measures.extents import USUAL, Pending
from pipecheck.lower.script.measures.size_math import RefusedError
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.spec import Aspect, Step
from pipecheck_transformers import sizes
from pipecheck_transformers.ops import CenterCrop, Crop, CropFraction, LongSideCrop, Op, Resize, Sampled

if TYPE_CHECKING:
    from pipecheck.lower.picture import Picture
    from pipecheck.lower.script.walk import Walk
    from pipecheck.sources.pyvalues import Call

GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
Size = tuple[int, int]
Box = tuple[int, int, int, int]
_ENOUGH = 12
T = TypeVar("T")


def tries(
    steps: Sequence[Step], make: Callable[[Sample], T], root: object, walk: Walk, over: Sequence[Size] = USUAL
) -> list[tuple[Size, T]]:
    """The size after *steps* and what *make* computes then, for each size of *over* that the source does not refuse."""
    found = []
    for size in over:
        sample = walk.sample(size, root)
        try:
            found.append((extents.after(steps, sample), make(sample)))
        except RefusedError:
            continue
    if len(found) < _ENOUGH and over is USUAL:
        raise NotReadError("it fails for most pictures")
    return found


def fixed(make: Callable[[Sample], T], root: object, walk: Walk) -> T | None:
    """What *make* computes where it does not depend on the picture; None where it does."""
    first = Sample(walk, *USUAL[0], root=root)
    try:
        made = make(first)
    except RefusedError:
        if first.asked:
            return None
        raise
    return None if first.asked else made


def resized(picture: Picture, size: Callable[[Sample], Size], how: Mapping[str, Any], call: Call, walk: Walk) -> Picture:
    """*picture* brought to the *size* that the source computes; *how* is the kernel.

    Where no operation makes that size of every picture, its geometry is unknown until a border or a crop completes it.
    """
    root = walk.root(picture)

    def checked(at: Sample) -> Size:
        made = size(at)
        if min(made) < 1:
            raise RefusedError("OpenCV and Pillow refuse to make nothing of a side")
        return made

    try:
        known = fixed(checked, root, walk)
        if known is not None:
            return picture.do(Resize(*known, **how), origin=call.origin)
        found = tries(picture.program.steps, checked, root, walk)
        if all(after == before for before, after in found):
            return picture  # to the size that it has
        left = [op for op in candidates.resizes([after for _, after in found], how) if _all_agree(op, found)]
        op = _proven(left, lambda over: tries(picture.program.steps, checked, root, walk, over))
    except NotReadError:
        return picture.lose(call.text, call.origin, GEOMETRY)
    if op is not None:
        return picture.do(op, origin=call.origin)
    return waiting(picture, Pending(kind="resize", made=checked, how=how), call, walk)


def waiting(picture: Picture, pending: Pending, call: Call, walk: Walk) -> Picture:
    """*picture* after a step of unknown geometry whose sizes are known."""
    lost = picture.lose(call.text, call.origin, GEOMETRY)
    unknown = lost.program.steps[-1].op
    walk.held.append(unknown)
    walk.pending[id(unknown)] = pending
    return lost


def _all_agree(op: Op, found: Sequence[tuple[Size, object]]) -> bool:
    return all(after == candidates.placed(op, before) for before, after in found)


def _proven(left: list[Op], more: Callable[[Sequence[Size]], list[tuple[Size, Any]]]) -> Op | None:
    """The first of *left* that also agrees on the sizes that tell it from its like."""
    for op in left:
        over = candidates.telling(op)
        if all(candidates.placed(op, before) == after for before, after in more(over)):
            return op
    return None


def cropped(picture: Picture, box: Callable[[Sample], Box], call: Call, walk: Walk) -> Picture:
    """*picture* cut to the *box* (top, left, height, width) that the source computes."""
    root = walk.root(picture)
    try:
        found = tries(picture.program.steps, box, root, walk)
    except NotReadError:
        return picture.lose(call.text, call.origin, GEOMETRY)
    if all(made == (0, 0, *before) for before, made in found):
        return picture
    inside = [(before, made) for before, made in found if _is_inside(made, before)]
    boxes = [made for _, made in inside]
    centered = any(before != inside[0][0] for before, _ in inside)
    options = (
        [*candidates.crops(boxes, centered=centered), *candidates.fractions([before for before, _ in inside], boxes)] if inside else []
    )
    for op in options:
        if all(_cuts(op, before, made) for before, made in found):
            return picture.do(op, origin=call.origin)
    return waiting(picture, Pending(kind="crop", made=box, how={}), call, walk)


def _is_inside(box: Box, size: Size) -> bool:
    top, left, height, width = box
    return min(top, left) >= 0 and min(height, width) > 0 and top + height <= size[0] and left + width <= size[1]


def _cuts(op: Any, size: Size, box: Box) -> bool:
    """Whether *op* cuts *box* out of a picture of *size*; what it refuses instead is not made otherwise."""
    try:
        return cut(op, size) == box
    except RefusedError:
        return True


def cut(op: Any, size: Size) -> Box:
    """The box that *op* cuts out of a picture of *size*."""
    height, width = extents.one(op, *size)
    match op:
        case CenterCrop(rounding=rounding) | CropFraction(offset=rounding):
            top, left = sizes.center_offset(size[0], height, rounding), sizes.center_offset(size[1], width, rounding)
        case Crop(top=top, left=left):
            pass
        case LongSideCrop() if size[1] > size[0]:
            top, left = 0, (size[1] - size[0]) // 2
        case _:
            top, left = (size[0] - size[1]) // 2, 0
    return top, left, height, width


def kernel(op: Sampled) -> dict[str, Any]:
    """The kernel of *op* as arguments."""
    return {"interpolation": op.interpolation, "library": op.library, "antialias": op.antialias}

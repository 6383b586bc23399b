"""Reshapes: the memory stays as it lies, so that a reshape where a transpose was meant scrambles the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.measures import extents, sizes
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Constant, Items, Value
from pipecheck_transformers.ops import Reinterpret, Transpose
from pipecheck_transformers.words import Layout

_FREE = -1


def reshaped(picture: Picture, shape: Sequence[Value], call: Call, walk: Walk) -> Picture:
    """*picture* in another *shape*, which is read for pictures of every size; a row of numbers has no axes any more."""
    parts = shape[0].items if len(shape) == 1 and isinstance(shape[0], Items) else tuple(shape)
    if call.kwargs or picture.kind == "pil":
        raise NotReadError("a reshape of another kind")
    if len(parts) == 1 and isinstance(parts[0], Constant) and parts[0].value == _FREE:
        return picture.do(origin=call.origin, layout=None)
    if len(parts) not in (3, 4) or picture.layout is None:
        raise NotReadError("another number of axes")
    layouts = [set(_layouts(picture, parts, sizes.Sample(walk, *size))) for size in extents.USUAL]
    common = set.intersection(*layouts)
    if not common:
        raise NotReadError("a shape that is not the picture's own")
    layout = picture.layout if picture.layout in common else common.pop()
    return _read_as(picture, layout, call, batched=len(parts) == 4)


def _layouts(picture: Picture, parts: Sequence[Value], at: sizes.Sample) -> Iterator[Layout]:
    """The layouts whose shape this is, for a picture of one size."""
    height, width = at.sides(picture)
    channels = 1 if picture.gray else 3
    given = tuple(at.whole(part) for part in parts)
    front, lengths = (given[0], given[1:]) if len(given) == 4 else (1, given)
    if front not in (1, _FREE) or (front, *lengths).count(_FREE) > 1:
        return
    shapes: tuple[tuple[Layout, tuple[int, ...]], ...] = (("chw", (channels, height, width)), ("hwc", (height, width, channels)))
    for layout, wanted in shapes:
        if all(length in (_FREE, side) for length, side in zip(lengths, wanted, strict=True)):
            yield layout


def _read_as(picture: Picture, layout: Layout, call: Call, *, batched: bool) -> Picture:
    flat = False if picture.gray else None
    op = Transpose(layout) if picture.gray else Reinterpret(layout)
    ops = () if layout == picture.layout else (op,)
    return picture.do(*ops, origin=call.origin, layout=layout, batched=batched, flat=flat)

"""A step that is taken for pictures of some sizes only: what it comes to for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.script.measures import borders, extents, fits, sizes
from pipecheck.lower.script.measures.extents import USUAL, Pending
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.sources.pyvalues import Call, Value
from pipecheck.spec import Opaque, Step
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Letterbox,
    LongSideCrop,
    Pad,
    PadTo,
    PadToMultiple,
    ResizeBy,
    Sampled,
)

if TYPE_CHECKING:
    from pipecheck.lower.picture import Picture
    from pipecheck.lower.script.walk import Walk

_CROPS = CenterCrop | Crop | CropFraction | LongSideCrop
_PADS = Pad | PadTo | PadToMultiple


def either(condition: Value, yes: Picture, no: Picture, walk: Walk) -> Picture | None:
    """The picture that *yes* or *no* is, depending on its size alone; None where that is more than one step can say."""
    if walk.root(yes) is not walk.root(no) or not sizes.speaks_of_sizes(condition, walk) or not _same_kind(yes, no):
        return None
    shared = _shared(yes.program.steps, no.program.steps)
    ways = yes.program.steps[shared:], no.program.steps[shared:]
    base = replace(yes, kind=yes.kind or no.kind, program=replace(yes.program, steps=yes.program.steps[:shared]))
    try:
        if max(map(len, ways)) == 1 and (pendings := [_pending(way[0], base.program.steps, walk) if way else None for way in ways]) != [
            None,
            None,
        ]:
            return _joined(condition, pendings, base, next(way[0] for way in ways if way), walk)
        return _longer(condition, yes, no, walk)
    except NotReadError:
        return None


def _same_kind(one: Picture, other: Picture) -> bool:
    mine, theirs = ((each.dtype, each.layout, each.gray, each.batched) for each in (one, other))
    return mine == theirs and (one.kind == other.kind or None in (one.kind, other.kind))  # of a parameter it is known after the first call


def _shared(one: Sequence[Step], other: Sequence[Step]) -> int:
    """How many steps the two have done together."""
    for place, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine is not theirs:
            return place
    return min(len(one), len(other))


def _pending(step: Step, before: Sequence[Step], walk: Walk) -> Pending | None:
    """A step of known size, after the steps *before*, as one whose numbers can be asked for."""
    match step.op:
        case Opaque() as unknown:
            return walk.pending.get(id(unknown))
        case Letterbox() | ResizeBy():
            return None
        case op if isinstance(op, Sampled) and op.library != "skimage":  # which makes floats even where the size stays
            resize: Sampled = op
            return Pending(kind="resize", made=lambda at: extents.one(resize, *extents.after(before, at)), how=fits.kernel(op))
        case op if isinstance(op, _CROPS):
            return Pending(kind="crop", made=lambda at: fits.cut(op, extents.after(before, at)), how={})
        case op if isinstance(op, _PADS):
            how = {"fill": op.fill, "mode": op.mode}
            return Pending(kind="pad", made=lambda at: borders.added(op, extents.after(before, at)), how=how)
        case _:
            return None


def _joined(condition: Value, ways: Sequence[Pending | None], base: Picture, step: Step, walk: Walk) -> Picture | None:
    """*base* after whichever of two steps its size asks for, or after none."""
    known = [way for way in ways if way is not None]
    if any(way.kind != known[0].kind or way.how != known[0].how for way in known):
        return None
    kind, how, steps = known[0].kind, known[0].how, base.program.steps
    text = step.op.text if isinstance(step.op, Opaque) else getattr(condition, "text", "")
    call = Call("if", (), {}, step.origin or condition.origin, text)

    def made(at: Sample) -> Any:
        way = ways[0 if at.value(condition) else 1]
        return way.made(at) if way is not None else _nothing(kind, extents.after(steps, at))

    match kind:
        case "resize":
            return fits.resized(base, made, how, call, walk)
        case "crop":
            return fits.cropped(base, made, call, walk)
        case "pad":
            return borders.padded(base, made, borders.Border(**how), call, walk)


def _nothing(kind: str, size: tuple[int, int]) -> tuple[int, ...]:
    """The numbers of a step that leaves a picture of *size* alone."""
    return {"resize": size, "crop": (0, 0, *size)}.get(kind, (0, 0, 0, 0))


def _longer(condition: Value, yes: Picture, no: Picture, walk: Walk) -> Picture | None:
    """The one that does more, where what it does more changes nothing when the condition skips it."""
    longer, shorter = (yes, no) if len(yes.program.steps) > len(no.program.steps) else (no, yes)
    steps, known = longer.program.steps, len(shorter.program.steps)
    if _shared(steps, shorter.program.steps) != known or not all(_keeps(step, walk) for step in steps[known:]):
        return None

    def unchanged(at: Sample) -> bool:
        if bool(at.value(condition)) == (longer is yes):
            return True
        size = extents.after(steps[:known], at)
        return all(extents.after(steps[:count], at) == size for count in range(known, len(steps) + 1))

    return longer if all(same for _, same in fits.tries(steps[:known], unchanged, walk.root(longer), walk, USUAL)) else None


def _keeps(step: Step, walk: Walk) -> bool:
    """Whether *step* leaves a picture alone whose size it keeps."""
    op = step.op
    return id(op) in walk.pending or isinstance(op, _CROPS | _PADS) or (isinstance(op, Sampled) and op.library != "skimage")

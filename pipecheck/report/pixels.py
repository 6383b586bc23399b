"""What two programs make of pictures, as lines of text and as data, for `pipecheck diff --image`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.evidence.pixels import Gap, Parting, Taken, levels
from pipecheck.probe.pixels.found import Probe
from pipecheck.report import jsonformat
from pipecheck.report.answer import where
from pipecheck.report.words import counted
from pipecheck.spec import Placed
from pipecheck.spec.wording import say
from pipecheck_transformers.ops import Geometry, Read
from pipecheck_transformers.spelling import spell

_NAMED = 3


def lines(probe: Probe) -> Iterator[str]:
    """The pictures, how far apart the tensors are, and where they part."""
    mean = f" ({levels(probe.worst_gap.mean)} levels on average)" if probe.worst_gap and probe.differs else ""
    several = "" if probe.images == 1 else f", the worst of them {probe.worst}{mean}"
    yield f"{where(probe)}{several}"
    yield from (f"  {note}" for note in probe.notes)
    if probe.gap is not None:
        yield from _gap(probe.gap)
    if probe.in_order is not None:
        yield f"  with red and blue in one order {levels(probe.in_order.mean)} on average, {levels(probe.in_order.largest)} at most"
    if probe.parting is not None:
        yield from _parting(probe.parting)
    elif probe.differs and probe.whole:
        yield "  they make the same picture, and part in what is done with its values, channels or axes"
    for name, reason in probe.failed[:_NAMED]:
        yield f"  {name}: {reason}"
    if len(probe.failed) > _NAMED:
        yield f"  and {counted(len(probe.failed) - _NAMED, 'picture')} more that could not be run"


def _gap(gap: Gap) -> Iterator[str]:
    channels = gap.channels if len(gap.channels) > 1 else ()
    for title, whole, index in (("mean", gap.mean, 2), ("largest", gap.largest, 1)):
        parts = "".join(f"   {each[0]} {levels(float(each[index]))}" for each in channels)
        yield f"  {title:8} {levels(whole):>5} levels{parts}"
    yield f"  {100 * gap.share:.3g} % of the pixels differ by more than a level"


def _parting(parting: Parting) -> Iterator[str]:
    apart = "" if parting.largest is None else f" ({levels(parting.largest)} levels at most)"
    yield f"  they part here{apart}:"
    for side, taken in (("left", parting.left), ("right", parting.right)):
        for index, each in enumerate(taken):
            place = f"  ({each.origin})" if each.origin and each.origin.line else ""
            yield f"    {'' if index else side:6} {'→ ' if index else ''}{_taken(each)}{place}"
        if not taken:
            yield f"    {side:6} nothing more"


def _taken(taken: Taken) -> str:
    match taken.op:
        case Read(library=library, color=color, exif=exif):
            return f"read by {library} as {color}{', turned by EXIF' if exif else ''}"
        case op if isinstance(op, Geometry):
            return say(Placed(op))
        case op:
            return spell(op)


def data(probe: Probe) -> dict[str, Any]:
    """The same for machines; the drawing is left out."""
    return {
        "images": probe.images,
        "worst": probe.worst,
        "left_shape": list(probe.left_shape),
        "right_shape": list(probe.right_shape),
        "whole": probe.whole,
        "worst_levels": probe.worst_gap and _gap_data(probe.worst_gap),
        "levels": probe.gap and _gap_data(probe.gap),
        "levels_in_one_order": probe.in_order and _gap_data(probe.in_order),
        "parting": probe.parting and _parting_data(probe.parting),
        "failed": [{"image": name, "reason": reason} for name, reason in probe.failed],
        "notes": list(probe.notes),
    }


def _gap_data(gap: Gap) -> dict[str, Any]:
    channels = {name: {"largest": largest, "mean": mean} for name, largest, mean in gap.channels}
    return {"largest": gap.largest, "mean": gap.mean, "share": gap.share, "channels": channels}


def _parting_data(parting: Parting) -> dict[str, Any]:
    sides = {"left": parting.left, "right": parting.right}
    return {**{side: list(map(_taken_data, taken)) for side, taken in sides.items()}, "largest": parting.largest, "mean": parting.mean}


def _taken_data(taken: Taken) -> dict[str, Any]:
    return {"step": spell(taken.op), "origin": taken.origin and jsonformat.origin_data(taken.origin)}

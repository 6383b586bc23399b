"""OpenCV's planar YUV, and its repacking to NV12 by hand: followed number by number on small pictures."""

from __future__ import annotations

from dataclasses import dataclass

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import Opaque, canonical
from pipecheck_transformers.ops import Color, ToColor

PLANES = ("i420", "iyuv", "yv12")
_EVEN = ((4, 6), (8, 4), (16, 12))
_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Planes:
    """A picture in three planes: the *call* that made it, the *picture* before, and whether V comes first.

    It is *packed* as NV12, *whole* in another order of the same numbers, *part* where some of them are missing.
    """

    call: Call
    picture: Picture
    packed: Picture
    whole: Picture
    part: Picture
    v_first: bool


def encoded(picture: Picture, believed: str, planes: str, call: Call, walk: Walk) -> Picture:
    """*picture* in three planes, BT.601 in video range: the numbers of NV12 in another order."""
    if picture.dtype != "uint8" or picture.gray:
        raise NotReadError("only bytes have planes")
    source: Color = "rgb" if believed == "rgb" else "bgr"
    packed = picture.do(ToColor("nv12", source=source, range="video"), origin=call.origin, gray=True, flat=True)
    whole = packed.lose(call.text, call.origin, frozenset({"geometry", "layout"}))
    part = packed.lose(call.text, call.origin)
    made = Planes(call, picture, packed, whole, part, planes == "yv12")
    walk.held.append(made)
    walk.planes |= {id(each.program.steps[-1].op): made for each in (packed, whole, part)}
    return whole


def decoded(picture: Picture, code: str, call: Call, walk: Walk) -> Picture | None:
    """*picture* from YUV in video range, as the conversion *code* takes it; None where it is not known to be what that takes."""
    color, _, planes = code.lower().removeprefix("yuv2").partition("_")
    kept = of(picture, walk)
    known = canonical(picture.program).color.value
    if kept is not None and planes in PLANES and (planes == "yv12") == kept.v_first and picture is kept.whole:
        picture = kept.packed
    elif (
        planes != "nv12" or known is None or known.name != "nv12" or any(isinstance(step.op, Opaque) for step in picture.program.steps[-1:])
    ):
        return None
    op = ToColor("rgb" if color == "rgb" else "bgr", source="nv12", range="video")
    return picture.do(op, origin=call.origin, layout="hwc", gray=False, flat=None, batched=False) if color in ("rgb", "bgr") else None


def of(picture: Picture, walk: Walk) -> Planes | None:
    """The planes that *picture* lies in; None where it lies in none."""
    steps = picture.program.steps
    return walk.planes.get(id(steps[-1].op)) if steps else None


def repacked(call: Call, picture: Picture, walk: Walk) -> Picture | None:
    """What *call* makes of a picture in planes: NV12, or still planes in some order; None where it cannot be followed."""
    kept = of(picture, walk)
    if kept is None:
        return None
    from pipecheck.lower.script.channels import planar_arrays  # numbers are moved about as they would be, which takes NumPy

    known = set()
    for size in _EVEN:
        sample = walk.sample(size, walk.root(kept.picture))
        try:
            height, width = sample.sides(kept.picture)
            if height % 2 or width % 2 or height * width > _LARGEST:
                return None
            known.add(planar_arrays.arrangement(call, kept.call, (height, width), sample, v_first=kept.v_first))
        except NotReadError:
            return None
    return kept.packed if known == {"nv12"} else kept.part if "part" in known else kept.whole

"""Axes and channels by name: what a transpose, a new axis or a reversal does to a picture in either layout."""

from __future__ import annotations

from typing import Literal

from pipecheck.findings import Origin
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.spec import canonical
from pipecheck_transformers.ops import Color, Flip, TakeChannel, ToColor, Transpose
from pipecheck_transformers.words import Layout

Axis = Literal["batch", "height", "width", "channels", "new"]
_HWC: tuple[Axis, ...] = ("height", "width", "channels")
_CHW: tuple[Axis, ...] = ("channels", "height", "width")
_LAYOUTS: dict[tuple[Axis, ...], Layout] = {_HWC: "hwc", _CHW: "chw"}
_SWAPPED: dict[Color, Color] = {"rgb": "bgr", "bgr": "rgb"}


def is_flat(picture: Picture) -> bool:
    """Whether *picture* has height and width only."""
    return picture.gray and (picture.kind != "tensor" if picture.flat is None else picture.flat)


def names(picture: Picture) -> tuple[Axis, ...]:
    """The axes of *picture* in order."""
    if picture.layout is None:
        raise NotReadError("which axis is which is not known")
    inner = _HWC if picture.layout == "hwc" else _CHW
    if is_flat(picture):
        inner = ("height", "width")
    return ("batch", *inner) if picture.batched else inner


def arranged(picture: Picture, order: tuple[Axis, ...], origin: Origin | None) -> Picture:
    """*picture* with its axes in *order*: `new` ones of length 1 added, those that are missing taken away."""
    if picture.gray:
        return _one_channel(picture, order, origin)
    batched = order[:1] in (("batch",), ("new",))
    layout = _LAYOUTS.get(order[1:] if batched else order)
    if layout is None:
        raise NotReadError(f"axes in the order {', '.join(order)}")
    return _placed(picture, layout, origin, batched=batched)


def _one_channel(picture: Picture, order: tuple[Axis, ...], origin: Origin | None) -> Picture:
    """Of a single channel, every axis but height and width has length 1, and stands for whichever is there."""
    pattern = "".join({"height": "h", "width": "w"}.get(axis, "1") for axis in order)
    known: dict[str, tuple[Layout, bool]] = {"hw1": ("hwc", False), "1hw": ("chw", False), "1hw1": ("hwc", True), "11hw": ("chw", True)}
    if pattern == "hw":
        return picture.do(origin=origin, batched=False, flat=True)
    if pattern not in known:
        raise NotReadError(f"axes in the order {', '.join(order)}")
    layout, batched = known[pattern]
    return _placed(picture, layout, origin, batched=batched).do(origin=origin, flat=False)


def _placed(picture: Picture, layout: Layout, origin: Origin | None, *, batched: bool) -> Picture:
    ops = () if picture.layout == layout else (Transpose(layout),)
    return picture.do(*ops, origin=origin, layout=layout, batched=batched)


def place(picture: Picture, axis: object) -> Axis:
    """The axis that the number *axis* counts."""
    known = names(picture)
    if isinstance(axis, bool) or not isinstance(axis, int) or not -len(known) <= axis < len(known):
        raise NotReadError(f"the axis {axis!r}")
    return known[axis]


def inserted(picture: Picture, axes: tuple[int, ...], origin: Origin | None) -> Picture:
    """*picture* with new axes at the places *axes* of the result."""
    if picture.layout is None and axes == (0,):
        return picture.do(origin=origin, batched=True)
    known: list[Axis] = list(names(picture))
    rank = len(known) + len(axes)
    if not all(-rank <= axis < rank for axis in axes):
        raise NotReadError("an axis that is not there")
    for axis in sorted(axis % rank for axis in axes):
        known.insert(axis, "new")
    return arranged(picture, tuple(known), origin)


def squeezed(picture: Picture, axis: int | None, origin: Origin | None) -> Picture:
    """*picture* without its axes of length 1, or without the one that *axis* counts."""
    if picture.layout is None and axis in (None, 0):
        return picture.do(origin=origin, batched=False)
    gone = place(picture, axis) if axis is not None else None
    single = ("batch", "channels") if picture.gray else ("batch",)
    if gone is not None and gone not in single:
        raise NotReadError("an axis that is longer than 1")
    return arranged(picture, tuple(name for name in names(picture) if name not in ((gone,) if gone else single)), origin)


def flipped(picture: Picture, axis: Axis, origin: Origin | None) -> Picture:
    """*picture* reversed along *axis*."""
    match axis:
        case "channels":
            return picture if picture.gray else swapped(picture, origin)
        case "width":
            return picture.do(Flip("horizontal"), origin=origin)
        case "height":
            return picture.do(Flip("vertical"), origin=origin)
        case _:
            raise NotReadError("pictures in the opposite order")


def swapped(picture: Picture, origin: Origin | None) -> Picture:
    """*picture* with its channels in the opposite order."""
    known = canonical(picture.program).color.value
    name: Color = known.name if known is not None else "bgr"
    if name not in _SWAPPED or picture.gray:
        raise NotReadError(f"the channels of {name} reversed")
    return picture.do(ToColor(_SWAPPED[name], source=name), origin=origin)


def channel(picture: Picture, index: int, origin: Origin | None) -> Picture:
    """One channel of *picture*, and no axis for it."""
    channels = 1 if picture.gray else 3
    if not -channels <= index < channels:
        raise NotReadError(f"there is no channel {index}")
    ops = () if picture.gray else (TakeChannel(index % channels),)
    return picture.do(*ops, origin=origin, gray=True, flat=True)

"""Several pictures in one array, and one channel made three."""

from __future__ import annotations

from pipecheck.lower.arguments import NotReadError, plain
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes
from pipecheck.lower.script.numbers import dtypes
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Items, Value
from pipecheck_transformers.ops import ToColor

NAMES = ("stack", "concatenate", "concat", "cat", "vstack", "hstack", "dstack", "repeat")
_JOINS = ("concatenate", "concat", "cat")


def handle(name: str, call: Call, walk: Walk) -> Picture | None:
    """The picture among those that *call* puts together: one of a batch, or the only one there is."""
    if not call.args:
        raise NotReadError("nothing to put together")
    if name == "repeat":
        return _repeated(walk.subject(call.args[0]), call)
    parts = call.args[0].items if isinstance(call.args[0], Items) else (call.args[0],)
    found = [walk.picture(part) for part in parts]
    picture = found[0] if found else None
    if picture is None or picture.kind == "pil":
        raise NotReadError("what is put together is no array")
    if is_one_thrice(call) and picture.gray:
        return _tripled(name, picture, call)
    if any(other != picture for other in found):
        raise NotReadError("unlike pictures")
    several = len(parts) > 1 or any(isinstance(part, Call) and part.name == "each" for part in parts)
    return _joined(name, picture, _axis(call), call, several=several)


def is_one_thrice(call: Call) -> bool:
    """Whether *call* puts one thing beside itself twice."""
    given = call.args[0] if call.args else None
    return isinstance(given, Items) and len(given.items) == 3 and all(part is given.items[0] for part in given.items)


def _joined(name: str, picture: Picture, axis: int, call: Call, *, several: bool) -> Picture:
    """One picture beside others like it: with a new axis in front, or along the one that is there."""
    if name in ("stack", "array", "asarray") and axis == 0:
        made = axes.inserted(picture, (0,), call.origin).do(origin=call.origin, kind=picture.kind)
        kind = call.kwargs.get("dtype")
        return made if kind is None else dtypes.cast(made, dtypes.named(kind), call.origin)
    if name in (*_JOINS, "vstack") and not several:
        return picture
    if name in (*_JOINS, "vstack") and axis == 0 and picture.batched:
        return picture
    raise NotReadError("pictures side by side")


def _tripled(name: str, picture: Picture, call: Call) -> Picture:
    """One channel three times."""
    axis, known = _axis(call), axes.names(picture)
    flat = known == ("height", "width")
    if (name == "dstack" and known[0] == "height") or (name == "stack" and flat and axis in (2, -1)):
        return _color(picture, "hwc", call)
    if name == "stack" and flat and axis == 0:
        return _color(picture, "chw", call)
    if name in _JOINS and not flat and axes.place(picture, axis) == "channels":
        return _color(picture, None, call)
    raise NotReadError("a channel put beside itself")


def _repeated(picture: Picture, call: Call) -> Picture:
    """One channel three times, by `numpy.repeat`."""
    times = plain(call.args[1] if len(call.args) > 1 else call.kwargs.get("repeats") or call)
    axis = call.args[2] if len(call.args) > 2 else call.kwargs.get("axis")
    if times != 3 or axis is None or not picture.gray or axes.place(picture, plain(axis)) != "channels":
        raise NotReadError("pixels repeated")
    return _color(picture, None, call)


def _color(picture: Picture, layout: str | None, call: Call) -> Picture:
    """*picture* with its channel three times, in *layout*, or where it lies."""
    if layout is not None and picture.layout != layout:
        order: tuple[axes.Axis, ...] = ("height", "width", "new") if layout == "hwc" else ("new", "height", "width")
        picture = axes.arranged(picture, order, call.origin)
    return picture.do(ToColor("rgb", source="gray"), origin=call.origin, gray=False, flat=None)


def _axis(call: Call) -> int:
    given: Value | None = call.args[1] if len(call.args) > 1 else call.kwargs.get("axis") or call.kwargs.get("dim")
    axis = 0 if given is None else plain(given)
    if not isinstance(axis, int):
        raise NotReadError("an axis that is computed")
    return axis

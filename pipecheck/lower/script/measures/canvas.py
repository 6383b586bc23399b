"""An empty picture that another is put into, and channels that are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipecheck.lower.arguments import NotReadError, plain
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes, brackets
from pipecheck.lower.script.measures import borders
from pipecheck.lower.script.measures.borders import Border
from pipecheck.lower.script.measures.crops import ends
from pipecheck.lower.script.measures.size_math import RefusedError
from pipecheck.lower.script.measures.sizes import Sample, canvas_shape, holds
from pipecheck.lower.script.numbers import dtypes
from pipecheck.lower.script.numbers.arrays import array
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Constant, Items, Value
from pipecheck_transformers.ops import DType, Numbers, ToColor, Transpose

_LIKE = ("numpy.zeros_like", "numpy.ones_like", "numpy.full_like")
_MADE = ("numpy.zeros", "numpy.ones", "numpy.full", "numpy.empty", *_LIKE, "numpy.empty_like")


@dataclass(frozen=True, slots=True)
class Filling:
    """What an empty picture is filled with; *dtype* is None where we have no word for it."""

    fill: Numbers | None
    dtype: DType | None


def pasted(call: Call, base: Value, index: Value, value: Value, walk: Walk) -> Picture | None:
    """The empty picture *base* after *value* was put into it at *index*; None where *base* is something else."""
    base = _resolved(base, walk)
    if not is_new(base):
        return None
    picture = walk.subject(value)
    if picture.kind == "pil" or picture.batched:
        raise NotReadError("this is no array of a picture")
    empty = filling(base, walk)
    if empty.fill is None:
        raise NotReadError("what it is filled with is not said")
    parts = brackets.spread(index, axes.names(picture))
    slices: dict[str, Value] = dict(parts)
    if len(slices) != len(parts) or ("channels" in slices and not brackets.is_whole(slices["channels"])):
        raise NotReadError("a part of its channels")

    def margins(at: Sample) -> tuple[int, int, int, int]:
        shape, names = canvas_shape(base, at), axes.names(picture)
        if len(shape) != len(names):
            raise RefusedError("it has other axes")
        sides: dict[str, int] = dict(zip(names, shape, strict=True))
        height, width = at.sides(picture)
        above = _around(slices["height"], sides["height"], height, at)
        beside = _around(slices["width"], sides["width"], width, at)
        return (*above, *beside)

    known = picture if empty.dtype is None else dtypes.cast(picture, empty.dtype, call.origin)
    made = borders.padded(known, margins, Border(empty.fill), call, walk)
    return made if empty.dtype is not None else made.lose(call.text, call.origin, frozenset({"dtype"}))


def _around(part: Value, length: int, inner: int, at: Sample) -> tuple[int, int]:
    """How much of an axis lies before and behind *part*, which something of length *inner* fills."""
    begin, end = ends(part, length, at)
    if end - begin != inner:
        raise RefusedError("it does not fit")
    return begin, length - end


def _resolved(base: Value, walk: Walk) -> Value:
    """*base*, of two choices the one that a picture of three channels takes."""
    match base:
        case Call(name="if", args=(condition, yes, no)) if (known := holds(condition, walk)) is not None:
            return _resolved(yes if known else no, walk)
        case _:
            return base


def is_new(base: Value) -> bool:
    """Whether *base* is an array that was made for others to be put into."""
    match base:
        case Call(name=name) if name in _MADE:
            return True
        case Call(name="*" | "+" | ".astype" | "[]=" | "*=" | "+=" | ".fill", args=(inner, *_)):
            return is_new(inner)
        case _:
            return False


def filling(base: Value, walk: Walk) -> Filling:
    """What the new array *base* is filled with."""
    match base:
        case Call(name=name) if name in _MADE:
            return Filling(*_made(base, name, walk))
        case Call(name=".astype", args=(inner, kind)):
            return replace(filling(inner, walk), dtype=dtypes.named(kind))
        case Call(name="*" | "*=" | "+" | "+=" as name, args=(inner, factor)):
            return _reckoned(filling(inner, walk), name[0], factor)
        case Call(name=".fill", args=(inner, value)):
            return replace(filling(inner, walk), fill=_number(value))
        case Call(name="[]=", args=(inner, index, value)) if all(
            map(brackets.is_whole, index.items if isinstance(index, Items) else (index,))
        ):
            return replace(filling(inner, walk), fill=_number(value))
        case _:
            raise NotReadError("an empty picture that was changed")


def _made(call: Call, name: str, walk: Walk) -> tuple[Numbers | None, DType | None]:
    word = name.removeprefix("numpy.")
    takes = 3 if word.startswith("full") else 2
    kind = call.kwargs.get("dtype", call.args[takes - 1] if len(call.args) >= takes else None)
    if len(call.args) > takes or set(call.kwargs) - {"dtype", "shape", "fill_value"}:
        raise NotReadError("an empty picture made in another way")
    fill: Numbers | None = {"zeros": 0.0, "ones": 1.0}.get(word.removesuffix("_like"))
    whole = False
    if word.startswith("full"):
        value = call.args[1] if len(call.args) > 1 else call.kwargs.get("fill_value")
        fill = _number(value)
        whole = isinstance(value, Constant) and isinstance(value.value, int)
    if kind is not None:
        return fill, dtypes.named(kind)
    if word.endswith("_like"):
        found = walk.picture(call.args[0]) if call.args else None
        return fill, None if found is None else found.dtype
    return fill, None if whole else "float64"


def _number(value: Value | None) -> Numbers:
    if value is None:
        raise NotReadError("a number is missing")
    found = array(value)
    if len(found.numbers) not in (1, 3):
        raise NotReadError("numbers for something else than channels")
    return found.numbers[0] if len(set(found.numbers)) == 1 else found.numbers


def _reckoned(made: Filling, name: str, factor: Value) -> Filling:
    found = array(factor)
    if len(found.numbers) != 1 or made.fill is None or isinstance(made.fill, tuple):
        raise NotReadError("an empty picture with numbers of its own")
    number = found.numbers[0]
    whole = made.dtype in ("float32", "float64") or (found.whole and found.shape is None)
    fill = made.fill * number if name == "*" else made.fill + number
    if not whole or (made.dtype == "uint8" and not 0 <= fill <= 255):
        raise NotReadError("numbers that its dtype cannot hold")
    return replace(made, fill=fill)


def channels(call: Call, walk: Walk) -> Picture | None:
    """The picture whose channels *call* puts together in their order or in the opposite one; None where these are no channels."""
    parts = _listed(call.args[0] if call.args else call.kwargs.get("mv", Constant(None, call.origin)))
    found = [picked(part) for part in parts]
    axis = call.args[1] if len(call.args) > 1 else call.kwargs.get("axis")
    where = plain(axis) if axis is not None else 0 if call.name.endswith(".stack") else 2
    if len(parts) == 3 and all(part is parts[0] for part in parts) and call.name == "cv2.merge":
        return _tripled(walk.subject(parts[0]), call)
    if len(found) != 3 or None in found or where not in (0, 2, -1):
        return None
    holders = [each[0] for each in found if each is not None]
    order = tuple(each[1] % 3 for each in found if each is not None)
    picture = walk.picture(holders[0])
    if any(holder is not holders[0] for holder in holders) or picture is None or picture.gray:
        return None
    if picture.layout != "hwc" or picture.batched or order not in ((2, 1, 0), (0, 1, 2)):
        raise NotReadError("channels in another order")
    made = axes.swapped(picture, call.origin) if order == (2, 1, 0) else picture
    return made if where != 0 else made.do(Transpose("chw"), origin=call.origin, layout="chw")


def _tripled(picture: Picture, call: Call) -> Picture:
    if not picture.gray or picture.layout != "hwc":
        raise NotReadError("a picture three times")
    return picture.do(ToColor("rgb", source="gray"), origin=call.origin, gray=False, flat=None)


def _listed(value: Value) -> Sequence[Value]:
    match value:
        case Items(items=items):
            return items
        case Call(name="cv2.split" | ".split", args=(_,), origin=origin, text=text):
            return [Call("[]", (value, Constant(place, origin)), {}, origin, text) for place in range(3)]
        case Call(name="[]", args=(inner, Call(name="slice", args=(Constant(value=None), Constant(value=None), Constant(value=-1))))):
            return _listed(inner)[::-1]
        case Call(name="tuple" | "list" | "reversed" as name, args=(inner,)):
            return _listed(inner)[:: -1 if name == "reversed" else 1]
        case _:
            return ()


def picked(value: Value) -> tuple[Value, int] | None:
    """The picture of which *value* is one channel, and which; None where it is something else."""
    match value:
        case Call(name="[]", args=(Call(name="cv2.split" | ".split", args=(holder,)), Constant(value=int(place)))):
            return holder, place
        case Call(name="[]", args=(holder, Items(items=(*front, Constant(value=int(place)))))) if len(front) in (1, 2):
            dots = len(front) == 1 and isinstance(front[0], Constant) and front[0].value is ...
            return (holder, place) if dots or (len(front) == 2 and all(map(brackets.is_whole, front))) else None
        case _:
            return None

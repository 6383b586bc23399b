"""Methods and attributes of a picture: what arrays, tensors and Pillow pictures share by name goes by what is in hand."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck.lower.arguments import NotReadError, plain
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes, permuting
from pipecheck.lower.script.measures import shapes
from pipecheck.lower.script.numbers import clipping, dtypes, operators
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Items, Reference, Value

_SAME = frozenset({
    "copy", "clone", "contiguous", "detach", "cuda", "cpu", "numpy", "requires_grad_", "pin_memory", "tolist", "tobytes",
})  # fmt: skip
_KEYS = ("pixel_values", "data", "image", "images")
_PILLOW = ("convert", "crop", "thumbnail", "paste", "draft", "getdata")


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that the method or attribute *call* gives."""
    name, receiver = call.name.lstrip(".@"), call.args[0]
    if call.name.startswith("@"):
        return _attribute(name, receiver, call, walk)
    if name in ("get", "pop", "values"):
        return walk.picture(receiver)
    if name in ("forward", "__call__", "transform", "preprocess"):
        from pipecheck.lower.script import applying

        if (made := applying.handle(receiver, call, walk)) is not None:
            return made
    if name == "paste":
        from pipecheck.lower.script.libraries import pillow_ops

        if (pasted := pillow_ops.pasted(call, walk)) is not None:
            return pasted
    picture = walk.subject(receiver)
    if picture.kind == "pil" or (picture.kind is None and _is_pillow(name, call)):
        from pipecheck.lower.script.libraries import pillow

        return pillow.method(name, picture, call, walk)
    return permuting.handle(call, walk) or _of_array(name, picture, call, walk)


def _is_pillow(name: str, call: Call) -> bool:
    """Whether only a Pillow picture has such a method: one of a size in brackets, or of a constant of Pillow's."""
    match name, call.args[1:]:
        case "resize", (Items(items=(_, _)), *_):
            return True
        case "transpose", (Reference(name=word),):
            return word.startswith("PIL.")
        case _:
            return name in _PILLOW


def _attribute(name: str, receiver: Value, call: Call, walk: Walk) -> Picture | None:
    match name:
        case "T":
            return permuting.handle(call, walk)
        case _ if name in _KEYS:
            return walk.picture(receiver)
        case _:
            return None


def _of_array(name: str, picture: Picture, call: Call, walk: Walk) -> Picture | None:
    rest, origin = call.args[1:], call.origin
    match name:
        case "astype" | "type" if not set(call.kwargs) - {"dtype", "copy"}:
            return dtypes.converted(picture, rest[0] if rest else call.kwargs.get("dtype"), call)
        case "to":
            return _to(picture, call)
        case _ if name in dtypes.METHODS and not rest:
            return dtypes.cast(picture, dtypes.METHODS[name], origin)
        case "reshape" | "view" | "resize":
            return shapes.reshaped(picture, rest, call, walk)
        case "unsqueeze" | "unsqueeze_":
            return axes.inserted(picture, integers(besides(call, "dim")), origin)
        case "squeeze" | "squeeze_":
            given = integers(besides(call, "dim" if "dim" in call.kwargs else "axis"))
            return axes.squeezed(picture, given[0] if given else None, origin)
        case "flatten" | "ravel" if not call.kwargs and not rest:
            return picture.do(origin=origin, layout=None)
        case "flip":
            (axis,) = integers(besides(call, "dims"))
            return axes.flipped(picture, axes.place(picture, axis), origin)
        case "clip" | "clamp" | "clip_" | "clamp_":
            return clipping.clipped(picture, call)
        case _ if name.rstrip("_") in operators.NAMES and rest:
            return operators.arithmetic(operators.NAMES[name.rstrip("_")], call.args[0], rest[0], call, walk)
        case _ if name in _SAME:
            return picture.do(origin=origin, kind="array", flat=axes.is_flat(picture)) if name == "numpy" else picture
        case _:
            return None


def _to(picture: Picture, call: Call) -> Picture:
    """`.to` of a device leaves the numbers alone."""
    for value in (*call.args[1:], call.kwargs.get("dtype")):
        match value:
            case Reference(name="torch.device") | None:
                continue
            case Reference(name=name) if name.startswith(("torch.", "numpy.")):
                return dtypes.converted(picture, value, call)
            case Call(name="@dtype"):
                raise NotReadError("the dtype of something else")
            case _:
                continue
    return picture


def besides(call: Call, word: str) -> tuple[Value, ...]:
    """What *call* is given besides the picture, one by one, or as *word*."""
    if set(call.kwargs) - {word}:
        raise NotReadError("an argument that is not known")
    return (*call.args[1:], *call.kwargs.values())


def integers(values: Sequence[Value]) -> tuple[int, ...]:
    """Whole numbers, given one by one or as a list."""
    if len(values) == 1 and isinstance(values[0], Items):
        values = values[0].items
    found = [plain(value) for value in values]
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in found):
        raise NotReadError("numbers that are computed")
    return tuple(found)

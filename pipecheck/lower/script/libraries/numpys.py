"""NumPy's functions on a picture."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, NotReadError, plain
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes, permuting, stacking
from pipecheck.lower.script.measures import canvas, shapes
from pipecheck.lower.script.methods import integers
from pipecheck.lower.script.numbers import clipping, dtypes, operators
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Constant, Items, Value

_SAME = ("array", "asarray", "ascontiguousarray", "copy", "asfortranarray", "require")
_CASTS = ("float32", "float64", "float16", "uint8", "int8", "int16", "int32", "uint16", "single", "double", "half")
_STARTS = ("load", "fromfile", "frombuffer", "memmap")


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that the function *call* of NumPy gives."""
    name = call.name.rsplit(".", 1)[-1]
    if name in ("dstack", "stack") and not stacking.is_one_thrice(call) and (made := canvas.channels(call, walk)) is not None:
        return made
    if name in _STARTS:
        from pipecheck.lower.script.libraries import reading

        return reading.handle(call, walk)
    if name in stacking.NAMES:
        return stacking.handle(name, call, walk)
    if (turned := permuting.handle(call, walk)) is not None:
        return turned
    if name == "pad":
        from pipecheck.lower.script.libraries import numpy_pad

        return numpy_pad.handle(call, walk)
    if name in operators.NAMES and len(call.args) >= 2:
        return operators.arithmetic(operators.NAMES[name], call.args[0], call.args[1], call, walk)
    return _of_one(name, call, walk)


def _of_one(name: str, call: Call, walk: Walk) -> Picture | None:
    """The picture that a function makes of its first argument."""
    given = call.args[0] if call.args else call.kwargs.get("a")
    if isinstance(given, Items):  # a list of pictures is a batch
        return stacking.handle(name, call, walk) if name in _SAME else None
    picture, origin = walk.subject(given), call.origin
    match name:
        case _ if name in _SAME:
            kind = call.kwargs.get("dtype") or (call.args[1] if len(call.args) > 1 else None)
            made = picture.do(origin=origin, kind="array", flat=axes.is_flat(picture))
            return made if kind is None else dtypes.converted(made, kind, call)
        case _ if name in _CASTS:
            return dtypes.cast(picture.do(origin=origin, kind="array"), dtypes.named(Constant(name, origin)), origin)
        case "reshape":
            return shapes.reshaped(picture, call.args[1:], call, walk)
        case "ravel":
            return picture.do(origin=origin, layout=None)
        case "expand_dims":
            return axes.inserted(picture, integers((_argument(call, "a", "axis"),)), origin)
        case "squeeze":
            axis = call.args[1] if len(call.args) > 1 else call.kwargs.get("axis")
            return axes.squeezed(picture, None if axis is None else integers((axis,))[0], origin)
        case "flip":
            return axes.flipped(picture, axes.place(picture, plain(_argument(call, "m", "axis"))), origin)
        case "fliplr" | "flipud":
            return axes.flipped(picture, axes.place(picture, 1 if name == "fliplr" else 0), origin)
        case "clip":
            return clipping.clipped(picture, call)
        case _:
            return None


def _argument(call: Call, *names: str) -> Value:
    found = Arguments(call, names).raw(names[-1])
    if found is None:
        raise NotReadError(f"{names[-1]} is missing")
    return found

"""What stands in brackets: new axes, reversed channels, crops, one picture of a batch, and parts that are set."""

from __future__ import annotations

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes, brackets, filled
from pipecheck.lower.script.channels.perchannel import set_channels
from pipecheck.lower.script.libraries import sampled
from pipecheck.lower.script.measures import canvas, crops
from pipecheck.lower.script.numbers.arrays import array
from pipecheck.lower.script.walk import KEYS, Walk
from pipecheck.sources.pyvalues import Call, Constant, Value


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture in brackets."""
    match call:
        case Call(name="[]=", args=(holder, Constant(value=str(key)), value)):
            return walk.picture(value if key in KEYS else holder)
        case Call(name="[]=", args=(base, index, value)):
            made = filled.filled(call, walk) or canvas.pasted(call, base, index, value, walk)
            return made or set_channels(call, base, index, value, walk)
        case Call(args=(holder, Constant(value=str(key)))):
            return walk.picture(holder) if key in KEYS else None
        case Call(args=(Call(name=".read", args=(camera,)), Constant(value=1))):
            from pipecheck.lower.script.libraries import reading

            return reading.camera(call, camera)
        case Call(args=(Call(name=name) as base, Constant(value=0))) if name.endswith(".letterbox"):  # and then numbers
            return walk.picture(base)
        case Call(args=(Call() as sample, Constant(value=0))) if (found := sampled.handle(sample, call, walk)) is not None:
            return found
        case Call(args=(base, index)):
            return _part(walk.subject(base), index, call, walk)
        case _:
            return None


def _part(picture: Picture, index: Value, call: Call, walk: Walk) -> Picture:
    if picture.kind == "pil":
        raise NotReadError("a Pillow picture has no parts")
    if picture.layout is None:
        return _of_unknown(picture, index, call)
    parts = brackets.spread(index, axes.names(picture))
    order = tuple(name for name, part in parts if name == "new" or not isinstance(part, Constant))
    sides: dict[str, Value] = {}
    for name, part in parts:
        if name == "new" or brackets.is_whole(part):
            continue
        match name, part:
            case "batch", Constant(value=0):
                pass
            case "channels", _:
                picture = _channels(picture, part, call)
            case (("height" | "width"), Call(name="slice", args=(Constant(value=None | -1), Constant(value=None), Constant(value=-1)))):
                picture = axes.flipped(picture, name, call.origin)
            case (("height" | "width"), Call(name="slice")):
                sides[name] = part
            case _:
                raise NotReadError("a part of a picture")
    if sides:
        picture = crops.sliced(picture, sides, call, walk)
    return axes.arranged(picture, order, call.origin)


def _of_unknown(picture: Picture, index: Value, call: Call) -> Picture:
    """Of axes that nobody knows, the first may be one for several pictures."""
    match index:
        case Constant(value=0):
            return picture.do(origin=call.origin, batched=False)
        case _ if brackets.is_new(index):
            return picture.do(origin=call.origin, batched=True)
        case _:
            raise NotReadError("which axis this is, is not known")


def _channels(picture: Picture, picked: Value, call: Call) -> Picture:
    """*picture* with its channels reversed, or cut to the first three, or to one."""
    match picked:
        case Call(name="slice", args=(Constant(value=None | 2 | -1), Constant(value=None), Constant(value=-1))):
            return picture if picture.gray else axes.swapped(picture, call.origin)
        case Call(name="slice", args=(Constant(value=None | 0), Constant(value=3), Constant(value=None | 1))):
            return picture
        case Constant(value=int(index)) if not isinstance(picked.value, bool):
            return axes.channel(picture, index, call.origin)
        case _:
            order = array(picked).numbers
            if order == (2.0, 1.0, 0.0):
                return axes.swapped(picture, call.origin)
            if order == (0.0, 1.0, 2.0) and not picture.gray:
                return picture
            raise NotReadError("channels in another order")

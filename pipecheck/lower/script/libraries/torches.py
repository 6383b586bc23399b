"""torch's functions on a picture: tensors made of arrays, axes, arithmetic, and the functional resize and pad."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, NotReadError, number, whole
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes, permuting, stacking
from pipecheck.lower.script.measures import shapes
from pipecheck.lower.script.methods import besides, integers
from pipecheck.lower.script.numbers import clipping, dtypes, operators
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Items, Value
from pipecheck_transformers.ops import BorderMode, Interpolation, Pad, Resize

_TENSORS = ("tensor", "as_tensor", "from_numpy", "FloatTensor", "Tensor", "asarray")
_FUNCTIONAL = "torch.nn.functional."
_KERNELS: dict[str, Interpolation] = {
    "nearest": "nearest", "nearest-exact": "nearest-exact", "bilinear": "linear", "bicubic": "cubic", "area": "area",
}  # fmt: skip
_MODES: dict[str, BorderMode] = {"constant": "constant", "replicate": "edge", "reflect": "reflect"}


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that the function *call* of torch gives."""
    name = call.name.rsplit(".", 1)[-1]
    if call.name.startswith(_FUNCTIONAL):
        return _functional(name, walk.subject(_first(call)), call)
    if call.name.count(".") > 1:
        return None
    if name in stacking.NAMES:
        return stacking.handle(name, call, walk)
    if name in _TENSORS:
        return _tensor(name, call, walk)
    if (turned := permuting.handle(call, walk)) is not None:
        return turned
    if name in operators.NAMES and len(call.args) >= 2:
        return operators.arithmetic(operators.NAMES[name], call.args[0], call.args[1], call, walk)
    return _of_one(name, walk.subject(_first(call)), call, walk)


def _first(call: Call) -> Value | None:
    return call.args[0] if call.args else call.kwargs.get("input")


def _tensor(name: str, call: Call, walk: Walk) -> Picture:
    """An array as a tensor; a list of one is a batch."""
    given = _first(call) if call.args else call.kwargs.get("data")
    batch = isinstance(given, Items)
    picture = walk.subject(given.items[0] if isinstance(given, Items) and len(given.items) == 1 else given)
    if picture.kind == "pil" or (batch and name == "from_numpy"):
        raise NotReadError("a tensor of something else")
    made = picture.do(origin=call.origin, kind="tensor", flat=axes.is_flat(picture))
    made = axes.inserted(made, (0,), call.origin) if batch else made
    if name in ("FloatTensor", "Tensor"):
        return dtypes.cast(made, "float32", call.origin)
    kind = call.kwargs.get("dtype")
    return made if kind is None else dtypes.cast(made, dtypes.named(kind), call.origin)


def _of_one(name: str, picture: Picture, call: Call, walk: Walk) -> Picture | None:
    rest, origin = call.args[1:], call.origin
    match name:
        case "unsqueeze":
            return axes.inserted(picture, integers(besides(call, "dim")), origin)
        case "squeeze":
            given = integers(besides(call, "dim"))
            return axes.squeezed(picture, given[0] if given else None, origin)
        case "flip":
            (axis,) = integers(besides(call, "dims"))
            return axes.flipped(picture, axes.place(picture, axis), origin)
        case "reshape":
            return shapes.reshaped(picture, rest, call, walk)
        case "clamp" | "clip":
            return clipping.clipped(picture, call)
        case "clone" | "detach":
            return picture
        case _:
            return None


def _functional(name: str, picture: Picture, call: Call) -> Picture | None:
    if picture.kind not in ("tensor", None) or picture.layout != "chw":
        raise NotReadError("it takes a tensor, channels first")
    match name:
        case "interpolate" | "upsample":
            return _interpolated(picture, call)
        case "pad":
            return picture.do(_padded(picture, call), origin=call.origin)
        case _:
            return None


def _interpolated(picture: Picture, call: Call) -> Picture:
    """A resize to a size; a factor would be another arithmetic of positions."""
    names = ("input", "size", "scale_factor", "mode", "align_corners", "recompute_scale_factor", "antialias")
    given = Arguments(call, names)
    size, mode = given.value("size"), given.value("mode", "nearest")
    smooth = bool(given.value("antialias", default=False))
    if not picture.batched and picture.kind is not None:
        raise NotReadError("it takes a batch")
    if mode not in _KERNELS or given.value("scale_factor") is not None or given.value("align_corners", default=False):
        raise NotReadError("another way to interpolate")
    if picture.dtype not in ("float16", "float32", "float64", "uint8") or (mode == "area" and picture.dtype == "uint8"):
        raise NotReadError(f"torch has no such resize of {picture.dtype}")
    if picture.dtype == "uint8" and mode not in ("nearest", "nearest-exact", "bilinear", "bicubic"):
        raise NotReadError("torch has no such resize of bytes")
    height, width = size if isinstance(size, tuple) and len(size) == 2 else (size, size)
    antialias = smooth if mode in ("bilinear", "bicubic") else None
    if smooth and antialias is None:
        raise NotReadError(f"{mode} does not smooth")
    return picture.do(
        Resize(whole(height), whole(width), interpolation=_KERNELS[mode], library="torch", antialias=antialias), origin=call.origin
    )


def _padded(picture: Picture, call: Call) -> Pad:
    """Borders named from the last axis on: left, right, top, bottom."""
    given = Arguments(call, ("input", "pad", "mode", "value"))
    sides, mode, fill = given.value("pad"), given.value("mode", "constant"), given.value("value")
    if not isinstance(sides, tuple) or len(sides) not in (2, 4) or mode not in _MODES:
        raise NotReadError("another border")
    left, right, top, bottom = (whole(side) for side in (*sides, 0, 0)[:4])
    level = 0.0 if fill is None else number(fill)
    if picture.dtype == "uint8" and (level != int(level) or not 0 <= level <= 255):
        raise NotReadError("a border that bytes do not hold")
    return Pad(top=top, bottom=bottom, left=left, right=right, fill=level, mode=_MODES[mode])

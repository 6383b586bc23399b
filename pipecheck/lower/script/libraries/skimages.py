"""scikit-image's reader, resize and conversions: floats in 0..1 unless the range is preserved."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, NotReadError, whole
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.libraries import reading
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import Decoded, Program, canonical
from pipecheck.spec.affine import reach
from pipecheck_transformers.ops import Affine, Cast, DType, Interpolation, Resize, ToColor

_LEVELS: dict[DType, float] = {"uint8": 255.0, "uint16": 65535.0}
_FLOATS: dict[str, DType | None] = {"img_as_float": None, "img_as_float32": "float32", "img_as_float64": "float64"}
_KERNELS: dict[int, Interpolation] = {0: "nearest", 1: "linear", 3: "cubic"}
_RESIZE = ("image", "output_shape", "order", "mode", "cval", "clip", "preserve_range", "anti_aliasing", "anti_aliasing_sigma")
_READ = ("fname", "as_gray", "plugin")


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that the function *call* of scikit-image gives."""
    if (found := reading.handle(call, walk)) is not None:
        return found
    picture = walk.subject(call.args[0] if call.args else call.kwargs.get("image"))
    if picture.kind == "pil":
        raise NotReadError("scikit-image takes arrays")
    name = call.name.rsplit(".", 1)[-1]
    match name:
        case "resize":
            return _resized(picture, call)
        case "img_as_ubyte" if not call.kwargs:
            return _bytes(picture, call)
        case "rgb2gray" if not call.kwargs:
            return _gray(_in_unit(picture, None, call), call)
        case "gray2rgb" if picture.gray and not call.kwargs:
            return picture.do(ToColor("rgb", source="gray"), origin=call.origin, gray=False)
        case _ if name in _FLOATS and not call.kwargs:
            return _in_unit(picture, _FLOATS[name], call)
        case _:
            return None


def read(call: Call) -> Picture:
    """What `skimage.io.imread` gives: bytes, RGB, never turned; with `as_gray` floats in 0..1."""
    given = Arguments(call, _READ)
    decoded = Decoded(library="skimage", exif=False, color="rgb", origin=call.origin)
    picture = Picture(program=Program(decoded), kind="array")
    try:
        gray = given.value("as_gray", default=False)
        plugin = given.value("plugin")
    except NotReadError:
        return picture.lose(call.text, call.origin)
    if plugin not in (None, "imageio", "pil", "matplotlib"):
        return picture.lose(call.text, call.origin)
    return _gray(_in_unit(picture, None, call), call) if gray else picture


def _in_unit(picture: Picture, wanted: DType | None, call: Call) -> Picture:
    """*picture* as floats: bytes are divided by 255, floats stay as they are."""
    before = picture.dtype
    if before in ("float16", "float32", "float64"):
        dtype = wanted or before
        return picture if dtype == before else picture.do(Cast(dtype), origin=call.origin, dtype=dtype)
    if before not in _LEVELS:
        raise NotReadError("what range these numbers have is not known")
    dtype = wanted or "float64"
    op = Affine(scale=1 / _LEVELS[before], dtype="float32" if dtype == "float32" else "float64")
    # Right behind the reader a conversion is the reader's habit, and stands where the reader stands; a resize stands for itself.
    habit = not picture.program.steps and not call.name.endswith(".resize")
    return picture.do(op, origin=picture.program.decoded.origin if habit else call.origin, dtype=dtype)


def _bytes(picture: Picture, call: Call) -> Picture:
    """Floats in 0..1 as bytes, rounded."""
    if picture.dtype == "uint8":
        return picture
    values = canonical(picture.program).values.value
    if picture.dtype not in ("float32", "float64") or values is None:
        raise NotReadError("what range these numbers have is not known")
    least, most = reach(values.affine)
    if least < 0 or most > 1 + 1e-6:  # scikit-image itself refuses them
        raise NotReadError("numbers beyond 0..1")
    scaled = Affine(scale=255.0, dtype="float32" if picture.dtype == "float32" else "float64")
    return picture.do(scaled, Cast("uint8", rounding="half-even", overflow="clip"), origin=call.origin, dtype="uint8")


def _gray(picture: Picture, call: Call) -> Picture:
    """One channel by scikit-image's weights, without an axis of its own."""
    if picture.gray or picture.batched or picture.layout != "hwc":
        raise NotReadError("it takes height × width × 3")
    dtype = "float64" if picture.dtype == "float64" else "float32"
    return picture.do(ToColor("gray", source="rgb", library="skimage"), origin=call.origin, gray=True, flat=True, dtype=dtype)


def _resized(picture: Picture, call: Call) -> Picture:
    given = Arguments(call, _RESIZE)
    if picture.layout != "hwc" or picture.batched:
        raise NotReadError("it takes height × width × channels")
    height, width = _target(given.value("output_shape"), picture)
    order = given.value("order", 1)
    plain_edges = given.value("mode", "reflect") == "reflect" and given.value("clip", default=True) is True
    if order not in _KERNELS or not plain_edges or given.value("anti_aliasing_sigma") is not None:
        raise NotReadError("another kernel or edge")
    kernel, smooth = _KERNELS[order], given.value("anti_aliasing")
    if kernel == "nearest":  # it leaves the numbers as they are, and smooths floats unless it is told not to
        if smooth or (smooth is None and picture.dtype not in _LEVELS):
            raise NotReadError("a nearest pixel of smoothed ones")
        return picture.do(Resize(height, width, interpolation=kernel, library="skimage"), origin=call.origin)
    if not given.value("preserve_range", default=False):
        picture = _in_unit(picture, None, call)
    resize = Resize(height, width, interpolation=kernel, library="skimage", antialias=None if smooth is None else bool(smooth))
    return picture.do(resize, origin=call.origin, dtype="float32" if picture.dtype in ("float16", "float32") else "float64")


def _target(shape: object, picture: Picture) -> tuple[int, int]:
    """Height and width, a number of channels behind them left out."""
    match shape:
        case (height, width):
            return whole(height), whole(width)
        case (height, width, channels) if channels == (1 if picture.gray else 3):
            return whole(height), whole(width)
        case _:
            raise NotReadError(f"the shape {shape!r}")

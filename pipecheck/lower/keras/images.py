"""TensorFlow's functions on pictures, `tf.image` and `tf.io`, and how Keras loads a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipecheck.findings import Origin
from pipecheck.lower.arguments import Arguments, NotReadError, numbers, whole
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import flag
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import Aspect, Decoded, Program
from pipecheck_transformers.ops import Affine, Cast, CenterCrop, Color, Crop, DType, Flip, Interpolation, Letterbox, Resize, ResizeLong

ASIDE = "TensorFlow centres the picture before it rounds its size, so a border may lie a pixel aside"
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_NUMBERS: frozenset[Aspect] = frozenset({"values", "dtype"})
_METHODS: dict[object, Interpolation] = {
    "bilinear": "linear",
    "nearest": "nearest",
    "nearest_neighbor": "nearest",
    "bicubic": "cubic",
    "area": "area",
    "lanczos3": "lanczos",
}
_PILLOW: dict[object, Interpolation] = {
    "nearest": "nearest", "bilinear": "linear", "bicubic": "cubic", "lanczos": "lanczos", "box": "box", "hamming": "hamming",
}  # fmt: skip
_COLORS: dict[object, Color] = {3: "rgb", 1: "gray"}
_FLOATS: dict[object, DType] = {"float32": "float32", "float": "float32", "float16": "float16", "half": "float16", "float64": "float64"}
_INTEGERS: dict[object, DType] = {"uint8": "uint8", "int32": "int32", "int16": "int16", "int8": "int8", "uint16": "uint16"}
_PACKAGES = ("tensorflow.", "tf.", "numpy.", "keras.")
DECODERS = frozenset({
    f"tensorflow.{module}.{name}" for module in ("io", "image") for name in ("decode_jpeg", "decode_png", "decode_image", "decode_bmp")
} | {"tensorflow.io.decode_and_crop_jpeg", "tensorflow.image.decode_gif"})  # fmt: skip


def decoded(call: Call) -> Picture:
    """The picture that a decoder of TensorFlow gives; without `channels` it has as many as the file."""
    origin = call.origin
    given = Arguments(call, ("contents", "channels", "dtype", "name", "expand_animations", *_JPEG))
    channels = given.value("channels", 0)
    color = _COLORS.get(channels)
    start = Decoded(library="tensorflow", exif=False, color=color, origin=origin)
    picture = Picture(program=Program(start), kind="tensor", gray=color == "gray")
    wanted = given.word("dtype", "uint8", _PACKAGES) if call.name.endswith("decode_image") else "uint8"
    if wanted != "uint8" or not call.name.endswith(("jpeg", "png", "image", "bmp")) or "crop" in call.name:
        return picture.lose(call.text, origin, _GEOMETRY | _NUMBERS)
    return picture


_JPEG = ("ratio", "fancy_upscaling", "try_recover_truncated", "acceptable_fraction", "dct_method")


def loaded(call: Call) -> Picture:
    """The Pillow picture that `load_img(path, …)` gives, resized by `nearest` where nothing else is asked for."""
    given = Arguments(call, ("path", "color_mode", "target_size", "interpolation", "keep_aspect_ratio"))
    mode = given.value("color_mode", "rgb")
    start = Decoded(library="pil", exif=False, color="gray" if mode == "grayscale" else "rgb", origin=call.origin)
    picture = Picture(program=Program(start), kind="pil", gray=mode == "grayscale")
    if mode not in ("rgb", "grayscale"):
        picture = picture.lose(call.text, call.origin, frozenset({"color"}))
    return resized_by_pillow(given, picture, call)


def resized_by_pillow(given: Arguments, picture: Picture, call: Call, size: tuple[int, int] | None = None) -> Picture:
    """*picture* at the `target_size` of a loader, else at *size*; the shape is kept only where that is asked for."""
    try:
        wanted = given.value("target_size", size)
        kernel = _PILLOW.get(given.value("interpolation", "nearest"))
        if wanted is None:
            return picture
        if kernel is None or flag(given.value("keep_aspect_ratio", False)):
            return picture.lose(call.text, call.origin, _GEOMETRY)
        height, width = (whole(side) for side in wanted)
        return picture.do(Resize(height, width, interpolation=kernel, library="pil"), origin=call.origin)
    except (NotReadError, ValueError, TypeError):
        return picture.lose(call.text, call.origin, _GEOMETRY)


def sampled(method: object, antialias: object) -> dict[str, Any]:
    """TensorFlow's kernel, which smooths only where it is told to."""
    kernel = _METHODS.get(method.lower()) if isinstance(method, str) else None
    if kernel is None:
        raise NotReadError(f"method {method!r}")
    smooths = flag(antialias) and kernel not in ("nearest", "area")
    return {"interpolation": kernel, "library": "tensorflow", "antialias": True if smooths else None}


def after(dtype: DType | None, how: dict[str, Any]) -> DType | None:
    """The dtype after a resize."""
    return dtype if how["interpolation"] == "nearest" else "float32"


def _sides(size: object) -> tuple[int, int]:
    if not isinstance(size, tuple) or len(size) != 2:
        raise NotReadError(f"size {size!r}")
    return whole(size[0]), whole(size[1])


def _resize(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("images", "size", "method", "preserve_aspect_ratio", "antialias", "name"))
    how = sampled(given.word("method", "bilinear", _PACKAGES), given.value("antialias", False))
    height, width = _sides(given.value("size"))
    if flag(given.value("preserve_aspect_ratio", False)):
        if height != width:
            raise NotReadError("a shape that is kept within another")
        return picture.do(
            ResizeLong(height, rounding="half-even", order="ratio", **how), origin=call.origin, dtype=after(picture.dtype, how)
        )
    return picture.do(Resize(height, width, **how), origin=call.origin, dtype=after(picture.dtype, how))


def _with_pad(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("image", "target_height", "target_width", "method", "antialias"))
    how = sampled(given.word("method", "bilinear", _PACKAGES), given.value("antialias", False))
    height, width = whole(given.value("target_height")), whole(given.value("target_width"))
    op = Letterbox(height, width, fill=0.0, rounding="floor", **how)
    return picture.do(op, origin=call.origin, assumed=ASIDE, dtype=after(picture.dtype, how))


def _crop_or_pad(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("image", "target_height", "target_width"))
    height, width = whole(given.value("target_height")), whole(given.value("target_width"))
    return picture.do(CenterCrop(height, width, rounding="floor", fill=0.0), origin=call.origin)


def _crop(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("image", "offset_height", "offset_width", "target_height", "target_width"))
    names = ("offset_height", "offset_width", "target_height", "target_width")
    top, left, height, width = (whole(given.value(name)) for name in names)
    return picture.do(Crop(top=top, left=left, height=height, width=width), origin=call.origin)


def _whole_picture(call: Call, picture: Picture) -> Picture:
    if Arguments(call, ("image", "central_fraction")).value("central_fraction") != 1:
        raise NotReadError("a share of both sides")
    return picture


def _to_dtype(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("image", "dtype", "saturate", "name"))
    wanted = _FLOATS.get(given.word("dtype", "", _PACKAGES))
    if wanted is None or picture.dtype is None:
        raise NotReadError("only a change to floats is followed")
    if picture.dtype == "uint8":
        picture = picture.do(Affine(std=255.0, dtype="float64" if wanted == "float64" else "float32"), origin=call.origin)
    elif picture.dtype not in _FLOATS.values():
        raise NotReadError("the range before is not known")
    return picture.do(Cast(wanted), origin=call.origin, dtype=wanted)


def _cast(call: Call, picture: Picture) -> Picture:
    stated = Arguments(call, ("x", "dtype", "name")).word("dtype", "", _PACKAGES)
    wanted = _FLOATS.get(stated) or _INTEGERS.get(stated)
    if wanted is None:
        raise NotReadError(f"dtype {stated!r}")
    return picture.do(Cast(wanted), origin=call.origin, dtype=wanted)


def to_floats(picture: Picture, origin: Origin) -> Picture:
    """*picture* as the array of float32 that Keras makes of it."""
    return picture.do(Cast("float32"), origin=origin, kind="array", dtype="float32")


def _to_array(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("img", "data_format", "dtype"))
    if given.value("data_format") not in (None, "channels_last") or given.word("dtype", "float32", _PACKAGES) not in ("float32", None):
        raise NotReadError("another layout or dtype")
    return to_floats(picture, call.origin)


def _flip(call: Call, picture: Picture) -> Picture:
    return picture.do(Flip("horizontal" if call.name.endswith("left_right") else "vertical"), origin=call.origin)


def _difference(call: Call, picture: Picture) -> Picture:
    """`tf.subtract(x, mean)` and `tf.divide(x, std)`."""
    number = numbers(Arguments(call, ("x", "y", "name")).value("y"))
    return picture.do(Affine(mean=number) if call.name.endswith("subtract") else Affine(std=number), origin=call.origin, dtype="float32")


Function = Callable[[Call, Picture], Picture]
FUNCTIONS: dict[str, tuple[Function, frozenset[Aspect]]] = {
    "tensorflow.image.resize": (_resize, _GEOMETRY),
    "tensorflow.image.resize_with_pad": (_with_pad, _GEOMETRY),
    "tensorflow.image.resize_with_crop_or_pad": (_crop_or_pad, _GEOMETRY),
    "tensorflow.image.crop_to_bounding_box": (_crop, _GEOMETRY),
    "tensorflow.image.central_crop": (_whole_picture, _GEOMETRY),
    "tensorflow.image.convert_image_dtype": (_to_dtype, _NUMBERS),
    "tensorflow.image.flip_left_right": (_flip, _GEOMETRY),
    "tensorflow.image.flip_up_down": (_flip, _GEOMETRY),
    "tensorflow.image.per_image_standardization": (lambda call, picture: picture.lose(call.text, call.origin, _NUMBERS), _NUMBERS),
    "tensorflow.cast": (_cast, _NUMBERS),
    "tensorflow.subtract": (_difference, _NUMBERS),
    "tensorflow.divide": (_difference, _NUMBERS),
    **{f"{package}.img_to_array": (_to_array, _NUMBERS | {"layout"}) for package in (
        "keras.utils", "keras.preprocessing.image", "tensorflow.keras.utils", "tensorflow.keras.preprocessing.image",
    )},
}  # fmt: skip
"""The functions whose first argument is the picture, and what one that is not read may touch."""

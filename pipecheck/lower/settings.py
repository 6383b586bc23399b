"""Preprocessing that is written down as settings in JSON: by hand, for OpenVINO, or as a list of steps for ONNX."""

from __future__ import annotations

import math
import re
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.lower import said, settings_steps
from pipecheck.lower.arguments import NotReadError, number, numbers, whole
from pipecheck.lower.kernels import WORDS
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import Said, flag
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import Aspect, Decoded, Program
from pipecheck_transformers.ops import Affine, CenterCrop, Color, Layout, Numbers, Op, Resize, ResizeShort, ToColor, Transpose

UNIT = "a mean and a standard deviation up to 1 are those of pixels divided by 255"
LEVELS = "a mean above 1 is one of levels 0..255"
TIMM = "settings with a crop_pct are those of timm, which resizes with Pillow"
_NUMBERS: frozenset[Aspect] = frozenset({"values", "dtype"})
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_HOMES = (
    "preprocess",
    "preprocessing",
    "pre_processing",
    "preprocessor",
    "transform",
    "input",
    "normalization",
    "normalize",
)
_LISTS = ("steps", "transforms", "operations", "pipeline", "preprocess", "preprocessing", "pre_processing")
_MEAN, _STD = ("mean", "image_mean", "pixel_mean", "mean_values"), ("std", "image_std", "pixel_std", "std_values")
_SCALE = ("scale", "scale_factor", "rescale_factor")
_ORDER = ("channel_order", "color", "color_order", "color_format", "color_space", "colorspace", "channels")
_LAYOUT = ("layout", "input_layout", "data_format")
_SIZES = ("input_size", "image_size", "img_size", "crop_size", "resize", "resize_size", "size", "input_shape", "height", "width")
_READ = frozenset({*_MEAN, *_STD, *_SCALE, *_ORDER, *_LAYOUT, "scalefactor", "swapRB", "crop_pct", "crop_mode", "interpolation"})
_SUSPECT: tuple[tuple[str, frozenset[Aspect]], ...] = (
    ("resiz|crop|pad|letterbox|aspect|flip|rotat", _GEOMETRY),
    ("normal|scal|mean|std|range|gamma|clip", _NUMBERS),
    ("color|colour|gr[ae]y|rgb|bgr|swap", frozenset({"color"})),
)
_ORDERS: dict[str, Color] = {"rgb": "rgb", "bgr": "bgr", "rgb8": "rgb", "bgr8": "bgr"}
_LAYOUTS: dict[str, Layout] = {"nchw": "chw", "chw": "chw", "channels_first": "chw", "nhwc": "hwc", "hwc": "hwc", "channels_last": "hwc"}


def sniff(data: object) -> bool:
    """Whether *data* holds settings of one of these kinds."""
    return _listed(data) is not None or any(_telling(_inside(data, place)) for place in _places(data))


def lower(document: Document) -> Program:
    """The program that the settings amount to; what they do not speak of stays unsaid, and what is ambiguous unknown."""
    if (place := _listed(document.data)) is not None:
        return settings_steps.lower(document, place)
    for place in _places(document.data):
        if _telling(_inside(document.data, place)):
            settings = said.at(document, *place)
            return _openvino(settings) if settings.has("mean_values") or settings.has("scale_values") else _by_hand(settings)
    raise SourceError(document.path, "no settings of a preprocessing that are known")


def _listed(data: object) -> tuple[str, ...] | None:
    """Where a list of steps stands, each with its name."""
    if isinstance(data, list):
        return () if settings_steps.named(data) else None
    if not isinstance(data, dict):
        return None
    places = [(key,) for key in _LISTS] + [("processor", "transforms")]
    return next((place for place in places if settings_steps.named(_inside(data, place))), None)


def _places(data: object) -> list[tuple[str, ...]]:
    """Where settings may stand: at the top, or under one of the usual words."""
    return [(), *((key,) for key in _HOMES if isinstance(data, dict) and isinstance(data.get(key), dict))]


def _inside(data: object, place: tuple[str, ...]) -> Any:
    for key in place:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _telling(data: object) -> bool:
    """Whether *data* names constants."""
    if not isinstance(data, dict):
        return False
    constants = any(key in data for key in _MEAN) and any(key in data for key in (*_STD, *_SCALE, "scalefactor"))
    return constants or "mean_values" in data or "scale_values" in data


def _first(settings: Said, keys: tuple[str, ...]) -> str | None:
    return next((key for key in keys if settings.has(key)), None)


def _begin(settings: Said) -> Picture:
    """A picture of which the settings say no more than the order of its channels."""
    key = _first(settings, _ORDER)
    stated = settings.values[key] if key else None
    color = _ORDERS.get(stated.lower()) if isinstance(stated, str) else None
    origin = settings.place(key) if key else settings.origin
    picture = Picture(program=Program(Decoded(layout=None, origin=origin)), kind="array", layout=None)
    if color is not None:  # whoever reads the file, this is what the rest is written for
        return picture.do(ToColor(color), origin=origin)
    return picture.lose(settings.text(key or ""), origin, frozenset({"color"})) if isinstance(stated, str) else picture


def _end(settings: Said, picture: Picture, silent: frozenset[Aspect]) -> Program:
    """The layout, where it is told, and whatever else looks like preprocessing."""
    key = _first(settings, _LAYOUT)
    if key is not None:
        layout = _LAYOUTS.get(str(settings.values[key]).lower().strip("[]"))
        place = settings.place(key)
        picture = picture.do(Transpose(layout), origin=place) if layout else picture.lose(settings.text(key), place, frozenset({"layout"}))
    for key, value in settings.values.items():
        touches = next((touches for words, touches in _SUSPECT if re.search(words, key.lower())), None)
        understood = key in _READ or key in _SIZES or key in ("reverse_input_channels", "scale_values")
        if touches is not None and not understood and value not in (None, False, "", ()):
            picture = picture.lose(settings.text(key), settings.place(key), touches)
    lost = frozenset().union(*(step.op.touches for step in picture.program.steps if hasattr(step.op, "touches")))
    return Program(picture.program.decoded, picture.program.steps, silent - lost)


def _openvino(settings: Said) -> Program:
    """What the model optimizer builds in: first the channels are exchanged, then come the mean and the scale, on levels 0..255."""
    picture = _begin(settings)
    where = settings.place("reverse_input_channels")
    try:
        if flag(settings.values.get("reverse_input_channels", False)):
            picture = picture.do(_swapped(picture.program.decoded.color), origin=where)
    except NotReadError:
        picture = picture.lose(settings.text("reverse_input_channels"), where, frozenset({"color"}))
    place = settings.place("mean_values", "scale_values", "scale")
    try:
        std = _constants(settings.values.get("scale_values", settings.values.get("scale", 1.0)))
        picture = picture.do(Affine(mean=_constants(settings.values.get("mean_values", 0.0)), std=std), origin=place)
    except (NotReadError, ValueError):
        picture = picture.lose(settings.text("mean_values", "scale_values", "scale"), place, _NUMBERS)
    return _end(settings, picture, _GEOMETRY)


def _swapped(color: Color | None) -> ToColor:
    return ToColor("bgr", source="rgb") if color == "rgb" else ToColor("rgb", source="bgr")


def _constants(value: Any) -> Numbers:
    """Numbers as a list, as `[123.675,116.28,103.53]`, or as those of the only input: `data[123.675,…]`."""
    if isinstance(value, dict) and len(value) == 1:
        return _constants(next(iter(value.values())))
    if isinstance(value, str):
        found = re.fullmatch(r"\s*[\w/.]*\s*[\[(]([-+\d.eE,\s]*)[\])]\s*", value)
        if found is None:
            raise NotReadError(value)
        return numbers(tuple(float(part) for part in found[1].split(",")))
    return numbers(value)


def _by_hand(settings: Said) -> Program:
    picture = _begin(settings)
    if "swapRB" in settings.values:
        picture = (
            picture.do(_swapped(picture.program.decoded.color), origin=settings.place("swapRB")) if settings.values["swapRB"] else picture
        )
    sized = _first(settings, _SIZES)
    if sized is not None:
        picture = _sized(settings, picture, sized)
    key = _first(settings, (*_MEAN, *_STD, *_SCALE, "scalefactor")) or ""
    try:
        for op, assumed in _values(settings):
            picture = picture.do(op, origin=settings.place(key), assumed=assumed)
    except (NotReadError, ValueError):
        told = settings.text(*_MEAN, *_STD, *_SCALE, "scalefactor") or "no mean, no std"
        picture = picture.lose(told, settings.place(key), _NUMBERS)
    return _end(settings, picture, frozenset() if sized else _GEOMETRY)


def _values(settings: Said) -> list[tuple[Affine, str | None]]:
    """The constants in the units that their size tells; a scale with a mean above 1 might come before it or after."""
    keys = [_first(settings, words) for words in (_MEAN, _STD, _SCALE)]
    mean, std, scale = (None if key is None else numbers(settings.values[key]) for key in keys)
    mean = 0.0 if mean is None else mean
    if settings.has("scalefactor"):  # OpenCV's blobFromImage: the mean first
        if std is not None or scale is not None:
            raise NotReadError("two scales")
        return [(Affine(mean=mean, scale=numbers(settings.values["scalefactor"])), None)]
    if std is None:
        if _largest(mean) > 0 or scale is None:
            raise NotReadError("the order of mean and scale is not told")
        return [(Affine(scale=scale), None)]
    if scale is not None:
        if _largest(mean) > 1:
            raise NotReadError("the order of mean and scale is not told")
        return [(Affine(scale=scale), None), (Affine(mean=mean, std=std), None)]
    if _largest(mean) <= 1 and 0 < _largest(std) <= 1 and (_largest(mean) > 0 or _largest(std) < 1):
        return [(Affine(std=255.0), UNIT), (Affine(mean=mean, std=std), UNIT)]
    if (_largest(mean) > 1 and _smallest(std) >= 1) or (_largest(mean) == 0 and _smallest(std) > 1):
        return [(Affine(mean=mean, std=std), LEVELS)]
    raise NotReadError("the units are not told")


def _largest(value: Numbers) -> float:
    return max(map(abs, value)) if isinstance(value, tuple) else abs(value)


def _smallest(value: Numbers) -> float:
    return min(map(abs, value)) if isinstance(value, tuple) else abs(value)


def _sized(settings: Said, picture: Picture, key: str) -> Picture:
    """The size, where the settings are timm's; else neither the policy nor the library is told."""
    try:
        return picture.do(*_timm(settings, key), origin=settings.place(key), assumed=TIMM)
    except (NotReadError, ValueError, ZeroDivisionError):
        return picture.lose(settings.text(*_SIZES, "crop_pct", "interpolation"), settings.place(key), _GEOMETRY)


def _timm(settings: Said, key: str) -> tuple[Op, Op]:
    size, mode = settings.values[key], settings.values.get("crop_mode") or "center"
    kernel = WORDS.get(str(settings.values.get("interpolation", "")).lower())
    sides = size[-2:] if isinstance(size, tuple) and len(size) in (2, 3) else (size, size)
    side = whole(sides[0])
    if kernel is None or not settings.has("crop_pct") or key not in ("input_size", "image_size", "img_size"):
        raise NotReadError("neither the policy nor the library is told")
    if mode not in ("center", "squash") or side != whole(sides[1]):
        raise NotReadError(f"crop_mode {mode!r} of {size!r}")
    scaled = math.floor(side / number(settings.values["crop_pct"]))
    how: dict[str, Any] = {"interpolation": kernel, "library": "pil"}
    resize = ResizeShort(scaled, **how) if mode == "center" else Resize(scaled, scaled, **how)
    return resize, CenterCrop(side, side, fill=0.0)
